"""Fetch the first bytes of some files that the answers name, without the key, as anyone does who follows an address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ...spec.reading import Json
from ..addresses import addresses_in, fault_of
from ..listing import json_of
from .visiting import Visitor

MOST = 12
"""The most files that are fetched."""


def fetch_some(visitor: Visitor, tasks: Mapping[str, Sequence[Json]]) -> None:
    """Fetch the files of the finished task that has the most; ``tasks`` by the path of their kind."""
    found: list[list[str]] = []
    for path, looked_at in tasks.items():
        taken = visitor.expectations.taken(visitor.expectations.at(path)["GET"].tag)
        finished = [task for task in looked_at if task.get("status") == "SUCCEEDED"]
        found += [_fetchable(addresses_in(task, taken)) for task in finished]
    for url in max(found, key=len, default=[])[:MOST]:
        visitor.fetch(url)


def fetch_of_hub(visitor: Visitor) -> None:
    """Fetch one file of each member of an answer that is for addresses: a photo, its preview, a route."""
    places: dict[str, str] = {}
    for exchange in visitor.trace:
        data = json_of(exchange, "data")
        for place, url in addresses_in(data) if isinstance(data, dict) else ():
            if not fault_of(url):
                places.setdefault(place, url)
    for url in list(places.values())[:MOST]:
        visitor.fetch(url)


def _fetchable(pairs: Iterable[tuple[str, Any]]) -> list[str]:
    return list(dict.fromkeys(url for _, url in pairs if not fault_of(url)))
