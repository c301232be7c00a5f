"""Meshy's rules about single answers: routes, statuses, shapes, headers, keys, and accepted requests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ....spec.reading import media_types
from ....spec.shapes import MODEL
from ..registry import implements
from ..situation import Situation
from .meshy_account import impossible_window

LIVE_METHODS = ("GET", "POST", "DELETE")
LONGEST_WAIT = 600
"""A Retry-After of more seconds is taken for milliseconds."""


@implements("meshy.http.route")
def route(now: Situation) -> Iterator[str]:
    """Paths and methods outside the spec."""
    if now.operation is not None or now.exchange.method in ("HEAD", "OPTIONS") or now.exchange.unserved:
        return
    known = now.expectations.at(now.exchange.path)
    if not known and now.exchange.path.startswith("/openapi/") and now.exchange.status not in (404, 405):
        yield f"a path that the spec does not know answers {now.exchange.status}"
    if known and now.exchange.status != 405:
        yield f"a method that the spec does not know answers {now.exchange.status}"
    if known and now.exchange.status == 405:
        allowed = {word.strip() for word in now.exchange.headers.get("allow", "").split(",")}
        if not set(known) <= allowed or allowed - set(known) - {"HEAD", "OPTIONS"}:
            yield f"405 names {sorted(allowed)} as allowed, the spec {sorted(known)}"


@implements("flighthub.http.server-error")
@implements("meshy.http.server-error")
def server_error(now: Situation) -> Iterator[str]:
    """Answers of 500 and above."""
    if now.exchange.status >= 500:
        yield f"status {now.exchange.status}"


@implements("flighthub.http.status")
@implements("meshy.http.status")
def status(now: Situation) -> Iterator[str]:
    """Statuses that the spec does not name."""
    if now.operation is not None and now.operation.answer(now.exchange.status) is None:
        yield f"{now.operation.id} must not answer {now.exchange.status}"


@implements("flighthub.http.body")
@implements("meshy.http.body")
def body(now: Situation) -> Iterator[str]:
    """Media types and JSON of answers."""
    expected = now.operation.answer(now.exchange.status) if now.operation else None
    if expected is None:
        return
    if not expected.contents:
        if now.exchange.body:
            yield "a body where there must be none"
        return
    validator = expected.contents.get(now.exchange.media_type)
    if validator is None:
        yield f"media type {now.exchange.media_type!r}, not {', '.join(expected.contents)}"
    elif now.exchange.media_type == "application/json" and not now.exchange.cut:
        yield from _json(now, validator)


def _json(now: Situation, validator: Any) -> Iterator[str]:
    try:
        data = now.exchange.data
    except ValueError as error:
        yield f"no JSON: {error}"
        return
    for wrong in validator.iter_errors(data):
        where = "/".join(str(step) for step in wrong.instance_path)
        yield f"{where or 'body'}: {wrong.message[:160]}"
        return


@implements("meshy.http.headers")
def headers(now: Situation) -> Iterator[str]:
    """Headers that every answer carries, and the form of those that the spec describes."""
    expected = now.operation.answer(now.exchange.status) if now.operation else None
    for name, validator in expected.headers.items() if expected else ():
        text = now.exchange.headers.get(name)
        if text is None:
            if name != "retry-after":
                yield f"{name} is missing"
        elif expected is not None and not validator.is_valid(expected.header(name, text)):
            yield f"{name}: {text!r}"


@implements("meshy.task.retry-after")
def retry_after(now: Situation) -> Iterator[str]:
    """When to ask again."""
    if now.operation is None or now.exchange.status != 200 or not isinstance(now.data, dict):
        return
    expected = now.operation.answer(200)
    if expected is None or "retry-after" not in expected.headers:
        return
    unfinished = now.data.get("status") in ("PENDING", "IN_PROGRESS")
    asked = now.exchange.headers.get("retry-after")
    if unfinished != (asked is not None):
        yield f"{now.data.get('status')} with Retry-After {asked}"
    elif asked is not None and asked.isdigit() and int(asked) > LONGEST_WAIT:
        yield f"Retry-After {asked} is not in seconds"


@implements("meshy.http.request-id")
def request_id(now: Situation) -> Iterator[str]:
    """Names of exchanges."""
    name = now.exchange.headers.get("x-request-id")
    if name in now.memory.request_ids:
        yield f"{name} names two exchanges"


@implements("meshy.http.message")
def message(now: Situation) -> Iterator[str]:
    """Errors without a message."""
    if now.exchange.status >= 400 and isinstance(now.data, dict) and not now.data.get("message"):
        yield f"{now.exchange.status} without a message"


@implements("meshy.key.required")
def key_required(now: Situation) -> Iterator[str]:
    """Requests without a valid key."""
    if now.operation is None or now.authorized is not False or now.exchange.unserved:
        return
    if now.exchange.status not in (401, 403):
        yield f"without a good key the answer is {now.exchange.status}"


@implements("meshy.key.accepted")
def key_accepted(now: Situation) -> Iterator[str]:
    """Requests with the right key."""
    if now.authorized and now.exchange.status == 401:
        yield "the right key is refused"


@implements("meshy.request.refused")
def refused(now: Situation) -> Iterator[str]:
    """Requests that violate the spec and are accepted."""
    if now.operation is None or now.exchange.status not in (200, 202):
        return
    if now.query[1] is False:
        yield f"a bad query is taken: {now.exchange.query}"
    if now.operation.body is not None:
        if "json" not in now.exchange.request_headers.get("content-type", ""):
            yield "a body that is not declared as JSON is taken"
        elif now.sent is None or not now.operation.takes(now.sent):
            yield f"a bad body is taken: {now.exchange.request_body[:160]!r}"


@implements("meshy.request.accepted")
def accepted(now: Situation) -> Iterator[str]:
    """Requests that the spec allows and that are refused."""
    if now.operation is None or now.exchange.status != 400 or now.query[1] is not True:
        return
    if now.operation.body is None:
        if not impossible_window(now):
            yield f"a good request is refused: {now.exchange.query} {now.exchange.body[:160]!r}"
    elif now.sent is not None and now.operation.takes(now.sent) and _readable(now):
        yield f"a good request is refused: {now.exchange.request_body[:160]!r} {now.exchange.body[:160]!r}"


def _readable(now: Situation) -> bool:
    """Whether the service can certainly read what the request names."""
    sent = now.sent or {}
    if "json" not in now.exchange.request_headers.get("content-type", ""):
        return False
    tasks = [name for name, schema in now.taken.items() if "x-task-input" in schema and name in sent]
    if not all(_is_good_task(now, name, sent[name]) for name in tasks):
        return False
    files = [name for name, schema in now.taken.items() if media_types(schema) and name in sent]
    read = [sent[name] for name in files if not tasks or name in now.shown]  # a task takes precedence over a file
    if any("x-model-formats" in now.taken[name] and MODEL not in sent[name] for name in files):
        return False
    urls = [url for value in read for url in (value if isinstance(value, list) else [value])]
    return set(urls) <= now.good_sources


def _is_good_task(now: Situation, name: str, id: str) -> bool:
    """Whether another task can certainly be made of this one."""
    task, kinds = now.memory.tasks.get(id), now.taken[name]["x-task-input"]
    if task is None or task.deleted or task.status != "SUCCEEDED" or not {"any", task.kind} & set(kinds):
        return False
    if now.broken_by(name, task) or now.strange_items(task) or "x-most-faces" in now.taken[name]:
        return False
    # A task that only measured a model stands for that model, where its kind is named.
    return bool(task.last["model_urls"].get("glb")) if "model_urls" in task.last else "any" not in kinds
