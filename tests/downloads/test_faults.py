"""The fault matrix of downloads: a file host that does what no well-behaved one does, row by row.

In every row the file is whole under its name, or there is an error and no file of that name.
"""

from __future__ import annotations

import gzip
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from attrs import field, frozen
from helpers.file_hosts import bring, cut, names, ranged
from helpers.loopback import Answer, Exchange, LoopbackServer, answering, in_turn, response
from hypothesis import given, settings
from hypothesis import strategies as st
from meshwright.downloads.redirects import redirected
from meshwright.errors import DownloadFailed

pytestmark = pytest.mark.usefixtures("no_certificates")


def glb(size: int = 4000) -> bytes:
    """Write a GLB that names its own length, of bytes that hardly compress."""
    return b"glTF" + struct.pack("<II", 2, size) + random.Random(1).randbytes(size - 12)


def zipped(size: int = 3000) -> bytes:
    """Write an archive of one file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("model.obj", random.Random(2).randbytes(size))
    return packed.getvalue()


def fbx() -> bytes:
    """Write a binary FBX of two empty nodes."""
    head = b"Kaydara FBX Binary  \0\x1a\0" + struct.pack("<I", 7400)
    nodes = b""
    for name in (b"Objects", b"Connections"):
        end = len(head) + len(nodes) + 13 + len(name) + 900
        nodes += struct.pack("<IIIB", end, 0, 0, len(name)) + name + bytes(900)
    return head + nodes + bytes(13) + b"footer"


WHOLE = glb()
OTHER = glb(4004)
ONE: dict[str, str] = {"etag": '"one"'}
GZIP: dict[str, str] = {"content_encoding": "gzip"}
PACKED = gzip.compress(WHOLE)


def piece(start: int, end: int, total: object = len(WHOLE), **headers: str) -> bytes:
    """Answer with a range of the file."""
    content_range = f"bytes {start}-{end - 1}/{total}"
    return response(206, WHOLE[start:end], **{**ONE, "content_range": content_range, **headers})


def old(content: bytes, **headers: str) -> bytes:
    """Answer as HTTP/1.0: no length, the end of the connection is the end of the file."""
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(["HTTP/1.0 200 OK", *lines]).encode() + b"\r\n\r\n" + content


def pieces(size: int) -> Answer:
    """Serve ranges of this size at most, and the first 1,000 bytes to a request without a range."""

    def answer(exchange: Exchange) -> None:
        asked = exchange.headers.get("range")
        if asked is None:
            exchange.send(response(200, WHOLE[:1000], length=len(WHOLE), **ONE))
        else:
            start = int(asked.removeprefix("bytes=").rstrip("-"))
            exchange.send(piece(start, min(start + size, len(WHOLE))))

    return answer


@frozen(eq=False)
class Row:
    """One row: what the host does, and how many requests it sees before the file is whole; 0 if it never is."""

    name: str
    answer: Answer
    requests: int
    whole: bytes = field(default=WHOLE, repr=False)
    file: str = "model.glb"


def after_a_cut(name: str, answer: bytes, requests: int = 3) -> Row:
    """Make a row in which the file is cut, then an odd rest comes, then the host behaves."""
    return Row(name, in_turn(cut(WHOLE, 1000, **ONE), answering(answer), ranged(WHOLE)), requests)


def cut_off(name: str, whole: bytes, file: str, kept: int) -> list[Row]:
    """Make rows in which a file arrives cut, though the transfer looks whole, once and always."""
    short = answering(response(200, whole[:kept]))
    return [
        Row(f"{name}, once", in_turn(short, ranged(whole)), 2, whole, file),
        Row(f"{name}, always", short, 0, whole, file),
    ]


ROWS = [
    # ranges
    Row("ranges shorter than asked", pieces(700), 6),
    Row("ranges of one byte fewer", pieces(2999), 3),
    after_a_cut("a rest whose total is unknown", piece(1000, len(WHOLE), "*")),
    after_a_cut("a rest of another total", piece(1000, len(WHOLE), len(WHOLE) + 9)),
    after_a_cut("a rest that ends behind the total", piece(1000, len(WHOLE), 2000)),
    after_a_cut("a rest of another start", piece(900, len(WHOLE))),
    after_a_cut("a rest that ends before it starts", response(206, b"", **ONE, content_range="bytes 1000-999/4000")),
    after_a_cut("a rest in another unit", response(206, WHOLE[1000:], **ONE, content_range="lines 1000-3999/4000")),
    after_a_cut("a rest without a place", response(206, WHOLE[1000:], **ONE)),
    after_a_cut(
        "a rest of 400 digits", response(206, WHOLE[1000:], **ONE, content_range=f"bytes 1000-{'9' * 400}/4000")
    ),
    after_a_cut("parts of several ranges", response(206, b"--x\r\n", "multipart/byteranges; boundary=x", **ONE)),
    after_a_cut("a rest of another edition", piece(1000, len(WHOLE), etag='"two"')),
    after_a_cut("a rest that is compressed", piece(1000, len(WHOLE), content_encoding="gzip")),
    after_a_cut("a range that cannot be satisfied", response(416, content_range="bytes */4000")),
    after_a_cut(
        "a rest longer than its range", response(206, WHOLE[1000:], **ONE, content_range="bytes 1000-1999/4000")
    ),
    Row("a range though none was asked for", in_turn(answering(piece(0, 100)), ranged(WHOLE)), 2),
    Row("a rest cut in its turn", in_turn(*(cut(WHOLE, 1000, **ONE),) * 2, ranged(WHOLE)), 3),
    # lengths
    Row("a length shorter than the file", in_turn(answering(response(200, WHOLE, length=900)), ranged(WHOLE)), 2),
    Row("a length shorter than the file, always", answering(response(200, WHOLE, length=900)), 0),
    Row(
        "a length shorter than the file, with an edition",
        in_turn(answering(response(200, WHOLE, length=900, **ONE)), ranged(WHOLE)),
        3,
    ),
    Row("a length longer than the file", in_turn(answering(response(200, WHOLE, length=5000)), ranged(WHOLE)), 2),
    Row("HTTP/1.0, whole", answering(old(WHOLE)), 1),
    Row("HTTP/1.0, cut", in_turn(answering(old(WHOLE[:2000])), ranged(WHOLE)), 2),
    Row("HTTP/1.0, cut, with an edition", in_turn(answering(old(WHOLE[:2000], **ONE)), ranged(WHOLE)), 2),
    Row("HTTP/1.0, always cut", answering(old(WHOLE[:2000])), 0),
    Row("cut in the first bytes", in_turn(answering(response(200, WHOLE[:7])), ranged(WHOLE)), 2),
    # compression
    Row("gzip, whole", answering(response(200, PACKED, **GZIP)), 1),
    Row("gzip, cut", in_turn(answering(response(200, PACKED[:2000], **GZIP)), ranged(WHOLE)), 2),
    Row("gzip without its checksum", in_turn(answering(response(200, PACKED[:-8], **GZIP)), ranged(WHOLE)), 2),
    Row("gzip, always cut", answering(response(200, PACKED[:2000], **GZIP)), 0),
    Row("gzip, cut, HTTP/1.0", in_turn(answering(old(PACKED[:2000], **GZIP)), ranged(WHOLE)), 2),
    Row("gzip with a false checksum", answering(response(200, PACKED[:-8] + bytes(8), **GZIP)), 0),
    Row(
        "gzip in two members",
        answering(response(200, gzip.compress(WHOLE[:900]) + gzip.compress(WHOLE[900:]), **GZIP)),
        1,
    ),
    Row("gzip and padding", answering(response(200, PACKED + bytes(100), **GZIP)), 1),
    Row("gzip in name only", answering(response(200, WHOLE, **GZIP)), 0),
    Row("deflate, whole", answering(response(200, zlib.compress(WHOLE), content_encoding="deflate")), 1),
    Row(
        "deflate without a header", answering(response(200, zlib.compress(WHOLE)[2:-4], content_encoding="deflate")), 1
    ),
    Row("deflate, cut", answering(response(200, zlib.compress(WHOLE)[:2000], content_encoding="deflate")), 0),
    Row("brotli, though not asked for", answering(response(200, b"\x0b\x02\x80", content_encoding="br")), 0),
    Row("compressed twice", answering(response(200, gzip.compress(PACKED), content_encoding="gzip, gzip")), 0),
    Row("an encoding that is none", answering(response(200, WHOLE, content_encoding="aws-chunked")), 1),
    # formats that mark their end
    *cut_off("an archive", zipped(), "model.usdz", 2000),
    *cut_off("an archive of 3MF", zipped(), "model.3mf", 2900),
    *cut_off("a large archive", zipped(200_000), "model.usdz", 200_000),
    *cut_off("an FBX", fbx(), "model.fbx", 1500),
    *cut_off("a GLB", WHOLE, "model.glb", 3999),
    Row("an FBX, whole", answering(old(fbx())), 1, fbx(), "model.fbx"),
    Row("a glTF, cut", answering(old(b'{"asset": {"version": "2.0"}, ')), 0, b"", "model.gltf"),
    # statuses
    *(
        Row(f"HTTP {status}", answering(response(status, WHOLE)), 0)
        for status in (201, 202, 204, 205, 300, 304, 400, 407)
    ),
    Row("HTTP 203", answering(response(203, WHOLE)), 1),
    *(Row(f"HTTP {status}", in_turn(answering(response(status)), ranged(WHOLE)), 2) for status in (408, 429, 500, 503)),
    # changes
    Row("another edition after a cut", in_turn(cut(WHOLE, 1000, **ONE), ranged(OTHER, '"two"')), 2, OTHER),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_row(row: Row, tmp_path: Path) -> None:
    """The file is whole, or there is an error that names it and no file."""
    target = tmp_path / row.file
    with LoopbackServer(row.answer) as server:
        if row.requests:
            assert bring(server.url, target).read_bytes() == row.whole
            assert len(server.seen) == row.requests
            assert names(tmp_path) == [row.file]
        else:
            with pytest.raises(DownloadFailed, match=r"model|compressed"):
                bring(server.url, target)
            assert not target.exists()


@pytest.mark.parametrize(
    "answer",
    [piece(0, 100), response(206, b"", **ONE, content_range="bytes 1000-3999/4000")],
    ids=["always the beginning", "never a byte"],
)
def test_a_host_that_never_goes_on(answer: bytes, tmp_path: Path) -> None:
    """Ranges that add nothing to the file are breaks: the host is given up after five."""
    host = in_turn(cut(WHOLE, 1000, **ONE), *(answering(answer),) * 20, ranged(WHOLE))
    with LoopbackServer(host) as server, pytest.raises(DownloadFailed, match="broke off 5 times"):
        bring(server.url, tmp_path / "model.glb")


def test_a_rest_that_does_not_end(tmp_path: Path) -> None:
    """More bytes than a range has are not written: the connection is closed, and the partial file dropped."""
    sent = []

    def flood(exchange: Exchange) -> None:
        exchange.send(response(206, length=-1, **ONE, content_range="bytes 1000-1999/4000"))
        for block in [bytes(2**16)] * 1000:
            exchange.send(block)
            sent.append(block)

    with LoopbackServer(in_turn(cut(WHOLE, 1000, **ONE), flood, ranged(WHOLE))) as server:
        assert bring(server.url, tmp_path / "model.glb").read_bytes() == WHOLE
    assert [request.headers.get("range") for request in server.seen] == [None, "bytes=1000-", None]
    assert len(sent) < 1000


numbers = st.integers(0, len(WHOLE) + 50)
etags = st.sampled_from(['"one"', '"two"', 'W/"one"', ""])


def odd_range(start: int, end: int, first: int, last: int, total: int, etag: str) -> bytes:
    """Answer with one range and declare another."""
    return response(206, WHOLE[start:end], etag=etag, content_range=f"bytes {first}-{last}/{total}")


answers = st.one_of(
    st.builds(lambda end, etag: response(200, WHOLE[:end], length=len(WHOLE), etag=etag), numbers, etags),
    st.builds(lambda end, etag: response(200, WHOLE[:end], etag=etag), numbers, etags),
    st.builds(lambda end, etag: old(WHOLE[:end], etag=etag), numbers, etags),
    st.builds(lambda end: response(200, PACKED[:end], **GZIP), numbers),
    st.builds(odd_range, numbers, numbers, numbers, numbers, numbers, etags),
    st.builds(lambda start, end, etag: piece(start, max(start + 1, end), etag=etag), numbers, numbers, etags),
    st.sampled_from([response(416), response(503), response(404), b"", response(302, location="/again")]),
)


@given(st.lists(answers, max_size=8), st.booleans())
@settings(max_examples=25, deadline=None)
def test_whatever_a_host_answers(replies: list[bytes], behaves: bool) -> None:
    """Any sequence of cuts, ranges, lengths and editions ends in the whole file or in an error without one."""
    last = ranged(WHOLE) if behaves else answering(response(503))
    with TemporaryDirectory() as folder, LoopbackServer(in_turn(*map(answering, replies), last)) as server:
        target = Path(folder, "model.glb")
        for _ in range(3):  # a later process goes on
            try:
                assert bring(server.url, target).read_bytes() == WHOLE
            except DownloadFailed:
                assert not target.exists()
            else:
                break


TAGS = {
    "NUL bytes": b"\0\0\0",
    "not UTF-8": b"\xff\xfe",
    "a line end": b'"one"\r\n',
    "two lines": b'"one"\nx-injected: 1',
    "a weak one": b'W/"one"',
    "not quoted": b"one",
    "nothing": b"",
    "a megabyte": b'"' + b"a" * 2**20 + b'"',
    "a quote inside": b'"o"ne"',
}


@pytest.mark.parametrize("tag", TAGS)
def test_a_damaged_tag_counts_as_none(tag: str, tmp_path: Path) -> None:
    """The file is fetched from its beginning, and nothing of the tag reaches the host."""
    (tmp_path / "model.glb.part").write_bytes(b"x" * 300)
    (tmp_path / "model.glb.part.etag").write_bytes(TAGS[tag])
    with LoopbackServer(ranged(WHOLE)) as server:
        assert bring(server.url, tmp_path / "model.glb").read_bytes() == WHOLE
    assert [request.headers.get("range") for request in server.seen] == [None]
    assert names(tmp_path) == ["model.glb"]


def test_a_folder_in_the_place_of_a_tag(tmp_path: Path) -> None:
    """A folder where the tag belongs is left alone; the file arrives without one."""
    (tmp_path / "model.glb.part.etag").mkdir()
    with LoopbackServer(in_turn(cut(WHOLE, 1000, **ONE), ranged(WHOLE))) as server:
        assert bring(server.url, tmp_path / "model.glb").read_bytes() == WHOLE
    assert all("range" not in request.headers for request in server.seen)


def test_a_partial_file_of_another_source_is_not_continued(tmp_path: Path) -> None:
    """Two files of one name and one ETag, of different tasks, are never mixed."""
    with (
        LoopbackServer(in_turn(cut(OTHER, 1000, **ONE), answering(response(503)))) as server,
        pytest.raises(DownloadFailed),
    ):
        bring(server.url, tmp_path / "model.glb", source="task one")
    with LoopbackServer(ranged(WHOLE)) as server:
        assert bring(server.url, tmp_path / "model.glb", source="task two").read_bytes() == WHOLE
    assert [request.headers.get("range") for request in server.seen] == [None]


# Links


def link(path: Path, victim: Path) -> None:
    path.symlink_to(victim)


def hard_link(path: Path, victim: Path) -> None:
    path.hardlink_to(victim)


def chain(path: Path, victim: Path) -> None:
    (path.parent / "between").symlink_to(victim)
    path.symlink_to(path.parent / "between")


@pytest.mark.parametrize("make", [link, hard_link, chain])
@pytest.mark.parametrize("name", ["model.glb.part", "model.glb.part.etag"])
@pytest.mark.parametrize(
    "answer", [ranged(WHOLE), in_turn(cut(WHOLE, 1000, **ONE), ranged(WHOLE))], ids=["whole", "cut"]
)
def test_a_link_is_never_followed(
    make: Callable[[Path, Path], None], name: str, answer: Answer, tmp_path: Path
) -> None:
    """A link in the place of a helper file is removed; what it leads to is not read and not written."""
    (victim := tmp_path / "precious").write_bytes(b'"one"')
    (folder := tmp_path / "out").mkdir()
    make(folder / name, victim)
    with LoopbackServer(answer) as server:
        path = bring(server.url, folder / "model.glb")
    assert path.read_bytes() == WHOLE
    assert not path.is_symlink()
    assert victim.read_bytes() == b'"one"'
    assert "range" not in server.seen[0].headers


@pytest.mark.parametrize("name", ["model.glb.part", "model.glb.part.etag"])
def test_a_dangling_link_makes_no_file(name: str, tmp_path: Path) -> None:
    """A link to nothing does not make what it leads to."""
    (folder := tmp_path / "out").mkdir()
    (folder / name).symlink_to(tmp_path / "new")
    with LoopbackServer(ranged(WHOLE)) as server:
        assert bring(server.url, folder / "model.glb").read_bytes() == WHOLE
    assert names(tmp_path) == ["out"]


def test_the_name_itself_may_be_a_link(tmp_path: Path) -> None:
    """A link under the file's own name is replaced, not followed."""
    (tmp_path / "precious").write_bytes(b"precious")
    (tmp_path / "model.glb").symlink_to(tmp_path / "precious")
    with LoopbackServer(ranged(WHOLE)) as server:
        assert not bring(server.url, tmp_path / "model.glb").is_symlink()
    assert (tmp_path / "precious").read_bytes() == b"precious"


