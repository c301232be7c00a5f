"""The credits of the account's tasks, from the emulator's own books."""

from __future__ import annotations

from datetime import datetime

from ....spec.reading import Json
from ....spec.shapes import shape_of
from ...contract import Refused
from ...handlers import Call
from ..service import MeshyService
from ..store import Ended

KEY_NAME = "emulator"
DAY = 86400.0
USUAL, LONGEST = 30 * DAY, 366 * DAY
"""Seconds of the window that is shown by default, and of the longest."""


async def tasks(service: MeshyService, call: Call) -> Json:
    """Return a page of the tasks that ended within the window."""
    service.require_account("studio", "enterprise")
    query = call.query
    start, end = _window(query, service.settings.clock.now())
    wanted = {name for name in (query.get("endpoints") or "").split(",") if name}
    found = [
        entry
        for entry in sorted(await service.ended(), key=lambda entry: entry.created)
        if start <= entry.created <= end and _fits(_type(entry), wanted) and query["status"] in (None, _status(entry))
    ]
    if query["sort_by"] != "+created_at":
        found.reverse()
    number, size = query["page_num"], query["page_size"]
    suffix = (service.settings.api_key or "")[-4:]
    first = min((number - 1) * size, len(found))
    return {
        "records": [_record(entry, suffix) for entry in found[first : first + size]],
        "page_num": number,
        "page_size": size,
        "has_more": first + size < len(found),
    }


def _window(query: Json, now: float) -> tuple[float, float]:
    """Return the first and the last moment; raises Refused for an empty window and for one of more than a year."""
    end = _moment("end_time", query) or now
    start = _moment("start_time", query) or end - USUAL
    if start > end:
        raise Refused("start_time: must not be after end_time")
    if end - start > LONGEST:
        raise Refused("start_time: the window must not be longer than a year")
    return start, end


def _moment(name: str, query: Json) -> float | None:
    """Return a time as seconds, None if it is left out; raises Refused for a day or an hour that does not exist."""
    if query[name] is None:
        return None
    try:
        return datetime.fromisoformat(query[name].upper()).timestamp()
    except (ValueError, OverflowError) as error:
        raise Refused(f"{name}: {error}") from None


def _type(entry: Ended) -> str:
    return shape_of("meshy", entry.kind).type_of(entry.kind, entry.request)


def _fits(type_: str, wanted: set[str]) -> bool:
    return not wanted or any(type_ == name or type_.startswith(f"{name}-") for name in wanted)


def _status(entry: Ended) -> str:
    return "SUCCEEDED" if entry.succeeded else "FAILED"


def _record(entry: Ended, suffix: str) -> Json:
    return {
        "task_id": entry.id,
        "endpoint": _type(entry),
        "status": _status(entry),
        "created_at": int(entry.created * 1000),
        "finished_at": int(entry.finished * 1000),
        "consumed_credits": entry.credits,
        "api_key_name": KEY_NAME,
        "api_key_suffix": suffix,
    }
