"""Every answer and event of every emulator that a test starts is compared with the spec, in every test, also in other
processes: emulators write what breaks it into a file of the session.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from meshwright.emulator.violations import FILE


def watch(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let all emulators report violations; faults break the contract on purpose, and are applied after the check."""
    patch.setenv(FILE, str(folder / "violations"))


def told() -> list[str]:
    """Return the violations of the spec since the last call."""
    path = Path(os.environ.get(FILE, ""))
    if not path.is_file():
        return []
    found = path.read_text("utf-8").splitlines()
    path.unlink()
    return found
