"""Bringing files of a task to the disk, from a real server on this machine: whole or not at all."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import define
from faults.loopback import Answer, Exchange, LoopbackServer, answering, in_turn, json_response, response, unused_url
from hypothesis import given
from hypothesis import strategies as st
from meshwright.blocking import run
from meshwright.downloads import CUTS, PARALLEL, UrlExpired, fetch, files_of, folder_for
from meshwright.errors import ConfigurationError, DownloadFailed, InputError, ResultNotReady, UnexpectedResponse
from meshwright.meshy import IMAGE_TO_3D
from meshwright.session import Session
from meshwright.tasks import AsyncTaskHandle, TaskHandle
from meshwright.transport import AsyncTransport, BlockingTransport

pytestmark = pytest.mark.usefixtures("no_certificates")

KEY = "msy_never_for_the_file_host"
GLB = b"glTF" + bytes(range(256)) * 40
NEWER = b"glTF" + bytes(reversed(range(256))) * 50


@define
class Brisk(BlockingTransport):
    """Does not wait between attempts."""

    async def sleep(self, seconds: float) -> None:
        pass


@define
class AsyncBrisk(AsyncTransport):
    """Does not wait between attempts."""

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(0)


def bring(url: str, target: Path, **settings: Any) -> Path:
    """Fetch one file with a transport of its own."""

    async def main() -> Path:
        transport = Brisk()
        try:
            return await fetch(transport, url, target, **settings)
        finally:
            await transport.aclose()

    return run(main())


def ranged(content: bytes, etag: str = '"one"') -> Answer:
    """Serve content as a file host does, Range and If-Range included."""

    def answer(exchange: Exchange) -> None:
        asked = re.fullmatch(r"bytes=(\d+)-", exchange.headers.get("range", ""))
        if not asked or exchange.headers.get("if-range") != etag:
            exchange.send(response(200, content, etag=etag))
        elif int(asked[1]) >= len(content):
            exchange.send(response(416))
        else:
            rest = f"bytes {asked[1]}-{len(content) - 1}/{len(content)}"
            exchange.send(response(206, content[int(asked[1]) :], etag=etag, content_range=rest))

    return answer


def cut(content: bytes, after: int, **headers: str) -> Answer:
    """Announce all of the content and break off in the middle."""
    return answering(response(200, content[:after], length=len(content), **headers))


def names(folder: Path) -> list[str]:
    """List a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_a_file_comes_whole(tmp_path: Path) -> None:
    """A file gets its name once it is whole; no helper file stays, and the request carries no key."""
    with LoopbackServer(ranged(GLB)) as server:
        path = bring(server.url + "/a.glb?Expires=1", tmp_path / "model.glb")
    assert path.read_bytes() == GLB
    assert names(tmp_path) == ["model.glb"]
    (request,) = server.seen
    assert request.path == "/a.glb?Expires=1"
    assert not {"authorization", "range", "if-range", "cookie"} & set(request.headers)
    assert request.headers["accept-encoding"] == "identity"


def test_a_cut_file_is_continued(tmp_path: Path) -> None:
    """After a break only the rest is asked for, on condition that the file is still the same."""
    with LoopbackServer(in_turn(cut(GLB, 1000, etag='"one"'), ranged(GLB))) as server:
        assert bring(server.url, tmp_path / "model.glb").read_bytes() == GLB
    assert [request.headers.get("range") for request in server.seen] == [None, "bytes=1000-"]
    assert server.seen[1].headers["if-range"] == '"one"'
    assert names(tmp_path) == ["model.glb"]


def test_a_file_is_continued_by_a_later_process(tmp_path: Path) -> None:
    """What came before the attempts ran out is kept, and a later call goes on there."""
    with LoopbackServer(in_turn(cut(GLB, 1000, etag='"one"'), answering(response(503)))) as server:
        with pytest.raises(DownloadFailed, match=f"broke off {CUTS} times"):
            bring(server.url, tmp_path / "model.glb")
        assert len(server.seen) == CUTS
    assert names(tmp_path) == ["model.glb.part", "model.glb.part.etag"]
    with LoopbackServer(ranged(GLB)) as server:
        assert bring(server.url, tmp_path / "model.glb").read_bytes() == GLB
    assert [request.headers["range"] for request in server.seen] == ["bytes=1000-"]
    assert names(tmp_path) == ["model.glb"]


