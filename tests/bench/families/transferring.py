"""Large things: a model comes down, a picture goes up inside JSON, a thousand photos go to a store."""

from __future__ import annotations

import base64
import json
import os
import random
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from ..measuring import Sample, measured
from ..rows import Budget, Contender, Growth, Row
from ..samples import ID, task
from ..server import TASKS, Asked, Handler, answer, serving

MIB = 2**20
BLOCK = os.urandom(MIB)
MODEL = "/model.glb"


# Down


def model(size: int, cut: bool) -> Handler:
    """Serve one task, and its model of so many bytes, ranges too; with ``cut`` break off once after ``/begin``."""
    state = {"cuts": int(cut), "sent": 0}
    etag = 'etag: "bench"\r\naccept-ranges: bytes\r\n'

    def handle(asked: Asked) -> Any:
        if asked.path == "/begin":
            state.update(cuts=int(cut), sent=0)
        if asked.path in ("/begin", "/sent"):
            return answer(str(state["sent"]).encode())
        if asked.path != MODEL:
            host = asked.headers[b"host"].decode()
            return answer(json.dumps({**task(), "model_urls": {"glb": f"http://{host}{MODEL}"}}).encode())
        start = int(asked.headers.get(b"range", b"bytes=0-")[6:].rstrip(b"-") or 0)
        until = size
        if state["cuts"]:
            state["cuts"], until = 0, size // 2
        return lambda: _send(asked, start, until)

    async def _send(asked: Asked, start: int, until: int) -> None:
        status = f"206 Partial Content\r\ncontent-range: bytes {start}-{size - 1}/{size}" if start else "200 OK"
        head = f"HTTP/1.1 {status}\r\ncontent-length: {size - start}\r\ncontent-type: model/gltf-binary\r\n{etag}\r\n"
        asked.connection.write(head.encode())
        position = start
        while position < until:
            block = b"glTF" + BLOCK[4:] if position == 0 else BLOCK
            await asked.write(block[: until - position])
            position += min(len(block), until - position)
        state["sent"] += until - start
        if until < size:
            asked.connection.close()

    return handle


@contextmanager
def downloads(size: int, *, cut: bool = False) -> Iterator[dict[str, Any]]:
    """Serve a model and name a folder for it."""
    with tempfile.TemporaryDirectory() as folder, serving(model, size=size, cut=cut) as met:
        yield {**met, "folder": folder}


def ours_down(size: int, url: str, port: int, folder: str) -> Sample:
    """Download it as the file of a task; ``again`` is the share of its bytes that were sent a second time."""
    import httpx
    from meshwright import Meshy

    httpx.get(f"{url}/begin")
    with Meshy("msy_bench", base_url=url, rate=None) as meshy:
        handle = meshy.image_to_3d.task(ID)
        handle.get()
        with measured() as found:
            [path] = handle.download(folder, formats={"glb"})
    assert path.stat().st_size == size
    path.unlink()
    found["again"] = int(httpx.get(f"{url}/sent").text) / size - 1
    return found


def raw_down(size: int, url: str, port: int, folder: str, to_file: bool) -> Sample:
    """Receive into one buffer, to a file or to nowhere."""
    buffer = memoryview(bytearray(MIB))
    with (
        socket.create_connection(("127.0.0.1", port)) as connection,
        Path(folder, "raw").open("wb") as out,
        measured() as found,
    ):
        connection.sendall(f"GET {MODEL} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n".encode())
        left = size + len(connection.recv(MIB, socket.MSG_PEEK).partition(b"\r\n\r\n")[0]) + 4
        while left:
            count = connection.recv_into(buffer)
            left -= count
            if to_file:
                out.write(buffer[:count])
    return found


def httpx_down(size: int, url: str, port: int, folder: str, chunk: int | None) -> Sample:
    """Write what httpx yields; with ``chunk`` in pieces of this size, as PyODM does."""
    import httpx

    with (
        httpx.Client() as client,
        client.stream("GET", url + MODEL) as got,
        Path(folder, "httpx").open("wb") as out,
        measured() as found,
    ):
        out.writelines(got.iter_bytes(chunk))
    return found


# Up, inside JSON


def created() -> Handler:
    """Accept any body; answer that a task was made, with the rest of the quota."""
    said = {
        "POST": answer(b'{"result": "%s"}' % ID.encode(), status="202 Accepted"),
        "GET": answer(b'{"balance": 1000}'),
    }
    return lambda asked: said[asked.method]