def test_a_folder_in_the_place_of_the_partial_file(tmp_path: Path) -> None:
    """A folder there is named and left alone, and nothing is requested."""
    (tmp_path / "model.glb.part").mkdir()
    with LoopbackServer(ranged(WHOLE)) as server:
        with pytest.raises(DownloadFailed, match=r"model\.glb\.part is not a regular file"):
            bring(server.url, tmp_path / "model.glb")
        assert server.seen == []


def test_a_partial_file_that_is_replaced_meanwhile(tmp_path: Path) -> None:
    """Another file that was put in the place of the partial one does not get the name."""

    def swap(exchange: Exchange) -> None:
        part = tmp_path / "model.glb.part"
        part.unlink()
        part.write_bytes(b"glTF something else")
        exchange.send(response(200, WHOLE))

    with LoopbackServer(swap) as server, pytest.raises(DownloadFailed, match="was replaced while it was being written"):
        bring(server.url, tmp_path / "model.glb")
    assert not (tmp_path / "model.glb").exists()


# Redirects


def to(location: str, status: int = 302, **headers: str) -> Answer:
    """Redirect."""
    return answering(response(status, location=location, **headers))


def at_paths(**answers: Answer) -> Answer:
    """Answer by the path without its slash and query."""
    return lambda exchange: answers[exchange.path.strip("/").partition("?")[0]](exchange)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(status: int, tmp_path: Path) -> None:
    """To another host, by GET, without any header but those that a file needs."""
    with LoopbackServer(ranged(WHOLE)) as other:
        redirect = to(f"{other.url}/b?Signature=x#part", status, set_cookie="session=1")
        with LoopbackServer(redirect) as server:
            assert bring(server.url, tmp_path / "model.glb").read_bytes() == WHOLE
    (request,) = other.seen
    assert (request.method, request.path) == ("GET", "/b?Signature=x")
    assert not {"authorization", "cookie", "referer"} & set(request.headers)