def test_a_file_that_changed_is_begun_again(tmp_path: Path) -> None:
    """When the file host has another edition by now, the part is thrown away and never mixed in."""
    with LoopbackServer(in_turn(cut(GLB, 1000, etag='"one"'), ranged(NEWER, '"two"'))) as server:
        assert bring(server.url, tmp_path / "model.glb").read_bytes() == NEWER


@pytest.mark.parametrize("kept", [len(GLB), len(GLB) + 5], ids=["whole", "longer"])
def test_a_part_that_cannot_be_continued_is_begun_again(kept: int, tmp_path: Path) -> None:
    """A part left whole, or longer than the file, makes 416; then everything is fetched again."""
    (tmp_path / "model.glb.part").write_bytes(b"x" * kept)
    (tmp_path / "model.glb.part.etag").write_text('"one"')
    with LoopbackServer(ranged(GLB)) as server:
        assert bring(server.url, tmp_path / "model.glb").read_bytes() == GLB
    assert len(server.seen) == 2
    assert names(tmp_path) == ["model.glb"]


@pytest.mark.parametrize("content_range", ["bytes 0-9/10", "bytes 5000-9999/10000", "", "items 1-2/3"])
@pytest.mark.parametrize("asked", [True, False], ids=["asked", "unasked"])
def test_a_rest_that_does_not_fit_is_not_appended(asked: bool, content_range: str, tmp_path: Path) -> None:
    """A 206 for another place than the one asked for, or to a request for the whole, is not believed."""
    if asked:
        (tmp_path / "model.glb.part").write_bytes(GLB[:100])
        (tmp_path / "model.glb.part.etag").write_text('"one"')
    odd = answering(response(206, b"wrong bytes", content_range=content_range))
    with LoopbackServer(in_turn(odd, ranged(GLB))) as server:
        assert bring(server.url, tmp_path / "model.glb").read_bytes() == GLB


@pytest.mark.parametrize("etag", [None, 'W/"weak"', "unquoted", '"caf\xe9"'], ids=["none", "weak", "bare", "not ASCII"])
def test_without_a_usable_etag_a_cut_file_is_begun_again(etag: str | None, tmp_path: Path) -> None:
    """Where nothing says that the file is the same, no rest is asked for."""
    headers = {} if etag is None else {"etag": etag}
    with LoopbackServer(in_turn(cut(GLB, 1000, **headers), answering(response(200, GLB, **headers)))) as server:
        assert bring(server.url, tmp_path / "model.glb").read_bytes() == GLB
    assert all("range" not in request.headers for request in server.seen)
    assert names(tmp_path) == ["model.glb"]


def test_every_kind_of_break_is_survived(tmp_path: Path) -> None:
    """A reset, a reset in the middle, a cut chunk, a failing host and then a whole answer make a whole file."""

    def reset_inside(exchange: Exchange) -> None:
        exchange.send(response(200, GLB[:50], length=len(GLB)))
        exchange.reset()

    chunked = response(200, b"10\r\nglTF", length=-1, transfer_encoding="chunked")
    breaks = [Exchange.reset, reset_inside, answering(chunked), answering(response(503)), ranged(GLB)]
    with LoopbackServer(in_turn(*breaks)) as server:
        assert bring(server.url, tmp_path / "model.glb").read_bytes() == GLB
    assert len(server.seen) == 5


def test_a_silent_host_is_given_up(tmp_path: Path) -> None:
    """A host that falls silent in the middle costs the client's own timeout each time, and ends in a typed error."""

    def stall(exchange: Exchange) -> None:
        exchange.send(response(200, GLB[:50], length=len(GLB)))
        exchange.stay_silent()

    with LoopbackServer(stall) as server, pytest.raises(DownloadFailed, match="broke off"):
        bring(server.url, tmp_path / "model.glb", timeout=0.15)
    assert len(server.seen) == CUTS


@pytest.mark.parametrize("content", [b"<html>Sign in</html>", b"glT", b"", b"PK\x03\x04"])
def test_wrong_content_never_gets_the_name(content: bytes, tmp_path: Path) -> None:
    """What is no GLB is refused by its first bytes; nothing of it stays, and what was there before does."""
    (tmp_path / "model.glb").write_bytes(b"the one before")
    with LoopbackServer(ranged(content)) as server, pytest.raises(DownloadFailed, match="no GLB file"):
        bring(server.url, tmp_path / "model.glb")
    assert names(tmp_path) == ["model.glb"]
    assert (tmp_path / "model.glb").read_bytes() == b"the one before"


