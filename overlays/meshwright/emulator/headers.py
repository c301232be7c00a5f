"""The headers by which the emulator announces itself: its contract, and notes about the guesses of a result.

The client reads them by the same names; it shares no code with the emulator that it is tested against.
"""

from __future__ import annotations

import json
from typing import Final

CONTRACT: Final = "x-meshwright-contract"
"""The day of the contract, or ``seed``; in every answer of a service whose contract has days."""
NOTES: Final = "x-meshwright-notes"
"""The notes on a finished task, a JSON array in ASCII."""
_ROOM: Final = 4096
"""The most characters of notes; some proxies refuse longer headers."""


def written_notes(notes: list[str]) -> str:
    """Return the value of the header for notes; those that make it too long are left out."""
    while len(text := json.dumps(notes)) > _ROOM:
        notes = notes[:-1]
    return text