@pytest.mark.parametrize("location", ["/b", "b", "//{host}/b", "{url}/b", "?x=1", "./b", "/b#fragment"])
def test_a_location_may_be_relative(location: str, tmp_path: Path) -> None:
    """A location is read from where it was given."""

    def answer(exchange: Exchange) -> None:
        here = exchange.headers["host"]
        if exchange.path == "/a":
            to(location.format(host=here, url=f"http://{here}"))(exchange)
        else:
            ranged(WHOLE)(exchange)

    with LoopbackServer(answer) as server:
        assert bring(f"{server.url}/a", tmp_path / "model.glb").read_bytes() == WHOLE


def test_a_rest_is_asked_for_where_the_redirect_leads(tmp_path: Path) -> None:
    """Range and If-Range go along."""
    hosts = at_paths(a=to("/b"), b=in_turn(cut(WHOLE, 1000, **ONE)), c=ranged(WHOLE))
    with LoopbackServer(in_turn(hosts, cut(WHOLE, 1000, **ONE), to("/c"), ranged(WHOLE))) as server:
        assert bring(f"{server.url}/a", tmp_path / "model.glb").read_bytes() == WHOLE
    assert server.seen[-1].headers["range"] == "bytes=1000-"
    assert server.seen[-1].headers["if-range"] == '"one"'


