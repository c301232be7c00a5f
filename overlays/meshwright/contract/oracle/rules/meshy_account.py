"""Meshy's rules about the account's usage, showcases and libraries: what is listed is what the query asks for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast

from ....spec.reading import Json
from ..registry import implements
from ..situation import Situation

DEFAULT_WINDOW, LONGEST_WINDOW = 30 * 86400.0, 366 * 86400.0
"""Seconds of the window of usage when it has no beginning, and of the longest."""


def _rows(now: Situation, operation_id: str, *place: str) -> list[Json]:
    """Return the objects that a list of this operation holds; none for any other exchange."""
    if now.operation is None or now.operation.id != operation_id or now.exchange.status != 200 or now.misshapen:
        return []
    found: Any = now.data
    for name in place:
        found = found[name]
    return cast("list[Json]", found)


def _listed(text: str | None) -> set[str]:
    return {part for part in (text or "").split(",") if part}


def _unsorted(rows: list[Json], order: str | None) -> bool:
    times = [row["created_at"] for row in rows if isinstance(row.get("created_at"), int)]
    return bool(order) and times != sorted(times, reverse=order == "-created_at")


@implements("meshy.usage.fits")
def usage_fits(now: Situation) -> Iterator[str]:
    """Records that were not asked for."""
    query, kinds = now.query[0], _listed(now.query[0].get("endpoints"))
    for row in _rows(now, "usage.tasks", "records"):
        if kinds and not any(row["endpoint"] == kind or row["endpoint"].startswith(f"{kind}-") for kind in kinds):
            yield f"a record of {row['endpoint']}, asked for {', '.join(sorted(kinds))}"
        if query.get("status") not in (None, row["status"]):
            yield f"a record that is {row['status']}, asked for {query['status']}"
        created = row["created_at"] / 1000
        if (start := _moment(query.get("start_time"))) is not None and created < start:
            yield f"a record of {created:.0f}, the window begins at {start:.0f}"
        if (end := _moment(query.get("end_time"))) is not None and created > end:
            yield f"a record of {created:.0f}, the window ends at {end:.0f}"
        if now.exclusive and start is None and created < (end or now.now) - DEFAULT_WINDOW:
            yield "a record is older than 30 days"


def _moment(text: str | None) -> float | None:
    """Return a time as seconds, None if there is none; raises ValueError for a day or an hour that does not exist."""
    return None if text is None else datetime.fromisoformat(text.upper()).timestamp()


def impossible_window(now: Situation) -> str:
    """Return why a valid query of usage asks for a window that cannot be; empty if it does not."""
    query = now.query[0]
    if now.operation is None or now.operation.id != "usage.tasks":
        return ""
    try:
        start, end = _moment(query.get("start_time")), _moment(query.get("end_time"))
    except (ValueError, OverflowError):
        return "a moment that does not exist"
    if start is None:
        return ""
    end = now.now if end is None else end
    return "an empty window" if start > end else "a window of more than a year" if end - start > LONGEST_WINDOW else ""


@implements("meshy.usage.window")
def usage_window(now: Situation) -> Iterator[str]:
    """Windows that cannot be, and are not refused."""
    if now.exchange.status == 200 and now.query[1] and now.now and (why := impossible_window(now)):
        yield f"{why} is not refused: {now.exchange.query}"


@implements("meshy.usage.page")
def usage_page(now: Situation) -> Iterator[str]:
    """Pages that are not what they are called."""
    rows, query = _rows(now, "usage.tasks", "records"), now.query[0]
    if not rows:
        return
    if _unsorted(rows, query.get("sort_by")):
        yield f"not sorted by {query['sort_by']}"
    for name in ("page_num", "page_size"):
        if now.data[name] != query[name]:
            yield f"{name} is {now.data[name]}, asked for {query[name]}"
    if len(rows) > query["page_size"] or (now.data["has_more"] and len(rows) < query["page_size"]):
        yield f"{len(rows)} records on a page of {query['page_size']}, has_more is {now.data['has_more']}"


@implements("meshy.showcases.page")
def showcases_page(now: Situation) -> Iterator[str]:
    """Showcases that are too many or in another order."""
    rows, query = _rows(now, "showcases.search", "result"), now.query[0]
    if len(rows) > query.get("page_size", len(rows)):
        yield f"{len(rows)} showcases, asked for {query['page_size']}"
    if _unsorted(rows, query.get("sort_by")):
        yield f"not sorted by {query['sort_by']}"


@implements("meshy.library.fits")
def library_fits(now: Situation) -> Iterator[str]:
    """Actions that were not asked for."""
    query = now.query[0]
    numbers = {number.lstrip("0") or "0" for number in _listed(query.get("action_ids"))}
    for row in _rows(now, "animation_library.search"):
        if numbers and str(row["action_id"]) not in numbers:
            yield f"action {row['action_id']}, asked for {', '.join(sorted(numbers))}"
        for name in ("category", "sub_category"):
            if query.get(name) not in (None, row[name]):
                yield f"an action of {name} {row[name]}, asked for {query[name]}"
    for row in _rows(now, "public_animations.search", "result", "list"):
        if query.get("category") not in (None, row["category"]):
            yield f"an action of category {row['category']}, asked for {query['category']}"


@implements("meshy.library.search")
def library_search(now: Situation) -> Iterator[str]:
    """Actions that do not have the words."""
    words = (now.query[0].get("search") or "").casefold()
    for row in _rows(now, "animation_library.search"):
        if words not in row["name"].casefold() and words not in row["key"]:
            yield f"{row['name']!r} does not have {words!r}"
