"""Validate the emulator's own answers and events against the spec: in strict mode, and when violations are recorded. A
test session records those of all its emulators, in all processes.
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
"""Environment variable with the path of a file. If it is set, an emulator validates each of its answers and events, and
writes a line to the file for each one that the spec does not allow; unlike in strict mode it still sends the answer.
"""
logger = logging.getLogger("meshwright.emulator")


def in_answer(operation: OperationContract, response: Response, *, strict: bool) -> str | None:
    """Validate an answer; return an error message if it must not be sent (in strict mode)."""
    if isinstance(response, StreamingResponse) or not (strict or _is_told()):
        return None
    media_type = response.headers.get("content-type", "").partition(";")[0]
    content = json.loads(bytes(response.body)) if response.body else None
    return _told(operation.violation(response.status_code, media_type, content), strict=strict)


def in_event(operation: OperationContract, data: dict[str, Any], *, strict: bool) -> str | None:
    """Validate the data of an event; return an error message if it must not be sent (in strict mode)."""
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
