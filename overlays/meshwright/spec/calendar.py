"""Derive the contract of a day by filtering a spec with its own calendar, without a second set of rules.

Parts that do not exist yet or any more (``x-since``, ``x-until``) are removed, with everything that refers to them.
Changes up to the day (``x-changes``) are applied. Retired values are listed in ``x-retired``, so that a refusal can
name the day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, NamedTuple, cast

from .reading import Json, load_spec, members

SEED = "seed"
"""In place of a day: the unfiltered spec, which is the seed documents with newer parts added."""
TODAY = "today"


def day_of(as_of: str, now: float) -> str:
    """Return the day for ``as_of`` at ``now`` (seconds since the epoch); ``seed`` and a day are returned unchanged.

    Raises ValueError for anything but ``YYYY-MM-DD``, ``today`` and ``seed``.
    """
    if as_of == TODAY:
        return datetime.fromtimestamp(now, UTC).date().isoformat()
    try:
        known = as_of == SEED or date.fromisoformat(as_of).isoformat() == as_of
    except (ValueError, TypeError):
        known = False
    if not known:
        raise ValueError(f"as_of must be a day (YYYY-MM-DD), 'today' or 'seed', not {as_of!r}")
    return as_of


def contract_name(day: str) -> str:
    """Return the name of the contract of a day, or of ``seed``, for people."""
    return "the seed documents of 2025, newer things as additions" if day == SEED else f"the contract of {day}"


def contract_of(spec: Json, day: str) -> Json:
    """Return the spec as it was on a day, ``YYYY-MM-DD``; for ``seed`` the unfiltered spec."""
    if day == SEED:
        return spec
    filtered: Json = _Filter(spec, day).node(spec)
    return filtered


@lru_cache(maxsize=8)
def contract_on(service: str, day: str) -> Json:
    """Return the contract of a service on a day; treat it as read-only."""
    return contract_of(load_spec(service), day)


def start_of(date: str) -> str:
    """Return the first day of a date, which may be only a month or a year."""
    return date + "2000-01-01"[len(date) :] if len(date) in (4, 7) else date


def ends(field: Json) -> dict[str, str]:
    """Return the first day without a value, for the values of an enum that end."""
    known: dict[str, Json] = field.get("x-enum-values", {})
    return {value: start_of(facts["x-until"]) for value, facts in known.items() if "x-until" in facts}


class _Filter(NamedTuple):
    spec: Json
    day: str

    def node(self, node: Any) -> Any:
        """Return one part of the spec, filtered."""
        if isinstance(node, list):
            return [self.node(member) for member in cast("Iterable[Any]", node) if self.exists(member)]
        if not isinstance(node, dict):
            return node
        changed = self._changed(cast("Json", node))
        kept = {key: self.node(value) for key, value in changed.items() if key != "x-changes" and self.exists(value)}
        if isinstance(kept.get("$ref"), str) and isinstance(kept.get("required"), list):  # not members of these names
            kept["required"] = self._required(kept)
        return kept | self._values(changed) if "x-enum-values" in changed else kept

    def exists(self, node: Any) -> bool:
        """Return whether a part, and the part that it refers to, exist on the day."""
        if not isinstance(node, dict):
            return True
        facts = cast("Json", node)
        if start_of(facts.get("x-since", "0000")) > self.day or start_of(facts.get("x-until", "9999")) <= self.day:
            return False
        reference = facts.get("$ref")
        return self.exists(self._target(reference)) if isinstance(reference, str) else True

    def _target(self, reference: str) -> Any:
        target: Any = self.spec
        for step in reference.removeprefix("#/").split("/"):
            target = target[step]
        return target

    def _changed(self, node: Json) -> Json:
        """Return the node with the changes up to the day applied, in their order in the spec."""
        for change in node.get("x-changes", []):
            if start_of(change["day"]) <= self.day:
                evidence = {key: change[key] for key in ("x-source", "x-confidence") if key in change}
                node = {**node, **change.get("set", {}), **evidence}
                if rules := change.get("add-rules"):
                    place = "x-task-rules" if "x-task-input" in node else "allOf"
                    node = {**node, place: [*node.get(place, []), *rules]}
        return node

    def _required(self, node: Json) -> list[str]:
        """Return the members that a reference requires, without those that do not exist yet."""
        known = members(self.spec, node)
        return [name for name in node["required"] if self.exists(known.get(name))]

    def _values(self, node: Json) -> Json:
        """Return the enum values of the day, and the retired ones with their last days."""
        gone = {value: facts for value, facts in node["x-enum-values"].items() if not self.exists(facts)}
        ends = {value: facts["x-until"] for value, facts in gone.items() if "x-until" in facts}
        retired = {value: end for value, end in ends.items() if start_of(end) <= self.day}
        return {"enum": [value for value in node["enum"] if value not in gone], "x-retired": retired}
