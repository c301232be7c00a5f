"""The library of ready-made actions: those that the engine can play."""

from __future__ import annotations

from collections.abc import Iterator

from ....engine.motion.catalogue import ACTIONS
from ....engine.motion.swings import Action
from ....spec.reading import Json
from ...handlers import Call
from ..service import MeshyService


def search(service: MeshyService, call: Call) -> list[Json]:  # noqa: ARG001
    """Return the actions that fit."""
    return [
        {
            "action_id": action.number,
            "name": action.name,
            "key": action.key,
            "category": action.category,
            "sub_category": action.sub_category,
            "preview_url": "",
        }
        for action in found(call.query)
    ]


def found(query: Json) -> Iterator[Action]:
    """Yield the actions that fit a query."""
    words = (query.get("search") or "").casefold()
    numbers = {int(number) for number in (query.get("action_ids") or "").split(",") if number}
    for action in ACTIONS:
        named = words in action.name.casefold() or words in action.key
        placed = query.get("category") in (None, action.category)
        placed = placed and query.get("sub_category") in (None, action.sub_category)
        if named and placed and (not numbers or action.number in numbers):
            yield action
