"""The pace of all machines of an account together, in place of that of one client."""

from __future__ import annotations

from attrs import frozen

from ..ledger.purchases import Purchases


@frozen
class SharedPacer:
    """Schedules the requests of all machines at ``rate`` requests a second."""

    purchases: Purchases
    rate: float

    def delay(self, now: float) -> float:  # noqa: ARG002  the database has the clock
        """Reserve the next slot and return the seconds until it."""
        return self.purchases.next_turn(self.rate)
