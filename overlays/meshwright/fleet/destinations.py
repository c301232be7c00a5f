"""Where the results of a batch go, as a user names it: a folder, or ``s3://bucket/prefix``."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from ..ledger.journal import AnyLedger, SharedLedger
from .results import FolderResults, Results


def absolute(out: str | os.PathLike[str]) -> str:
    """Return a destination that means the same from every folder."""
    text = os.fspath(out)
    return text.rstrip("/") if text.startswith("s3://") else str(Path(text).expanduser().absolute())


def open_results(out: str, ledger: AnyLedger) -> Results:
    """Return the results of a destination; raises ConfigurationError if the extra ``s3`` is missing."""
    if out.startswith("s3://"):
        from .buckets import Bucket  # the extra `s3`

        return Bucket.at(out, _partial_files(ledger))
    return FolderResults(Path(out))


def _partial_files(ledger: AnyLedger) -> Path:
    """Return the folder for files on their way to a bucket."""
    if isinstance(ledger, SharedLedger):
        return Path(tempfile.gettempdir()) / "meshwright-batch"
    return ledger.path.with_name(f"{ledger.path.name}.files")
