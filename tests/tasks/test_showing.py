"""Tasks in a notebook: their picture and model, else their progress, and never a URL or a script."""

from __future__ import annotations

import struct
import threading
from base64 import b64encode
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from helpers.fakes import FakeTransport, json_reply
from helpers.loopback import Exchange, LoopbackServer, response
from meshwright.meshy.dialect import MESHY
from meshwright.tasks.handles import TaskHandle
from meshwright.tasks.session import TaskSession
from meshwright.tasks.showing import task_html
from meshwright_api.meshy.models import ImageTo3DTask, TaskError
from meshwright_api.meshy.tasks import IMAGE_TO_3D

pytestmark = pytest.mark.usefixtures("no_certificates")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(50)
GLB = b"glTF" + struct.pack("<II", 2, 400) + bytes(388)


def html_of(**members: Any) -> str:
    """Show a task that has SUCCEEDED, unless the members state otherwise."""
    return task_html(ImageTo3DTask.from_dict({"id": "018a", "status": "SUCCEEDED", "progress": 100, **members}))


FILES = {"/a.png": PNG, "/a.tiff": b"II*\0" + bytes(50), "/a.glb": GLB, "/a.obj": b"v 0 0 0", "/page": b"<html>"}


@pytest.fixture
def host() -> Iterator[LoopbackServer]:
    """Serve FILES."""
    with LoopbackServer(lambda exchange: exchange.send(response(200, FILES[exchange.path]))) as server:
        yield server


def test_a_finished_task(host: LoopbackServer) -> None:
    """The thumbnail, the GLB among the models, and one line of facts are shown; their URLs are not."""
    models = {"obj": f"{host.url}/a.obj", "glb": f"{host.url}/a.glb"}
    html = html_of(thumbnail_url=f"{host.url}/a.png", model_urls=models, consumed_credits=30)
    assert f'src="data:image/png;base64,{b64encode(PNG).decode()}"' in html
    assert b64encode(GLB).decode() in unescape(html)
    assert "018a · SUCCEEDED · 30 credits · emulated: made on this machine, not by the service<" in html
    assert sorted(exchange.path for exchange in host.seen) == ["/a.glb", "/a.png"]
    assert host.url not in unescape(html)
    assert "<progress" not in html


def test_connections_are_closed() -> None:
    """No connection outlives the cell."""
    closed = threading.Event()

    def answer(exchange: Exchange) -> None:
        exchange.send(response(200, PNG).replace(b"connection: close\r\n", b""))
        if not exchange.connection.recv(1):
            closed.set()

    with LoopbackServer(answer) as server:
        html_of(thumbnail_url=f"{server.url}/a.png")
        assert closed.wait(20)


@pytest.mark.parametrize("name", ["a.tiff", "page", "missing"])
def test_pictures_that_browsers_do_not_show(name: str, host: LoopbackServer) -> None:
    """Another format, or a page of the file host, is not embedded as a picture."""
    html = html_of(thumbnail_url=f"{host.url}/{name}") if name != "missing" else html_of(model_urls={"obj": host.url})
    assert "SUCCEEDED" in html
    assert "<img" not in html


def test_a_page_in_place_of_the_model(host: LoopbackServer) -> None:
    """Only a GLB is put into the 3D view."""
    assert "<iframe" not in html_of(model_urls={"glb": f"{host.url}/page"})


@pytest.mark.parametrize(("progress", "value"), [(7, "7"), ("half", "0"), (None, "0")])
def test_progress(progress: Any, value: str) -> None:
    """A task without files shows its progress; one that is not a number counts as none."""
    html = html_of(status="IN_PROGRESS", progress=progress, consumed_credits="many")
    assert f'<progress max="100" value="{value}"' in html
    assert ">018a · IN_PROGRESS<" in html


def test_hostile_tasks() -> None:
    """The texts of a task are shown as text, and a text that is not a URL is not followed."""
    evil = "<script>alert(1)</script>"
    html = html_of(
        id=evil,
        status="FAILED",
        progress=None,
        thumbnail_url="javascript:alert(1)",
        task_error={"message": evil},
    )
    assert "<script" not in html
    assert "javascript:" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize("url", ["http://[::1", "javascript:alert(1)", "nowhere at all"])
def test_files_that_cannot_be_had(url: str) -> None:
    """A finished task whose files cannot be fetched is shown without them, and without their URLs."""
    html = html_of(thumbnail_url=url, model_urls={"glb": url})
    assert "018a · SUCCEEDED<" in html
    assert url not in html
    assert "<img" not in html
    assert "<iframe" not in html


def test_tasks_and_handles_show_themselves() -> None:
    """A task shows its HTML, a handle that of its task now; what is not a task, or cannot be read, its repr."""
    state = {"id": "018a", "status": "PENDING", "progress": 7}
    assert ImageTo3DTask.from_dict(state)._repr_html_() == html_of(**state)
    assert TaskError.from_dict({"message": "no"})._repr_html_() is None
    answers = [json_reply(state), json_reply({"message": "gone"}, 404)]
    transport = FakeTransport(lambda _: answers.pop(0), lambda _: (json_reply({}), ()))
    session = TaskSession(transport=transport, dialect=MESHY, base_url="https://api.example", headers={})
    handle = TaskHandle("018a", IMAGE_TO_3D, session)
    assert handle._repr_html_() == html_of(**state)
    assert handle._repr_html_() is None