@pytest.mark.parametrize("length", [None, -1], ids=["announced", "not announced"])
def test_a_file_beyond_the_cap_is_refused(length: int | None, tmp_path: Path) -> None:
    """A file larger than asked for is not brought, whether or not its size was announced; nothing stays."""
    answer = answering(response(200, GLB, length=length, etag='"one"'))
    with LoopbackServer(answer) as server, pytest.raises(DownloadFailed, match="limit of 1000 bytes"):
        bring(server.url, tmp_path / "model.glb", max_bytes=1000)
    assert names(tmp_path) == []
    assert len(server.seen) == 1


def test_a_file_at_the_cap_is_brought(tmp_path: Path) -> None:
    """The cap itself is allowed."""
    with LoopbackServer(ranged(GLB)) as server:
        assert bring(server.url, tmp_path / "model.glb", max_bytes=len(GLB)).read_bytes() == GLB


@pytest.mark.parametrize("status", [403, 404, 410])
def test_an_expired_url_is_told_apart(status: int, tmp_path: Path) -> None:
    """403, 404 and 410 say that the URL is no longer good."""
    with LoopbackServer(answering(response(status))) as server, pytest.raises(UrlExpired, match=f"HTTP {status}"):
        bring(server.url, tmp_path / "model.glb")
    assert len(server.seen) == 1


def test_other_refusals_are_final(tmp_path: Path) -> None:
    """A refusal is not repeated."""
    with LoopbackServer(answering(response(401))) as server, pytest.raises(DownloadFailed, match="HTTP 401"):
        bring(server.url, tmp_path / "model.glb")
    assert len(server.seen) == 1


def test_a_redirect_is_not_followed(tmp_path: Path) -> None:
    """A redirect to another host is refused, and that host is not asked."""
    with LoopbackServer(ranged(GLB)) as other:
        with (
            LoopbackServer(answering(response(302, location=other.url))) as server,
            pytest.raises(DownloadFailed, match="HTTP 302"),
        ):
            bring(server.url, tmp_path / "model.glb")
        assert other.seen == []


def test_nobody_listens(tmp_path: Path) -> None:
    """A host that cannot be reached is a failed download, and leaves nothing."""
    with pytest.raises(DownloadFailed, match="broke off"):
        bring(unused_url(), tmp_path / "model.glb")
    assert names(tmp_path) == []


@pytest.mark.parametrize("url", ["file:///etc/hostname", "/a.glb", "", "http://[::1", "gopher://x/"])
def test_what_is_no_address(url: str, tmp_path: Path) -> None:
    """A URL of no use, which would be the service's mistake, is a typed error; no local file is read."""
    with pytest.raises((ConfigurationError, DownloadFailed)):
        bring(url, tmp_path / "model.glb")
    assert names(tmp_path) == []


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    """A folder under the file's name, or none above it, is a failed download."""
    (tmp_path / "model.glb").mkdir()
    with LoopbackServer(ranged(GLB)) as server:
        for target in (tmp_path / "model.glb", tmp_path / "missing" / "model.glb"):
            with pytest.raises(DownloadFailed, match="cannot be written"):
                bring(server.url, target)


def test_the_folder_is_made(tmp_path: Path) -> None:
    """Missing folders are made; a file in the way is an input error."""
    assert folder_for(str(tmp_path / "a" / "b")).is_dir()
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="cannot be made"):
        folder_for(tmp_path / "file" / "b")


# Which files a task has


def task(**members: Any) -> dict[str, Any]:
    """Write a finished task."""
    return {"id": "018a", "status": "SUCCEEDED", "progress": 100, **members}


def test_all_files_of_a_task() -> None:
    """Models come first, then thumbnails and textures; null and empty URLs are no files."""
    found = files_of(
        task(
            model_urls={"glb": "https://x/1", "pre_remeshed_glb": "https://x/2", "fbx": "", "obj": None, "mtl": "u"},
            thumbnail_url="https://x/preview.jpg?a=b.png",
            alpha_thumbnail_url="",
            thumbnail_urls={"front": "https://x/f.png", "left": None},
            texture_urls=[{"base_color": "https://x/texture_0.png"}, {"normal": "https://x/a%2Fb.php", "metallic": ""}],
        )
    )
    assert {file.name: file.url for file in found} == {
        "model.glb": "https://x/1",
        "pre_remeshed.glb": "https://x/2",
        "model.mtl": "u",
        "thumbnail.jpg": "https://x/preview.jpg?a=b.png",
        "thumbnail_front.png": "https://x/f.png",
        "texture_0.png": "https://x/texture_0.png",
        "texture_1_normal.png": "https://x/a%2Fb.php",
    }
    assert found[0].name == "model.glb"


