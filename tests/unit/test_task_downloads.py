"""Downloading the files of a task with both kinds of handle: the API and the file host are one real server."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field
from faults.loopback import Answer, Exchange, LoopbackServer, answering, json_response, response
from meshwright.blocking import run
from meshwright.errors import DownloadFailed, InputError, ResultNotReady, UnexpectedResponse
from meshwright.meshy import IMAGE_TO_3D
from meshwright.results import PARALLEL
from meshwright.session import Session
from meshwright.tasks import AsyncTaskHandle, TaskHandle
from unit.file_hosts import GLB, AsyncBrisk, Brisk, files_in, ranged

pytestmark = pytest.mark.usefixtures("no_certificates")


KEY = "msy_never_for_the_file_host"


def task(**members: Any) -> dict[str, Any]:
    """Write a finished task."""
    return {"id": "018a", "status": "SUCCEEDED", "progress": 100, **members}


@define
class FileHost:
    """API and file host in one: the task is read at /openapi, every other path is a file."""

    urls: Callable[[int], dict[str, str]]
    """The model URLs (paths) of a task, by how often it was read."""
    serve: Answer
    reads: int = 0

    def __call__(self, exchange: Exchange) -> None:
        if not exchange.path.startswith("/openapi"):
            self.serve(exchange)
            return
        assert exchange.headers["authorization"] == f"Bearer {KEY}"
        self.reads += 1
        here = f"http://{exchange.headers['host']}"
        models = {key: here + path for key, path in self.urls(self.reads).items()}
        exchange.send(json_response(task(model_urls=models)))


def download(server: LoopbackServer, folder: Path, *, asynchronous: bool, timeout: float = 5.0, **options: Any) -> Any:
    """Download the files of a task with either kind of handle."""
    settings = {"base_url": server.url, "headers": {"authorization": f"Bearer {KEY}"}, "timeout": timeout}
    if not asynchronous:
        blocking = Brisk()
        handle = AsyncTaskHandle("018a", IMAGE_TO_3D, Session(transport=blocking, **settings))  # type: ignore[arg-type]
        try:
            return TaskHandle(handle).download(folder, **options)
        finally:
            run(blocking.aclose())

    async def main() -> list[Path]:
        transport = AsyncBrisk()
        handle = AsyncTaskHandle("018a", IMAGE_TO_3D, Session(transport=transport, **settings))  # type: ignore[arg-type]
        try:
            return await handle.download(folder, **options)
        finally:
            await transport.aclose()

    return asyncio.run(main())


both = pytest.mark.parametrize("asynchronous", [False, True], ids=["Meshy", "AsyncMeshy"])


@both
def test_files_come_side_by_side(asynchronous: bool, tmp_path: Path) -> None:
    """Four files are under way at once, and no more."""
    meeting = threading.Barrier(PARALLEL)
    under_way: list[int] = [0, 0]
    lock = threading.Lock()

    def serve(exchange: Exchange) -> None:
        with lock:
            under_way[0] += 1
            under_way[1] = max(under_way)
        meeting.wait(timeout=20)  # passes only when four are here
        with lock:
            under_way[0] -= 1
        exchange.send(response(200, exchange.path.encode()))

    keys = ("obj", "mtl", "fbx", "stl", "a", "b", "c", "d")
    host = FileHost(lambda _: {key: f"/{key}" for key in keys}, serve)
    with LoopbackServer(host) as server:
        paths = download(server, tmp_path / "new", asynchronous=asynchronous)
    assert {path.name: path.read_bytes() for path in paths} == {f"model.{key}": f"/{key}".encode() for key in keys}
    assert under_way == [0, PARALLEL]
    assert host.reads == 1
    assert all("authorization" not in seen.headers for seen in server.seen if not seen.path.startswith("/openapi"))


@both
@pytest.mark.parametrize("status", [403, 404, 410])
def test_an_expired_url_is_replaced(status: int, asynchronous: bool, tmp_path: Path) -> None:
    """When a URL is no longer good, the task is read once more and the fresh URL used, from where the part ends."""
    (tmp_path / "model.glb.part").write_bytes(GLB[:70])
    (tmp_path / "model.glb.part.etag").write_text('"one"')
    good = ranged(GLB)

    def serve(exchange: Exchange) -> None:
        good(exchange) if exchange.path == "/2" else exchange.send(response(status))

    host = FileHost(lambda reads: {"glb": f"/{reads}"}, serve)
    with LoopbackServer(host) as server:
        (path,) = download(server, tmp_path, asynchronous=asynchronous)
    assert path.read_bytes() == GLB
    assert host.reads == 2
    assert server.seen[-1].headers["range"] == "bytes=70-"


@both
def test_fresh_urls_are_asked_for_once(asynchronous: bool, tmp_path: Path) -> None:
    """A fresh URL that is no good either, or none at all, is a failed download."""
    host = FileHost(lambda _: {"glb": "/x"}, answering(response(403)))
    with LoopbackServer(host) as server, pytest.raises(DownloadFailed, match="HTTP 403"):
        download(server, tmp_path, asynchronous=asynchronous)
    assert host.reads == 2
    host = FileHost(lambda reads: {"glb": "/x"} if reads == 1 else {}, answering(response(403)))
    with LoopbackServer(host) as server, pytest.raises(DownloadFailed, match="no such file any more"):
        download(server, tmp_path, asynchronous=asynchronous)


@both
def test_a_bad_model_keeps_no_other_from_arriving(asynchronous: bool, tmp_path: Path) -> None:
    """Everything else arrives, then one error says what did not, why, and which files did."""

    def serve(exchange: Exchange) -> None:
        exchange.send(response(200, b"<html>" if exchange.path == "/glb" else b"fine"))

    host = FileHost(lambda _: {"glb": "/glb", "obj": "/obj", "stl": "/stl"}, serve)
    with LoopbackServer(host) as server, pytest.raises(DownloadFailed, match="2 of 3 files of task 018a") as caught:
        download(server, tmp_path, asynchronous=asynchronous)
    assert files_in(tmp_path) == ["model.obj", "model.stl"]
    assert [path.name for path in caught.value.paths] == ["model.obj", "model.stl"]
    assert list(caught.value.missing) == ["model.glb"]
    assert "something other than a GLB file" in caught.value.missing["model.glb"]


@define
class Slow:
    """Serves the beginning of a file and no more, and says whether the client went away before it was sent away."""

    begun: threading.Event = field(factory=threading.Event)
    left_alone: bool = False

    def __call__(self, exchange: Exchange) -> None:
        exchange.send(response(200, GLB[:70], length=len(GLB)))
        exchange.connection.settimeout(10)
        self.begun.set()
        with suppress(TimeoutError):
            with suppress(ConnectionError):  # of a client that had not read all
                exchange.connection.recv(1)
            self.left_alone = True


@pytest.mark.skipif(os.name != "posix", reason="signals to a thread")
def test_ctrl_c_stops_a_blocking_download(tmp_path: Path) -> None:
    """Ctrl-C ends a download while its files are coming."""
    slow, main = Slow(), threading.get_ident()

    def press() -> None:
        slow.begun.wait(timeout=30)
        signal.pthread_kill(main, signal.SIGINT)

    ignored = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have its jobs deaf to it
    try:
        with LoopbackServer(FileHost(lambda _: {"glb": "/glb"}, slow)) as server, ThreadPoolExecutor(1) as pool:
            pressed = pool.submit(press)
            with pytest.raises(KeyboardInterrupt):
                download(server, tmp_path, asynchronous=False, timeout=60)
            pressed.result()
    finally:
        signal.signal(signal.SIGINT, ignored)
    assert slow.left_alone


@both
def test_the_clients_timeout_holds_for_files(asynchronous: bool, tmp_path: Path) -> None:
    """A file host that never answers is given up after the client's own timeout."""
    host = FileHost(lambda _: {"glb": "/x"}, Exchange.stay_silent)
    with LoopbackServer(host) as server, pytest.raises(DownloadFailed, match="broke off"):
        download(server, tmp_path, asynchronous=asynchronous, timeout=0.2)


