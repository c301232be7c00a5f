"""Meshy's rules about credits."""

from __future__ import annotations

from collections.abc import Iterator

from ..memory import FINAL
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


@implements("meshy.money.price")
def price(now: Situation) -> Iterator[str]:
    """Credits of tasks that were created by another client: a sum of prices of their kind, and 0 once they FAILED."""
    create = now.expectations.create(now.operation.tag) if now.operation else None
    possible = {0}
    for credits, _ in create.prices if create else ():
        possible |= {sum_ + credits for sum_ in possible}
    if create and create.price({}):
        possible -= {0}
    for state in now.states:
        spent, status = state.said.get("consumed_credits"), state.said.get("status")
        if state.task is not None or not isinstance(spent, int):
            continue
        if status == "FAILED" and spent:
            yield f"{state.place}: FAILED with consumed_credits {spent}"
        if status == "SUCCEEDED" and possible != {0} and spent not in possible:
            yield f"{state.place}: consumed_credits {spent}, no sum of prices of its kind"


@implements("meshy.task.cost")
def cost(now: Situation) -> Iterator[str]:
    """Credits of a task."""
    for state in now.states:
        if state.task is not None and "consumed_credits" in state.said:
            if state.said.get("status") == "CANCELED" and state.task.free is None:
                continue
            if not now.exclusive and state.said.get("status") not in FINAL:  # open before the end
                continue
            price = 0 if state.said.get("status") == "FAILED" or state.task.free else state.task.price
            if state.said["consumed_credits"] != price:
                yield f"{state.place}: costs {state.said['consumed_credits']}, by the spec {price}"
