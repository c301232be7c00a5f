"""Go on where a process ended: settle what was lost, and hand out the tasks and downloads that are not finished."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import aclosing
from email.utils import parsedate_to_datetime
from typing import Any, Generic, TypeVar

from attrs import evolve, field, frozen

from .errors import ConfigurationError
from .kinds import TaskKind
from .ledger import CREATED, INTENDED, RETENTION_SECONDS, UNKNOWN, Ledger, Submission, WantedDownload
from .paging import pages
from .recovery import Ambiguity, Clock, reconcile
from .session import Exchange, Session
from .submitting import account
from .tasks import AsyncTaskHandle
from .wire import Reply

H = TypeVar("H")
G = TypeVar("G")


@frozen(kw_only=True)
class Resumed(Generic[H]):
    """What is left to do for an account, by its ledger."""

    tasks: list[H]
    """Tasks whose end has not been seen; wait for them."""
    downloads: list[tuple[H, WantedDownload]]
    """Files that were asked for and have not all arrived."""
    unfetched: list[H] = field(factory=list[H])
    """Tasks that SUCCEEDED in the last three days and whose files were never asked for."""
    found: list[str] = field(factory=list[str])
    """Ids of tasks whose create had been lost; they are among ``tasks``."""
    never: list[Submission] = field(factory=list[Submission])
    """Creates that never arrived and cost nothing."""
    ambiguous: list[Ambiguity] = field(factory=list[Ambiguity])
    """Creates that several tasks could be; look at the candidates and decide."""
    undecided: list[Submission] = field(factory=list[Submission])
    """Creates too fresh to judge, or tasks of another process still under way; resume again in half a minute."""
    elsewhere: int = 0
    """Creates of the last three days that another key or address left open: resume with that one too."""

    def map(self, change: Callable[[H], G]) -> Resumed[G]:
        """Return the same with other handles."""
        return Resumed(
            tasks=[change(handle) for handle in self.tasks],
            downloads=[(change(handle), wanted) for handle, wanted in self.downloads],
            unfetched=[change(handle) for handle in self.unfetched],
            found=self.found,
            never=self.never,
            ambiguous=self.ambiguous,
            undecided=self.undecided,
            elsewhere=self.elsewhere,
        )


async def resume(session: Session, kinds: Mapping[str, TaskKind[..., ..., Any]]) -> Resumed[AsyncTaskHandle[Any]]:
    """Reconcile the ledger with the service's lists; raises ConfigurationError without a ledger."""
    ledger = session.ledger
    if ledger is None:
        raise ConfigurationError("there is no ledger to resume from; pass ledger=Ledger(path)")
    who = account(session)
    clock = Clock()

    def looked(exchange: Exchange) -> None:
        _set(clock, exchange, ledger.now())

    asking = evolve(session, hooks=(*session.hooks, looked))

    async def listed(name: str) -> AsyncIterator[dict[str, Any]]:
        async with aclosing(pages(asking, kinds[name].list())) as found:
            async for page in found:
                for task in page:
                    yield task.to_dict()

    settled = await reconcile(ledger, who, listed, clock)

    def handle(task_id: str, kind: str) -> AsyncTaskHandle[Any]:
        return AsyncTaskHandle(task_id, kinds[kind], session)

    return Resumed(
        tasks=[handle(s.task_id, s.kind) for s in ledger.submissions(who, CREATED) if s.task_id is not None],
        downloads=[(handle(wanted.task_id, wanted.kind), wanted) for wanted in ledger.downloads(who)],
        unfetched=[handle(s.task_id, s.kind) for s in ledger.unfetched(who) if s.task_id is not None],
        found=list(settled.found.values()),
        never=settled.never,
        ambiguous=settled.ambiguous,
        undecided=settled.undecided,
        elsewhere=len(_open(ledger)) - len(_open(ledger, who)),
    )


def _open(ledger: Ledger, account: str | None = None) -> list[Submission]:
    """List the creates whose end has not been seen, as far as the service may still know them."""
    since = ledger.now() - RETENTION_SECONDS
    return [each for each in ledger.submissions(account, INTENDED, UNKNOWN, CREATED) if each.intended > since]


def _set(clock: Clock, exchange: Exchange, now: float) -> None:
    """Measure the service's clock by the Date of an answer."""
    if isinstance(exchange.outcome, Reply) and exchange.outcome.ok:
        try:
            clock.ahead = parsedate_to_datetime(exchange.outcome.headers["date"]).timestamp() - now
        except (KeyError, TypeError, ValueError, OverflowError):
            clock.ahead = None
