"""How far a batch is."""

from __future__ import annotations

from typing import Any

from attrs import asdict, frozen

from ..ledger.purchases import Purchases
from .items import DONE, FAILED, MADE, MAKING, QUEUED, UNPAID, Item, Items
from .settings import Settings, StoredSettings

RECENT = 600.0
"""Seconds over which the pace is measured."""
SOON = 24 * 3600.0
"""Files that the service deletes within so many seconds are reported."""


@frozen(kw_only=True)
class Status:
    """How far a batch is. Times are seconds since the epoch."""

    queued: int
    making: int
    made: int
    """Items whose files are to be fetched."""
    done: int
    failed: int
    unpaid: int
    """Items that were not bought, because the budget or the credits were spent."""
    credits: int
    """Estimated price of all creates so far."""
    planned: int
    """Estimated price of the whole batch."""
    max_credits: int | None
    places: int
    room: int
    """Places that the service grants now, as far as its full queue has shown."""
    open_creates: int
    """Creates that are being sent or whose outcome is not known yet: at most one after a crash."""
    per_hour: float
    """Items done in the last ten minutes, or since the first create, as a number an hour."""
    ends_at: float | None
    """When the batch is done at that pace; None if nothing has ended lately."""
    expiring: tuple[Item, ...]
    """Items whose files are not fetched yet and are deleted within a day, the earliest first."""
    failures: tuple[Item, ...]
    """The first items that failed, at most 20, with the reason of each."""

    @property
    def left(self) -> int:
        """Number of items that are not over."""
        return self.queued + self.making + self.made

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        found = asdict(self, recurse=False)
        named = {name: [_short(item) for item in found[name]] for name in ("expiring", "failures")}
        return {**found, **named}


def _short(item: Item) -> dict[str, Any]:
    return {"name": item.name, "status": item.status, "expires": item.expires, "reason": item.reason}


def status_of(items: Items, purchases: Purchases, settings: Settings, stored: StoredSettings) -> Status:
    """Return how far a batch is."""
    now = purchases.ledger.now()
    counts = items.counts()
    seconds = min(RECENT, max(now - (purchases.begun() or now), 1.0))
    recent = sum(item.status == DONE for item in items.ended_since(now - seconds))
    left = counts[QUEUED] + counts[MAKING] + counts[MADE]
    return Status(
        queued=counts[QUEUED],
        making=counts[MAKING],
        made=counts[MADE],
        done=counts[DONE],
        failed=counts[FAILED],
        unpaid=counts[UNPAID],
        credits=purchases.spent(),
        planned=items.planned(),
        max_credits=settings.max_credits,
        places=settings.places,
        room=stored.room(settings.places),
        open_creates=purchases.open_creates(),
        per_hour=recent * 3600 / seconds,
        ends_at=now + left * seconds / recent if recent else None,
        expiring=tuple(items.expiring(now + SOON)),
        failures=tuple(items.in_state(FAILED, 20)),
    )
