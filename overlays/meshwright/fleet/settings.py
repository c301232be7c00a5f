"""The settings of a batch. They are in the database, so that all machines have the same."""

from __future__ import annotations

from typing import Any

from attrs import asdict, evolve, frozen

from ..errors import ConfigurationError
from ..ledger.journal import AnyLedger

REFILL = 60.0
"""Seconds after which a place that a full queue took away is tried again."""


@frozen(kw_only=True)
class Settings:
    """The settings of a batch."""

    out: str
    """Folder or ``s3://bucket/prefix`` for the results."""
    places: int = 20
    """Number of unfinished tasks at once, on all machines together."""
    rate: float = 15.0
    """Requests a second, of all machines together."""
    fetchers: int = 4
    """Number of items whose files are fetched at once, on each machine."""
    max_credits: int | None = None
    """Estimated price at which the batch stops buying."""
    shared: bool = False
    """Whether all machines find local files, and the folder of the results, under the same paths."""

    def __attrs_post_init__(self) -> None:
        for name in ("places", "rate", "fetchers"):
            if not getattr(self, name) > 0:
                raise ConfigurationError(f"{name} must be more than 0, not {getattr(self, name)}")
        if self.max_credits is not None and self.max_credits < 0:
            raise ConfigurationError(f"max_credits must be 0 or more, not {self.max_credits}")


@frozen
class StoredSettings:
    """The row of an account's batch."""

    ledger: AnyLedger
    account: str

    def read(self) -> Settings | None:
        """Return the settings; None before the first item was added."""
        rows = self.ledger.store.rows(
            "select out, places, rate, fetchers, max_credits, shared from batch where account = ?", self.account
        )
        if not rows:
            return None
        out, places, rate, fetchers, max_credits, shared = rows[0]
        return Settings(
            out=out, places=places, rate=rate, fetchers=fetchers, max_credits=max_credits, shared=bool(shared)
        )

    def write(self, settings: Settings) -> None:
        """Store the settings for all machines. Those that work take them over at their next look."""
        values = {**asdict(settings), "shared": int(settings.shared)}
        with self.ledger.store.transaction() as database:
            database.execute(
                "insert into batch (account, out, places, rate, fetchers, max_credits, shared, room, room_at) "
                "values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (account) do update set out = excluded.out, "
                "places = excluded.places, rate = excluded.rate, fetchers = excluded.fetchers, "
                "max_credits = excluded.max_credits, shared = excluded.shared, room = excluded.room, "
                "room_at = excluded.room_at",
                (self.account, *values.values(), settings.places, self.ledger.now()),
            )

    def agreed(self, given: dict[str, Any]) -> Settings:
        """Return the stored settings, which are those given at first; raises ConfigurationError for others."""
        stored = self.read()
        if stored is None:
            if "out" not in given:
                raise ConfigurationError(
                    f"{self.ledger.place} holds no batch of this key and address yet; begin one with out=, "
                    "a folder or s3://bucket/prefix"
                )
            stored = Settings(**given)
            self.write(stored)
        for name, value in given.items():
            if getattr(stored, name) != value:
                raise ConfigurationError(
                    f"the batch in {self.ledger.place} has {name}={getattr(stored, name)!r}, not {value!r}; leave "
                    f"{name} out, change it with batch.change({name}=...), or use another ledger"
                )
        return stored

    def change(self, **changes: Any) -> Settings:
        """Change some settings for all machines."""
        stored = self.read()
        if stored is None:
            raise ConfigurationError(f"{self.ledger.place} holds no batch of this key and address")
        changed = evolve(stored, **changes)
        self.write(changed)
        return changed

    # -------------------------------------------------------------------------------------------------- a full queue
    def room(self, places: int) -> int:
        """Return the places that the service grants now, as far as its full queue has shown."""
        ((room, since),) = self.ledger.store.rows("select room, room_at from batch where account = ?", self.account)
        return max(1, min(places, int(room + (self.ledger.now() - since) / REFILL)))

    def lower(self, room: int) -> None:
        """Note that the service's queue is full with so many tasks."""
        with self.ledger.store.transaction() as database:
            database.execute(
                "update batch set room = ?, room_at = ? where account = ?",
                (max(1, room), self.ledger.now(), self.account),
            )
