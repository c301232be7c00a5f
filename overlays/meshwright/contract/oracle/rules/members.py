"""Rules of both services about members that an object of a status, or of an answer, always has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ....spec.reading import Json
from ..registry import implements, members_of
from ..situation import Situation

ANY = "any"
"""In place of a status."""
REPORTED = "device_state"
"""A member that a dock which is offline does not report, and neither does its aircraft."""
FILLED = "filled"
"""After the status or the operation: the members are neither null nor empty."""


@implements("meshy.task.members")
def of_tasks(now: Situation) -> Iterator[str]:
    """Members of tasks in each status, as far as the contract of the day has them."""
    data = members_of("meshy.task.members")
    for state in now.states:
        status = state.said.get("status")
        if not state.whole or not isinstance(status, str):
            continue
        for name in (ANY, status, f"{now.kind} {status}"):
            there = [path for path in data.get(name, ()) if path.partition(".")[0] in now.shown]
            filled = [path for path in data.get(f"{name} {FILLED}", ()) if path.partition(".")[0] in now.shown]
            for path in _missing(state.said, there, filled):
                yield f"{state.place}: {status} without {path}"


@implements("flighthub.members")
def of_answers(now: Situation) -> Iterator[str]:
    """Members of answers and of the rows of lists."""
    operation = now.operation.id if now.operation else ""
    said = now.told(operation) if operation else None
    if said is None:
        return
    data = members_of("flighthub.members")
    rows: Any = said.get("list", [said])
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict):
            silent = row.get("device_sn") in now.memory.offline
            for path in _missing(row, data.get(operation, ()), data.get(f"{operation} {FILLED}", ())):
                if not (silent and path == REPORTED):
                    yield f"no {path}"


def _missing(said: Json, there: Iterable[str], filled: Iterable[str]) -> Iterator[str]:
    yield from (path for path in there if any(value is _NONE for value in _values(said, path)))
    yield from (path for path in filled if any(value in EMPTY for value in _values(said, path)))


class _Missing:
    pass


_NONE = _Missing()
EMPTY: tuple[Any, ...] = (_NONE, None, "", {}, [], 0)


def _values(said: Any, path: str) -> Iterator[Any]:
    """Yield the members at a path of names, in each object of a list; ``_NONE`` for one that is missing. A member of
    what is itself missing or null is not judged.
    """
    name, _, rest = path.partition(".")
    for part in said if isinstance(said, list) else [said]:
        if isinstance(part, dict) and (not rest or name in part):
            found = part.get(name, _NONE)
            yield from _values(found, rest) if rest else [found]
