"""A service with prepared results, pictures, and batches of one account."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from attrs import define, field
from meshwright import Batch, Item
from meshwright.emulator import Emulator
from meshwright.fleet import batch, buying, dbos_engine, watching, work
from meshwright.ledger import recovery

from helpers.prepared_service import PICTURE


def shorten(patch: pytest.MonkeyPatch) -> None:
    """Shorten the intervals of a batch."""
    for module, name, seconds in (
        (dbos_engine, "POLL", 0.1),
        (dbos_engine, "TAKE_OVER", 0.3),
        (work, "TICK", 0.05),
        (buying, "PAUSE", 0.1),
        (watching, "LOOK", 0.1),
        (watching, "SHARE", 1000.0),
        (watching, "TRIES", 0.1),
        (batch, "LOOK", 0.05),
        (recovery, "FRESH", 0.5),
    ):
        patch.setattr(module, name, seconds)


@define
class Yard:
    """A folder, a service and the place of a ledger."""

    folder: Path
    emulator: Emulator
    place: str
    settings: dict[str, Any] = field(factory=lambda: {"rate": 200.0, "shared": True})

    @property
    def out(self) -> Path:
        """The folder for the results."""
        return self.folder / "models"

    def pictures(self, count: int, folder: str = "pictures") -> list[Path]:
        """Write so many different pictures."""
        there = self.folder / folder
        there.mkdir(exist_ok=True)
        paths = [there / f"item-{number:03}.png" for number in range(count)]
        for number, path in enumerate(paths):
            path.write_bytes(PICTURE + number.to_bytes(4, "big"))
        return paths

    def batch(self, **settings: Any) -> Batch:
        """Open the batch of the account."""
        given: dict[str, Any] = {"out": self.out, **self.settings, **settings}
        key = given.pop("api_key", self.emulator.api_key)
        return Batch(self.place, api_key=key, base_url=self.emulator.url, **given)

    def bought(self) -> list[tuple[str, str]]:
        """List the type and the prompt of each task that was bought, in order."""
        tasks = reversed(self.emulator.state()["tasks"])
        return [(task["type"], str(task["request"].get("texture_prompt", ""))) for task in tasks]


def by_name(items: Any) -> dict[str, Item]:
    """Return items by their names; each came once."""
    found = list(items)
    names = {item.name: item for item in found}
    assert len(names) == len(found)
    return names