@pytest.mark.parametrize("status", ["PENDING", "IN_PROGRESS", "FAILED", "PAUSED", None])
def test_no_files_before_success(status: Any) -> None:
    """A task that has not SUCCEEDED has no files, and the error says what it is."""
    with pytest.raises(ResultNotReady, match=f"task 018a is {status}"):
        files_of(task(status=status, model_urls={"glb": "https://x/1"}))


def test_chosen_formats() -> None:
    """Chosen formats bring these models and nothing else; one that the task lacks is an input error."""
    urls = {"glb": "https://x/1", "obj": "https://x/2", "stl": ""}
    found = files_of(task(model_urls=urls, thumbnail_url="https://x/t.png"), {"obj"})
    assert [file.name for file in found] == ["model.obj"]
    with pytest.raises(InputError, match="no stl, usdz; it has glb, obj"):
        files_of(task(model_urls=urls), {"stl", "usdz", "glb"})
    with pytest.raises(InputError, match="it has none"):
        files_of(task(), {"glb"})


HOSTILE = ["../../etc/passwd", "..", ".", "/abs", "a/b", "a\\b", "C:x", "nul\0", "", "glb", "GLB", "~", "a" * 300, "模"]
keys = st.sampled_from(HOSTILE) | st.text(max_size=5)
urls = st.one_of(
    st.sampled_from([f"https://x/{name}.png" for name in HOSTILE]),
    st.sampled_from(["https://x/m.png", "https://x/M.PNG", "https://x/2_m.png", "https://x/model.glb", "http://[", ""]),
    st.text(max_size=5),
    st.none(),
    st.integers(),
)
members = st.dictionaries(keys, urls, max_size=5)
tasks = st.fixed_dictionaries(
    {},
    optional={
        "model_urls": st.none() | members,
        "thumbnail_url": urls,
        "alpha_thumbnail_url": urls,
        "thumbnail_urls": st.none() | members,
        "texture_urls": st.none() | st.lists(st.none() | members, max_size=4),
    },
)


@given(tasks)
def test_no_name_can_leave_the_folder(members: dict[str, Any]) -> None:
    """Whatever a task calls its files, each name is one plain part of a path, and no two are the same file."""
    found = [file.name for file in files_of(task(**members))]
    for name in found:
        assert re.fullmatch(r"[\w-][\w.-]*", name)
        assert ".." not in name
        assert len(name.encode()) < 255
    assert len({name.casefold() for name in found}) == len(found)


# Tasks


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
def test_one_bad_file_is_told_as_itself(asynchronous: bool, tmp_path: Path) -> None:
    """The error of one file comes as itself, not wrapped; no half file has a name."""

    def serve(exchange: Exchange) -> None:
        exchange.send(response(200, b"<html>" if exchange.path == "/glb" else b"fine"))

    host = FileHost(lambda _: {"glb": "/glb", "obj": "/obj"}, serve)
    with LoopbackServer(host) as server, pytest.raises(DownloadFailed, match="no GLB file"):
        download(server, tmp_path, asynchronous=asynchronous)
    assert "model.glb" not in names(tmp_path)


@both
def test_after_an_error_no_more_files_are_begun(asynchronous: bool, tmp_path: Path) -> None:
    """The first error ends a download of many files; those not begun are not fetched."""
    host = FileHost(lambda _: {f"k{n}": f"/{n}" for n in range(60)}, answering(response(401)))
    with LoopbackServer(host) as server, pytest.raises(DownloadFailed, match="HTTP 401"):
        download(server, tmp_path, asynchronous=asynchronous)
    assert len(server.seen) < 30


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
def test_a_task_of_wrong_types(asynchronous: bool, tmp_path: Path) -> None:
    """A task whose URLs are no object is an unexpected answer, not a crash."""
    answer = answering(json_response(json.loads('{"id":"1","status":"SUCCEEDED","progress":1,"model_urls":[]}')))
    with LoopbackServer(answer) as server, pytest.raises(UnexpectedResponse):
        download(server, tmp_path, asynchronous=asynchronous)
