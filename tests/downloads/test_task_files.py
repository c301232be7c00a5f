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
from helpers.file_hosts import GLB, AsyncBrisk, Brisk, files_in, ranged
from helpers.loopback import Answer, Exchange, LoopbackServer, answering, json_response, response
from meshwright.core.blocking import run
from meshwright.errors import DownloadFailed, InputError, ResultNotReady, UnexpectedResponse
from meshwright.meshy.dialect import MESHY
from meshwright.tasks.handles import AsyncTaskHandle, TaskHandle
from meshwright.tasks.session import TaskSession
from meshwright_api.meshy.tasks import IMAGE_TO_3D

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
    pictures: dict[str, Any] = field(factory=dict[str, Any])
    """Other members of the task, with paths for URLs."""
    reads: int = 0

    def __call__(self, exchange: Exchange) -> None:
        if not exchange.path.startswith("/openapi"):
            self.serve(exchange)
            return
        assert exchange.headers["authorization"] == f"Bearer {KEY}"
        self.reads += 1
        here = f"http://{exchange.headers['host']}"
        models = {key: here + path for key, path in self.urls(self.reads).items()}
        exchange.send(json_response(task(model_urls=models, **placed(self.pictures, here))))


def placed(value: Any, here: str) -> Any:
    """Make URLs of paths."""
    if isinstance(value, dict):
        return {key: placed(member, here) for key, member in value.items()}
    if isinstance(value, list):
        return [placed(member, here) for member in value]
    return here + value


def download(server: LoopbackServer, folder: Path, *, asynchronous: bool, timeout: float = 5.0, **options: Any) -> Any:
    """Download the files of a task with either kind of handle."""
    settings = {"base_url": server.url, "headers": {"authorization": f"Bearer {KEY}"}, "timeout": timeout}
    if not asynchronous:
        blocking = Brisk()
        handle = TaskHandle("018a", IMAGE_TO_3D, TaskSession(transport=blocking, dialect=MESHY, **settings))  # type: ignore[arg-type]
        try:
            return handle.download(folder, **options)
        finally:
            run(blocking.aclose())

    async def main() -> list[Path]:
        transport = AsyncBrisk()
        handle = AsyncTaskHandle("018a", IMAGE_TO_3D, TaskSession(transport=transport, dialect=MESHY, **settings))  # type: ignore[arg-type]
        try:
            return await handle.download(folder, **options)
        finally:
            await transport.aclose()

    return asyncio.run(main())


both = pytest.mark.parametrize("asynchronous", [False, True], ids=["Meshy", "AsyncMeshy"])


@both
def test_files_come_side_by_side(asynchronous: bool, tmp_path: Path) -> None:
    """Four files are under way at once, and no more."""
    meeting = threading.Barrier(4)
    under_way: list[int] = [0, 0]
    lock = threading.Lock()

    def serve(exchange: Exchange) -> None:
        with lock:
            under_way[0] += 1
            under_way[1] = max(under_way)
        meeting.wait(timeout=60)  # passes only when four are here
        with lock:
            under_way[0] -= 1
        exchange.send(response(200, exchange.path.encode()))

    keys = ("obj", "mtl", "fbx", "stl", "a", "b", "c", "d")
    host = FileHost(lambda _: {key: f"/{key}" for key in keys}, serve)
    with LoopbackServer(host) as server:
        paths = download(server, tmp_path / "new", asynchronous=asynchronous)
    assert {path.name: path.read_bytes() for path in paths} == {f"model.{key}": f"/{key}".encode() for key in keys}
    assert under_way == [0, 4]
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
    """A fresh URL that is not valid either, or is missing, is a failed download."""
    host = FileHost(lambda _: {"glb": "/x"}, answering(response(403)))
    with LoopbackServer(host) as server, pytest.raises(DownloadFailed, match="HTTP 403"):
        download(server, tmp_path, asynchronous=asynchronous)
    assert host.reads == 2
    host = FileHost(lambda reads: {"glb": "/x"} if reads == 1 else {}, answering(response(403)))
    with LoopbackServer(host) as server, pytest.raises(DownloadFailed, match="no such file any more"):
        download(server, tmp_path, asynchronous=asynchronous)


@both
def test_a_bad_model_keeps_no_other_from_arriving(asynchronous: bool, tmp_path: Path) -> None:
    """Everything else arrives, then one error names what did not, why, and which files did."""

    def serve(exchange: Exchange) -> None:
        exchange.send(response(200, b"<html>" if exchange.path == "/glb" else b"fine"))

    host = FileHost(lambda _: {"glb": "/glb", "obj": "/obj", "stl": "/stl"}, serve)
    with LoopbackServer(host) as server, pytest.raises(DownloadFailed, match="2 of 3 files of task 018a") as caught:
        download(server, tmp_path, asynchronous=asynchronous)
    assert files_in(tmp_path) == ["model.obj", "model.stl"]
    assert [path.name for path in caught.value.paths] == ["model.obj", "model.stl"]
    assert list(caught.value.missing) == ["model.glb"]
    assert "something other than a GLB file" in caught.value.missing["model.glb"]


PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
JPEG = b"\xff\xd8\xff\xe0" + bytes(20)
WEBP = b"RIFF\x14\0\0\0WEBPVP8 " + bytes(12)


@both
@pytest.mark.parametrize(
    "picture",
    [
        *(answering(response(status)) for status in (401, 403, 404, 410, 500)),
        *(answering(response(200, content)) for content in (b"<html>", b"", b'{"error": 1}', b"\0\1\2")),
        *(answering(response(200, PNG, length=999)), Exchange.reset, answering(response(302, location="ftp://x/"))),
    ],
)
def test_a_picture_keeps_no_model_from_arriving(picture: Answer, asynchronous: bool, tmp_path: Path) -> None:
    """If a picture fails in any way, models and the other pictures arrive; the error names the next step."""

    def serve(exchange: Exchange) -> None:
        if exchange.path == "/bad.png":
            picture(exchange)
        else:
            exchange.send(response(200, PNG if exchange.path.endswith("png") else GLB))

    pictures = {"thumbnail_url": "/bad.png", "texture_urls": [{"base_color": "/good.png"}]}
    host = FileHost(lambda _: {"glb": "/glb"}, serve, pictures)
    with LoopbackServer(host) as server:
        with pytest.raises(DownloadFailed, match=r"2 of 3 files.*thumbnail\.png.*again to fetch only what") as caught:
            download(server, tmp_path, asynchronous=asynchronous)
        assert (tmp_path / "model.glb").read_bytes() == GLB
        assert [path.name for path in caught.value.paths] == ["model.glb", "good.png"]
        before = sum(exchange.path in ("/glb", "/good.png") for exchange in server.seen)
        with pytest.raises(DownloadFailed):
            download(server, tmp_path, asynchronous=asynchronous)
        assert sum(exchange.path in ("/glb", "/good.png") for exchange in server.seen) == before == 2


def test_models_come_first(tmp_path: Path) -> None:
    """No picture is asked for before all models have arrived."""
    pictures = {"thumbnail_url": "/t.png", "texture_urls": [{"base_color": "/a.png", "normal": "/b.png"}]}
    host = FileHost(
        lambda _: {"glb": "/glb", "obj": "/obj"},
        lambda exchange: exchange.send(response(200, PNG if exchange.path.endswith("png") else GLB)),
        pictures,
    )
    with LoopbackServer(host) as server:
        download(server, tmp_path, asynchronous=False)
    asked = [exchange.path for exchange in server.seen if not exchange.path.startswith("/openapi")]
    assert {*asked[:2]} == {"/glb", "/obj"}


CONTENTS = {
    ".png": PNG,
    ".jpg": JPEG,
    ".webp": WEBP,
    ".gif": b"GIF89a" + bytes(9),
    ".bmp": b"BM\x1e\0\0\0\0\0\0\0" + bytes(20),
    ".tiff": b"II*\0" + bytes(9),
    ".exr": b"v/1\x01" + bytes(9),
    ".hdr": b"#?RADIANCE\n" + bytes(9),
    ".ktx2": b"\xabKTX 20\xbb\r\n\x1a\n" + bytes(9),
    ".avif": b"\0\0\0\x1cftypavif" + bytes(9),
    ".jxl": b"\xff\x0a" + bytes(9),
    ".svg": b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>',
}


@pytest.mark.parametrize("named", ["p.png", "p", "p.jpg", "p.webp", "p.php", "p.JPEG"])
@pytest.mark.parametrize("suffix", CONTENTS)
def test_names_follow_content(suffix: str, named: str, tmp_path: Path) -> None:
    """A picture is kept byte for byte under the suffix that fits it, with any suffix in its URL."""
    host = FileHost(lambda _: {}, answering(response(200, CONTENTS[suffix])), {"thumbnail_url": f"/{named}"})
    with LoopbackServer(host) as server:
        (path,) = download(server, tmp_path, asynchronous=False)
        (again,) = download(server, tmp_path, asynchronous=False)
    usual = ".jpeg" if (suffix, named) == (".jpg", "p.JPEG") else suffix
    assert path == again == tmp_path / f"thumbnail{usual}"
    assert path.read_bytes() == CONTENTS[suffix]
    assert files_in(tmp_path) == [path.name]


@pytest.mark.parametrize("kind", ["mtl", "gltf"])
def test_a_texture_that_a_model_names_keeps_its_name(kind: str, tmp_path: Path) -> None:
    """A reference in a material or a glTF still leads to its texture, in every format."""
    texts = {"mtl": b"newmtl a\nmap_Kd texture_0.png\n", "gltf": b'{"images": [{"uri": "texture_0.png"}]}'}

    def serve(exchange: Exchange) -> None:
        exchange.send(response(200, texts[kind] if exchange.path == "/model" else WEBP))

    pictures = {"texture_urls": [{"base_color": "/texture_0.png", "normal": "/texture_1.png"}]}
    with LoopbackServer(FileHost(lambda _: {kind: "/model"}, serve, pictures)) as server:
        download(server, tmp_path, asynchronous=False)
    assert files_in(tmp_path) == [f"model.{kind}", "texture_0.png", "texture_1.webp"]


def test_two_pictures_never_share_a_name(tmp_path: Path) -> None:
    """Where the suffix that fits would make two names one, the second is numbered."""
    pictures = {"texture_urls": [{"a": "/x.png", "b": "/x.webp", "c": "/X.jpg"}]}
    with LoopbackServer(FileHost(lambda _: {}, answering(response(200, WEBP)), pictures)) as server:
        paths = download(server, tmp_path, asynchronous=False)
    assert len({path.name.casefold() for path in paths}) == 3
    assert {path.suffix for path in paths} == {".webp"}


@pytest.mark.parametrize(
    ("media_type", "url", "name"),
    [
        ("image/x-of-tomorrow", "/t.png", "thumbnail.bin"),
        ("image/png", "/t.png", "thumbnail.bin"),
        ("image/ief; q=1", "/t.png", "thumbnail.ief"),
        ("text/plain", "/t.tga", "thumbnail.tga"),
    ],
)
def test_a_picture_of_a_format_of_tomorrow(media_type: str, url: str, name: str, tmp_path: Path) -> None:
    """A file that the server calls a picture is kept, though its format is not known; its suffix names no other.

    Of a format without a signature the suffix in the URL decides.
    """
    answer = answering(response(200, b"\x93NEW\0\1\2", media_type))
    with LoopbackServer(FileHost(lambda _: {}, answer, {"thumbnail_url": url})) as server:
        (path,) = download(server, tmp_path, asynchronous=False)
    assert path.name == name


def test_nothing_stays_of_what_is_not_a_picture(tmp_path: Path) -> None:
    """A later download does not continue it."""
    host = FileHost(lambda _: {}, answering(response(200, b"<html>", etag='"one"')), {"thumbnail_url": "/t.png"})
    with LoopbackServer(host) as server, pytest.raises(DownloadFailed, match="something other than a picture"):
        download(server, tmp_path, asynchronous=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("material", "suffix"), [(b"", ".webp"), (b"texture_0.png", ".png"), (b"a texture", ".webp")])
def test_materials_of_any_length(material: bytes, suffix: str, tmp_path: Path) -> None:
    """A material without a reference keeps no name, and one that is nothing else does."""
    host = FileHost(
        lambda _: {"mtl": "/model"},
        lambda exchange: exchange.send(response(200, material if exchange.path == "/model" else WEBP)),
        {"texture_urls": [{"base_color": "/texture_0.png"}]},
    )
    with LoopbackServer(host) as server:
        assert download(server, tmp_path, asynchronous=False)[1].suffix == suffix


DEVICES = ["con.png", "AUX.jpg", "com1.png", "a:b.png", "a .png", "..%2F..%2Fx.png", "n%00l.png"]


@pytest.mark.parametrize("name", DEVICES)
def test_names_of_devices_are_not_used(name: str, tmp_path: Path) -> None:
    """A texture whose own name is not a plain name on every system is called by its place in the task."""
    pictures = {"texture_urls": [{"base_color": f"/{name}"}]}
    with LoopbackServer(FileHost(lambda _: {}, answering(response(200, PNG)), pictures)) as server:
        (path,) = download(server, tmp_path, asynchronous=False)
    assert path.parent == tmp_path
    assert path.stem in ("texture_0_base_color", "x", "a ")


@define
class Slow:
    """Serves the beginning of a file and no more, and records whether the client closed the connection first."""

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
    """A task whose URLs are not an object is an unexpected answer, not a crash."""
    answer = answering(json_response(json.loads('{"id":"1","status":"SUCCEEDED","progress":1,"model_urls":[]}')))
    with LoopbackServer(answer) as server, pytest.raises(UnexpectedResponse):
        download(server, tmp_path, asynchronous=asynchronous)
