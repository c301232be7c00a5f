"""Read a live organization: its projects, devices, routes, flights and models. Nothing but GETs is sent."""

from __future__ import annotations

import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any

from ...spec.reading import Json
from ..listing import json_of
from .visiting import Visitor

API = "/openapi/v0.1"
PROJECT = "x-project-uuid"
SPAN = 7 * 86400
"""Seconds of the past in which flights are looked for."""
DEVICES = 2
"""The most docks that are read."""


def read_organization(visitor: Visitor) -> str:
    """Read what an organization has, and return the uuid of the project that was read; empty if there is none."""
    visitor.call("GET", f"{API}/system_status")
    visitor.call("GET", f"{API}/device")
    projects = [row["uuid"] for row in _rows(visitor, "project") if row.get("uuid")]
    for size in (1, 2):
        visitor.call("GET", f"{API}/project", query=f"page=1&page_size={size}&sort_column=name&sort_type=DESC")
    project = visitor.headers.get(PROJECT) or next(iter(projects), "")
    if project:
        _read_project(visitor, str(project))
    return str(project)


def _read_project(visitor: Visitor, project: str) -> None:
    pairs = _rows(visitor, "project/device", project)[:DEVICES]
    for pair in pairs:
        for sn in _serials(pair):
            visitor.call("GET", f"{API}/device/{sn}/state", headers={PROJECT: project})
            visitor.call("GET", f"{API}/device/hms", query=f"device_sn_list={sn}", headers={PROJECT: project})
        dock = next(_serials(pair), "")
        if dock:
            _read_flights(visitor, project, dock)
    for noun in ("wayline", "model"):
        for row in _rows(visitor, noun, project)[:1]:
            visitor.call("GET", f"{API}/{noun}/{row.get('id')}", headers={PROJECT: project})
    _rows(visitor, "live-stream/converter", project)


def _read_flights(visitor: Visitor, project: str, dock: str) -> None:
    """Read the last flight of a dock: its details, its files and its track."""
    now = _time_of(visitor)
    span = f"sn={dock}&begin_at={now - SPAN}&end_at={now + SPAN}"
    flights = _rows(visitor, "flight-task/list", project, span)
    for flight in flights[:1]:
        for tail in ("", "/media", "/track"):
            visitor.call("GET", f"{API}/flight-task/{flight.get('uuid')}{tail}", headers={PROJECT: project})


def _time_of(visitor: Visitor) -> int:
    """Return the service's time, or else this machine's, in seconds since 1970."""
    try:
        return int(parsedate_to_datetime(visitor.trace[-1].headers["date"]).timestamp())
    except (KeyError, ValueError):
        return int(time.time())


def _serials(pair: Json) -> Iterator[str]:
    """Yield the serial numbers of a dock and of its aircraft."""
    for name in ("gateway", "drone"):
        device: Any = pair.get(name)
        if isinstance(device, dict) and isinstance(device.get("sn"), str) and device["sn"].isalnum():
            yield device["sn"]


def _rows(visitor: Visitor, noun: str, project: str = "", query: str = "") -> list[Json]:
    """Call a list and return its objects."""
    answer = visitor.call("GET", f"{API}/{noun}", query=query, headers={PROJECT: project} if project else None)
    data: Any = json_of(answer, "data")
    listed: Any = data.get("list") if isinstance(data, dict) else None
    return [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []
