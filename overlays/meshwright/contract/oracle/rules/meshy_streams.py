"""Meshy's rules about event streams."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ..memory import FINAL
from ..registry import implements
from ..situation import Situation

BRIEF = {"id", "type", "status", "progress", "preceding_tasks"}


def _is_stream(now: Situation) -> bool:
    return now.verb == "stream" and now.exchange.status == 200 and now.exchange.media_type == "text/event-stream"


@implements("meshy.stream.event")
def event(now: Situation) -> Iterator[str]:
    """Single events."""
    if not _is_stream(now) or now.operation is None:
        return
    item = now.operation.answers["200"].contents["text/event-stream"]
    for number, found in enumerate(now.events):
        if found.event not in ("message", "error"):
            yield f"event {number} is called {found.event!r}"
            continue
        try:
            data = json.loads(found.data)
        except ValueError:
            yield f"event {number} holds no JSON"
            continue
        validator = item if found.event == "message" else now.expectations.validator("StreamError")
        for error in validator.iter_errors(data):
            yield f"event {number}: {error.message[:160]}"
            break


@implements("meshy.stream.brief")
def brief(now: Situation) -> Iterator[str]:
    """Events before the last."""
    for state in now.states if _is_stream(now) else ():
        if state.said.get("status") not in FINAL and (more := set(state.said) - BRIEF):
            yield f"{state.place} carries {sorted(more)}"


@implements("meshy.stream.end")
def end(now: Situation) -> Iterator[str]:
    """How a stream ends."""
    if not _is_stream(now) or now.exchange.cut:
        return
    if now.exchange.body and not now.exchange.body.endswith((b"\n\n", b"\r\r", b"\r\n\r\n")):
        yield "the last event is not complete"
    if any(found.event == "error" for found in now.events):
        return
    final = [number for number, state in enumerate(now.states) if state.said.get("status") in FINAL]
    if final != [len(now.states) - 1]:
        yield f"{len(final)} final events of {len(now.states)}, exactly the last must be one"
    elif not {"created_at", *({"model_urls"} & now.shown.keys())} <= now.states[-1].said.keys():
        yield "the last event is not the whole task"


@implements("meshy.stream.unknown")
def unknown(now: Situation) -> Iterator[str]:
    """Streams of tasks that do not exist."""
    if not _is_stream(now) or (now.task is not None and not now.task.deleted):
        return
    if not now.exclusive and now.id not in now.memory.tasks:
        return
    if len(now.events) != 1 or now.events[0].event != "error" or _code(now.events[0].data) != 404:
        yield "the stream of a task that does not exist is not one error event of 404"


def _code(text: str) -> Any:
    try:
        data = json.loads(text)
    except ValueError:
        return None
    return data.get("status_code") if isinstance(data, dict) else None
