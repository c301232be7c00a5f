"""Paths of files as a ledger stores them."""

from __future__ import annotations

import os
from pathlib import Path

from ..errors import LedgerError


def full_path(path: str | os.PathLike[str]) -> Path:
    """Return the canonical path of a file; raise LedgerError for ~ without a home folder."""
    try:
        return Path(path).expanduser().resolve()
    except RuntimeError:
        raise LedgerError(
            f"the ledger {path} cannot be found: there is no home folder; give a path without ~"
        ) from None
