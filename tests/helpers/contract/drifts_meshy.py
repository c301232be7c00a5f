"""Drifts of Meshy that a visit should notice, written before its rules: 30 November 2026.

``FREE`` are visible without spending, on an account with finished, failed, running and waiting tasks of two kinds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from attrs import evolve

from .altering import (
    Answer,
    Answering,
    Asked,
    Edit,
    Planted,
    asked_otherwise,
    at,
    data_of,
    edited,
    event,
    events,
    gone,
    headed,
    member,
    raw,
    refused_if,
    renamed,
    restated,
    where,
    with_data,
)

TASK, LIST, STREAM = "image_to_3d.get 200|multi_image_to_3d.get 200", "*.list 200", "*.stream 200"
STATES = f"image_to_3d.get 200|multi_image_to_3d.get 200|{LIST}"
DONE: dict[str, Any] = {"status": "SUCCEEDED"}
HALF_A_DAY, DAY = 43_200_000, 86_400_000


def _done(edit: Edit, pattern: str = STATES) -> Answering:
    return edited(pattern, where(edit, **DONE))


def _in(status: str, edit: Edit, pattern: str = STATES) -> Answering:
    return edited(pattern, where(edit, status=status))


def _presence() -> Iterator[Planted]:
    """Members that are missing, null or empty."""
    always = ("id", "type", "status", "progress", "created_at", "started_at", "finished_at", "expires_at")
    for name in always:
        yield Planted(f"{name} is missing", edited(STATES, gone(name)), (name,))
    of_finished = ("model_urls", "thumbnail_url", "texture_urls", "texture_prompt", "consumed_credits", "task_error")
    for name in (*of_finished, "preceding_tasks", "ai_model"):
        yield Planted(f"{name} of a finished task is missing", _done(gone(name)), (name,))
    for name in (
        "thumbnail_url",
        "model_urls",
        "consumed_credits",
        "expires_at",
        "type",
        "id",
        "progress",
        "task_error",
    ):
        yield Planted(f"{name} of a finished task is null", _done(member(name, None)), (name,))
    for name, empty in {"thumbnail_url": "", "model_urls": {}, "type": "", "id": "", "consumed_credits": 0}.items():
        yield Planted(f"{name} of a finished task is empty", _done(member(name, empty)), (name,))
    yield Planted("only lists lose the thumbnail", _done(gone("thumbnail_url"), LIST), ("thumbnail_url",))
    yield Planted("only lists lose the type", edited(LIST, gone("type")), ("type",))
    yield Planted("the GLB is missing", _done(gone("model_urls.glb")), ("glb", "model_urls"))
    yield Planted("the GLB is null", _done(member("model_urls.glb", None)), ("glb",))
    yield Planted("the GLB is an empty text", _done(member("model_urls.glb", "")), ("glb", "model_urls"))
    yield Planted("a failed task has no message", _in("FAILED", member("task_error", {"message": ""})), ("task_error",))
    yield Planted("a failed task has no error", _in("FAILED", gone("task_error")), ("task_error",))
    yield Planted(
        "a failed task has a null message", _in("FAILED", member("task_error.message", None)), ("task_error",)
    )
    yield Planted("started_at of a running task is missing", _in("IN_PROGRESS", gone("started_at")), ("started_at",))
    yield Planted("progress of a running task is missing", _in("IN_PROGRESS", gone("progress")), ("progress",))
    yield Planted(
        "preceding_tasks of a waiting task is missing", _in("PENDING", gone("preceding_tasks")), ("preceding",)
    )


def _odd_json() -> Iterator[Planted]:
    """Other JSON than was documented."""
    odd: dict[str, Any] = {"an object": {}, "a list": ["x"], "a number": 7, "null": None, "true": True}
    for kind, value in odd.items():
        yield Planted(f"status is {kind}", edited(STATES, member("status", value)), ("status",))
        yield Planted(f"id is {kind}", edited(STATES, member("id", value)), (" id",))
        yield Planted(f"a list is {kind}", raw(LIST, json.dumps(value).encode()), (".list 200",))
        yield Planted(f"a task is {kind}", raw(TASK, json.dumps(value).encode()), (".get 200",))
    for kind, value in {"a text": "100", "a fraction": 99.5, "a list": [100], "an object": {"percent": 100}}.items():
        yield Planted(f"progress is {kind}", edited(STATES, member("progress", value)), ("progress",))
    for name, value in {
        "model_urls": [],
        "texture_urls": {},
        "task_error": "failed",
        "thumbnail_url": {"url": "x"},
    }.items():
        yield Planted(f"{name} is another type", edited(STATES, member(name, value)), (name,))
    yield Planted("model_urls.glb is an object", _done(member("model_urls.glb", {"url": "https://a/b"})), ("glb",))
    yield Planted("list items are ids", edited(LIST, lambda d: [t["id"] for t in d]), (".list 200",))
    yield Planted("list is keyed by id", edited(LIST, lambda d: {t["id"]: t for t in d}), (".list 200",))
    yield Planted("list is wrapped", edited(LIST, lambda d: {"data": d, "total": len(d)}), (".list 200",))
    yield Planted("lists hold a null", edited(LIST, lambda d: [None, *d]), (".list 200",))
    yield Planted("the balance is a list", edited("balance.get 200", lambda d: [d]), ("balance",))
    yield Planted(
        "the balance is an object", edited("balance.get 200", member("balance", {"credits": 5})), ("balance",)
    )
    yield Planted("the balance is a fraction", edited("balance.get 200", member("balance", 17.5)), ("balance",))
    yield Planted("the balance is negative", edited("balance.get 200", member("balance", -5)), ("balance",))
    yield Planted("the balance is null", edited("balance.get 200", member("balance", None)), ("balance",))
    yield Planted("the balance has a currency", edited("balance.get 200", member("currency", "USD")), ("currency",))
    yield Planted("tasks are broken JSON", raw(TASK, b'{"id": '), (".get 200",))
    yield Planted("tasks are empty bodies", raw(TASK, b""), (".get 200",))
    yield Planted("tasks are HTML", raw(TASK, b"<html>", "text/html"), (".get 200",))
    yield Planted("lists are text", raw(LIST, b"[]", "text/plain"), (".list 200",))


def _values() -> Iterator[Planted]:
    """Values of another meaning."""
    for name in ("created_at", "started_at", "finished_at", "expires_at"):
        yield Planted(f"{name} is in seconds", _done(member(name, lambda old: old // 1000)), ("seconds",))
        yield Planted(f"{name} is a date", _done(member(name, "2026-11-21T00:00:00Z")), (name,))
    yield Planted("tasks live a day", _done(member("expires_at", lambda old: old - 2 * DAY)), ("expires_at",))
    yield Planted("tasks live a week", _done(member("expires_at", lambda old: old + 4 * DAY)), ("expires_at",))
    yield Planted("tasks expire as they end", _done(member("expires_at", lambda old: old - 3 * DAY)), ("expires_at",))
    yield Planted(
        "finished before it began", _done(member("finished_at", lambda old: old - HALF_A_DAY)), ("finished_at",)
    )
    yield Planted("credits are seven", _done(member("consumed_credits", 7)), ("consumed_credits",))
    yield Planted("credits are negative", _done(member("consumed_credits", -5)), ("consumed_credits",))
    yield Planted("credits are a text", _done(member("consumed_credits", "5")), ("consumed_credits",))
    yield Planted("credits are dollars", _done(member("consumed_credits", 0.4)), ("consumed_credits",))
    yield Planted("a failed task costs", _in("FAILED", member("consumed_credits", 20)), ("consumed_credits",))
    yield Planted("finished at 99 percent", _done(member("progress", 99)), ("progress",))
    yield Planted("progress is a share of one", _done(member("progress", 1)), ("progress",))
    yield Planted("progress over 100", edited(STATES, member("progress", 120)), ("progress",))
    yield Planted("finished and still queued", _done(member("preceding_tasks", 3)), ("tasks ahead", "preceding"))
    yield Planted("a waiting task has half its work done", _in("PENDING", member("progress", 50)), ("progress",))
    yield Planted("a running task is at 100", _in("IN_PROGRESS", member("progress", 100)), ("100 percent", "progress"))
    yield Planted("a running task has ended", _in("IN_PROGRESS", member("finished_at", 1_796_000_000_000)), ("end",))
    yield Planted("a running task has not begun", _in("IN_PROGRESS", member("started_at", 0)), ("start",))
    yield Planted(
        "a running task has models",
        _in("IN_PROGRESS", member("model_urls", {"glb": "https://a.example/m.glb"})),
        ("models", "model_urls"),
    )
    yield Planted("a finished task has an error", _done(member("task_error", {"message": "late"})), ("error",))
    yield Planted("COMPLETED for SUCCEEDED", _done(member("status", "COMPLETED")), ("COMPLETED",))
    yield Planted("succeeded in lower case", _done(member("status", "succeeded")), ("succeeded",))
    yield Planted("QUEUED for PENDING", _in("PENDING", member("status", "QUEUED")), ("QUEUED",))
    yield Planted("another type", edited(STATES, member("type", "picture-to-3d")), ("picture-to-3d",))
    yield Planted(
        "another id",
        edited("image_to_3d.get 200", member("id", "01990000-0000-7000-8000-000000000001")),
        ("meshy.task.identity", " id"),
    )
    yield Planted("an address without host", _done(member("model_urls.glb", "/files/model.glb")), ("glb",))
    yield Planted("an address without scheme", _done(member("model_urls.glb", "assets.example/m.glb")), ("glb",))
    yield Planted("an address of a bucket", _done(member("model_urls.glb", "s3://bucket/m.glb")), ("glb",))
    yield Planted(
        "an address is data", _done(member("thumbnail_url", "data:image/png;base64,AAAA")), ("thumbnail_url",)
    )
    yield Planted("status is renamed", edited(STATES, renamed("status", "state")), ("state",))
    yield Planted("model_urls is renamed", edited(STATES, renamed("model_urls", "models")), ("models",))
    yield Planted("created_at is renamed", edited(STATES, renamed("created_at", "createdAt")), ("createdAt",))
    yield Planted("finished_at is renamed", edited(STATES, renamed("finished_at", "completed_at")), ("completed_at",))
    yield Planted("a new member", edited(STATES, member("queue_position", 3)), ("queue_position",))
    yield Planted("a new member of the models", _done(member("model_urls.step", "https://a.example/m.step")), ("step",))
    yield Planted("a new member of errors", _in("FAILED", member("task_error.retryable", True)), ("retryable",))
    yield Planted(
        "textures are named otherwise",
        _done(member("texture_urls", [{"albedo": "https://a.example/t.png"}])),
        ("albedo",),
    )
    yield Planted("the last task changes with time", _changing("created_at"), ("created_at",))


def _changing(name: str) -> Answering:
    """Let a time of a task grow from answer to answer."""
    seen: list[int] = []

    def edit(said: Any) -> Any:
        seen.append(1)
        return member(name, lambda old: old + len(seen))(said)

    return edited("image_to_3d.get 200", where(edit, **DONE))


FILES = re.compile(r"/files/")


def _of_files(change: Any, kind: str = ".glb") -> Answering:
    def answering(asked: Asked) -> Answer:
        if FILES.search(asked.path) and asked.path.endswith(kind):
            return change(asked)
        return asked.passed()

    return answering


def _files() -> Iterator[Planted]:
    """Files that are not what their addresses promise."""
    glb = b"glTF\x02\x00\x00\x00" + bytes(56)

    def found(body: bytes, media_type: str, status: int = 200) -> Any:
        return lambda asked: Answer(status, {"content-type": media_type}, b"" if asked.method == "HEAD" else body)

    yield Planted("a model is forbidden", _of_files(found(b"<Error/>", "application/xml", 403)), ("403",))
    yield Planted("a model is gone", _of_files(found(b"", "text/plain", 404)), ("404",))
    yield Planted("a model is a page", _of_files(found(b"<html>", "text/html")), ("text/html", "html"))
    yield Planted("a model is a zip", _of_files(found(b"PK\x03\x04" + bytes(60), "model/gltf-binary")), ("glb",))
    yield Planted("a model is empty", _of_files(found(b"", "model/gltf-binary")), ("glb",))
    yield Planted(
        "a model is on another host",
        _of_files(lambda _: Answer(302, {"location": "https://cdn.example/m.glb"})),
        ("302", "redirect"),
    )
    yield Planted(
        "a model needs the key", _of_files(lambda asked: asked.passed() if asked.keyed else Answer(401)), ("401",)
    )
    yield Planted(
        "a model has no media type", _of_files(lambda _: Answer(200, {}, glb)), ("media type", "content-type")
    )
    yield Planted(
        "a thumbnail is a JPEG",
        _of_files(found(b"\xff\xd8\xff" + bytes(60), "image/jpeg"), ".png"),
        ("thumbnail", "jpeg"),
    )
    yield Planted("a thumbnail is gone", _of_files(found(b"", "text/plain", 410), ".png"), ("410",))
    yield Planted(
        "addresses are not signed", _done(member("model_urls.glb", lambda url: url.partition("?")[0])), ("sign", "glb")
    )
    yield Planted(
        "addresses last a minute",
        _done(member("model_urls.glb", lambda url: re.sub(r"Expires=\d+", "Expires=60", url))),
        ("Expires", "expire"),
    )


def _lists() -> Iterator[Planted]:
    """Pages that are not those that were asked for."""
    every = "*.list"

    def paged(change: Any) -> Answering:
        return asked_otherwise(every, change)

    yield Planted(
        "page_num is ignored", paged(lambda q: {k: v for k, v in q.items() if k != "page_num"}), ("page_num", "pages")
    )
    yield Planted(
        "page_num counts from 0",
        paged(lambda q: {**q, "page_num": str(int(q["page_num"]) + 1)} if q.get("page_num", "").isdigit() else q),
        ("page_num", "first page"),
    )
    yield Planted(
        "page_size is ignored",
        paged(lambda q: {k: v for k, v in q.items() if k != "page_size"}),
        ("page_size", "list.size"),
    )
    yield Planted(
        "larger pages are cut in silence",
        paged(lambda q: {**q, "page_size": "5"} if q.get("page_size", "").isdigit() and int(q["page_size"]) > 5 else q),
        ("page_size",),
    )
    yield Planted(
        "page_size 0 is taken",
        paged(lambda q: {**q, "page_size": "10"} if q.get("page_size") == "0" else q),
        ("page_size",),
    )
    yield Planted(
        "page_size over the maximum is cut",
        paged(
            lambda q: {**q, "page_size": "50"} if q.get("page_size", "").isdigit() and int(q["page_size"]) > 50 else q
        ),
        ("page_size",),
    )
    yield Planted(
        "sort_by is ignored", paged(lambda q: {k: v for k, v in q.items() if k != "sort_by"}), ("sort_by", "list.order")
    )
    yield Planted(
        "sort_by is turned",
        paged(lambda q: {**q, "sort_by": ("-" if q.get("sort_by", "-")[0] == "+" else "+") + "created_at"}),
        ("sort_by", "list.order", "order"),
    )
    yield Planted(
        "unknown orders are taken",
        paged(lambda q: {**q, "sort_by": "-created_at"} if "sort_by" in q and "created" not in q["sort_by"] else q),
        ("sort_by", "bad query"),
    )
    yield Planted("pages hold one task less", edited(LIST, lambda d: d[:-1]), ("page_size", "list"))
    yield Planted("pages repeat a task", edited(LIST, lambda d: [*d[:1], *d[:-1]]), ("twice", "unique"))
    yield Planted("pages are in no order", edited(LIST, lambda d: [*d[1:2], *d[:1], *d[2:]]), ("order",))
    yield Planted(
        "page 9999 is not found",
        at(
            "*.list 200",
            lambda asked, a: (
                with_data(evolve(a, status=404), {"message": "no such page"})
                if asked.query.get("page_num") == "9999"
                else a
            ),
        ),
        ("404",),
    )
    yield Planted(
        "an empty page is 204",
        at("*.list 200", lambda _, a: Answer(204, a.headers) if a.body == b"[]" else a),
        ("204",),
    )
    yield Planted("lists are always empty", edited("image_to_3d.list 200", lambda _: []), ("list",))
    yield Planted(
        "lists hold another kind",
        edited("image_to_3d.list 200", lambda d: [member("type", "multi-image-to-3d")(t) for t in d]),
        ("type",),
    )
    yield Planted(
        "lists leave out the failed",
        edited(LIST, lambda d: [t for t in d if t["status"] != "FAILED"]),
        ("page_size", "list"),
    )
    yield Planted(
        "page_size takes 20 at most",
        at(
            f"{every} 200",
            lambda asked, a: (
                with_data(evolve(a, status=400), {"message": "page_size"})
                if asked.query.get("page_size", "").isdigit() and int(asked.query["page_size"]) > 20
                else a
            ),
        ),
        ("lower the maximum",),
    )


def _refusals() -> Iterator[Planted]:
    """Requests that are refused otherwise, or not."""
    good = {"message": "fine"}
    yield Planted("unknown ids are found", restated("*.get 404", 200, {}), (".get", "200"))
    yield Planted("unknown ids are forbidden", restated("*.get 404", 403, {"message": "forbidden"}), ("403",))
    yield Planted("unknown ids are gone", restated("*.get 404", 410, {"message": "gone"}), ("410",))
    yield Planted("unknown ids are bad requests", restated("*.get 404", 400, {"message": "bad id"}), ("400", "404"))
    yield Planted("deleting an unknown id succeeds", raw("*.delete 404", b"", status=200), (".delete",))
    yield Planted("deleting an unknown id is 204", raw("*.delete 404", b"", status=204), ("204",))
    yield Planted("deleting an unknown id is forbidden", restated("*.delete 404", 403), ("403",))
    yield Planted("creates without source are 422", restated("*.create 400", 422, good), ("422",))
    yield Planted("creates without source are 403", restated("*.create 400", 403, good), ("403",))
    yield Planted("creates without source are 404", restated("*.create 400", 404, good), ("404",))
    yield Planted(
        "creates without source are taken",
        restated("image_to_3d.create 400", 202, {"result": "01990000-0000-7000-8000-0000000000aa"}),
        ("bad body", "request.refused"),
    )
    yield Planted(
        "creates without source are 200", restated("image_to_3d.create 400", 200, {"task_id": "x"}), ("200", "task_id")
    )
    yield Planted("creates fail", restated("image_to_3d.create 400", 500), ("500",))
    yield Planted("refusals are empty", edited("*.create 400", lambda _: {}), ("message",))
    yield Planted("refusals have an empty message", edited("*.create 400", member("message", "")), ("message",))
    yield Planted("refusals are lists", edited("*.create 400", lambda d: {"message": [d["message"]]}), ("message",))
    yield Planted(
        "refusals have details", edited("*.create 400", member("details", [{"field": "image_url"}])), ("details",)
    )
    yield Planted("refusals are texts", raw("*.create 400", b"bad request", "text/plain"), ("text/plain",))
    yield Planted(
        "refusals are problems",
        at("* 4*", lambda _, a: evolve(a, headers={**a.headers, "content-type": "application/problem+json"})),
        ("problem",),
    )
    yield Planted("without a key it is 403", restated("* 401", 403), ("403", "401"))
    yield Planted("without a key it is 404", restated("* 401", 404), ("404",))
    yield Planted(
        "without a key the balance is answered",
        lambda asked: (
            asked.passed(headers={**asked.forward.headers, "authorization": "Bearer msy_live_secret_1234"})
            if asked.operation == "balance.get"
            else asked.passed()
        ),
        ("key",),
    )
    yield Planted(
        "without a key lists are answered",
        lambda asked: (
            asked.passed(headers={**asked.forward.headers, "authorization": "Bearer msy_live_secret_1234"})
            if asked.operation.endswith(".list")
            else asked.passed()
        ),
        ("key",),
    )
    yield Planted("refusals of a key are empty", raw("* 401", b""), ("401",))
    yield Planted("wrong methods are 404", restated(" 405", 404), ("405", "404", "method"))
    yield Planted("wrong methods name none", headed(" 405", allow=""), ("405",))
    yield Planted("wrong methods name another", headed(" 405", allow="PATCH"), ("405",))
    yield Planted("another kind's path finds a task", _another_kind, ("kind", "type"))


def _another_kind(asked: Asked) -> Answer:
    """Answer the tasks of a kind at the paths of the other."""
    answer = asked.passed()
    if answer.status != 404 or not asked.operation.endswith("image_to_3d.get"):
        return answer
    ways = ("/image-to-3d/", "/multi-image-to-3d/")
    here = next(way for way in ways if way in asked.path)
    there = ways[1 - ways.index(here)]
    return asked.passed(path=asked.path.replace(here, there))


def _limits() -> Iterator[Planted]:
    """Limits of creates, which their refusals show."""

    def more(name: str, most: int) -> Any:
        return lambda body: (
            f"{name} is more than {most}" if isinstance(body.get(name), int) and body[name] > most else ""
        )

    def longer(name: str, most: int) -> Any:
        return lambda body: f"{name} is too long" if isinstance(body.get(name), str) and len(body[name]) > most else ""

    def named(name: str, value: str) -> Any:
        return lambda body: f"{name}: {value} is not supported any more" if body.get(name) == value else ""

    create = "image_to_3d.create"
    yield Planted("at most 100,000 faces", refused_if(create, more("target_polycount", 100_000)), ("target_polycount",))
    yield Planted(
        "at least 1,000 faces",
        refused_if(
            create,
            lambda b: (
                "too few faces" if isinstance(b.get("target_polycount"), int) and b["target_polycount"] < 1000 else ""
            ),
        ),
        ("target_polycount",),
    )
    yield Planted("prompts of 200 characters", refused_if(create, longer("texture_prompt", 200)), ("texture_prompt",))
    yield Planted("meshy-5 is retired", refused_if(create, named("ai_model", "meshy-5")), ("ai_model",))
    yield Planted("quads are retired", refused_if(create, named("topology", "quad")), ("topology",))
    yield Planted(
        "a license is required",
        refused_if("*.create", lambda b: "" if "license" in b else "license is required"),
        ("license", "reason"),
    )
    yield Planted("symmetry on is retired", refused_if(create, named("symmetry_mode", "on")), ("symmetry_mode",))
    yield Planted("a pose is retired", refused_if(create, named("pose_mode", "a-pose")), ("pose_mode",))


def _headers() -> Iterator[Planted]:
    """Headers, of which some are worth a notice only."""
    yield Planted("no request id", headed("* *", x_request_id=""), ("x-request-id",))
    yield Planted("no version", headed("* *", x_api_version=""), ("x-api-version",))
    yield Planted("one request id", headed("* *", x_request_id="1"), ("request-id",))
    yield Planted("a version of words", headed("* *", x_api_version="newest"), ("x-api-version",), notice=True)
    yield Planted("a version of tomorrow", headed("* *", x_api_version="2027-01-15"), ("x-api-version",), notice=True)
    yield Planted("a deprecation", headed("image_to_3d.* *", deprecation="@1798761600"), ("deprecation",), notice=True)
    yield Planted(
        "a sunset", headed("image_to_3d.* *", sunset="Fri, 01 Jan 2027 00:00:00 GMT"), ("sunset",), notice=True
    )
    yield Planted(
        "a link to a successor", headed("* *", link='</openapi/v2/x>; rel="successor-version"'), ("link",), notice=True
    )
    yield Planted("a rate limit", headed("* *", x_ratelimit_remaining="7"), ("x-ratelimit-remaining",), notice=True)
    yield Planted("a rate limit of the IETF", headed("* *", ratelimit='"default";r=7;t=1'), ("ratelimit",), notice=True)
    yield Planted(
        "browsers are allowed",
        headed("* *", access_control_allow_origin="*"),
        ("access-control-allow-origin",),
        notice=True,
    )
    running = TASK

    def waits(text: str) -> Answering:
        def change(_: Asked, answer: Answer) -> Answer:
            if data_of(answer).get("status") not in ("PENDING", "IN_PROGRESS"):
                return answer
            kept = {name: value for name, value in answer.headers.items() if name != "retry-after"}
            return evolve(answer, headers={**kept, **({"retry-after": text} if text else {})})

        return at(running, change)

    yield Planted("no Retry-After", waits(""), ("retry-after", "Retry-After"))
    yield Planted("Retry-After in milliseconds", waits("5000"), ("retry-after", "Retry-After"))
    yield Planted("Retry-After as a word", waits("soon"), ("retry-after",))
    yield Planted("Retry-After as a fraction", waits("2.5"), ("retry-after",))
    yield Planted(
        "Retry-After for finished tasks",
        at(running, lambda _, a: evolve(a, headers={**a.headers, "retry-after": "5"})),
        ("Retry-After",),
    )


def _streams() -> Iterator[Planted]:
    """Streams that end or look otherwise."""

    def named(name: str) -> Any:
        return lambda _, said: event(name, said)

    def told(edit: Edit) -> Any:
        return lambda name, said: event(name, edit(said))

    yield Planted(
        "events are named update", events(STREAM, lambda n, s: event("update" if n == "message" else n, s)), ("update",)
    )
    yield Planted("events have no name", events(STREAM, lambda _, s: f"data: {json.dumps(s)}"), ("stream",))
    yield Planted("events are wrapped", events(STREAM, lambda n, s: event(n, {"task": s})), ("task",))
    yield Planted("events are not JSON", events(STREAM, lambda n, _: f"event: {n}\ndata: done"), ("JSON",))
    yield Planted("events are lists", events(STREAM, lambda n, s: event(n, [s])), ("event",))
    yield Planted("events lose the status", events(STREAM, told(gone("status"))), ("status",))
    yield Planted("events lose the id", events(STREAM, told(gone("id"))), (" id",))
    yield Planted("events lose the progress", events(STREAM, told(gone("progress"))), ("progress",))
    yield Planted(
        "the last event loses the models", events(STREAM, told(where(gone("model_urls"), **DONE))), ("model_urls",)
    )
    yield Planted(
        "the last event loses the thumbnail",
        events(STREAM, told(where(gone("thumbnail_url"), **DONE))),
        ("thumbnail_url",),
    )
    yield Planted(
        "the last event comes twice",
        events(STREAM, named("message"), lambda found: found + found[-1:]),
        ("stream.end",),
    )
    yield Planted(
        "a stream ends without an event", events(STREAM, named("message"), lambda _: []), ("stream.end", "stream")
    )
    yield Planted(
        "an event DONE ends a stream",
        events(STREAM, named("message"), lambda found: [*found, "event: done\ndata: {}"]),
        ("done",),
    )
    yield Planted(
        "events are of another task",
        events(STREAM, told(member("id", "01990000-0000-7000-8000-000000000001"))),
        ("identity", " id"),
    )
    yield Planted(
        "event times are in seconds",
        events(STREAM, told(where(member("created_at", lambda old: old // 1000), **DONE))),
        ("seconds",),
    )
    yield Planted("streams are plain text", headed(STREAM, content_type="text/plain"), ("text/plain",))
    yield Planted("streams are not found", restated(STREAM, 404, {"message": "no stream"}), ("stream",))
    yield Planted(
        "streams of unknown tasks wait for ever",
        events("*.stream 200", lambda n, s: event(n, s) if n != "error" else ""),
        ("stream.unknown", "stream.end"),
    )


FREE = (
    *_presence(),
    *_odd_json(),
    *_values(),
    *_files(),
    *_lists(),
    *_refusals(),
    *_limits(),
    *_headers(),
    *_streams(),
)


def _of_created(edit: Edit) -> Answering:
    return edited("image_to_3d.get 200", where(edit, **DONE))


def _falls(by: int) -> Answering:
    """Let the balance fall by more once something was created."""
    bought: list[str] = []

    def answering(asked: Asked) -> Answer:
        answer = asked.passed()
        if asked.operation == "image_to_3d.create" and answer.status == 202:
            bought.append(asked.path)
        if asked.operation == "balance.get" and answer.status == 200 and bought:
            return with_data(answer, {"balance": data_of(answer)["balance"] - by})
        return answer

    return answering


PAID = (
    Planted("more is charged", _falls(5), ("10 credits", "price", "x-credits")),
    Planted("nothing is charged", _falls(-5), ("0 credits", "price", "x-credits")),
    Planted(
        "consumed_credits is not what was charged",
        _of_created(member("consumed_credits", 10)),
        ("consumed_credits", "costs 10"),
    ),
    Planted("the id is called id", edited("*.create 202", renamed("result", "id")), ("result",)),
    Planted("the id is an object", edited("*.create 202", member("result", {"id": "x"})), ("result",)),
    Planted("creates answer 201", restated("*.create 202", 201), ("201",)),
    Planted("creates answer 200", restated("*.create 202", 200), ("200",)),
    Planted(
        "creates answer the task",
        edited("*.create 202", lambda d: {"id": d["result"], "status": "PENDING"}),
        ("result",),
    ),
    Planted("a text is echoed", _of_created(member("texture_prompt", "a prompt")), ("texture_prompt",)),
    Planted("status is an object at the end", _of_created(member("status", {"name": "SUCCEEDED"})), ("status",)),
    Planted("the end is refunded", _of_created(member("consumed_credits", 0)), ("consumed_credits", "costs 0")),
)
"""Drifts that only a paid task shows."""
