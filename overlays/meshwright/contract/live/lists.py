"""Probe Meshy's lists: the largest page, the defaults, the order, and whether the pages are parts of one list. Only
answers that accept or refuse a query count; errors of a busy or broken service are not evidence about the contract.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ...spec.reading import Json, resolve
from ...spec.reading import operation as operation_of
from ..exchange import Exchange
from ..expectations import ExpectedOperation
from .calendar import known_since
from .difference import probed
from .drift import Probe
from .visiting import Visitor, json_of

PAGES = 20
"""The most tasks that are read of one list."""
MOST_TRIED = 1000
"""The most tasks on a page that is requested."""
REFUSALS = (400, 422)
OLDEST, NEWEST = "+created_at", "-created_at"
ENCODED = {OLDEST: "sort_by=%2Bcreated_at", NEWEST: "sort_by=-created_at"}


def probe_list(visitor: Visitor, operation: ExpectedOperation) -> Iterator[Probe]:
    """Yield how a list differs, and record exchanges for the rules to judge."""
    yield from _largest_page(visitor, operation)
    yield from _assumed(visitor, operation)
    yield from _pages(visitor, operation)
    for query in ("page_size=0", "page_num=0", "sort_by=name", "page_num=9999"):
        visitor.call("GET", operation.template, query=query)
    _look_at_some(visitor, operation)


def _largest_page(visitor: Visitor, operation: ExpectedOperation) -> Iterator[Probe]:
    def asked(size: int) -> Exchange:
        return visitor.call("GET", operation.template, query=f"page_size={size}")

    maximum = operation.query["page_size"][0].get("maximum")
    if not isinstance(maximum, int):
        return
    documented, whole = f"maximum {maximum}", asked(maximum)
    if whole.status in REFUSALS:
        largest = _largest(asked, 1, maximum)
        yield _query_probe(operation, "page_size", "maximum", largest, whole, documented, "lower the maximum")
    elif whole.status == 200 and (larger := asked(maximum + 1)).status == 200:
        largest = _largest(asked, maximum + 1, None)
        yield _query_probe(operation, "page_size", "maximum", largest, larger, documented, "raise the maximum")


def _largest(asked: Callable[[int], Exchange], taken: int, refused: int | None) -> int:
    """Return the largest page size that is accepted, up to 1000."""
    while refused is None and taken < MOST_TRIED:
        size = min(2 * taken, MOST_TRIED)
        taken, refused = (size, None) if asked(size).status == 200 else (taken, size)
    while refused is not None and refused - taken > 1:
        middle = (taken + refused) // 2
        taken, refused = (middle, refused) if asked(middle).status == 200 else (taken, middle)
    return taken


def _assumed(visitor: Visitor, operation: ExpectedOperation) -> Iterator[Probe]:
    """Compare the answer without a query with the answer for the documented defaults."""
    size, maximum = operation.query["page_size"][0].get("default", 10), operation.query["page_size"][0].get("maximum")
    plain, newest = _plain_and_newest(visitor, operation)
    if ids(plain) != ids(newest):  # a task may have been created in between
        plain, newest = _plain_and_newest(visitor, operation)
    oldest = visitor.call("GET", operation.template, query=ENCODED[OLDEST])
    if {plain.status, newest.status, oldest.status} != {200}:
        return
    if ids(plain) != ids(newest):
        seen, default = ("oldest first", OLDEST) if ids(plain) == ids(oldest) else ("another order", "")
        documented = "newest first (D17)"
        yield _query_probe(
            operation, "sort_by", "default", default, plain, documented, "change the default", seen or default
        )
    whole = visitor.call("GET", operation.template, query=f"page_size={maximum}")
    enough = whole.status == 200 and len(ids(whole)) > max(size, len(ids(plain)))
    if len(ids(plain)) != size and (enough or len(ids(plain)) > size):
        shown = len(ids(plain))
        yield _query_probe(operation, "page_size", "default", shown, plain, f"default {size}", "change the default")


def _plain_and_newest(visitor: Visitor, operation: ExpectedOperation) -> tuple[Exchange, Exchange]:
    plain = visitor.call("GET", operation.template)
    return plain, visitor.call("GET", operation.template, query=ENCODED[NEWEST])


def _query_probe(
    operation: ExpectedOperation,
    name: str,
    rule: str,
    value: Any,
    exchange: Exchange,
    documented: str,
    proposal: str,
    seen: str = "",
) -> Probe:
    """Return a difference in a rule for a member of the query, and the amendment that resolves it."""

    def amend(spec: Json) -> None:
        found = operation_of(spec, operation.id)
        parameters = [resolve(spec, parameter) for parameter in found["parameters"]]
        for parameter in parameters:
            if parameter["name"] == name:
                parameter["schema"] = {**resolve(spec, parameter["schema"]), rule: value}
        found["parameters"] = parameters

    since = known_since(
        "meshy",
        operation.id,
        lambda _, known: name in known.query and bool(value) and known.query[name][0].get(rule) == value,
    )
    proposal = f"{since}, or {proposal}" if since else f"{proposal} to {value}" if value else proposal
    return Probe(probed(f"{operation.id} {name}", exchange, documented, seen or str(value), proposal), amend)


def _pages(visitor: Visitor, operation: ExpectedOperation) -> Iterator[Probe]:
    """Read a list to its end, or 20 pages of it, and compare the pages. The oldest come first: new tasks of other
    clients are added at the end, and expired tasks leave gaps, but no task appears twice.
    """
    size = operation.query["page_size"][0].get("default", 10)
    pages: dict[str, int] = {}
    latest = 0
    for number in range(1, PAGES + 1):
        page = visitor.call("GET", operation.template, query=f"page_num={number}&page_size={size}&{ENCODED[OLDEST]}")
        tasks = tasks_of(page)
        named = [str(task["id"]) for task in tasks if "id" in task]
        twice = next((id for id in named if pages.get(id, number) != number), None)
        times = [time for time in (task.get("created_at") for task in tasks) if isinstance(time, int)]
        where, report = f"{operation.id} page_num", "report it"
        if twice is not None:
            seen = f"task {twice} is on the pages {pages[twice]} and {number}"
            yield Probe(probed(where, page, "pages cut one list", seen, report))
            return
        if times and min(times) < latest:
            seen = f"page {number} holds a task older than one of page {number - 1}"
            yield Probe(probed(where, page, "pages continue one order", seen, report))
            return
        pages |= dict.fromkeys(named, number)
        latest = max([latest, *times])
        if len(tasks) < size:
            return


def _look_at_some(visitor: Visitor, operation: ExpectedOperation) -> None:
    """Read the newest tasks one by one, and their streams; of the running tasks only one stream."""
    watched = False
    for task in tasks_of(visitor.call("GET", operation.template))[:3]:
        path = f"{operation.template}/{task.get('id')}"
        visitor.call("GET", path)
        goes_on = task.get("status") in ("PENDING", "IN_PROGRESS")
        if not (goes_on and watched):
            visitor.call("GET", f"{path}/stream", headers={"accept": "text/event-stream"})
        watched = watched or goes_on


def tasks_of(exchange: Exchange) -> list[Json]:
    """Return the tasks of a page; none if it is not a page."""
    data = json_of(exchange)
    return [task for task in data if isinstance(task, dict)] if isinstance(data, list) else []


def ids(exchange: Exchange) -> list[str]:
    """Return the ids on a page."""
    return [str(task.get("id")) for task in tasks_of(exchange)]
