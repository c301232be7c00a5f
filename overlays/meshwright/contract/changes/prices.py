"""Compare the price of a create before and after, rule by rule and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from ...spec.reading import Json
from .documents import CALENDAR, canonical, pairs
from .keywords import keyword
from .weights import RISKY, Change, Direction, Use


def prices(old: Json, new: Json, operation: str) -> Iterator[Change]:
    """Yield the changes of a price, which change the estimate and the bill."""
    use = Use(Direction.SENT, f"{operation.rpartition('.')[0]}.estimate")
    place = f"{operation} price"
    rules = {canonical(rule): rule for price in (old, new) for rule in price.get("rules", [])}
    # The same rule twice adds its credits twice.
    was, now = (Counter(map(canonical, price.get("rules", []))) for price in (old, new))
    for differing, told in ((now - was, "now"), (was - now, "no longer")):
        yield from (use.told(RISKY, place, f"{told} {words(rules[text])}") for text in differing)
    for key, one, other in pairs(old, new):
        if key != "rules":
            yield from keyword(key, one, other, use, place if key in CALENDAR else f"{place} {key}")


def words(rule: Json) -> str:
    """Return in words what a price rule adds, and when."""
    condition = condition_words(rule["when"]) if "when" in rule else ""
    if condition.startswith("(") and condition.find(")") == len(condition) - 1:
        condition = condition[1:-1]
    rest = {key: value for key, value in rule.items() if key not in ("add", "when")}
    return f"{rule.get('add')} credits" + f" when {condition}" * bool(condition) + f" {canonical(rest)}" * bool(rest)


def condition_words(schema: Any) -> str:
    """Write the condition of a price rule in words, or as JSON if it has no short form."""
    parts: list[str] = []
    for key, value in schema.items() if isinstance(schema, dict) else [("", schema)]:
        if key == "properties":
            parts += [_member(name, wanted) for name, wanted in value.items()]
        elif key == "anyOf":
            parts.append("(" + " or ".join(map(condition_words, value)) + ")")
        elif key == "required":
            parts += [f"{name} is given" for name in value if name not in schema.get("properties", {})]
        else:
            parts.append(canonical({key: value}))
    return " and ".join(parts)


def _member(name: str, wanted: Any) -> str:
    match [*wanted.items()] if isinstance(wanted, dict) else []:
        case [("const", value)]:
            return f"{name} is {_value(value)}"
        case [("enum", values)]:
            return f"{name} is {' or '.join(map(_value, values))}"
        case [("not", other)]:
            return _member(name, other).replace(f"{name} is ", f"{name} is not ", 1).replace(" or ", " nor ")
        case [("minLength" | "minItems", 1)]:
            return f"{name} is not empty"
        case _:
            return f"{name} fits {canonical(wanted)}"


def _value(value: Any) -> str:
    return value if isinstance(value, str) else canonical(value)
