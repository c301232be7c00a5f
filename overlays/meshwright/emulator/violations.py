"""The emulator judges its own answers and events by the spec: in strict mode, and when somebody wants to hear of it.

A test session does, of all its emulators in whatever process they run.
"""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import Any

from starlette.responses import Response, StreamingResponse

from .contract import OperationContract

FILE = "MESHWRIGHT_VIOLATIONS"
"""Environment variable: a file. Emulators that find it judge every answer and event of theirs, and write a line there
for each that the spec does not allow; unlike strict ones they answer all the same.
"""
logger = logging.getLogger("meshwright.emulator")


def in_answer(operation: OperationContract, response: Response, *, strict: bool) -> str | None:
    """Judge an answer; returns a sentence in strict mode when it must not be given."""
    if isinstance(response, StreamingResponse) or not (strict or _is_told()):
        return None
    media_type = response.headers.get("content-type", "").partition(";")[0]
    content = json.loads(bytes(response.body)) if response.body else None
    return _told(operation.violation(response.status_code, media_type, content), strict=strict)


def in_event(operation: OperationContract, data: dict[str, Any], *, strict: bool) -> str | None:
    """Judge the data of an event; returns a sentence in strict mode when it must not be sent."""
    if not (strict or _is_told()):
        return None
    return _told(operation.violation(200, "text/event-stream", data), strict=strict)


def _is_told() -> bool:
    return bool(os.environ.get(FILE))


def _told(violation: str | None, *, strict: bool) -> str | None:
    if violation is None:
        return None
    if path := os.environ.get(FILE):
        with Path(path).open("a", encoding="utf-8") as out:
            out.write(" ".join(violation.split()) + "\n")
    if not strict:
        return None
    logger.error("the emulator broke the contract: %s", violation)
    return f"the emulator broke the contract: {violation}"
