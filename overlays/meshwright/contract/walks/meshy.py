"""All walks of Meshy in their order, and the command that makes them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from .account_lists import ACCOUNT_LISTS, LIBRARIES
from .accounts import ACCOUNTS
from .bench import Bench, Opener
from .boundaries import BOUNDARIES
from .lifecycle import LIFECYCLE
from .lists import LISTS
from .made_of_tasks import MADE_OF_TASKS
from .requests import REQUESTS
from .streams import STREAMS
from .times import TIMES

Walk = Callable[[Bench], None]
WALKS: tuple[Walk, ...] = (*LIFECYCLE, *LISTS, *STREAMS, *REQUESTS, *BOUNDARIES, *MADE_OF_TASKS, *LIBRARIES)
"""On one emulator, which is reset before each."""
OWN = (*ACCOUNTS, *ACCOUNT_LISTS, *TIMES)
"""On emulators of their own."""
NAMES = tuple(walk.__name__ for walk in (*WALKS, *OWN))


def walk_all(opened: Opener, names: Collection[str] = NAMES) -> Iterator[tuple[str, list[str]]]:
    """Make every walk that is named and yield its name with what was found."""
    with opened() as bench:
        seen = 0
        for walk in (walk for walk in WALKS if walk.__name__ in names):
            bench.begin_anew()
            try:
                walk(bench)
            except Exception as error:  # a service that is wrong enough breaks the walk itself
                bench.findings.append(f"the walk broke off: {type(error).__name__}: {error}")
            yield walk.__name__, bench.findings[seen:]
            seen = len(bench.findings)
    for own in (own for own in OWN if own.__name__ in names):
        try:
            yield own.__name__, own(opened)
        except Exception as error:
            yield own.__name__, [f"the walk broke off: {type(error).__name__}: {error}"]
