"""What both emulated services need of HTTP: bounded reading of bodies, answers that carry their headers."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request

from .contract import Refused

MAX_DEPTH = 64
"""Nesting of a request body; nothing in the APIs needs more than four."""


async def read_body(request: Request, limit: int) -> bytes:
    """Read a bounded body; raises Refused."""
    if int(request.headers.get("content-length", "0") or 0) > limit:
        raise Refused(f"the request body is larger than {limit} bytes")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise Refused(f"the request body is larger than {limit} bytes")
    return bytes(body)


async def read_json(request: Request, limit: int) -> Any:
    """Read JSON of bounded size and depth; raises Refused."""
    if "json" not in request.headers.get("content-type", ""):
        raise Refused("Content-Type must be application/json")
    body = await read_body(request, limit)
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refused(f"the request body is no JSON: {error}") from None
    if depth(value) > MAX_DEPTH:
        raise Refused(f"the request body is nested more than {MAX_DEPTH} deep")
    return value


def depth(value: Any, limit: int = MAX_DEPTH) -> int:
    """Return how deep JSON is nested, at most one more than the limit."""
    level, layer = 0, [value]
    while layer and level <= limit:
        nested: list[Any] = []
        for member in layer:
            nested += member.values() if isinstance(member, dict) else member if isinstance(member, list) else ()
        level, layer = level + 1, nested
    return level
