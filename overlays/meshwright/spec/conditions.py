"""Evaluate the conditions of a spec on a request: prices, effects, and the rules over several parameters.

Conditions are JSON Schema. The few keywords that they use are evaluated here, so that the core needs no validator; the
tests check that no condition uses another. A local file, which becomes a text when it is sent, counts as given.
"""

from __future__ import annotations

from typing import Any


def holds(condition: Any, value: Any) -> bool:
    """Return whether a value satisfies a condition; raises ValueError for an unknown keyword."""
    if isinstance(condition, bool):
        return condition
    found = (_keyword(keyword, wanted, value, condition) for keyword, wanted in condition.items())
    return all(found)


def _keyword(keyword: str, wanted: Any, value: Any, condition: Any) -> bool:
    match keyword:
        case "properties":
            return all(holds(rule, value[name]) for name, rule in wanted.items() if name in value)
        case "required":
            return all(name in value for name in wanted)
        case "anyOf":
            return any(holds(rule, value) for rule in wanted)
        case "not":
            return not holds(wanted, value)
        case "if":
            return holds(condition.get("then" if holds(wanted, value) else "else", True), value)
        case "const":
            return _same(value, wanted)
        case "enum":
            return any(_same(value, one) for one in wanted)
        case "minLength":
            return value.__class__ is not str or len(value) >= wanted
        case "minItems":
            return value.__class__ is not list or len(value) >= wanted
        case "maximum":
            return not _is_number(value) or value <= wanted
        case "exclusiveMinimum":
            return not _is_number(value) or value > wanted
        case "then" | "else":  # belongs to an if
            return True
        case _ if keyword.startswith("x-"):
            return True
        case _:
            raise ValueError(f"a condition uses {keyword!r}, which is not evaluated here")


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _same(value: Any, wanted: Any) -> bool:
    """Compare as JSON does, where true is not equal to 1."""
    return bool(value == wanted) and isinstance(value, bool) == isinstance(wanted, bool)
