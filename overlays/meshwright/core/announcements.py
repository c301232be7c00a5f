"""Headers that announce something beside the answer: that an operation ends, and that an emulator answered.

``Deprecation`` (RFC 9745, and the older forms ``true`` and an HTTP date) and ``Sunset`` (RFC 8594) become one warning
for each kind of task in the life of a client; ``Link`` names the page to read. The emulator names its contract, and
writes notes about the guesses of a result.
"""

from __future__ import annotations

import json
import logging
import re
import warnings
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from attrs import define, field

from ..errors import MeshwrightWarning, ServiceDeprecation
from .retrying import SAFE_METHODS

CONTRACT: Final = "x-meshwright-contract"
"""Header of an emulator's answers: the day of its contract, or ``seed``."""
NOTES: Final = "x-meshwright-notes"
"""Header of an emulator's answer about a finished task: its notes, a JSON array in ASCII."""
INPUT: Final = "x-meshwright-input"
"""Header of a create that stays on this machine: the percent-encoded name of its input, for the emulator's page."""
_LONGEST: Final = 300
_LINK: Final = re.compile(r"<([^<>\s]+)>([^<]*)")
_RELATIONS: Final = ("deprecation", "sunset", "successor-version")
logger = logging.getLogger("meshwright")


@define(eq=False)
class Announcements:
    """The announcements to one client, and what it was warned of."""

    contract: str = field(init=False, default="")
    """The contract of the emulator that answers; empty for the service."""
    _warned: set[str] = field(init=False, factory=set[str])

    def warn(self, text: str) -> None:
        """Warn once of a text."""
        if text not in self._warned:
            self._warned.add(text)
            warnings.warn(text, MeshwrightWarning, stacklevel=2)

    def note(self, operation: str, method: str, headers: Mapping[str, str]) -> None:
        """Read the headers of an answer, and warn once about each deprecated kind of task.

        Where warnings are errors, the answer to a create is not lost for one: it is logged, and raised by the next
        call that changes nothing.
        """
        self.contract = headers.get(CONTRACT, self.contract)[:_LONGEST]
        kind = operation.partition(".")[0]
        if not headers.keys() & {"deprecation", "sunset"} or kind in self._warned:
            return
        self._warned.add(kind)
        try:
            warnings.warn(_sentence(operation, headers), ServiceDeprecation, stacklevel=2)
        except ServiceDeprecation as error:
            self._warned.discard(kind)
            if method in SAFE_METHODS:
                raise
            logger.warning("%s", error)


def notes_of(headers: Mapping[str, str]) -> list[str]:
    """Return the notes in the headers of an answer; empty without, and for a malformed header."""
    try:
        found = json.loads(headers.get(NOTES, "[]"))
    except (ValueError, RecursionError):
        return []
    return [note for note in found if isinstance(note, str)] if isinstance(found, list) else []


def _sentence(operation: str, headers: Mapping[str, str]) -> str:
    since, until = day_announced(headers.get("deprecation", "")), day_announced(headers.get("sunset", ""))
    text = f"{operation}: the service has deprecated this operation"
    text += f" (since {since})" if since else ""
    text += f"; it ends on {until}" if until else ""
    page = _page(headers.get("link", ""))
    return text + (f"; read {page}" if page else "; see the service's changelog")


def day_announced(value: str) -> str:
    """Return the day of ``@seconds`` or of an HTTP date; empty for anything else."""
    try:
        if value.startswith("@"):
            return datetime.fromtimestamp(int(value[1:]), UTC).date().isoformat()
        return parsedate_to_datetime(value).date().isoformat()
    except (ValueError, TypeError, OverflowError, OSError):
        return ""


def _page(value: str) -> str:
    """Return the URL of the link that explains the deprecation, else of the first link."""
    links = [(match[1], match[2]) for match in _LINK.finditer(value[:4096])]
    for relation in _RELATIONS:
        for url, parameters in links:
            if relation in parameters:
                return url[:_LONGEST]
    return links[0][0][:_LONGEST] if links else ""
