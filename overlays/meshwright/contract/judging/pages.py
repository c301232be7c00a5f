"""How Meshy's lists differ: the largest page, the defaults, the order, and whether the pages are parts of one list.

Only answers that accept or refuse a query count; errors of a busy or broken service prove nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from attrs import frozen

from ...spec.reading import Json, resolve
from ...spec.reading import operation as operation_of
from ..exchange import Exchange
from ..expectations import ExpectedOperation
from ..listing import NEWEST, OLDEST, ids, tasks_of
from .calendar import known_since
from .difference import Finding, shown_by

REFUSALS = (400, 422)
SIZE, NUMBER, ORDER = "page_size", "page_num", "sort_by"


@frozen
class Page:
    """One answer of a list, with the query that was sent."""

    exchange: Exchange
    sent: dict[str, str]

    @classmethod
    def of(cls, exchange: Exchange) -> Page:
        """Read the query of an exchange."""
        return cls(exchange, {name: values[-1] for name, values in exchange.query.items()})

    def only(self, *names: str) -> bool:
        """Return whether the query has these members and no others."""
        return set(self.sent) == set(names)

    @property
    def size(self) -> int | None:
        """The size that was asked for; None without."""
        return _number(self.sent.get(SIZE, ""))

    @property
    def number(self) -> int | None:
        """The number that was asked for; None without."""
        return _number(self.sent.get(NUMBER, ""))

    @property
    def taken(self) -> bool:
        """Whether the query was accepted."""
        return self.exchange.status == 200

    @property
    def ids(self) -> list[str]:
        """The ids on the page."""
        return ids(self.exchange)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None


def list_findings(trace: Sequence[Exchange], operation: ExpectedOperation) -> Iterator[Finding]:
    """Yield how a list differs from its operation."""
    pages = [Page.of(each) for each in trace if each.method == "GET" and operation.pattern.fullmatch(each.path)]
    pages = [page for page in pages if page.taken or page.exchange.status in REFUSALS]
    if not {SIZE, NUMBER, ORDER} <= set(operation.query):
        return
    yield from _largest(pages, operation)
    yield from _default_order(pages, operation)
    yield from _default_size(pages, operation)
    yield from _cut(pages, operation)
    yield from _walk(pages, operation)
    yield from _first(pages, operation)


def _largest(pages: list[Page], operation: ExpectedOperation) -> Iterator[Finding]:
    maximum = operation.query[SIZE][0].get("maximum")
    sized = [page for page in pages if page.only(SIZE) and page.size]
    if not isinstance(maximum, int) or not sized:
        return
    taken = {page.size or 0: page for page in sized if page.taken}
    refused = [page for page in sized if not page.taken and (page.size or 0) <= maximum]
    documented = f"maximum {maximum}"
    if refused:
        largest = max((size for size in taken if size < maximum), default=0)
        yield _of_query(operation, SIZE, "maximum", largest, refused[0], documented, "lower the maximum")
    above = [taken[size] for size in sorted(taken) if size > maximum]
    if not above:
        return
    most = max(len(page.ids) for page in above)
    if most <= maximum and any(len(page.ids) >= maximum for page in sized if page.size == maximum):
        seen = f"page_size {above[0].size} is taken and cut to {most} tasks"
        yield Finding(shown_by(f"{operation.id} {SIZE}", above[0].exchange, documented, seen, "document the cut"))
        return
    yield _of_query(operation, SIZE, "maximum", max(taken), above[0], documented, "raise the maximum")


def _default_order(pages: list[Page], operation: ExpectedOperation) -> Iterator[Finding]:
    """Compare answers without a query with those that follow, for the newest first."""
    pairs = [
        (plain, newest)
        for plain, newest in pairwise(pages)
        if not plain.sent and newest.sent == {ORDER: NEWEST} and plain.taken and newest.taken
    ]
    oldest = next((page for page in pages if page.sent == {ORDER: OLDEST} and page.taken), None)
    if not pairs or oldest is None or any(plain.ids == newest.ids for plain, newest in pairs):
        return
    plain = pairs[-1][0]
    seen, default = ("oldest first", OLDEST) if plain.ids == oldest.ids else ("another order", "")
    documented = "newest first (D17)"
    yield _of_query(operation, ORDER, "default", default, plain, documented, "change the default", seen or default)


def _default_size(pages: list[Page], operation: ExpectedOperation) -> Iterator[Finding]:
    size, maximum = operation.query[SIZE][0].get("default", 10), operation.query[SIZE][0].get("maximum")
    plain = [page for page in pages if not page.sent and page.taken]
    whole = [page for page in pages if page.only(SIZE) and page.size == maximum and page.taken]
    if not plain or not whole:
        return
    shown, known = len(plain[-1].ids), len(whole[-1].ids)
    if shown != size and (known > max(size, shown) or shown > size):
        yield _of_query(operation, SIZE, "default", shown, plain[-1], f"default {size}", "change the default")


def _cut(pages: list[Page], operation: ExpectedOperation) -> Iterator[Finding]:
    """Find pages that hold less than was asked for although the list goes on."""
    for page, after in pairwise(page for page in pages if page.number and page.taken):
        same = {**page.sent, NUMBER: ""} == {**after.sent, NUMBER: ""}
        if (
            same
            and page.size
            and after.number == (page.number or 0) + 1
            and 0 < len(page.ids) < page.size
            and after.ids
        ):
            seen = f"page {page.number} holds {len(page.ids)} of {page.size} tasks, and page {after.number} goes on"
            documented = "only the last page is not full"
            yield Finding(shown_by(f"{operation.id} {SIZE}", page.exchange, documented, seen, "report it"))
            return


def _walk(pages: list[Page], operation: ExpectedOperation) -> Iterator[Finding]:
    """Compare the pages of a list that is read from its oldest task: new tasks of other clients come at its end, and
    expired tasks leave gaps, but no task appears twice.
    """
    known: dict[str, int] = {}
    latest, before = 0, 0
    for page in (page for page in pages if page.number and page.size and page.sent.get(ORDER) == OLDEST and page.taken):
        number = page.number or 0
        if number != before + 1:
            known, latest = {}, 0
        before = number
        twice = next((id for id in page.ids if known.get(id, number) != number), None)
        times = [time for time in (task.get("created_at") for task in tasks_of(page.exchange)) if isinstance(time, int)]
        where = f"{operation.id} {NUMBER}"
        if twice is not None:
            seen = f"task {twice} is on the pages {known[twice]} and {number}"
            yield Finding(shown_by(where, page.exchange, "pages cut one list", seen, "report it"))
            return
        if times and min(times) < latest:
            seen = f"page {number} holds a task older than one of page {number - 1}"
            yield Finding(shown_by(where, page.exchange, "pages continue one order", seen, "report it"))
            return
        known |= dict.fromkeys(page.ids, number)
        latest = max([latest, *times])


def _first(pages: list[Page], operation: ExpectedOperation) -> Iterator[Finding]:
    """Compare page 1 with the answer without a number."""
    size = operation.query[SIZE][0].get("default", 10)
    plain = [page for page in pages if page.sent == {ORDER: OLDEST} and page.taken]
    first = [page for page in pages if page.number == 1 and page.size == size and page.sent.get(ORDER) == OLDEST]
    first = [page for page in first if page.taken]
    if plain and first and plain[-1].ids and not set(plain[-1].ids) & set(first[0].ids):
        seen = f"page_num 1 begins with {first[0].ids[0] if first[0].ids else 'nothing'}, and the list does not"
        documented = "page_num 1 is the first page"
        yield Finding(shown_by(f"{operation.id} {NUMBER}", first[0].exchange, documented, seen, "report it"))


def _of_query(
    operation: ExpectedOperation,
    name: str,
    rule: str,
    value: Any,
    page: Page,
    documented: str,
    proposal: str,
    seen: str = "",
) -> Finding:
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
    found = shown_by(f"{operation.id} {name}", page.exchange, documented, seen or str(value), proposal)
    return Finding(found, amend)
