"""Fetching one URL to the disk, from a real server on this machine: whole or not at all."""

from __future__ import annotations

import gzip
import os
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from helpers.file_hosts import GLB, NEWER, Brisk, bring, cut, names, ranged
from helpers.loopback import Exchange, LoopbackServer, answering, in_turn, response, unused_url
from meshwright import system
from meshwright.downloads.fetching import UrlExpired, folder_for, not_a
from meshwright.errors import DownloadFailed, InputError

OTHER = r"the server sent something other than an? [A-Z]+ file \(it "
pytestmark = pytest.mark.usefixtures("no_certificates")


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
    """The bytes received before the attempts ran out are kept, and a later call continues there."""
    with LoopbackServer(in_turn(cut(GLB, 1000, etag='"one"'), answering(response(503)))) as server:
        with pytest.raises(
            DownloadFailed, match=r"broke off 5 times; the partial file is .*model\.glb\.part: HTTP 503"
        ):
            bring(server.url, tmp_path / "model.glb")
        assert len(server.seen) == 5
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


def test_a_rest_of_another_edition_is_not_appended(tmp_path: Path) -> None:
    """A host that sends the rest of another edition, though it was asked for that of this one only, is not believed."""
    other = response(206, NEWER[1000:], etag='"two"', content_range=f"bytes 1000-{len(NEWER) - 1}/{len(NEWER)}")
    with LoopbackServer(in_turn(cut(GLB, 1000, etag='"one"'), answering(other), ranged(GLB))) as server:
        assert bring(server.url, tmp_path / "model.glb").read_bytes() == GLB
    assert [request.headers.get("range") for request in server.seen] == [None, "bytes=1000-", None]


def test_a_file_that_is_stored_compressed(tmp_path: Path) -> None:
    """A host that sends a file compressed, asked or not, gives the file itself; a break there begins it again."""
    packed = gzip.compress(GLB)
    stored: dict[str, Any] = {"etag": '"one"', "content_encoding": "gzip"}
    answers = in_turn(cut(packed, 200, **stored), answering(response(200, packed, **stored)))
    with LoopbackServer(answers) as server:
        assert bring(server.url, tmp_path / "model.glb").read_bytes() == GLB
    assert [request.headers.get("range") for request in server.seen] == [None, None]


def test_a_compressed_rest_is_not_appended(tmp_path: Path) -> None:
    """The rest of a file's compressed form does not continue the file."""
    rest = response(206, gzip.compress(b"x"), content_encoding="gzip", content_range=f"bytes 1000-1999/{len(GLB)}")
    with LoopbackServer(in_turn(cut(GLB, 1000, etag='"one"'), answering(rest), ranged(GLB))) as server:
        assert bring(server.url, tmp_path / "model.glb").read_bytes() == GLB


@pytest.mark.parametrize("etag", [None, 'W/"weak"', "unquoted", '"caf\xe9"'], ids=["none", "weak", "bare", "not ASCII"])
def test_without_a_usable_etag_a_cut_file_is_begun_again(etag: str | None, tmp_path: Path) -> None:
    """Without proof that the file is the same, no range is requested."""
    headers: dict[str, Any] = {} if etag is None else {"etag": etag}
    with LoopbackServer(in_turn(cut(GLB, 1000, **headers), answering(response(200, GLB, **headers)))) as server:
        assert bring(server.url, tmp_path / "model.glb").read_bytes() == GLB
    assert all("range" not in request.headers for request in server.seen)
    assert names(tmp_path) == ["model.glb"]


def test_editions_are_never_mixed(tmp_path: Path) -> None:
    """When another edition without an ETag came in between and broke off, its bytes are not continued as the first."""
    flapping = in_turn(cut(GLB, 1000, etag='"one"'), cut(NEWER, 2000), ranged(GLB))
    with LoopbackServer(flapping) as server:
        assert bring(server.url, tmp_path / "model.glb").read_bytes() == GLB
    assert [request.headers.get("range") for request in server.seen] == [None, "bytes=1000-", None]


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
        bring(server.url, tmp_path / "model.glb", timeout=0.5)
    assert len(server.seen) == 5


@pytest.mark.parametrize(
    ("content", "began"),
    [
        (b"<html>Sign in</html>", "starts with b'<html>Si'"),
        (b"glT", "starts with b'glT'"),
        (b"", "is empty"),
        (b"PK\x03\x04", "starts with"),
    ],
)
def test_wrong_content_never_gets_the_name(content: bytes, began: str, tmp_path: Path) -> None:
    """A file that is not a GLB is refused by its first bytes; nothing of it stays, and an earlier file does."""
    (tmp_path / "model.glb").write_bytes(b"the one before")
    with LoopbackServer(ranged(content)) as server, pytest.raises(DownloadFailed, match=OTHER + began):
        bring(server.url, tmp_path / "model.glb")
    assert names(tmp_path) == ["model.glb"]
    assert (tmp_path / "model.glb").read_bytes() == b"the one before"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        *(("model.obj", b""), ("model.fbx", b""), ("model.dae", b"")),
        *(
            ("model.fbx", b"<html>Sign in"),
            ("model.obj", b"\xef\xbb\xbf \r\n<!DOCTYPE html>"),
            ("model.dae", b"<HTML>"),
        ),
        *(("model.stl", b'<?xml version="1.0"?><Error>'), ("model.mtl", b" <Error>"), ("a.zip", b"<html>")),
    ],
)
def test_no_page_and_nothing_at_all_is_a_model(name: str, content: bytes, tmp_path: Path) -> None:
    """Of formats without first bytes of their own, an empty file and a page in place of a file are refused."""
    with LoopbackServer(ranged(content)) as server, pytest.raises(DownloadFailed, match=OTHER):
        bring(server.url, tmp_path / name)
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("GLB file", "a GLB file (it is empty)"),
        ("FBX file", "an FBX file (it is empty)"),
        ("STL file", "an STL file (it is empty)"),
        ("model file", "a model file (it is empty)"),
    ],
)
def test_the_article_of_a_format(kind: str, text: str) -> None:
    """A format whose first letter begins with a vowel when it is read aloud has "an"."""
    assert str(not_a("x", kind, b"")).endswith(text)


