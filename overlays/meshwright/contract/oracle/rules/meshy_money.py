"""Meshy's rules about credits."""

from __future__ import annotations

from collections.abc import Iterator

from ..registry import implements
from ..situation import Situation


@implements("meshy.money.balance")
def balance(now: Situation) -> Iterator[str]:
    """The balance after everything that was seen."""
    possible = now.memory.balances()
    if now.operation is None or now.operation.id != "balance.get" or possible is None or not now.exclusive:
        return
    said = now.data.get("balance") if isinstance(now.data, dict) else None
    if isinstance(said, int) and said not in possible:
        yield f"{said}, expected {possible.start}" + (f" to {possible.stop - 1}" if len(possible) > 1 else "")


@implements("meshy.money.covered")
def covered(now: Situation) -> Iterator[str]:
    """Creates that the balance does or does not cover."""
    possible = now.memory.balances()
    if now.verb != "create" or now.operation is None or now.sent is None or possible is None or not now.exclusive:
        return
    price = now.operation.price(now.sent)
    if now.exchange.status == 402 and price <= possible.start:
        yield f"402 for {price} credits with at least {possible.start} left"
    if now.exchange.status == 202 and price > possible.stop - 1:
        yield f"a task of {price} credits with at most {possible.stop - 1} left"
