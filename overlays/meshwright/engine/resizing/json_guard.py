"""Small checks that are combined to describe the shape of a JSON document; an error names the place and the rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ..errors import EngineError
from ..json_object import Json

Check = Callable[[Any, Json], None]
"""Takes a value and the whole document (to look indices up)."""

# Wide enough for every honest number, and no sum of them overflows a float64.
LARGEST_NUMBER = 1e100


class Mismatch(Exception):
    """The violated rule and the path to the value, which is extended from the inside out."""

    def __init__(self, rule: str, value: object) -> None:
        shown = repr(value)
        super().__init__(f"must be {rule}, not {shown if len(shown) <= 40 else shown[:37] + '...'}")
        self.path: list[str] = []


def guard(document: Json, check: Check, what: str) -> None:
    """Run a check over a whole document; EngineError names the first value that violates it."""
    try:
        check(document, document)
    except Mismatch as mismatch:
        place = "".join(reversed(mismatch.path)).lstrip(".")
        raise EngineError(f"Not valid {what}: {place or 'the document'} {mismatch}.") from None


def is_number(value: object) -> bool:
    """Return whether a JSON value is a number of reasonable size (not a boolean)."""
    return isinstance(value, int | float) and not isinstance(value, bool) and -LARGEST_NUMBER < value < LARGEST_NUMBER


def is_integer(value: object) -> bool:
    """Return whether a JSON value is an integer (not a boolean)."""
    return isinstance(value, int) and not isinstance(value, bool)


def number(value: Any, _document: Json) -> None:
    """Accept a finite number."""
    if not is_number(value):
        raise Mismatch("a finite number", value)


def text(value: Any, _document: Json) -> None:
    """Accept a string."""
    if not isinstance(value, str):
        raise Mismatch("a string", value)


def flag(value: Any, _document: Json) -> None:
    """Accept true or false."""
    if not isinstance(value, bool):
        raise Mismatch("true or false", value)


def integer(lowest: int, highest: int = 1 << 53) -> Check:
    """Accept an integer within bounds."""

    def check(value: Any, _document: Json) -> None:
        if not (is_integer(value) and lowest <= value <= highest):
            raise Mismatch(f"an integer from {lowest} to {highest}", value)

    return check


def one_of(choices: Iterable[int | str]) -> Check:
    """Accept one of the given values."""
    allowed = tuple(choices)

    def check(value: Any, _document: Json) -> None:
        if isinstance(value, bool | list | dict) or value not in allowed:
            raise Mismatch(f"one of {', '.join(map(str, allowed))}", value)

    return check


def index(into: str) -> Check:
    """Accept an index into a top-level list of the document."""

    def check(value: Any, document: Json) -> None:
        length = _length(document, into)
        if not (is_integer(value) and 0 <= value < length):
            raise Mismatch(f"an index into the {length} {into}", value)

    return check


def indices(into: str) -> Check:
    """Accept a list of indices into a top-level list of the document."""

    def check(value: Any, document: Json) -> None:
        if not isinstance(value, list):
            raise Mismatch(f"a list of indices into {into}", value)
        length = _length(document, into)
        for item in value:
            if not (is_integer(item) and 0 <= item < length):
                raise Mismatch(f"indices into the {length} {into}", item)

    return check


def numbers(length: int | None = None) -> Check:
    """Accept a list of finite numbers, optionally of a given length."""

    def check(value: Any, _document: Json) -> None:
        if not isinstance(value, list) or length not in (None, len(value)) or not all(map(is_number, value)):
            raise Mismatch(f"{'' if length is None else f'{length} '}finite numbers", value)

    return check


def listing(of: Check, at_most: int | None = None) -> Check:
    """Accept a list whose items pass a check."""

    def check(value: Any, document: Json) -> None:
        if not isinstance(value, list):
            raise Mismatch("a list", value)
        if at_most is not None and len(value) > at_most:
            raise Mismatch(f"at most {at_most} items long", len(value))
        for position, item in enumerate(value):
            _descend(of, item, document, f"[{position}]")

    return check


def mapping(of: Check) -> Check:
    """Accept an object with any keys whose values pass a check."""

    def check(value: Any, document: Json) -> None:
        for key, item in _object(value).items():
            _descend(of, item, document, f".{key}")

    return check


def record(needed: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    """Accept an object: required keys must be present, known keys must pass, unknown keys are allowed."""
    known = {**needed, **(optional or {})}

    def check(value: Any, document: Json) -> None:
        fields = _object(value)
        for key in needed:
            if key not in fields:
                raise Mismatch(f"an object with {key!r}", value)
        for key in fields.keys() & known.keys() if len(fields) > len(known) else fields:
            if key in known:
                _descend(known[key], fields[key], document, f".{key}")

    return check


def _object(value: Any) -> Json:
    if not isinstance(value, dict):
        raise Mismatch("an object", value)
    return value


def _length(document: Json, name: str) -> int:
    items = document.get(name)
    return len(items) if isinstance(items, list) else 0


def _descend(check: Check, value: Any, document: Json, step: str) -> None:
    try:
        check(value, document)
    except Mismatch as mismatch:
        mismatch.path.append(step[:60])
        raise
