"""Where the emulator's own violations of the spec are told, so that a test session hears of those in every process."""

from __future__ import annotations

import os
from pathlib import Path

FILE = "MESHWRIGHT_VIOLATIONS"
"""Environment variable: a file. Emulators that find it judge every answer and event of theirs, and write a line there
for each that the spec does not allow; unlike strict ones they answer all the same.
"""


def are_told() -> bool:
    """Whether somebody wants to hear of violations."""
    return bool(os.environ.get(FILE))


def tell(violation: str) -> None:
    """Write a violation down, if somebody wants to hear of it."""
    if path := os.environ.get(FILE):
        with Path(path).open("a", encoding="utf-8") as out:
            out.write(" ".join(violation.split()) + "\n")
