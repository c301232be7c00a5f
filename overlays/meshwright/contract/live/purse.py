"""What a visit may spend, what it has spent, and what it may have spent without anybody knowing yet."""

from __future__ import annotations

from typing import Any

from attrs import define, field

from ..exchange import Exchange
from .bounds import CannotVisit


@define
class Purse:
    """The credits of a visit; pays by the price of the spec, and believes the balance."""

    left: int
    """How many may be spent yet."""
    pending: str = ""
    """What is in doubt, one clause; empty when nothing is."""
    _paid: int = field(init=False, default=0)
    _before: int | None = field(init=False, default=None)
    _now: int | None = field(init=False, default=None)
    """The balance, as far as it was seen since the last payment."""

    @property
    def spent(self) -> int:
        """What the balance has lost; by price where it was not seen, or has grown."""
        if self._before is None or self._now is None or self._now > self._before:
            return self._paid
        return self._before - self._now

    def check(self, what: str, price: int) -> None:
        """Raise CannotVisit when a price is more than what is left."""
        if price > self.left:
            raise CannotVisit(f"{what} may cost {price} credits and {self.left} may be spent")

    def pay(self, price: int) -> None:
        """Pay for a request that is about to be sent."""
        self.left -= price
        self._paid += price
        self._now = None
        self.pending = f"the create's answer was lost; {price} credits may be spent"

    def take_back(self, price: int) -> None:
        """Undo a payment: the request never left, or was refused."""
        self.left += price
        self._paid -= price
        self.pending = ""

    def answered(self, exchange: Exchange, price: int) -> None:
        """Note what a request that was paid for was answered."""
        if exchange.status >= 500:
            self.pending = f"the create answered {exchange.status}; {price} credits may be spent"
        elif exchange.status >= 400:
            self.take_back(price)
        else:
            self.pending = f"task {_task_of(exchange)} goes on; {price} credits may be spent"

    def settled(self) -> None:
        """Note that the task has ended."""
        self.pending = ""

    def saw(self, balance: Any) -> None:
        """Note a balance of the account."""
        if isinstance(balance, int):
            self._before = balance if self._before is None else self._before
            self._now = balance


def _task_of(exchange: Exchange) -> str:
    try:
        data = exchange.data
    except ValueError:
        data = None
    return str(data.get("result", "(not named)")) if isinstance(data, dict) else "(not named)"
