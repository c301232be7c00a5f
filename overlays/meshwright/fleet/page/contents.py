"""The contents of the page of a batch: the status, the items that were done last, and their pictures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from attrs import frozen

from ..items import Item, Items
from ..results import Results
from ..status import Status

PICTURES = (".png", ".jpg", ".webp")
SHOWN = 60
"""Number of items that are shown."""


@frozen
class Contents:
    """The contents of the page of a batch."""

    place: str
    out: str
    unit: str
    status: Callable[[], Status]
    items: Items
    results: Results

    def state(self) -> dict[str, Any]:
        """Return everything but the pictures."""
        recent = [_shown(item) for item in self.items.done_last(SHOWN)]
        return {
            "place": self.place,
            "out": self.out,
            "unit": self.unit,
            "status": self.status().to_dict(),
            "recent": recent,
        }

    def picture(self, number: int) -> tuple[str, bytes]:
        """Return the suffix and the bytes of an item's picture; raises LookupError if it has none."""
        place = _picture_of(self.items.get(number))
        return PurePath(place).suffix.lower(), self.results.read(place)


def _shown(item: Item) -> dict[str, Any]:
    try:
        picture = bool(_picture_of(item))
    except LookupError:
        picture = False
    return {"number": item.number, "name": item.name, "files": item.files, "ended": item.ended, "picture": picture}


def _picture_of(item: Item) -> str:
    """Return where the picture of an item is; its last task comes first. A texture does not show a model."""
    for place in item.files:
        path = PurePath(place)
        if path.suffix.lower() in PICTURES and not path.stem.startswith("texture"):
            return place
    raise LookupError(f"{item.name} has no picture")
