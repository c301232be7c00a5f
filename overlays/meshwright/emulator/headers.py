"""The headers by which the emulator announces itself: its contract, and notes about the guesses of a result.

The client reads them by the same names; it shares no code with the emulator that it is tested against.
"""

from __future__ import annotations

import json
from typing import Final
from urllib.parse import unquote

CONTRACT: Final = "x-meshwright-contract"
"""The day of the contract, or ``seed``; in every answer of a service whose contract has days."""
NOTES: Final = "x-meshwright-notes"
"""The notes on a finished task, a JSON array in ASCII."""
INPUT: Final = "x-meshwright-input"
"""The percent-encoded name of a create's input, from a client that has it: the content of a file has none."""
_NAME: Final = 100
"""The most characters of a name."""
_ROOM: Final = 4096
"""The most characters of notes; some proxies refuse longer headers."""


def read_input(text: str) -> str:
    """Return the name that the header of a request gives its input."""
    return " ".join(unquote(text).split())[:_NAME]


def written_notes(notes: list[str]) -> str:
    """Return the value of the header for notes; those that make it too long are left out."""
    while len(text := json.dumps(notes)) > _ROOM:
        notes = notes[:-1]
    return text