@pytest.mark.parametrize(("hops", "arrives"), [(3, True), (4, False)])
def test_three_redirects_and_no_more(hops: int, arrives: bool, tmp_path: Path) -> None:
    """A chain of three is followed; a longer one, and a circle, is an error after four requests."""
    with LoopbackServer(in_turn(*(to(f"/{hop}") for hop in range(hops)), ranged(WHOLE))) as server:
        if arrives:
            assert bring(server.url, tmp_path / "model.glb").read_bytes() == WHOLE
        else:
            with pytest.raises(DownloadFailed, match="redirects more than 3 times"):
                bring(server.url, tmp_path / "model.glb")
        assert len(server.seen) == 4


@pytest.mark.parametrize("status", [403, 404, 410])
def test_expired_behind_a_redirect(status: int, tmp_path: Path) -> None:
    """It is the URL that has expired."""
    with (
        LoopbackServer(in_turn(to("/b"), answering(response(status)))) as server,
        pytest.raises(DownloadFailed, match=f"HTTP {status}; the URL has expired"),
    ):
        bring(server.url, tmp_path / "model.glb")


@pytest.mark.parametrize("location", ["", " ", "file:///etc/passwd?Signature=secret", "data:,secret", "http://[secret"])
def test_a_redirect_to_no_host_is_not_followed(location: str, tmp_path: Path) -> None:
    """There is no file, and the error does not quote the location."""
    with LoopbackServer(to(location)) as server:
        with pytest.raises(DownloadFailed, match=r"not followed|cannot be read") as caught:
            bring(server.url, tmp_path / "model.glb")
        assert "secret" not in str(caught.value)
    assert names(tmp_path) == []