@pytest.mark.parametrize(
    ("name", "content"), [("model.dae", b"<?xml?><COLLADA/>"), ("model.mtl", b""), ("model.obj", b"v 0 0 0 # <html>")]
)
def test_what_may_be_a_model(name: str, content: bytes, tmp_path: Path) -> None:
    """A format in XML, a model without materials and a later mark-up sign do not make a file refused."""
    with LoopbackServer(ranged(content)) as server:
        assert bring(server.url, tmp_path / name).read_bytes() == content


@pytest.mark.parametrize("length", [None, -1], ids=["announced", "not announced"])
def test_a_file_beyond_the_cap_is_refused(length: int | None, tmp_path: Path) -> None:
    """A file above the limit is refused, whether or not its size was announced; nothing stays."""
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
    """403, 404 and 410 mean that the URL is no longer valid."""
    with LoopbackServer(answering(response(status))) as server, pytest.raises(UrlExpired, match=f"HTTP {status}"):
        bring(server.url, tmp_path / "model.glb")
    assert len(server.seen) == 1


def test_other_refusals_are_final(tmp_path: Path) -> None:
    """A refusal is not repeated."""
    with LoopbackServer(answering(response(401))) as server, pytest.raises(DownloadFailed, match="HTTP 401"):
        bring(server.url, tmp_path / "model.glb")
    assert len(server.seen) == 1


def test_nobody_listens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that cannot be reached is a failed download, after ever longer pauses, and leaves nothing."""
    pauses: list[float] = []

    async def sleep(_: Brisk, seconds: float) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(Brisk, "sleep", sleep)
    with pytest.raises(DownloadFailed, match=r"^model\.glb: broke off 5 times: cannot reach 127"):
        bring(unused_url(), tmp_path / "model.glb")
    assert names(tmp_path) == []
    assert pauses == [0.5, 1.0, 2.0, 4.0]


@pytest.mark.parametrize("url", ["file:///etc/hostname", "/a.glb", "", "http://[::1", "gopher://x/", "x" * 81])
def test_what_is_no_address(url: str, tmp_path: Path) -> None:
    """A URL of no use, which would be the service's mistake, is a typed error; no local file is read."""
    with pytest.raises(DownloadFailed, match=re.escape(f"the service answered {url[:80]!r} as its")):
        bring(url, tmp_path / "model.glb")
    assert names(tmp_path) == []


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    """A folder under the file's name, or none above it, is a failed download."""
    (tmp_path / "model.glb").mkdir()
    with LoopbackServer(ranged(GLB)) as server:
        for target in (tmp_path / "model.glb", tmp_path / "missing" / "model.glb"):
            with pytest.raises(DownloadFailed, match=r"cannot be written: [^\[]+$"):
                bring(server.url, target)


def test_the_folder_is_made(tmp_path: Path) -> None:
    """Missing folders are made; a file at the folder's path is an input error."""
    assert folder_for(str(tmp_path / "a" / "b")).is_dir()
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match=r"cannot be created: [^\[]+$"):
        folder_for(tmp_path / "file" / "b")


@pytest.mark.skipif(os.name != "posix", reason="locks of POSIX")
@pytest.mark.skipif(not system.OPEN_FILES_CAN_BE_RENAMED, reason="an open file cannot be removed here")
@pytest.mark.parametrize("always", [False, True])
def test_a_partial_file_that_is_replaced(always: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A partial file that another renames while it is opened is opened again, a few times; no handle stays open."""
    handles: list[int] = []
    try_lock = system.try_lock

    def replaced(handle: int) -> bool | None:
        handles.append(handle)
        if always or len(handles) == 1:
            (tmp_path / "model.glb.part").unlink()
        return try_lock(handle)

    monkeypatch.setattr(system, "try_lock", replaced)
    if always:
        with pytest.raises(DownloadFailed, match="is replaced again and again") as caught:
            bring(unused_url(), tmp_path / "model.glb")
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.fstat(handles[-1])
        assert (caught.value.__cause__, names(tmp_path), len(handles)) == (None, [], 8)
    else:
        with LoopbackServer(ranged(GLB)) as server:
            assert bring(server.url, tmp_path / "model.glb").read_bytes() == GLB
        assert len(handles) == 2


def test_two_who_fetch_the_same_file(tmp_path: Path) -> None:
    """A file that another process is fetching into the same folder is left to it, and arrives whole."""
    halfway, refused = threading.Event(), threading.Event()

    def slowly(exchange: Exchange) -> None:
        exchange.send(response(200, GLB[:100], length=len(GLB)))
        halfway.set()
        assert refused.wait(timeout=30)
        exchange.send(GLB[100:])

    with LoopbackServer(slowly) as server, ThreadPoolExecutor(1) as pool:
        first = pool.submit(bring, server.url, tmp_path / "model.glb")
        assert halfway.wait(timeout=30)
        with pytest.raises(DownloadFailed, match="another download is writing it"):
            bring(server.url, tmp_path / "model.glb")
        refused.set()
        assert first.result().read_bytes() == GLB
    assert names(tmp_path) == ["model.glb"]
    assert len(server.seen) == 1
