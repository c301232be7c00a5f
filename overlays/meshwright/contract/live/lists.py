"""Ask for Meshy's lists: the largest page, the defaults, the order, all pages, and a task in each status."""

from __future__ import annotations

from collections.abc import Callable

from ...spec.reading import Json
from ..exchange import Exchange
from ..expectations import ExpectedOperation
from ..judging.pages import REFUSALS
from ..listing import ENCODED, NEWEST, OLDEST, ids, is_name, tasks_of
from .visiting import Visitor

PAGES = 20
"""The most pages that are read of one list."""
MOST_TRIED = 1000
"""The most tasks on a page that is requested."""
MOST_STATUSES = 5
UNFINISHED = ("PENDING", "IN_PROGRESS")


def ask_list(visitor: Visitor, operation: ExpectedOperation) -> list[Json]:
    """Ask for a list in every way, and return the tasks that were looked at, the newest in each status."""
    _largest_page(visitor, operation)
    _defaults(visitor, operation)
    _pages(visitor, operation)
    for query in ("page_size=0", "page_num=0", "sort_by=name", "page_num=9999"):
        visitor.call("GET", operation.template, query=query)
    return _look_at_some(visitor, operation)


def _largest_page(visitor: Visitor, operation: ExpectedOperation) -> None:
    def asked(size: int) -> Exchange:
        return visitor.call("GET", operation.template, query=f"page_size={size}")

    maximum = operation.query["page_size"][0].get("maximum")
    if not isinstance(maximum, int):
        return
    whole = asked(maximum)
    if whole.status in REFUSALS:
        _largest(asked, 1, maximum)
    elif whole.status == 200:
        larger = asked(maximum + 1)
        cut = len(ids(larger)) <= maximum <= len(ids(whole))
        if larger.status == 200 and not cut:
            _largest(asked, maximum + 1, None)


def _largest(asked: Callable[[int], Exchange], taken: int, refused: int | None) -> None:
    """Look for the largest page size that is accepted, up to 1000."""
    while refused is None and taken < MOST_TRIED:
        size = min(2 * taken, MOST_TRIED)
        taken, refused = (size, None) if asked(size).status == 200 else (taken, size)
    while refused is not None and refused - taken > 1:
        middle = (taken + refused) // 2
        taken, refused = (middle, refused) if asked(middle).status == 200 else (taken, middle)


def _defaults(visitor: Visitor, operation: ExpectedOperation) -> None:
    """Ask without a query, and for what the defaults mean."""
    for _ in range(2):  # a task may have been created in between
        plain = visitor.call("GET", operation.template)
        if ids(plain) == ids(visitor.call("GET", operation.template, query=ENCODED[NEWEST])):
            break
    visitor.call("GET", operation.template, query=ENCODED[OLDEST])


def _pages(visitor: Visitor, operation: ExpectedOperation) -> None:
    """Read a list to its end, or 20 pages of it, from its oldest task. After a page that is not full the next is asked
    for too: it must be empty.
    """
    size = operation.query["page_size"][0].get("default", 10)
    was_short = False
    for number in range(1, PAGES + 1):
        page = visitor.call("GET", operation.template, query=f"page_num={number}&page_size={size}&{ENCODED[OLDEST]}")
        short = len(tasks_of(page)) < size
        if was_short or not tasks_of(page):
            return
        was_short = short


def _look_at_some(visitor: Visitor, operation: ExpectedOperation) -> list[Json]:
    """Read the newest task in each status, and its stream; of those that run only one stream."""
    watched = False
    looked_at = _newest(visitor, operation)
    for task in looked_at:
        path = f"{operation.template}/{task['id']}"
        visitor.call("GET", path)
        goes_on = task.get("status") in UNFINISHED
        if not (goes_on and watched):
            visitor.call("GET", f"{path}/stream", headers={"accept": "text/event-stream"})
        watched = watched or goes_on
    return looked_at


def _newest(visitor: Visitor, operation: ExpectedOperation) -> list[Json]:
    """Return the newest task in each status, of all pages that were read."""
    pages = [each for each in visitor.trace if each.method == "GET" and operation.pattern.fullmatch(each.path)]
    found = [task for page in pages for task in tasks_of(page) if is_name(task.get("id"))]
    found.sort(key=lambda task: task["created_at"] if isinstance(task.get("created_at"), int) else 0)
    return list({str(task.get("status")): task for task in found}.values())[:MOST_STATUSES]
