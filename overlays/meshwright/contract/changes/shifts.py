"""How many values a constraint allows, before and after: bounds, multiples, types."""

from __future__ import annotations

from numbers import Real
from typing import Any, Final

from .weights import Shift


class Absent:
    """The type of ABSENT: a keyword that is not there."""


ABSENT: Final = Absent()
LOWER, UPPER = 1, -1
BOUNDS = {
    **dict.fromkeys(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"), LOWER),
    **dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"), UPPER),
}


def present_shift(was: Any, now: Any, otherwise: Shift) -> Shift:
    """Weigh a constraint: one that comes allows fewer values, one that goes more."""
    return Shift.FEWER if was is ABSENT else Shift.MORE if now is ABSENT else otherwise


def bound_shift(key: str, was: Any, now: Any) -> Shift:
    """Weigh a bound."""
    if not (is_number(was) and is_number(now)):
        return present_shift(was, now, Shift.OTHER)
    if key != "multipleOf":
        return Shift.FEWER if (now - was) * BOUNDS[key] > 0 else Shift.MORE
    if now and was % now == 0:
        return Shift.MORE
    return Shift.FEWER if was and now % was == 0 else Shift.OTHER


def is_number(value: Any) -> bool:
    """Whether a value is a number of JSON."""
    return isinstance(value, Real) and not isinstance(value, bool)


def type_shift(was: Any, now: Any) -> Shift:
    """Weigh a set of types; null is not among them. A number may be an integer."""
    if was is ABSENT or now is ABSENT:
        return present_shift(was, now, Shift.OTHER)
    old, new = _types(was), _types(now)
    return Shift.MORE if old <= new else Shift.FEWER if new <= old else Shift.OTHER


def _types(value: Any) -> set[str]:
    names = {value} if isinstance(value, str) else {str(name) for name in value}
    return names | {"integer"} if "number" in names else names
