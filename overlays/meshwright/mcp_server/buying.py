"""Buy the task of a key once, also after a lost answer, a crash, or by two servers at the same time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from attrs import evolve, frozen
from meshwright_api._runtime import BadArgument, TaskKind

from ..errors import InputError, SubmissionUnknown
from ..fleet.buying import ItemJournal
from ..ledger.journal import Ledger
from ..ledger.purchases import Purchases
from ..ledger.resuming import resume
from ..ledger.store import Duplicate
from ..ledger.submissions import UNKNOWN
from ..tasks.session import TaskSession
from ..tasks.submitting import account, digest, price_of, submit

PAUSE = 0.5
"""Seconds between two looks at a create that another process sends."""


@frozen
class Bought:
    """The task of a key."""

    id: str
    credits: int
    """Its estimated price."""
    again: bool
    """Whether an earlier call bought it."""


@frozen
class Buyer:
    """Buys for an account with a ledger, in which each key has one task."""

    session: TaskSession
    ledger: Ledger
    kinds: Mapping[str, TaskKind[..., ..., Any]]

    async def buy(self, kind: str, key: str, arguments: Mapping[str, Any], max_credits: int) -> Bought:
        """Return the task of a key, which is bought unless an earlier call did so.

        Raises InputError if the key was used for another request, SubmissionUnknown if it cannot be found out whether
        an earlier call bought the task, PriceTooHigh, and the errors of a create.
        """
        try:
            operation = self.kinds[kind].api().create(**arguments)
        except BadArgument as error:
            raise InputError(error.name, error.reason) from None
        price = price_of(self.session, operation).credits
        purchases = Purchases(self.ledger, account(self.session))
        item = f"mcp {key}"
        journal = ItemJournal(purchases, item, price)
        limits = [max_credits, *([] if self.session.max_credits is None else [self.session.max_credits])]
        session = evolve(self.session, ledger=journal, max_credits=min(limits))
        while True:
            if (standing := purchases.of(item)) is None:
                try:
                    return Bought(await submit(session, kind, operation), price, again=False)
                except Duplicate:  # another call with this key was faster
                    continue
            if standing.digest != digest(operation, self.session.request(operation)):
                raise InputError("key", f"{key!r} was used for another request; nothing was sent. Use another key")
            if standing.task_id is not None:
                return Bought(standing.task_id, price, again=True)
            await resume(evolve(self.session, ledger=self.ledger), self.kinds)  # buys nothing
            standing = purchases.of(item)
            if standing is not None and standing.state == UNKNOWN:
                where = f"`list_tasks`, or call again with key {key!r} in half a minute, which looks for it,"
                raise SubmissionUnknown(operation.name, f"to the create with key {key!r}", look_at=where)
            if standing is not None and standing.task_id is None:  # another process is sending it
                await asyncio.sleep(PAUSE)
