"""Estimate the price of a create from the price rules of the spec for a day. The actual price is the task's
``consumed_credits``.

Conditions are JSON Schema. The few keywords that the price rules use are evaluated here, so that the core needs no
validator; the tests check that no rule uses another.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from attrs import frozen

from .calendar import SEED, contract_of
from .reading import Json, body_schema, defaults, dependent_defaults, load_spec, operation


@frozen(kw_only=True)
class Estimate:
    """A price in credits, its source, and its uncertainties."""

    credits: int
    day: str
    """Day of the price list, ``YYYY-MM-DD``, or ``seed``: that of an emulator without ``as_of``."""
    source: str
    caveats: tuple[str, ...] = ()

    def __str__(self) -> str:
        caveats = "".join(f"; {caveat}" for caveat in self.caveats)
        day = "the seed documents" if self.day == SEED else self.day
        return f"about {self.credits} credits (estimate for {day}, {self.source}{caveats})"


def estimate(service: str, operation_id: str, body: Mapping[str, Any], day: str) -> Estimate:
    """Return the estimated price of a create on a day (``YYYY-MM-DD`` or ``seed``).

    ``body`` holds the parameters to be sent.
    """
    spec = _contract(service, day)
    found = operation(spec, operation_id)
    prices: Json = found["x-credits"]
    filled = {**defaults(spec, body_schema(found) or {}), **body}
    for name, rule in dependent_defaults(spec, body_schema(found) or {}).items():
        if name not in body:
            filled[name] = rule["values"].get(filled.get(rule["parameter"]), filled.get(name))
    charged = [rule for rule in prices["rules"] if holds(rule.get("when", {}), filled)]
    source = prices["x-source"]
    return Estimate(
        credits=sum(rule["add"] for rule in charged),
        day=day,
        source=f"{source['grade']} {source['page']}, {source['date']}",
        caveats=tuple(rule["x-confidence"] for rule in charged if "x-confidence" in rule),
    )


@lru_cache(maxsize=8)
def _contract(service: str, day: str) -> Json:
    return contract_of(load_spec(service), day)


def holds(condition: Any, value: Any) -> bool:
    """Return whether a value satisfies a condition of the price rules; raises ValueError for an unknown keyword."""
    return all(_keyword(keyword, wanted, value) for keyword, wanted in condition.items())


def _keyword(keyword: str, wanted: Any, value: Any) -> bool:
    match keyword:
        case "properties":
            return all(holds(rule, value[name]) for name, rule in wanted.items() if name in value)
        case "required":
            return all(name in value for name in wanted)
        case "anyOf":
            return any(holds(rule, value) for rule in wanted)
        case "not":
            return not holds(wanted, value)
        case "const":
            return _same(value, wanted)
        case "enum":
            return any(_same(value, one) for one in wanted)
        case "minLength":  # a local file counts as given, even if empty
            return value.__class__ is not str or len(value) >= wanted
        case "minItems":
            return value.__class__ is not list or len(value) >= wanted
        case _:
            raise ValueError(f"a price rule uses {keyword!r}, which is not evaluated here")


def _same(value: Any, wanted: Any) -> bool:
    """Compare as JSON does, where true is not equal to 1."""
    return bool(value == wanted) and isinstance(value, bool) == isinstance(wanted, bool)
