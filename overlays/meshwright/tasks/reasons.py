"""Reduce the service's reason for a failed task, in any form, to one line."""

from __future__ import annotations

import json
from typing import Any

from ..texts import one_line

LONGEST = 500
"""Maximum length of a reason; an HTML page of a gateway is cut."""


def failure_reason(task_error: Any) -> str:
    """Return the text of a ``task_error``: its message, code or type, else all of it; "" if there is none."""
    if hasattr(task_error, "to_dict"):
        task_error = task_error.to_dict()
    if task_error.__class__ is dict:
        known = (task_error.get(name) for name in ("message", "code", "type"))
        task_error = next((value for value in known if value), task_error if any(task_error.values()) else "")
    if not task_error:
        return ""
    text = one_line(task_error if task_error.__class__ is str else json.dumps(task_error, default=str))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
