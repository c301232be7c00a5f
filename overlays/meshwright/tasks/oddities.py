"""Notice values of a task that the spec does not allow, and that a program would misread in silence."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from meshwright_api._runtime import UNSET

from ..core.wire import Reply
from ..errors import MeshwrightWarning, UnexpectedResponse

if TYPE_CHECKING:
    from .waiting import Task

TIMES = ("created_at", "started_at", "finished_at", "expires_at")
YEAR_1974 = 10**11
"""Less, but not 0, is a time in seconds: the service's times are milliseconds."""


def check_status(task: Any, id: str, operation: str) -> None:
    """Raise UnexpectedResponse if the status of a task is not a text and its progress is not below 100 percent: nothing
    would end the wait.
    """
    status, progress = task.status, getattr(task, "progress", UNSET)
    if not isinstance(status, str) and not (isinstance(progress, (int, float)) and progress < 100):
        reply = Reply(status=200, content=json.dumps(task.to_dict()).encode())
        said = f"the status of task {id} is {json.dumps(status)}, which is not a text"
        raise UnexpectedResponse(said, operation=operation, reply=reply)


def warn_of_odd(task: Task, warned: set[str], *, done: bool) -> None:
    """Warn of each member with an odd value, unless it is in ``warned``; ``done`` is whether the task SUCCEEDED."""
    for name, text in _odd(task, done):
        if name not in warned:
            warned.add(name)
            warnings.warn(f"task {task.id}: {text}", MeshwrightWarning, stacklevel=2)


def _odd(task: Task, done: bool) -> Iterator[tuple[str, str]]:
    progress: Any = getattr(task, "progress", UNSET)
    if progress is not UNSET and (
        not isinstance(progress, int) or not 0 <= progress <= 100 or (done and progress == 1)
    ):
        yield "progress", f"progress is {progress!r}, not a whole number of percent"
    for name in TIMES:
        value: Any = getattr(task, name, UNSET)
        if isinstance(value, (int, float)) and 0 < value < YEAR_1974:
            yield name, f"{name} is {value!r}, which looks like seconds; the service's times are milliseconds"


def places_shown(task: Task) -> str:
    """Return the members that should hold the addresses of files, as they were answered, for a message."""
    members = task.to_dict()
    names = dict.fromkeys(str(place[0]) for place in task.file_places)
    found = {name: members[name] for name in names if members.get(name) not in (None, "", {}, [])}
    return "; ".join(f"{name} is {json.dumps(value)[:80]}" for name, value in found.items())
