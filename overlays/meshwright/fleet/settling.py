"""Find the outcome of lost creates of tasks by the service's lists."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import partial
from typing import Any

from attrs import frozen
from meshwright_api._runtime import TaskKind

from ..errors import ConnectionFailed, RateLimited, ServerError, UnexpectedResponse
from ..ledger.purchases import Purchases
from ..ledger.recovery import reconcile
from ..ledger.resuming import listed_by
from ..ledger.submissions import Submission
from ..tasks.session import TaskSession
from ..tasks.submitting import clock_ahead


@frozen
class TaskSettler:
    """Settles the creates of tasks; a ``Settler``."""

    session: TaskSession
    tasks: Mapping[str, TaskKind[..., ..., Any]]
    purchases: Purchases

    @property
    def kinds(self) -> Collection[str]:
        """The names of the kinds of task."""
        return self.tasks

    async def prepare(self) -> bool:
        """Learn the service's time, without which a lost create takes the whole list to settle."""
        if self.session.service_clock.time() is None:
            try:
                await self.session.call(next(iter(self.tasks.values())).api().list_())
            except (RateLimited, ServerError, ConnectionFailed, UnexpectedResponse):
                return False
        return True

    async def settle(self) -> tuple[bool, Sequence[tuple[Submission, str]]]:
        """Look for the tasks of lost creates; raises ApiError and ConnectionFailed."""
        ledger, account = self.purchases.ledger, self.purchases.account
        texts = {name: kind.texts for name, kind in self.tasks.items()}
        ahead = partial(clock_ahead, self.session, ledger)
        listed = listed_by(self.session, self.tasks)
        result = await reconcile(ledger, account, self.session.dialect, listed, texts, ahead, in_order=True)
        hopeless = [
            (
                ambiguity.submission,
                f"its create has an unknown outcome; it may be one of the tasks {', '.join(ambiguity.candidates)}",
            )
            for ambiguity in result.ambiguous
        ]
        return bool(result.undecided), hopeless
