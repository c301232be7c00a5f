"""Meshy's rules about tasks: their life cycle from PENDING to the end, and their members."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ....spec.reading import Json, media_types
from ....spec.shapes import shape_of
from ..memory import RANK, RETENTION
from ..registry import implements
from ..situation import Situation

TIMES = ("created_at", "started_at", "finished_at", "expires_at")
SECONDS = 100_000_000_000
"""Less is a time in seconds: in milliseconds it would be before 1974."""
ABOUT = 3_600_000
"""Milliseconds by which a service may keep tasks longer or shorter than documented."""
EXTRA_FORMATS = {"mtl", "pre_remeshed_glb"}
DEFAULT_FORMATS = {"glb", "fbx", "obj", "usdz", "stl"}


@implements("meshy.create.new-id")
def new_id(now: Situation) -> Iterator[str]:
    """Ids of new tasks."""
    if now.verb == "create" and isinstance(now.data, dict) and now.data.get("result") in now.memory.tasks:
        yield f"{now.data['result']} is the id of an older task"


@implements("meshy.task.there")
def there(now: Situation) -> Iterator[str]:
    """Tasks that must be found."""
    task = now.task
    if task is None and now.exchange.status == 404 and now.verb == "get" and now.memory.kinds.get(now.id) == now.kind:
        yield f"{now.id} is listed and not found"
    if task is None or task.deleted or now.perhaps_expired(task):
        return
    if now.exchange.status == 404:
        yield f"{task.id} was created and not deleted"
    for event in now.events:
        if event.event == "error":
            yield f"the stream of {task.id} ends in an error: {event.data[:100]}"


@implements("meshy.task.gone")
def gone(now: Situation) -> Iterator[str]:
    """Ids that must not be found: unknown, deleted, or of another kind."""
    if not now.id or now.verb == "stream" or (now.task is not None and not now.task.deleted):
        return
    unknown = now.id not in now.memory.tasks
    other = now.memory.kinds.get(now.id, now.kind)
    if unknown and other != now.kind and now.exchange.status == 200:
        yield f"{now.id} is of the kind {other} and is found here"
    elif now.exchange.status in (200, 409) and (now.exclusive or not unknown):
        reason = "unknown" if unknown else "deleted" if now.task else "of another kind"
        yield f"{now.id} is {reason} and answers {now.exchange.status}"


@implements("meshy.task.identity")
def identity(now: Situation) -> Iterator[str]:
    """Ids and types in answers."""
    for state in now.states:
        if now.id and state.said.get("id") != now.id:
            yield f"{state.place}: id {state.said.get('id')!r} in place of {now.id!r}"
        types = now.types or [now.kind]
        if state.task is not None:
            types = [shape_of("meshy", now.kind).type_of(now.kind, state.task.request)]
        if state.said.get("type", types[0]) not in types:
            yield f"{state.place}: type {state.said['type']!r} in place of {' or '.join(types)}"


@implements("meshy.task.forward")
def forward(now: Situation) -> Iterator[str]:
    """Statuses that go back or change after the end."""
    seen: dict[str, str] = {}
    for state in now.states:
        if state.task is None:
            continue
        before = seen.get(state.task.id) or state.task.status
        status = str(state.said.get("status"))
        if before in RANK and status in RANK:
            if RANK[status] < RANK[before]:
                yield f"{state.place}: {before} became {status}"
            elif RANK[before] == 2 and status != before:
                yield f"{state.place}: {before} is final and became {status}"
        seen[state.task.id] = status


@implements("meshy.task.progress")
def progress(now: Situation) -> Iterator[str]:
    """Percentages that fall."""
    seen: dict[str, object] = {}
    for state in now.states:
        if state.task is None:
            continue
        before = seen.get(state.task.id, state.task.last.get("progress"))
        percent = state.said.get("progress")
        if isinstance(before, int) and isinstance(percent, int) and percent < before:
            yield f"{state.place}: fell from {before} to {percent}"
        seen[state.task.id] = percent


@implements("meshy.task.running")
def running(now: Situation) -> Iterator[str]:
    """Tasks that wait have done nothing; tasks that run have begun, have not ended, and are below 100 percent."""
    for state in now.states:
        if state.said.get("status") == "PENDING" and state.said.get("progress"):
            yield f"{state.place}: PENDING with progress {state.said['progress']}"
        if state.said.get("status") != "IN_PROGRESS":
            continue
        if state.said.get("progress") == 100:
            yield f"{state.place}: IN_PROGRESS at 100 percent"
        if not state.said.get("started_at", True) or state.said.get("finished_at"):
            yield f"{state.place}: IN_PROGRESS without a start or with an end"


@implements("meshy.task.times")
def times(now: Situation) -> Iterator[str]:
    """The order of times."""
    for state in now.states:
        known = [(name, state.said.get(name)) for name in TIMES]
        for name, value in known:
            if isinstance(value, int) and 0 < value < SECONDS:
                yield f"{state.place}: {name} {value} is a time in seconds"
        given = [(name, value) for name, value in known if isinstance(value, int) and value]
        for (one, earlier), (other, later) in pairwise(given):
            if earlier > later:
                yield f"{state.place}: {one} is after {other}"


@implements("meshy.task.clock")
def clock(now: Situation) -> Iterator[str]:
    """Times in the future, or before the task was created."""
    for state in now.states:
        if now.now <= 0 or state.task is None:
            continue
        for name in TIMES[:3]:
            value = state.said.get(name)
            if isinstance(value, int) and value > now.now * 1000 + 1000:
                yield f"{state.place}: {name} is in the future"
        created = state.said.get("created_at")
        if isinstance(created, int) and abs(created - state.task.created * 1000) > 5000:
            yield f"{state.place}: created_at is not when it was created"


@implements("meshy.task.steady")
def steady(now: Situation) -> Iterator[str]:
    """Members that may not change once they have a value."""
    for state in now.states:
        for name in (*TIMES, "type"):
            before, value = state.before.get(name), state.said.get(name)
            if before and name in state.said and value != before:
                yield f"{state.place}: {name} was {before} and is {value}"


@implements("meshy.task.retention")
def retention(now: Situation) -> Iterator[str]:
    """When a finished task expires."""
    for state in now.states:
        finished, expires = state.said.get("finished_at"), state.said.get("expires_at")
        if not isinstance(finished, int) or not isinstance(expires, int):
            continue
        expected = finished + int(RETENTION * 1000) if finished else 0
        if abs(expires - expected) > (0 if now.exclusive else ABOUT):
            hours = (expires - finished) / 3_600_000
            yield f"{state.place}: expires_at is {expires}, {hours:.1f} h after finished_at {finished}"


@implements("meshy.task.echo")
def echo(now: Situation) -> Iterator[str]:
    """Parameters that come back as they were sent."""
    for state in now.states:
        if state.task is None:
            continue
        for name in shape_of("meshy", now.kind).echoed & now.taken.keys() & now.shown.keys():
            asked = state.task.request.get(name, None if "x-since" in now.shown[name] else "")
            if media_types(now.taken[name]) and "data:" in str(asked):  # it is answered as a URL
                continue
            if name in state.said and state.said[name] != asked:
                yield f"{state.place}: {name} is {str(state.said[name])[:60]!r}, asked was {str(asked)[:60]!r}"


@implements("meshy.task.formats")
def formats(now: Situation) -> Iterator[str]:
    """The model files of a finished task."""
    for state in now.states:
        urls = state.said.get("model_urls")
        if not state.whole or not isinstance(urls, dict):
            continue
        if state.said.get("status") != "SUCCEEDED":
            if urls:
                yield f"{state.place}: models before success"
            continue
        if state.task is None:
            continue
        made = {name for name, url in urls.items() if url} - EXTRA_FORMATS
        always = now.taken.get("target_formats", {}).get("x-always", [])
        asked = {*(state.task.request.get("target_formats") or DEFAULT_FORMATS), *always}
        if "target_formats" in now.taken and made != asked:
            yield f"{state.place}: {sorted(made)} were made, asked were {sorted(asked)}"
        usual = shape_of("meshy", now.kind).example.get("model_urls", {})
        if "target_formats" not in now.taken and len(usual) == 1 and len(made) != 1:
            yield f"{state.place}: a create without target_formats makes one model, not {sorted(made)}"


@implements("meshy.task.pictures")
def pictures(now: Situation) -> Iterator[str]:
    """Thumbnails and textures."""
    for state in now.states:
        if state.task is None or not state.whole or "thumbnail_url" not in now.shown:
            continue
        succeeded = state.said.get("status") == "SUCCEEDED"
        if bool(state.said.get("thumbnail_url")) != succeeded:
            yield f"{state.place}: thumbnail_url does not follow the success"
        if "texture_urls" not in now.shown:
            continue
        textured = _is_textured(now, state.task.request) if succeeded else False
        if textured is not None and bool(state.said.get("texture_urls")) != textured:
            yield f"{state.place}: texture_urls do not follow the request"


@implements("meshy.task.views")
def views(now: Situation) -> Iterator[str]:
    """How many pictures were drawn."""
    for state in now.states:
        if state.task is None or not state.whole or "generate_multi_view" not in now.taken:
            continue
        wanted = 3 if state.task.request.get("generate_multi_view") else 1
        if state.said.get("status") != "SUCCEEDED":
            wanted = 0
        if len(state.said.get("image_urls") or ()) != wanted:
            yield f"{state.place}: {len(state.said.get('image_urls') or ())} pictures in place of {wanted}"


def _is_textured(now: Situation, request: Json) -> bool | None:
    """Return whether a request includes textures; None if its parameters do not decide that."""
    if "should_texture" in now.taken:
        return request.get("should_texture") is not False
    return request.get("mode") == "refine" if "mode" in now.taken else None


@implements("meshy.task.queue")
def queue(now: Situation) -> Iterator[str]:
    """Places in the queue of tasks that no longer wait."""
    for state in now.states:
        if state.said.get("status") != "PENDING" and state.said.get("preceding_tasks"):
            yield f"{state.place}: {state.said['status']} with {state.said['preceding_tasks']} tasks ahead"


@implements("meshy.task.error")
def error(now: Situation) -> Iterator[str]:
    """Errors of tasks that did not fail."""
    for state in now.states:
        said = state.said.get("task_error")
        if state.said.get("status") != "FAILED" and isinstance(said, dict) and said.get("message"):
            yield f"{state.place}: {state.said.get('status')} with an error"


@implements("meshy.delete.final")
def delete_final(now: Situation) -> Iterator[str]:
    """Deletes that must succeed or must not."""
    task = now.task
    if now.verb != "delete" or task is None or task.deleted or shape_of("meshy", task.kind).cancels:
        return
    if now.exchange.status == 409 and (task.final or (task.status == "PENDING" and task.seen_at == now.now > 0)):
        yield f"{task.status} and refused"
    if now.exchange.status == 200 and task.status == "IN_PROGRESS" and task.seen_at == now.now > 0:
        yield "IN_PROGRESS and deleted"


@implements("meshy.delete.canceled")
def delete_canceled(now: Situation) -> Iterator[str]:
    """Tasks that must or must not be canceled, and those that are CANCELED without a request."""
    task = now.task
    if now.verb == "delete" and task is not None and shape_of("meshy", task.kind).cancels:
        if now.exchange.status == 409 and not task.final and task.seen_at == now.now > 0:
            yield f"{task.status} and not canceled"
        if now.exchange.status == 200 and task.final:
            yield f"{task.status} and canceled"
    for state in now.states:
        if now.exclusive and state.said.get("status") == "CANCELED" and state.task and not state.task.canceled:
            yield f"{state.place}: CANCELED without a request"


@implements("meshy.resize.source")
def resize_source(now: Situation) -> Iterator[str]:
    """Tasks that cannot be the source of another."""
    if now.verb != "create" or now.exchange.status != 202:
        return
    sent = now.sent or {}
    for name in (name for name, schema in now.taken.items() if "x-task-input" in schema and name in sent):
        source = now.memory.tasks.get(sent[name])
        if source is None:
            if now.exclusive:
                yield f"{name}: a task that does not exist is taken"
        elif source.deleted or source.status in ("FAILED", "CANCELED"):
            yield f"{name}: a task that is {'deleted' if source.deleted else source.status} is taken"
        elif source.status != "SUCCEEDED" and source.seen_at == now.now > 0:
            yield f"{name}: a task that is {source.status} is taken"
        elif not {"any", source.kind} & set(now.taken[name]["x-task-input"]):
            yield f"{name}: a {source.kind} task is taken"
        elif broken := now.broken_by(name, source):
            yield f"{name}: taken, though {broken}"
        elif strange := now.strange_items(source):
            yield f"{', '.join(strange)}: taken, though {name} does not have it"
