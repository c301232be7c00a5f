"""Meshy's rules about lists."""

from __future__ import annotations

from collections.abc import Iterator

from ..registry import implements
from ..situation import Situation


def _listed(now: Situation) -> list[str] | None:
    """Return the ids of a page, or None if this is not a page."""
    if now.verb != "list" or now.exchange.status != 200 or not isinstance(now.data, list):
        return None
    return [str(state.said.get("id")) for state in now.states]


@implements("meshy.list.size")
def size(now: Situation) -> Iterator[str]:
    """Pages that are too long."""
    ids, wanted = _listed(now), now.query[0].get("page_size")
    if ids is not None and isinstance(wanted, int) and len(ids) > wanted:
        yield f"{len(ids)} tasks on a page of {wanted}"


@implements("meshy.list.unique")
def unique(now: Situation) -> Iterator[str]:
    """Tasks that are listed twice."""
    ids = [str(state.said["id"]) for state in now.states if "id" in state.said]
    if _listed(now) is not None and len(set(ids)) != len(ids):
        yield "a task is listed twice"


@implements("meshy.list.order")
def order(now: Situation) -> Iterator[str]:
    """The order of a page."""
    wanted = now.query[0].get("sort_by")
    if _listed(now) is None or not wanted:
        return
    times = [state.said.get("created_at") for state in now.states]
    given = [time for time in times if isinstance(time, int)]
    if given != sorted(given, reverse=wanted == "-created_at"):
        yield f"not sorted by {wanted}"


@implements("meshy.list.deleted")
def deleted(now: Situation) -> Iterator[str]:
    """Tasks that are listed and should not be."""
    for state in now.states if now.verb == "list" else ():
        if state.task is not None and state.task.deleted:
            yield f"{state.task.id} was deleted"
        if state.task is not None and state.task.kind != now.kind:
            yield f"{state.task.id} is a task of {state.task.kind}"


@implements("meshy.list.exact")
def exact(now: Situation) -> Iterator[str]:
    """Pages that can be predicted: the account has one user, and nothing has expired."""
    ids, query = _listed(now), now.query[0]
    known = now.memory.of_kind(now.kind)
    if ids is None or not now.exclusive or any(now.perhaps_expired(task) for task in known):
        return
    if not isinstance(query.get("page_size"), int) or not isinstance(query.get("page_num"), int):
        return
    expected = [task.id for task in (known if query.get("sort_by") == "+created_at" else reversed(known))]
    first = (query["page_num"] - 1) * query["page_size"]
    if ids != expected[first : first + query["page_size"]]:
        yield f"page {query['page_num']} of {query['page_size']} holds other tasks than expected"