# No server: these addresses are never to be asked
HERE = "http://127.0.0.1:8000/a"
PUBLIC = "https://files.example/a?Signature=x"


@pytest.mark.parametrize(
    ("url", "location", "target"),
    [
        (PUBLIC, "/b", "https://files.example/b"),
        (PUBLIC, "https://cdn.example/b?Signature=y", "https://cdn.example/b?Signature=y"),
        (PUBLIC, "//cdn.example/b", "https://cdn.example/b"),
        (PUBLIC, "https://93.184.216.34/b", "https://93.184.216.34/b"),
        (PUBLIC, "https://[2606:2800:220:1::1]/b", "https://[2606:2800:220:1::1]/b"),
        ("http://files.example/a", "https://files.example/a", "https://files.example/a"),
        ("https://10.0.0.5/a", "https://10.0.0.6/b", "https://10.0.0.6/b"),
        (HERE, "http://localhost:9/b", "http://localhost:9/b"),
        (HERE, "http://[::1]:9/b", "http://[::1]:9/b"),
        (HERE, "https://cdn.example/b", "https://cdn.example/b"),
    ],
)
def test_where_a_redirect_may_lead(url: str, location: str, target: str) -> None:
    """To https, and from this machine to this machine."""
    assert redirected(url, location) == target


