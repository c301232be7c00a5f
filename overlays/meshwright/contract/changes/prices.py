"""What a create costs, before and after, rule by rule and in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from ...spec.reading import Json
from .documents import CALENDAR, canonical, same
from .keywords import ABSENT, keyword
from .weights import RISKY, Change, Direction, Use


def prices(old: Any, new: Any, operation: str) -> Iterator[Change]:
    """Yield the changes of a price; an estimate says another number, and so does the bill."""
    if same(old, new):
        return
    use = Use(Direction.SENT, f"{operation.rpartition('.')[0]}.estimate")
    place = f"{operation} price"
    before, after = (cast("Json", price or {}) for price in (old, new))
    was, now = (list(price.get("rules", [])) for price in (before, after))
    for rule in _besides(now, was):
        yield use.told(RISKY, place, f"now {words(rule)}")
    for rule in _besides(was, now):
        yield use.told(RISKY, place, f"no longer {words(rule)}")
    for key in sorted((before.keys() | after.keys()) - {"rules"}):
        for weight, sentence in keyword(key, before.get(key, ABSENT), after.get(key, ABSENT), use):
            yield use.told(weight, place if key in CALENDAR else f"{place} {key}", sentence)


def _besides(rules: list[Any], others: list[Any]) -> list[Any]:
    """Return the rules that the others lack; the same rule twice adds its credits twice."""
    left = [*map(canonical, others)]
    found: list[Any] = []
    for rule in rules:
        if canonical(rule) in left:
            left.remove(canonical(rule))
        else:
            found.append(rule)
    return found


def words(rule: Any) -> str:
    """Say what a price rule adds, and when."""
    if not isinstance(rule, dict):
        return canonical(rule)
    condition = condition_words(rule["when"]) if "when" in rule else ""
    condition = (
        condition[1:-1] if condition.startswith("(") and condition.find(")") == len(condition) - 1 else condition
    )
    rest = {key: value for key, value in rule.items() if key not in ("add", "when")}
    return f"{rule.get('add')} credits" + f" when {condition}" * bool(condition) + f" {canonical(rest)}" * bool(rest)


def condition_words(schema: Any) -> str:
    """Write the condition of a price rule shortly; in JSON what has no short form."""
    parts: list[str] = []
    for key, value in schema.items() if isinstance(schema, dict) else [("", schema)]:
        if key == "properties":
            parts += [_member(name, wanted) for name, wanted in value.items()]
        elif key == "anyOf":
            parts.append("(" + " or ".join(map(condition_words, value)) + ")")
        elif key == "required" and isinstance(value, list):
            parts += [f"{name} is given" for name in value if name not in schema.get("properties", {})]
        else:
            parts.append(canonical({key: value}))
    return " and ".join(parts)


def _member(name: str, wanted: Any) -> str:
    if isinstance(wanted, dict) and len(wanted) == 1:
        ((key, value),) = wanted.items()
        if key == "const":
            return f"{name} is {_value(value)}"
        if key == "enum":
            return f"{name} is {' or '.join(map(_value, value))}"
        if key == "not":
            return _member(name, value).replace(f"{name} is ", f"{name} is not ", 1).replace(" or ", " nor ")
        if key in ("minLength", "minItems") and value == 1:
            return f"{name} is not empty"
    return f"{name} fits {canonical(wanted)}"


def _value(value: Any) -> str:
    return value if isinstance(value, str) else canonical(value)
