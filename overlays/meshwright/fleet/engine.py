"""The protocol of the engine that keeps the jobs of a batch.

A job may be repeated without harm, so an engine only has to run each at least once, on any machine, also after the
machine that began it has died.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, Protocol

from attrs import frozen

MAKE, FETCH = "make", "fetch"
"""The queues: one for tasks, and one for files."""


@frozen
class Job:
    """One thing to do."""

    id: str
    """A job whose id was put before is not put again."""
    queue: str
    item: int
    """Number of the item that it is for."""
    priority: int = 0
    """Jobs of a smaller number are begun first."""


Handler = Callable[[int], Coroutine[Any, Any, None]]
"""Does a job for an item. When it returns the job is over; it never raises."""


@frozen
class Lane:
    """How many jobs of a queue run at once on this machine.

    What all machines share is limited by the ledger: engines lock their queue to count on several machines.
    """

    handler: Handler
    limit: Callable[[], int]
    """Is asked again every few seconds."""


class Engine(Protocol):
    """Keeps jobs until they are done. Raises LedgerError if the database cannot be used."""

    def put(self, jobs: Sequence[Job]) -> None:
        """Keep jobs, all or none of them."""
        ...

    async def work(self, lanes: Mapping[str, Lane], is_dead: Callable[[str], bool], leads: Callable[[], bool]) -> None:
        """Run jobs until cancelled; jobs that are under way then are run again by another.

        ``is_dead`` returns whether a holder has ended, and ``leads`` whether this process may take over its jobs.
        """
        ...

    def close(self) -> None:
        """Close the connections."""
        ...
