"""The credits of a visit: what it may spend, what it has spent, and what is still uncertain."""

from __future__ import annotations

from typing import Any

from attrs import define, field

from ..exchange import Exchange
from .bounds import CannotVisit


@define
class Purse:
    """The credits of a visit: charges the price of the spec, and corrects it by the balance."""

    left: int
    """The credits that may still be spent."""
    pending: str = ""
    """The uncertain spending, in one clause; empty if there is none."""
    _paid: int = field(init=False, default=0)
    _before: int | None = field(init=False, default=None)
    _now: int | None = field(init=False, default=None)
    """The balance, if it was read since the last payment."""

    @property
    def spent(self) -> int:
        """The decrease of the balance; the price if the balance is unknown or has grown."""
        if self._before is None or self._now is None or self._now > self._before:
            return self._paid
        return self._before - self._now

    def check(self, what: str, price: int) -> None:
        """Raise CannotVisit if a price exceeds the remaining credits."""
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
        """Note the answer to a paid request."""
        if exchange.status >= 500:
            self.pending = f"the create answered {exchange.status}; {price} credits may be spent"
        elif exchange.status >= 400:
            self.take_back(price)
        else:
            self.pending = f"task {_task_of(exchange)} is still running; {price} credits may be spent"

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
