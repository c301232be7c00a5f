"""Read answers whose JSON may have any shape: members, the tasks on a page, ids."""

from __future__ import annotations

import re
from typing import Any

from ..spec.reading import Json
from .exchange import Exchange

OLDEST, NEWEST = "+created_at", "-created_at"
ENCODED = {OLDEST: "sort_by=%2Bcreated_at", NEWEST: "sort_by=-created_at"}

NAME = re.compile(r"[\w-]{1,100}")


def is_name(value: Any) -> bool:
    """Return whether a value can become a part of a path."""
    return isinstance(value, str) and NAME.fullmatch(value) is not None


def json_of(exchange: Exchange, member: str = "") -> Any:
    """Return the JSON of a success, or a member of it; None if there is none."""
    try:
        data = exchange.data if exchange.status in (200, 202) else None
    except ValueError:
        return None
    if not member:
        return data
    return data.get(member) if isinstance(data, dict) else None


def tasks_of(exchange: Exchange) -> list[Json]:
    """Return the tasks of a page; none if it is not a page."""
    data = json_of(exchange)
    return [task for task in data if isinstance(task, dict)] if isinstance(data, list) else []


def ids(exchange: Exchange) -> list[str]:
    """Return the ids on a page."""
    return [str(task["id"]) for task in tasks_of(exchange) if "id" in task]