@both
def test_options_reach_the_files(asynchronous: bool, tmp_path: Path) -> None:
    """Formats and the size cap hold for both kinds of handle."""
    host = FileHost(lambda _: {"glb": "/glb", "obj": "/obj"}, ranged(b"12345"))
    with LoopbackServer(host) as server:
        paths = download(server, tmp_path, asynchronous=asynchronous, formats=["obj"], max_bytes=5)
        assert [path.name for path in paths] == ["model.obj"]
        with pytest.raises(DownloadFailed, match="limit of 4 bytes"):
            download(server, tmp_path, asynchronous=asynchronous, formats=["obj"], max_bytes=4)
        with pytest.raises(InputError, match="formats: the task has no stl"):
            download(server, tmp_path, asynchronous=asynchronous, formats=["stl"])


@both
def test_a_task_without_any_file(asynchronous: bool, tmp_path: Path) -> None:
    """A finished task that names no file is not ready: nothing is called fetched."""
    with (
        LoopbackServer(FileHost(lambda _: {}, answering(b""))) as server,
        pytest.raises(ResultNotReady, match="task 018a SUCCEEDED, but names no file"),
    ):
        download(server, tmp_path, asynchronous=asynchronous)


@both
def test_a_task_of_wrong_types(asynchronous: bool, tmp_path: Path) -> None:
    """A task whose URLs are no object is an unexpected answer, not a crash."""
    answer = answering(json_response(json.loads('{"id":"1","status":"SUCCEEDED","progress":1,"model_urls":[]}')))
    with LoopbackServer(answer) as server, pytest.raises(UnexpectedResponse):
        download(server, tmp_path, asynchronous=asynchronous)
