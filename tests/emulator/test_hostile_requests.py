"""Requests that are broken, huge or hostile: refused in the service's form, in bounded memory, and the next is fine."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from typing import Any

import httpx
import pytest
from helpers.api import SMALL, Api, data_uri, raw
from helpers.places import ROOT
from meshwright.emulator.http import MAX_DEPTH, MAX_VALUES, TOO_LARGE

MIB = 2**20
JSON = {"content-type": "application/json"}
PATH = "/openapi/v1/image-to-3d"


def sent(api: Api, content: bytes, **headers: str) -> httpx.Response:
    return api.http.post(PATH, content=content, headers=JSON | headers)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "is not JSON"),
        (b"{", "is not JSON"),
        (b'{"image_url": \xff}', "is not JSON"),
        (b'{"image_url": "\xc3\x28"}', "is not JSON"),
        (b'{"target_polycount": NaN}', "NaN is not a number"),
        (b'{"target_polycount": -Infinity}', "-Infinity is not a number"),
        (b'{"target_polycount": 1e999}', "1e999 is not a finite number"),
        (b'{"target_polycount": ' + b"9" * 5000 + b"}", "is not JSON"),
        (rb'{"image_url": "\ud800"}', "is not JSON"),
        (rb'{"\udfff": 1}', "is not JSON"),
        (rb'[["\ud83d"]]', "is not JSON"),
        (b"[" * 100_000, f"holds more than {MAX_VALUES} values"),
        (b"[" * MAX_VALUES, "nested more than 64 deep"),
        (b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), "nested more than 64 deep"),
        (b"[" + b"{}," * MAX_VALUES + b"{}]", f"holds more than {MAX_VALUES} values"),
        (b"[]", "is not of type"),
        (b"null", "is not of type"),
        (b'"text"', "is not of type"),
        ('{"image_url": 1}'.encode("utf-16"), "image_url"),
    ],
    ids=range(19),
)
def test_bodies(shared: Api, body: bytes, message: str) -> None:
    """A body that is not JSON, not text, too deep, too large or not an object is 400 with a message."""
    response = sent(shared, body)
    assert response.status_code == 400
    assert message in response.json()["message"]
    assert shared.balance() == 100_000


def test_the_deepest_body(shared: Api) -> None:
    """Nesting up to the limit is read, and judged by the contract."""
    response = sent(shared, b'{"a":' * (MAX_DEPTH - 1) + b"1" + b"}" * (MAX_DEPTH - 1))
    assert response.json()["message"].startswith("missing parameter")


@pytest.mark.parametrize("content_type", ["text/plain", "multipart/form-data; boundary=x", "", "application/xml"])
def test_content_type(shared: Api, content_type: str) -> None:
    """Anything but JSON is named as such."""
    response = sent(shared, json.dumps(SMALL).encode(), **{"content-type": content_type})
    assert (response.status_code, response.json()) == (400, {"message": "Content-Type must be application/json"})


def test_wrong_values_of_great_size(shared: Api) -> None:
    """A wrong value of many megabytes is refused with a short sentence, at once."""
    for value in (["A" * 8 * MIB] * 4, {"a": "A" * 16 * MIB}, "A" * 32 * MIB):
        response = shared.post(body={"image_url": value})
        assert response.status_code == 400
        assert len(response.json()["message"]) < 300


def test_a_large_picture(shared: Api) -> None:
    """A body of 60 MB within the limit is taken; what is in it is judged like any other."""
    response = shared.post(body={"image_url": data_uri(b"\x00" * 45 * MIB)})
    assert response.json()["message"].startswith("image_url: invalid image format")


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_above_the_limit(shared: Api, announced: bool) -> None:
    """100 MB are refused, whether their length is announced or they come in chunks; the rest is not kept."""
    block = b"A" * MIB

    def stream() -> Any:
        for _ in range(100):
            yield block

    length = {"content-length": str(100 * MIB)} if announced else {}
    try:
        response = shared.http.post(PATH, content=stream(), headers=JSON | length)
    except httpx.WriteError:  # the server had answered and closed before all was sent
        return
    assert response.status_code == 400
    assert response.json()["message"] == TOO_LARGE.format(limit=64 * MIB)


FLOOD = """
import resource, sys, threading
import httpx
from meshwright.emulator import Emulator, Settings

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

