"""Judge the tasks that a request is to be made of, and find their files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from ...spec.reading import Json
from ...spec.shapes import Shape, shape_of
from ..contract import Refused, TaskRule
from ..jobs import texts_in
from .tasks import SUCCEEDED, Task

ANY = "any"
"""The value of ``x-task-input`` that means all kinds of task."""
FindTask = Callable[[str], Task | None]
TaskRules = Mapping[str, Sequence[TaskRule]]
"""The rules about the tasks that a request names, by parameter."""


class NoSuchTask(Exception):
    """A request names a task that does not exist, or that counts as such."""


def source_task(name: str, parameter: Json, task: Task | None, now: float) -> Task:
    """Return the task that another is to be made of; raises Refused and NoSuchTask."""
    kinds: list[str] = parameter["x-task-input"]
    succeeded = task is not None and task.status(now) == SUCCEEDED
    if parameter.get("x-status") == 404 and not (succeeded and task and task.kind in kinds):
        raise NoSuchTask(f"{name} must name {_one_of(kinds)} that has succeeded")
    if task is None and kinds != [ANY]:
        raise NoSuchTask(f"{name} must name {_one_of(kinds)}")
    if task is not None and kinds != [ANY] and task.kind not in kinds:
        raise Refused(f"invalid input task: {name} must refer to {_one_of(kinds)}, not to {task.kind}")
    if task is None or not succeeded or task.outcome is None:
        raise Refused(f"invalid input task: {name} must refer to a succeeded task")
    return task


def _one_of(kinds: list[str]) -> str:
    """Return words for a task of one of the kinds."""
    *others, last = kinds
    return f"a task of {', '.join(others)} or {last}" if others else f"a {last} task"


def require(rules: Sequence[TaskRule], request: Json, task: Task, find: FindTask) -> None:
    """Apply the spec's rules about a source; raises Refused and NoSuchTask."""
    origins = [_described(each) for each in _origins(task, find)] if rules else []
    for rule in rules:
        if not rule.validator.is_valid({"request": request, "task": origins[0], "origins": origins}):
            raise NoSuchTask(rule.message) if rule.status == 404 else Refused(rule.message)


def require_items(taken: Json, request: Json, task: Task) -> None:
    """Require parameters that must be an item of a list in the task to be one; raises Refused."""
    for name, parameter in taken.items():
        values = task.outcome.values if task.outcome else {}
        if name in request and "x-item-of" in parameter and request[name] not in values[parameter["x-item-of"]]:
            raise Refused(parameter["x-message"])


def _origins(task: Task, find: FindTask) -> Iterator[Task]:
    """Yield a task, and those that it was made of as far as they still exist."""
    yield task
    for name in shape_of("meshy", task.kind).tasks():
        if (source := find(task.request.get(name, ""))) is not None:
            yield from _origins(source, find)


def _described(task: Task) -> Json:
    return {"kind": task.kind, **task.request}


def inherited(shape: Shape, request: Json, task: Task) -> Json:
    """Return the parameters of a task that only measured a model, for those that the request leaves out."""
    if _has_files(task):
        return {}
    inputs = {*shape.sources(), *shape.tasks()}
    return {name: task.request[name] for name in task.request if name in shape.taken.keys() - inputs - request.keys()}


def _has_files(task: Task) -> bool:
    return task.outcome is not None and bool(task.outcome.files)


def files_of(task: Task, kinds: list[str], folder: Path) -> list[Path]:
    """Return the files of a task that is the input of another: its pictures, its GLB, or the model that it measured;
    raises Refused.
    """
    files = task.outcome.files if task.outcome else {}
    glb = files.get("model_urls", {}).get("glb")
    names = [glb] if glb else []
    if kinds != [ANY]:  # where the kinds are listed, their files are what is wanted
        measured = [] if _has_files(task) else task.inputs
        names = files.get("image_urls") or names or [*texts_in(files.get("result"))] or measured
    if not names:
        raise Refused("invalid input task: it has no GLB")
    return [folder / task.id / name for name in names if name]
