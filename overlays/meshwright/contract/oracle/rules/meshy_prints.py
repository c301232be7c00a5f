"""Meshy's rules about tasks for 3D printers: what was measured, closed and cut."""

from __future__ import annotations

from collections.abc import Iterator

from ....spec.reading import Json
from ..registry import implements
from ..situation import Situation, State

STATUS_BY_COUNTS = {(False, False): "healthy", (False, True): "warning", (True, False): "error", (True, True): "error"}


@implements("meshy.print.verdict")
def verdict(now: Situation) -> Iterator[str]:
    """Counts and status of what was measured."""
    for state, found in _measured(now):
        errors, warnings = (found.get(name, 0) for name in ("error_count", "warning_count"))
        if found.get("issue_count") != errors + warnings:
            yield f"{state.place}: {found.get('issue_count')} issues, {errors} errors and {warnings} warnings"
        wanted = STATUS_BY_COUNTS[errors > 0, warnings > 0]
        if found.get("status") not in (wanted, "unknown"):
            yield f"{state.place}: {found.get('status')} with {errors} errors and {warnings} warnings"


@implements("meshy.print.metrics")
def metrics(now: Situation) -> Iterator[str]:
    """Errors and warnings that the metrics show."""
    for state, found in _measured(now):
        measured: Json = found.get("metrics", {})
        is_error = not measured.get("is_watertight") or measured.get("volume", 0) <= 0
        is_error = is_error or measured.get("non_manifold_edges", 0) > 0
        is_warning = measured.get("degenerate_faces", 0) > 0 or measured.get("holes", 0) > 0
        if bool(found.get("error_count")) != is_error:
            yield f"{state.place}: {found.get('error_count')} errors, measured was {measured}"
        if is_warning and not found.get("warning_count"):
            yield f"{state.place}: no warning, measured was {measured}"


@implements("meshy.print.walls")
def walls(now: Situation) -> Iterator[str]:
    """Thin walls without a printer or a size."""
    for state, found in _measured(now):
        asked = state.task is not None and state.task.request.keys() & {"printer_type", "intended_print_height_mm"}
        if "thin_walls" in found and state.task is not None and not asked:
            yield f"{state.place}: thin walls, though neither a printer nor a size was given"


@implements("meshy.print.format")
def format(now: Situation) -> Iterator[str]:
    """The format of a model that was closed."""
    for state in now.states:
        if now.kind != "print-repair" or state.task is None or state.said.get("status") != "SUCCEEDED":
            continue
        made = [name for name, url in state.said.get("model_urls", {}).items() if url]
        if "input_task_id" in state.task.request and made != ["glb"]:
            yield f"{state.place}: the model of a task became {made}"


@implements("meshy.print.parts")
def parts(now: Situation) -> Iterator[str]:
    """Parts of a model that was cut."""
    for state in now.states:
        if "part_count" not in now.shown or state.task is None or not state.whole:
            continue
        count, succeeded = state.said.get("part_count", 0), state.said.get("status") == "SUCCEEDED"
        if (count > 0) != succeeded:
            yield f"{state.place}: {state.said.get('status')} with {count} parts"
        if state.said.get("prompt_ignored") and not state.task.request.get("prompt"):
            yield f"{state.place}: a prompt was ignored, though there was none"


def _measured(now: Situation) -> Iterator[tuple[State, Json]]:
    """Yield each finished measurement."""
    for state in now.states:
        found = state.said.get("printability")
        if isinstance(found, dict) and state.said.get("status") == "SUCCEEDED":
            yield state, found
