"""Odd texts and values of a service are shown without errors, and without control characters, which terminals obey."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from helpers.other_server import other_server, send
from helpers.shells import Shell

ODD = "\x1b]0;owned\x07\x1b[2J\x9b2J"
PROJECT = "00000000-0000-4000-8000-0000000000a1"
TASK = {
    "id": f"t{ODD}",
    "type": "image-to-3d",
    "status": f"FAILED{ODD}",
    "progress": 0,
    "created_at": 1_796_047_219_000,
}
ANIMATION = {
    **dict.fromkeys(("key", "preview_url"), ODD),
    "action_id": {"is": 7},
    "name": "Walk",
    "category": "WalkAndRun",
    "sub_category": "Walking",
}
ROUTE = {"id": f"r{ODD}", "name": f"meadow{ODD}", "update_time": ODD}
COMMANDS = {
    "an error": ("image-to-3d", "get", "t1"),
    "a task": ("image-to-3d", "get", "t2"),
    "a list": ("image-to-3d", "list"),
    "JSON": ("image-to-3d", "list", "--json"),
    "a table": ("flighthub", "route", "list"),
    "an object": ("flighthub", "route", "get", "r1"),
    "a failure": ("flighthub", "project", "list"),
}


@contextmanager
def odd_service() -> Iterator[str]:
    """Serve both services, with control characters in every text."""

    def answer(handler: BaseHTTPRequestHandler, _: int) -> None:
        path = handler.path.partition("?")[0]
        status, data = 200, dict[str, Any](code=0, message="", data={"list": [ROUTE, ROUTE]})
        if path.endswith("/t1"):
            status, data = 404, {"message": f"no task{ODD}"}
        elif path.endswith("/t3"):
            data = {
                **TASK,
                "id": {"is": "t3"},
                "status": "SUCCEEDED",
                "model_urls": {"glb": "http://127.0.0.1:1/model.glb"},
            }
        elif path.endswith("/library"):
            send(handler, 200, json.dumps([ANIMATION]).encode(), content_type="application/json")
            return
        elif path.endswith("/t2"):
            data = {**TASK, "status": "FAILED", "task_error": {"message": f"bad picture{ODD}"}}
        elif path.endswith("/image-to-3d"):
            send(handler, 200, json.dumps([TASK, TASK]).encode(), content_type="application/json")
            return
        elif path.endswith("/r1"):
            data |= {"data": {**ROUTE, "template_types": ODD}}
        elif path.endswith("/project"):
            data = {"code": 200404, "message": f"no such{ODD}", "data": None}
        send(handler, status, json.dumps(data).encode(), content_type="application/json")

    with other_server(answer) as other:
        yield other.url


@pytest.mark.parametrize("command", [("get", "t3"), ("wait", "t3"), ("stream", "t3")])
def test_a_task_without_a_readable_id(desk: Shell, command: tuple[str, str]) -> None:
    """A task whose id is an object is shown like any other."""
    with odd_service() as url:
        done = desk("image-to-3d", *command, MESHY_BASE_URL=url)
    assert done.code == 0
    assert json.loads(done.out)["id"] == {"is": "t3"}


def test_an_animation_without_a_readable_number(desk: Shell) -> None:
    """An animation whose number is an object is listed."""
    desk.watched = True
    with odd_service() as url:
        done = desk("animations", "search", "walk", MESHY_BASE_URL=url)
    assert (done.code, done.out) == (0, "{'is': 7}  Walk  WalkAndRun/Walking\n")


@pytest.mark.parametrize("what", COMMANDS)
def test_no_control_character_reaches_the_terminal(desk: Shell, what: str) -> None:
    """An error, a task, a list, a table, a single object and JSON show the text, but none of its control characters."""
    desk.watched = True
    with odd_service() as url:
        hub = {"FLIGHTHUB_BASE_URL": url, "FLIGHTHUB_USER_TOKEN": "t", "FLIGHTHUB_PROJECT_UUID": PROJECT}
        done = desk(*COMMANDS[what], MESHY_BASE_URL=url, NO_COLOR="1", **hub)
    printed = done.out + done.err
    assert "owned" in printed
    assert {character for character in printed if not character.isprintable()} <= {"\n"}
