"""Match the rules in the data with their implementations by id; neither may exist without the other."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import field, frozen

from .situation import Situation

Check = Callable[[Situation], Iterable[str]]
"""Yields the violations, one sentence each."""
Members = Mapping[str, "list[str]"]
SCOPES = ("both", "emulator", "live")


@frozen
class Rule:
    """One rule of the oracle."""

    id: str
    service: str
    sentence: str
    evidence: str
    scope: str
    check: Check
    members: Members = field(factory=dict[str, "list[str]"])
    """The members that objects have, by the status or the operation; of a rule about members."""


_checks: dict[str, Check] = {}


def implements(rule_id: str) -> Callable[[Check], Check]:
    """Register the implementation of a rule."""

    def register(check: Check) -> Check:
        _checks[rule_id] = check
        return check

    return register


def members_of(rule_id: str) -> Members:
    """Return the data of a rule about members."""
    rows = _rows(rule_id.partition(".")[0])
    return next((row.get("members", {}) for row in rows if row["id"] == rule_id), {})


def rules_of(service: str, target: str) -> list[Rule]:
    """Return the rules that hold for a service on a target, ``emulator`` or ``live``."""
    return [rule for rule in all_rules(service) if rule.scope in ("both", target)]


def all_rules(service: str) -> Iterator[Rule]:
    """Yield the rules of a service; raises LookupError if data and implementations do not match."""
    rows = _rows(service)
    known = {row["id"] for row in rows}
    if loose := {id for id in _checks if id.startswith(f"{service}.")} ^ known:
        raise LookupError(f"rules without data or without implementation: {', '.join(sorted(loose))}")
    for row in rows:
        yield Rule(**row, check=_checks[row["id"]])


@cache
def _rows(service: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((files("meshwright_api") / service / "rules.json").read_text("utf-8"))
    return rows
