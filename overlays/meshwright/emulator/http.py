"""What both emulated services need of HTTP: bounded reading of bodies, JSON that every reader can take."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from starlette.requests import Request

from .contract import Refused

MAX_DEPTH = 64
"""Nesting of a request body; nothing in the APIs needs more than four."""
MAX_VALUES = 2**18
"""Values in a request body; nothing in the APIs needs more than some dozens, and each takes memory."""


async def read_body(request: Request, limit: int) -> bytearray:
    """Read a bounded body; raises Refused."""
    if int(request.headers.get("content-length", "0") or 0) > limit:
        raise Refused(f"the request body is larger than {limit} bytes")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise Refused(f"the request body is larger than {limit} bytes")
    return body


async def read_json(request: Request, limit: int) -> Any:
    """Read JSON of bounded size, depth and count; raises Refused."""
    if "json" not in request.headers.get("content-type", ""):
        raise Refused("Content-Type must be application/json")
    body = await read_body(request, limit)
    if sum(body.count(mark) for mark in (b"{", b"[", b",")) > MAX_VALUES:  # 64 MiB of {} would take gigabytes
        raise Refused(f"the request body holds more than {MAX_VALUES} values")
    try:
        value = json.loads(body, parse_float=_finite, parse_constant=_no_constant)
        _require_plain(value)
    except RecursionError:
        raise Refused(f"the request body is nested more than {MAX_DEPTH} deep") from None
    except ValueError as error:
        raise Refused(f"the request body is no JSON: {str(error)[:200]}") from None
    return value


def _require_plain(value: Any) -> None:
    """Refuse deep nesting, and halves of surrogate pairs: no text, though JSON can write them."""
    layer = [value]
    for _ in range(MAX_DEPTH):
        texts = [member for member in layer if isinstance(member, str)]
        nested: list[Any] = []
        for member in layer:
            if isinstance(member, dict):
                texts += member
                nested += member.values()
            elif isinstance(member, list):
                nested += member
        for text in texts:
            if not text.isascii():
                text.encode()
        if not nested:
            return
        layer = nested
    raise Refused(f"the request body is nested more than {MAX_DEPTH} deep")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text[:40]} is no finite number")
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
