"""Entries of recordings by other tools, whole and odd."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

SECRET = "msy_live_secret_1234"
ERROR = json.dumps({"message": "none"})
NAMES = count()


def headers() -> list[dict[str, str]]:
    """What every answer of Meshy carries."""
    given = {"Content-Type": "application/json", "X-Request-Id": f"r{next(NAMES)}", "X-Api-Version": "2026-11-01"}
    return [{"name": name, "value": value} for name, value in given.items()]


def entry(path: str = "/openapi/v1/balance", status: Any = 200, text: Any = '{"balance": 5}', **more: Any) -> Any:
    """What another recorder writes, without a key."""
    return {
        "startedDateTime": "2026-11-01T00:00:00.000Z",
        "request": {"method": "GET", "url": f"https://service.example{path}", "headers": [], **more},
        "response": {"status": status, "headers": headers(), "content": {"mimeType": "application/json", "text": text}},
    }


def changed(place: str, value: Any) -> Any:
    """Return an entry of a balance, altered in one place (``request.headers``); GONE takes the place away."""
    found = entry()
    *steps, last = place.split(".")
    part = found
    for step in steps:
        part = part[step]
    if value is GONE:
        del part[last]
    else:
        part[last] = value
    return found


GONE = object()
