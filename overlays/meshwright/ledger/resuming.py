"""Resume after a process has ended: settle lost creates, and return unfinished tasks and downloads."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from functools import partial
from typing import Any, Generic, TypeVar

from attrs import evolve, field, fields, frozen
from meshwright_api._runtime import Operation, TaskKind, array, plain

from ..core.paging import pages
from ..errors import ConfigurationError
from ..tasks.handles import AsyncTaskHandle
from ..tasks.session import TaskSession
from ..tasks.submitting import account, clock_ahead
from .journal import CREATED, ENDED, NEVER, REFUSED, STATES, Submission, WantedDownload
from .recovery import Ambiguity, PagesOf, reconcile
from .wanted_downloads import DownloadJournal

H = TypeVar("H")
G = TypeVar("G")


@frozen(kw_only=True)
class Resumed(Generic[H]):
    """Unfinished work of an account, according to its ledger."""

    tasks: list[H]
    """Tasks that have not ended as far as is known; wait for them."""
    downloads: list[tuple[H, WantedDownload]]
    """Requested downloads that are not complete."""
    unfetched: list[H] = field(factory=list[H])
    """Tasks that SUCCEEDED in the last three days and whose files were never requested."""
    found: list[str] = field(factory=list[str])
    """Ids of the tasks found for lost creates; ``tasks`` includes them."""
    never: list[Submission] = field(factory=list[Submission])
    """Creates that the service did not receive; they cost nothing."""
    ambiguous: list[Ambiguity] = field(factory=list[Ambiguity])
    """Creates to which several tasks could belong; look at the candidates and decide."""
    undecided: list[Submission] = field(factory=list[Submission])
    """Creates that are too recent, or about which the service's list proves nothing: resume again in half a minute.
    If one is older than three days, its outcome can no longer be determined; only you can settle it."""
    in_use: list[Submission] = field(factory=list[Submission])
    """Creates and tasks that another living process works on; they are not touched."""
    unsupported: list[Submission] = field(factory=list[Submission])
    """Open creates of a kind or in a state that this version does not know, because a newer one wrote them; they are
    not touched."""
    elsewhere: int = 0
    """Number of open creates of other keys or addresses that the service still stores: resume with those too."""

    def map(self, change: Callable[[H], G]) -> Resumed[G]:
        """Return a copy with converted handles."""
        return Resumed(
            **{each.name: getattr(self, each.name) for each in fields(Resumed) if each.name not in HANDLES},
            tasks=[change(handle) for handle in self.tasks],
            downloads=[(change(handle), wanted) for handle, wanted in self.downloads],
            unfetched=[change(handle) for handle in self.unfetched],
        )


HANDLES = ("tasks", "downloads", "unfetched")


def ledger_of(session: TaskSession) -> DownloadJournal:
    """Return the ledger of a session; raises ConfigurationError without one."""
    if not isinstance(session.ledger, DownloadJournal):
        raise ConfigurationError("there is no ledger to resume from; pass ledger=Ledger(path)")
    return session.ledger


def listed_by(session: TaskSession, kinds: Mapping[str, TaskKind[..., ..., Any]]) -> PagesOf:
    """Return a function that yields the pages of the service's list of a kind, as JSON."""

    async def listed(name: str) -> AsyncGenerator[list[Any]]:
        asked: Operation[list[Any]] = evolve(kinds[name].api().list_(), parse=array(plain))
        async with aclosing(pages(session, asked, until_empty=True)) as found:
            async for page in found:
                yield page

    return listed


async def resume(session: TaskSession, kinds: Mapping[str, TaskKind[..., ..., Any]]) -> Resumed[AsyncTaskHandle[Any]]:
    """Reconcile the ledger with the service's lists; raises ConfigurationError without a ledger."""
    ledger, who = ledger_of(session), account(session)

    texts = {name: kind.texts for name, kind in kinds.items()}
    ahead = partial(clock_ahead, session, ledger)
    settled = await reconcile(ledger, who, session.dialect, listed_by(session, kinds), texts, ahead)
    since = ledger.now() - session.dialect.retention  # the service has deleted older tasks
    held = ledger.claim(who, kinds, since)  # does not include tasks that are created from now on
    unfinished = [s for s in ledger.submissions(who) if s.intended > since and s.state not in (REFUSED, NEVER, ENDED)]
    strange = [s for s in unfinished if s.kind not in kinds or s.state not in STATES]

    def mine(kind: str, id: str | None) -> bool:
        return kind in kinds and id in held

    def handle(kind: str, id: str | None) -> AsyncTaskHandle[Any]:
        return AsyncTaskHandle(str(id), kinds[kind], session)

    return Resumed(
        tasks=[handle(s.kind, s.task_id) for s in ledger.submissions(who, CREATED) if mine(s.kind, s.task_id)],
        downloads=[
            (handle(wanted.kind, wanted.task_id), wanted)
            for wanted in ledger.downloads(who)
            if mine(wanted.kind, wanted.task_id)
        ],
        unfetched=[handle(s.kind, s.task_id) for s in ledger.unfetched(who, since) if mine(s.kind, s.task_id)],
        found=list(settled.found.values()),
        never=settled.never,
        ambiguous=settled.ambiguous,
        undecided=settled.undecided,
        in_use=[s for s in unfinished if not (s in strange or s.task_id in held or ledger.is_waiting_for(s))],
        unsupported=strange,
        elsewhere=ledger.open_elsewhere(who, since),
    )
