"""Estimate the price of a create from the price rules of the spec for a day. The actual price is the task's
``consumed_credits``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from attrs import frozen

from . import effects
from .calendar import SEED, contract_on
from .conditions import holds
from .reading import Json, body_schema, defaults, dependent_defaults, operation, with_defaults


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
    prices, plain, dependent = _prices(service, operation_id, day)
    filled = with_defaults(body, plain, dependent)
    charged = [rule for rule in prices["rules"] if holds(rule.get("when", {}), filled)]
    source = prices["x-source"]
    return Estimate(
        credits=sum(rule["add"] for rule in charged),
        day=day,
        source=f"{source['grade']} {source['page']}, {source['date']}",
        caveats=(
            *(rule["x-confidence"] for rule in charged if "x-confidence" in rule),
            *effects.caveats(service, operation_id, body, day),
        ),
    )


@lru_cache(maxsize=64)
def _prices(service: str, operation_id: str, day: str) -> tuple[Json, Json, Json]:
    """Return the price rules of a create, its defaults, and those that depend on other members."""
    spec = contract_on(service, day)
    found = operation(spec, operation_id)
    schema = body_schema(found) or {}
    return found["x-credits"], defaults(spec, schema), dependent_defaults(spec, schema)