headers = {"authorization": "Bearer msy_x", "content-type": "application/json"}
with Emulator(Settings()) as emulator:
    def post(content):
        try:
            return httpx.post(emulator.url + "/openapi/v1/image-to-3d", content=content, headers=headers, timeout=60)
        except httpx.HTTPError:
            return None
    post(b"{}")
    before = peak()
    chunks = lambda piece, count: (b"[" + piece if n == 0 else piece for n in range(count))
    for _ in range(3):
        post(chunks(b"A" * 2**20, 100))
        post(chunks(b"{}," * 2**18, 80))
        post(chunks(b"[" * 2**20, 60))
    print((peak() - before) // 1024)
"""


def test_bounded_memory() -> None:
    """Three rounds of 100 MB, of 60 MB of empty objects and of 60 MB of brackets take less than four bodies' worth."""
    done = subprocess.run([sys.executable, "-c", FLOOD], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 4 * 64


def test_a_flood_of_headers(shared: Api) -> None:
    """Headers without end, or one of a megabyte, end the connection; what comes next is served."""
    many = b"GET /openapi/v1/balance HTTP/1.1\r\nhost: x\r\n" + b"".join(b"x-%d: y\r\n" % n for n in range(200_000))
    long = b"GET /openapi/v1/balance HTTP/1.1\r\nhost: x\r\nx-long: " + b"y" * MIB
    for flood in (many, long):
        assert raw(shared, flood).partition(b"\r\n")[0] in (b"HTTP/1.1 400 Bad Request", b"")
    assert shared.get("balance").status_code == 200


@pytest.mark.parametrize(
    "content",
    [b"\x16\x03\x01\x02\x00\x01", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x00" * 1000, b"GET / HTTP/1.1\r\n\r\n"],
)
def test_what_is_no_http(shared: Api, content: bytes) -> None:
    """Bytes that are not HTTP are answered with 400 or not at all."""
    assert raw(shared, content + b"\r\n\r\n").startswith((b"HTTP/1.1 400", b"")) is True
    assert shared.get("balance").status_code == 200


def test_a_body_that_never_comes(shared: Api) -> None:
    """A client that leaves in the middle of its body leaves nothing behind, not even a line in the log."""
    head = b"POST /openapi/v1/image-to-3d HTTP/1.1\r\nhost: x\r\nauthorization: Bearer msy_x\r\n"
    with socket.create_connection(("127.0.0.1", shared.emulator.port)) as connection:
        connection.sendall(head + b"content-type: application/json\r\ncontent-length: 1000\r\n\r\n{")
    assert shared.get("image-to-3d").json() == []


def test_a_log_without_tracebacks() -> None:
    """Clients that leave early, in a body or in a stream, are nothing to write a traceback about."""
    program = """
import socket, time
import httpx
from meshwright.emulator import Clock, Emulator, Settings
from tests.helpers.api import SMALL

with Emulator(Settings(clock=Clock(rate=0))) as emulator:
    headers = {"authorization": "Bearer msy_x"}
    id = httpx.post(emulator.url + "/openapi/v1/image-to-3d", json=SMALL, headers=headers).json()["result"]
    for head in (
        b"POST /openapi/v1/image-to-3d HTTP/1.1\\r\\ncontent-type: application/json\\r\\ncontent-length: 1000\\r\\n",
        b"GET /openapi/v1/image-to-3d/%s/stream HTTP/1.1\\r\\n" % id.encode(),
    ):
        with socket.create_connection(("127.0.0.1", emulator.port)) as connection:
            connection.sendall(head + b"host: x\\r\\nauthorization: Bearer msy_x\\r\\n\\r\\n{")
            time.sleep(0.2)
    time.sleep(0.2)
"""
    root = ROOT
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=root)
    assert "Traceback" not in done.stderr


def test_no_rule_looks_behind_the_cut() -> None:
    """Long texts are judged by their beginning: no length limit of the spec lies behind it."""
    from meshwright.emulator.contract import LONGEST
    from meshwright.spec.reading import load_spec

    def limits(node: Any) -> list[int]:
        if isinstance(node, dict):
            own = [node["maxLength"]] if isinstance(node.get("maxLength"), int) else []
            return own + [limit for member in node.values() for limit in limits(member)]
        return [limit for member in node for limit in limits(member)] if isinstance(node, list) else []

    for service in ("meshy", "flighthub"):
        assert all(limit < LONGEST for limit in limits(load_spec(service)))
