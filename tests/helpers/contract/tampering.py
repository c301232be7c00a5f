"""For each rule of Meshy's oracle a lie: what to change in a true recording so that this rule, at least, is broken."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import attrs
from meshwright.contract import Exchange
from meshwright.core.announcements import CONTRACT

Trace = list[Exchange]
Lie = Callable[[Trace], Trace]
Where = Callable[[Exchange], bool]


def at(where: Where, **changes: Any) -> Lie:
    """Change fields of the first exchange that fits; a value may be a function of the exchange."""

    def lie(trace: Trace) -> Trace:
        index = next(number for number, exchange in enumerate(trace) if where(exchange))
        found = trace[index]
        new = {name: value(found) if callable(value) else value for name, value in changes.items()}
        return [*trace[:index], attrs.evolve(found, **new), *trace[index + 1 :]]

    return lie


def said(where: Where, **members: Any) -> Lie:
    """Change members of the JSON that is answered."""
    return at(where, body=lambda e: json.dumps({**e.data, **members}).encode())


def answer(template: str, status: int = 200, method: str = "GET", **members: Any) -> Where:
    """Fit exchanges by their path (``{id}`` for any id), status, method and members of the answer."""

    def fits(exchange: Exchange) -> bool:
        steps = exchange.path.removeprefix("/openapi/v1/").split("/")
        shape = "/".join([steps[0], *(["{id}"] if len(steps) > 1 else []), *steps[2:]])
        if (shape, exchange.status, exchange.method) != (template, status, method):
            return False
        return not members or all(exchange.data.get(name) == value for name, value in members.items())

    return fits


def asked(path: str, text: str) -> Where:
    """Fit lists by their path and a text in their query that are answered, and hold something if that is possible."""
    return lambda e: e.path.endswith(path) and text in e.url and (e.status == 400 or b"{" in e.body[1:])


def listed(place: str, *, twice: bool = False, **members: Any) -> Callable[[Exchange], bytes]:
    """Change members of the rows of a list at a place of the answer, or repeat the rows."""

    def body(exchange: Exchange) -> bytes:
        rows = [{**row, **members} for row in (exchange.data[place] if place else exchange.data)]
        rows *= 1 + twice
        return json.dumps({**exchange.data, place: rows} if place else rows).encode()

    return body


def later(where: Where, count: int = 2) -> Where:
    """Fit only the ``count``-th of those that fit."""
    seen: list[Exchange] = []

    def fits(exchange: Exchange) -> bool:
        if where(exchange):
            seen.append(exchange)
            return len(seen) == count
        return False

    return fits


def page(query: str, kind: str = "image-to-3d") -> Where:
    """Fit pages of at least two tasks."""
    return lambda e: e.url.endswith(f"/{kind}{query}") and e.method == "GET" and e.status == 200 and len(e.data) > 1


def edited(edit: Callable[[Any], Any]) -> Callable[[Exchange], bytes]:
    """Return the answer with its JSON edited."""
    return lambda e: json.dumps(edit(e.data)).encode()


def streamed(edit: Callable[[list[str]], list[str]]) -> Callable[[Exchange], bytes]:
    """Return the stream with its events edited."""
    return lambda e: "".join(f"{text}\n\n" for text in edit(e.body.decode().split("\n\n")[:-1])).encode()


def without_key(exchange: Exchange) -> dict[str, str]:
    return {name: value for name, value in exchange.request_headers.items() if name != "authorization"}


def retyped(exchange: Exchange) -> dict[str, str]:
    return {**exchange.headers, "content-type": "text/html"}


TASK = "image-to-3d/{id}"
STREAM = "image-to-3d/{id}/stream"


def task(status: str, kind: str = "image-to-3d") -> Where:
    """Fit answers about a task in a status."""
    found = answer(f"{kind}/{{id}}")
    return lambda e: found(e) and e.data.get("status") == status


def printed(kind: str) -> Where:
    """Fit answers about a finished task for printers."""
    return lambda e: (
        f"/print/{kind}/" in e.path and e.media_type == "application/json" and e.data.get("status") == "SUCCEEDED"
    )


def canceled(exchange: Exchange) -> bool:
    """Fit cancels that were accepted."""
    return "/creative-lab/" in exchange.path and exchange.method == "DELETE" and exchange.status == 200


def measured(**members: Any) -> Callable[[Exchange], bytes]:
    """Return the answer with members of its measurement changed."""
    return edited(lambda data: {**data, "printability": {**data["printability"], **members}})


def full_stream(exchange: Exchange) -> bool:
    """Fit streams with events before the last."""
    return answer(STREAM)(exchange) and exchange.body.count(b"\n\n") > 2


def listed_after_deletion(trace: Trace) -> Trace:
    """Repeat an old page at the end, when its tasks are gone."""
    old = next(e for e in trace if page("?page_num=1")(e))
    gone = attrs.evolve(
        old, method="DELETE", url=old.url.partition("?")[0] + "/" + old.data[0]["id"], body=b"", headers=ANSWERED
    )
    return [*trace, gone, old]


def not_served(trace: Trace) -> Trace:
    """Ask for a file that an answer named, which is gone."""
    named = next(e for e in trace if DONE(e))
    asked = attrs.evolve(named, url=named.data["model_urls"]["glb"], request_headers={}, status=404, body=b"")
    return [*trace, asked]


def of_another_client(trace: Trace) -> Trace:
    """See a task whose create was not seen, with credits that nothing costs."""
    return said(DONE, consumed_credits=7)([next(e for e in trace if DONE(e))])


def soon_over(exchange: Exchange) -> bytes:
    """Return a task whose addresses have ended."""
    return re.sub(rb"Expires=\d+", b"Expires=60", exchange.body)


def unmarked(exchange: Exchange) -> dict[str, str]:
    """Return headers without the mark of an emulator."""
    return {name: value for name, value in exchange.headers.items() if name != CONTRACT}


ANSWERED = {"x-request-id": "new", "x-api-version": "new"}
CREATED = answer("image-to-3d", 202, "POST")
DONE = task("SUCCEEDED")
LIES: dict[str, Lie] = {
    "meshy.http.route": at(answer("image-to-3d", 405, "PUT"), status=200),
    "meshy.http.server-error": at(task("PENDING"), status=500),
    "meshy.http.status": at(task("PENDING"), status=418),
    "meshy.http.body": at(task("PENDING"), headers=retyped),
    "meshy.http.headers": at(task("PENDING"), headers=lambda e: {**e.headers, "retry-after": "soon"}),
    "meshy.http.request-id": lambda trace: [trace[0], *trace],
    "meshy.http.message": said(answer("image-to-3d", 400, "POST"), message=""),
    "meshy.key.required": at(task("PENDING"), request_headers=without_key),
    "meshy.key.accepted": at(task("PENDING"), status=401),
    "meshy.request.refused": at(CREATED, request_body=b"{}"),
    "meshy.request.accepted": at(CREATED, status=400, body=b'{"message": "no"}'),
    "meshy.create.new-id": lambda trace: [*trace, next(e for e in trace if CREATED(e))],
    "meshy.task.there": at(task("IN_PROGRESS"), status=404),
    "meshy.task.gone": at(answer(TASK, 404, "DELETE"), status=200, body=b"", headers=ANSWERED),
    "meshy.task.identity": said(task("IN_PROGRESS"), id="other"),
    "meshy.task.forward": said(task("SUCCEEDED"), status="PENDING", progress=0),
    "meshy.task.progress": said(later(task("IN_PROGRESS"), 3), progress=1),
    "meshy.task.running": said(task("IN_PROGRESS"), progress=100),
    "meshy.task.times": said(task("SUCCEEDED"), started_at=1),
    "meshy.task.clock": said(task("PENDING"), created_at=5),
    "meshy.task.steady": said(later(task("IN_PROGRESS")), created_at=5),
    "meshy.task.retention": said(task("SUCCEEDED"), expires_at=5),
    "meshy.task.echo": said(task("SUCCEEDED"), texture_prompt="other"),
    "meshy.task.formats": said(task("SUCCEEDED"), model_urls={"fbx": "http://x/y"}),
    "meshy.task.pictures": said(task("SUCCEEDED"), thumbnail_url=""),
    "meshy.task.cost": said(task("SUCCEEDED"), consumed_credits=4),
    "meshy.task.queue": said(task("SUCCEEDED"), preceding_tasks=4),
    "meshy.task.error": said(task("SUCCEEDED"), task_error={"message": "so"}),
    "meshy.task.retry-after": at(task("SUCCEEDED"), headers=lambda e: {**e.headers, "retry-after": "5"}),
    "meshy.delete.final": at(later(answer(TASK, 200, "DELETE")), status=409, body=b'{"message": "no"}'),
    "meshy.delete.canceled": at(canceled, status=409, body=b'{"message": "no"}'),
    "meshy.resize.source": at(answer("resize", 400, "POST"), status=202, body=b'{"result": "new"}'),
    "meshy.print.verdict": at(printed("analyze"), body=measured(status="error")),
    "meshy.print.metrics": at(printed("analyze"), body=measured(metrics={"is_watertight": False, "volume": 1})),
    "meshy.print.walls": at(printed("analyze"), body=measured(thin_walls={})),
    "meshy.print.format": said(printed("repair"), model_urls={"stl": "http://x/y"}),
    "meshy.print.parts": said(printed("split"), part_count=0),
    "meshy.task.views": said(task("SUCCEEDED", "text-to-image"), image_urls=["http://x/y"] * 2),
    "meshy.list.size": at(lambda e: e.url.endswith("page_size=1"), body=edited(lambda tasks: tasks * 2)),
    "meshy.list.unique": at(page("?page_num=1"), body=edited(lambda tasks: [tasks[0], *tasks[:-1]])),
    "meshy.list.order": at(page("?page_size=50&sort_by=-created_at"), body=edited(lambda tasks: tasks[::-1])),
    "meshy.list.deleted": lambda trace: listed_after_deletion(trace),
    "meshy.list.exact": at(page("?page_num=1"), body=edited(lambda tasks: tasks[1:])),
    "meshy.usage.fits": at(asked("usage/tasks", "status=FAILED"), body=listed("records", status="SUCCEEDED")),
    "meshy.usage.window": at(asked("usage/tasks", "2026-02-30"), status=200, body=b'{"records": []}'),
    "meshy.usage.page": said(asked("usage/tasks", "page_size=2"), page_num=99),
    "meshy.showcases.page": at(asked("showcases", "page_size=2"), body=listed("result", twice=True)),
    "meshy.library.fits": at(asked("animations/library", "category="), body=listed("", category="Other")),
    "meshy.library.search": at(asked("animations/library", "search="), body=listed("", name="Other", key="other")),
    "meshy.stream.event": at(full_stream, body=streamed(lambda found: ["event: news\ndata: {}", *found])),
    "meshy.stream.brief": at(
        full_stream,
        body=streamed(lambda found: [found[0].replace("{", '{"created_at": 1, ', 1), *found[1:]]),
    ),
    "meshy.stream.end": at(full_stream, body=streamed(lambda found: [*found, found[-1]])),
    "meshy.stream.unknown": at(answer("resize/{id}/stream"), body=b""),
    "meshy.money.balance": at(later(answer("balance")), body=b'{"balance": 3}'),
    "meshy.money.covered": at(CREATED, status=402, body=b'{"message": "no"}'),
    "meshy.money.price": of_another_client,
    "meshy.task.members": at(DONE, body=edited(lambda data: {**data, "thumbnail_url": ""})),
    "meshy.file.address": said(DONE, model_urls={"glb": "model.glb"}),
    "meshy.file.served": not_served,
    "meshy.file.lifetime": at(DONE, body=soon_over, headers=unmarked),
}
