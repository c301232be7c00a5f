"""Headers that announce a change of the service: they break nothing today, and are reported as notices."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from attrs import evolve

from ...core.announcements import CONTRACT, NOTES, day_announced
from ..exchange import Exchange
from ..expectations import Expectations
from .difference import SHOWN, Drift, shown_by

EMULATED = (CONTRACT, NOTES, "x-content-type-options", "x-meshwright-emulated")
VERSION = "x-api-version"
DAY = re.compile(r"\d{4}-\d\d-\d\d")
LIMITS = re.compile(r"(x-)?rate-?limit(-\w+)*")
ENDS = ("deprecation", "sunset")


def is_announcement(name: str) -> bool:
    """Return whether a header that the spec does not know is judged here, or is the emulator's own."""
    return name in EMULATED or LIMITS.fullmatch(name) is not None


def notices(trace: Iterable[Exchange], expectations: Expectations, written: str) -> Iterator[Drift]:
    """Yield what the headers of the answers announce, and how many answers were refused for the rate.

    ``written`` is the day of the newest spec.
    """
    busy: list[Exchange] = []
    for exchange in trace:
        expected = expectations.at(exchange.path).get(exchange.method)
        if expected is None or not exchange.answered:
            continue
        if exchange.status == 429:
            busy.append(exchange)
        answer = expected.answer(exchange.status)
        for name, value in exchange.headers.items():
            documented, proposal = _read(name, value, written)
            if proposal and (name == VERSION or answer is None or name not in answer.headers):
                place = f"{expected.id} {exchange.status} header {name}"
                found = shown_by(place, exchange, documented, value[:SHOWN], proposal)
                yield evolve(found, notice=True)
    if busy:
        proposal = "nothing to change in the spec: visit again with a lower --rate"
        seen = f"{len(busy)} answers with 429"
        yield evolve(shown_by("the visit was limited", busy[0], "no limit at this rate", seen, proposal), notice=True)


def _read(name: str, value: str, written: str) -> tuple[str, str]:
    """Return what is documented about a header, and what to do; nothing for a header without news."""
    if name in ENDS:
        day = day_announced(value)
        return "no end of this operation", f"add x-until{f' {day}' if day else ''} to the operation"
    if name == "link" and "rel=" in value:
        return "no page about a change", "read the page that it names"
    if name.startswith("access-control-"):
        return "no calls of browsers", "document that browsers may call"
    if LIMITS.fullmatch(name):
        return "no header about the rate", f"document {name}"
    if name == VERSION and value and not DAY.match(value):
        return "a day", "document another form of versions"
    if name == VERSION and value > written:
        return f"versions up to {written}", f"read the changelog up to {value[:10]}, and add its changes to the spec"
    return "", ""