@pytest.mark.parametrize(
    "location",
    [
        *("http://cdn.example/b", "http://files.example/a", "//u:p@cdn.example/b", "https://u@cdn.example/"),
        *("ftp://cdn.example/b", "javascript:1", "https://cdn.example:0/", "https://cdn.example:99999/"),
        *("https://127.0.0.1/", "https://localhost/", "https://LOCALHOST./", "https://a.localhost/", "https://[::1]/"),
        *("https://10.0.0.5/", "https://192.168.1.1/", "https://169.254.169.254/latest", "https://172.16.0.1/"),
        *(
            "https://[fd00::1]/",
            "https://[fe80::1%25eth0]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[64:ff9b::7f00:1]/",
        ),
        *("https://[2002:7f00:1::]/", "https://0.0.0.0/", "https://2130706433/", "https://0x7f.1/", "https://127.1/"),
        *("https://printer.local/", "https://metadata.google.internal/", "http://127.0.0.1:8000/b"),
    ],
)
def test_where_a_redirect_may_not_lead(location: str) -> None:
    """From a public address neither to one without TLS nor inwards; the error does not quote where."""
    with pytest.raises(DownloadFailed, match="this is not followed") as caught:
        redirected(PUBLIC, location)
    assert location not in str(caught.value)


def test_a_long_scheme_is_cut() -> None:
    """The error names at most 20 characters of it."""
    with pytest.raises(DownloadFailed, match=f"redirects to {'x' * 20}:; this is not followed"):
        redirected(PUBLIC, f"{'x' * 30}://cdn.example/b")


def test_from_this_machine_not_to_another_without_tls() -> None:
    """Only this machine itself is asked without TLS."""
    with pytest.raises(DownloadFailed, match="without TLS"):
        redirected(HERE, "http://192.168.1.1/b")