@contextmanager
def picture(size: int) -> Iterator[dict[str, Any]]:
    """Write a file that begins like a PNG, and serve creates."""
    with tempfile.TemporaryDirectory() as folder, serving(created) as met:
        path = Path(folder, "picture.png")
        path.write_bytes(b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(size - 8))
        yield {**met, "path": str(path)}


def ours_create(size: int, url: str, port: int, path: str) -> Sample:
    """Create a task from the file."""
    from meshwright import Meshy

    with Meshy("msy_bench", base_url=url, rate=None) as meshy:
        create = meshy.image_to_3d.create
        return _created(lambda: create(image_url=Path(path)), lambda: create(image_url=b"\x89PNG\r\n\x1a\n"), size)


def stock_create(size: int, url: str, port: int, path: str) -> Sample:
    """Do what a user of the stock client must: read, encode, and pass one long string."""
    from stock_client.api.image_to_3d import create
    from stock_client.client import AuthenticatedClient
    from stock_client.models import CreateImageTo3D

    def call() -> None:
        text = "data:image/png;base64," + base64.b64encode(Path(path).read_bytes()).decode()
        assert create.sync(client=client, body=CreateImageTo3D(image_url=text)) is not None

    with AuthenticatedClient(base_url=url, token="msy_bench") as client:
        return _created(call, partial(client.get_httpx_client().get, "/"), size)


def raw_create(size: int, url: str, port: int, path: str) -> Sample:
    """Read, encode and send block by block over a bare socket."""
    head, tail = b'{"image_url":"data:image/png;base64,', b'"}'
    length = len(head) + len(tail) + (size + 2) // 3 * 4

    def call() -> None:
        with socket.create_connection(("127.0.0.1", port)) as connection, Path(path).open("rb") as stream:
            first = f"POST {TASKS} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: {length}\r\n\r\n"
            connection.sendall(first.encode() + head)
            while block := stream.read(3 * 2**16):
                connection.sendall(base64.b64encode(block))
            connection.sendall(tail)
            assert connection.recv(65536).startswith(b"HTTP/1.1 202")

    return _created(call, lambda: None, size)


def _created(call: Callable[[], Any], warm: Callable[[], Any], size: int) -> Sample:
    """Measure one create over an open connection, its modules imported; ``share`` is its memory as a share of the
    picture.
    """
    warm()
    with measured() as found:
        call()
    return {**found, "share": found["memory"] / size}


def _download_row(name: str, title: str, cut: bool) -> Row:
    def contender(name: str, work: Any, role: Any = "peer", **options: Any) -> Contender:
        return Contender(name, work, "core", role, options)

    return Row(
        name=name,
        title=title,
        size=256 * MIB if cut else 1024 * MIB,
        smoke=MIB,
        rounds=3,
        service=lambda size: downloads(size, cut=cut),
        contenders=(contender("ours", ours_down, "ours"),)
        if cut
        else (
            contender("ours", ours_down, "ours"),
            contender("httpx iter_bytes() + write", httpx_down, chunk=None),
            contender("httpx, 4 kB pieces as PyODM", httpx_down, chunk=4096),
            contender("raw recv to a file", raw_down, "limit", to_file=True),
            contender("raw recv to nowhere", raw_down, "limit", to_file=False),
        ),
        budgets=(Budget("again", 0.005),) if cut else (Budget("cpu", 1.15, of="httpx iter_bytes() + write"),),
        growth=None if cut else Growth("bytes", (10 * MIB, 100 * MIB, 1000 * MIB)),
        note="The service breaks the connection at half and counts what it sends."
        if cut
        else "Ours also asks for the task, checks length and first bytes, and flushes to the disk before the rename.",
    )


ROWS = (
    _download_row("download", "Download 1 GiB to a file", cut=False),
    _download_row("resume", "Download 256 MiB over a connection that breaks at half", cut=True),
    Row(
        name="create",
        quick=2,
        title="Create from a local picture of 20 MB",
        size=20 * 10**6,
        smoke=10**5,
        rounds=7,
        service=picture,
        contenders=(
            Contender("ours", ours_create, role="ours"),
            Contender("stock generated client", stock_create, "stock"),
            Contender("raw socket", raw_create, role="limit"),
        ),
        budgets=(Budget("cpu", 0.4, of="stock generated client"), Budget("share", 0.1)),
        growth=Growth("bytes", (10**6, 10**7, 10**8)),
        note="The stock client's users read the picture, encode it and pass one long string.",
    ),
)
