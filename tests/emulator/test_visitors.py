"""Who may ask: own names and addresses on every path of every service, and no page of the web."""

from __future__ import annotations

import select
import socket
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest
from helpers.api import SMALL, Api, data_uri, picture, raw
from meshwright import InputError
from meshwright.cli.app import app
from meshwright.emulator import Clock, Emulator, Settings

pytestmark = pytest.mark.usefixtures("no_certificates")
UUID = "018a210d-8ba4-405c-b111-1f1776f7f578"
PATHS = (
    ("GET", "/"),
    ("GET", "/_emulator/page/page.js"),
    ("GET", "/_emulator/state"),
    ("POST", "/_emulator/reset"),
    ("GET", "/openapi/v1/balance"),
    ("GET", "/openapi/v1/image-to-3d"),
    ("GET", f"/openapi/v1/image-to-3d/{UUID}/stream"),
    ("POST", "/openapi/v1/image-to-3d"),
    ("DELETE", f"/openapi/v1/resize/{UUID}"),
    ("GET", f"/files/{UUID}/model.glb"),
    ("GET", "/openapi/v0.1/open_model/models/running"),
    ("POST", "/openapi/v0.1/open_model/models/reconstruction/start"),
    ("PUT", "/meshwright-emulator/key"),
    ("GET", "/nowhere"),
    ("OPTIONS", "/openapi/v1/balance"),
    ("HEAD", "/"),
)
FOREIGN = (
    "evil.example",
    "evil.example:8765",
    "EVIL.EXAMPLE",
    "evil.example.",
    "127.0.0.1.evil.example",
    "127.0.0.1.nip.io:8765",
    "localhost.evil.example",
    "evil-localhost.com",
    "notlocal.com",
    "user@127.0.0.1",
    "evil.example\\@localhost",
    "evil.example/@localhost",
    "127.0.0.1:8765, evil.example",
    "127.0.0.1:99999",
    "127.0.0.1:x",
    "127.0.0.1:-1",
    "[::1",
    "::1",
    "[evil.example]",
    "[",
    "127.0.0.1#",
    "\xe4vil.example",
    "http://127.0.0.1",
)
OWN = (
    "127.0.0.1",
    "127.0.0.1:8765",
    "127.0.0.1:80",
    "127.0.0.1:",
    "[::1]:8765",
    "[::FFFF:127.0.0.1]",
    "192.168.1.7:8765",
    "localhost",
    "LocalHost:3000",
    "localhost.",
    "app.localhost",
    "emulator",
    "my_service:8765",
    "host.docker.internal:8765",
    "printer.local",
)


def ask(api: Api, method: str, path: str, *lines: str, version: str = "1.1") -> int:
    """Send a request with these header lines alone and return the status of the answer."""
    head = [f"{method} {path} HTTP/{version}", "connection: close", "content-length: 0", *lines]
    text = "\r\n".join(head) + "\r\nauthorization: Bearer msy_x\r\nx-user-token: emulator\r\n\r\n"
    return int(raw(api, text.encode("latin-1")).split(b" ")[1])


@pytest.mark.parametrize("host", FOREIGN)
def test_foreign_names(shared: Api, host: str) -> None:
    """Under a name that others can register, or that is malformed, no path of any service answers."""
    for method, path in PATHS:
        assert ask(shared, method, path, f"host: {host}") in (400, 403), (method, path)


@pytest.mark.parametrize("host", OWN)
def test_own_names(shared: Api, host: str) -> None:
    """Addresses, local names, and names of one word, as containers have, are answered, with any port."""
    for path in ("/", "/openapi/v1/balance", "/_emulator/state", "/openapi/v0.1/open_model/models/running"):
        assert ask(shared, "GET", path, f"host: {host}") == 200, path


def test_how_many_hosts(shared: Api) -> None:
    """A request has one Host header; only HTTP/1.0, which browsers do not use, may have none."""
    own = f"host: 127.0.0.1:{shared.emulator.port}"
    assert ask(shared, "GET", "/openapi/v1/balance", own, "host: evil.example") == 400
    assert ask(shared, "GET", "/openapi/v1/balance", "host: evil.example", own) == 400
    assert ask(shared, "GET", "/openapi/v1/balance", own, own) == 400
    assert ask(shared, "GET", "/openapi/v1/balance") == 400
    assert ask(shared, "GET", "/openapi/v1/balance", "host:") == 403
    assert ask(shared, "GET", "/openapi/v1/balance", version="1.0") == 200
    assert ask(shared, "GET", "/openapi/v1/balance", "host: evil.example", version="1.0") == 403


@pytest.mark.parametrize(
    ("target", "host", "status"),
    [
        ("http://evil.example/openapi/v1/balance", "127.0.0.1", 403),
        ("HTTP://EVIL.EXAMPLE:80/openapi/v1/balance", "127.0.0.1", 403),
        ("http://127.0.0.1/openapi/v1/balance", "evil.example", 200),
        ("http://localhost:1/openapi/v1/balance", "localhost", 200),
        ("http://user@localhost/openapi/v1/balance", "localhost", 403),
    ],
)
def test_absolute_targets(shared: Api, target: str, host: str, status: int) -> None:
    """The host in the request's target takes the place of the Host header, as RFC 9112 has it."""
    assert ask(shared, "GET", target, f"host: {host}") == status


def test_names_that_are_allowed(started: Any) -> None:
    """A name that the user allows, and the one it listens under, is answered in any case; no other is."""
    api = started(allowed_hosts=("Build.Example.COM.", "[2001:db8::1]"))
    assert ask(api, "GET", "/openapi/v1/balance", "host: build.example.com:8765") == 200
    assert ask(api, "GET", "/openapi/v1/balance", "host: other.example.com:8765") == 403
    named = Emulator(Settings(), "Mesh.Example.com")
    assert named._names() == ("mesh.example.com",)


@pytest.mark.parametrize("name", ["http://x.example", "x.example:80", "", "*", "x.example/", "a b", "[::1]:80"])
def test_names_that_cannot_be_allowed(name: str) -> None:
    """A value that is not only a host name is refused at once, in Python and on the command line."""
    with pytest.raises(ValueError, match="is not a host name"):
        Settings(allowed_hosts=(name,))
    with pytest.raises(InputError, match="is not a host name"):
        app.main(["emulator", "--port", "0", "--allow-host", name], standalone_mode=False)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://127.0.0.1.evil.example"},
        {"origin": "null"},
        {"origin": "http://["},
        {"origin": "file://"},
        {"origin": "chrome-extension://abcdef"},
        {"sec-fetch-site": "cross-site"},
    ],
)
def test_pages_of_the_web_change_nothing(started: Any, headers: dict[str, str]) -> None:
    """A page of the web changes nothing at any service, even where calls from browsers are allowed."""
    api = started(cors_403=False)
    for method, path in PATHS:
        if method in ("POST", "PUT", "DELETE"):
            answered = api.http.request(method, path, json=SMALL, headers={"x-user-token": "emulator", **headers})
            assert answered.status_code == 403, (method, path)
    assert api.get("image-to-3d").json() == []
    own = {"origin": "http://localhost:3000", "sec-fetch-site": "cross-site"}
    assert api.post(headers=own).status_code == 202


def test_files_are_no_pages(shared: Api) -> None:
    """Files are sent with nosniff and a policy that lets nothing run; all but pictures are to be saved."""
    guided = {**SMALL, "should_texture": True, "texture_image_url": data_uri(picture())}
    task = shared.done(body=guided)
    urls = [task["thumbnail_url"], task["texture_image_url"], task["model_urls"]["glb"]]
    for url in urls:
        headers = httpx.get(url).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-security-policy"] == "default-src 'none'; sandbox"
    types = [httpx.get(url).headers["content-type"] for url in urls]
    assert types[:2] == ["image/png", "image/png"]
    assert ["content-disposition" in httpx.get(url).headers for url in urls] == [False, False, True]


@pytest.mark.parametrize("name", ["page.html", "x.svg", "x.xhtml", "x.js", "x.txt", "x.css", "x.obj", "unknown"])
def test_no_type_that_runs(tmp_path: Path, name: str) -> None:
    """A file of any name is served so that a browser does not run it or show it as a page."""
    from meshwright.emulator.http import served_file

    (tmp_path / name).write_bytes(b"<script>alert(1)</script>")
    response = served_file(tmp_path / name)
    assert not response.media_type.startswith(("text/", "image/"))
    assert response.headers["content-disposition"].startswith("attachment")


# ------------------------------------------------------------------------------------------------ requests that drag on
HEAD = b"POST /openapi/v1/image-to-3d HTTP/1.1\r\nhost: x\r\nauthorization: Bearer msy_x\r\n"
BODY = HEAD + b"content-type: application/json\r\ncontent-length: 1000\r\n\r\n"


@pytest.mark.parametrize("begun", [b"", b"G", HEAD, BODY, BODY + b"{", b"GET / HTTP/1.1\r\nhost: x\r\n\r\nGE"])
@pytest.mark.parametrize("slow", [False, True])
def test_requests_that_do_not_arrive(started: Any, begun: bytes, slow: bool) -> None:
    """A head or a body that stalls, or arrives byte by byte, ends its connection; others are still served."""
    api = started(request_seconds=0.2)
    with socket.create_connection(("127.0.0.1", api.emulator.port), timeout=0.05) as connection:
        connection.sendall(begun)
        ended = False
        for _ in range(600):
            try:
                if slow and begun:
                    connection.sendall(b"x")
                ended = connection.recv(65536) == b""
            except TimeoutError:
                continue
            except ConnectionError:
                ended = True
            if ended:
                break
        assert ended
    assert api.get("balance").status_code == 200


def test_a_body_that_arrives_slowly(started: Any) -> None:
    """A body has more time the longer it is: what comes at a usable pace is taken."""
    api = started(request_seconds=0.2)
    head = HEAD + b"content-type: application/json\r\nconnection: close\r\ncontent-length: 1000002\r\n\r\n"
    with socket.create_connection(("127.0.0.1", api.emulator.port), timeout=60) as connection:
        connection.sendall(head + b" " * 1_000_000)  # worth a minute
        threading.Event().wait(1.5)  # several looks later
        connection.sendall(b"{}")
        assert connection.recv(65536).startswith(b"HTTP/1.1 400 ")  # it has no picture


def test_unfinished_bodies_in_sum(started: Any) -> None:
    """Many unfinished bodies take no more memory than one may: beyond the sum 429, and once they end room again."""
    api = started(max_bodies=300_000, request_seconds=60.0)
    head = HEAD + b"content-type: application/json\r\ncontent-length: 1000000\r\n\r\n"
    held = [socket.create_connection(("127.0.0.1", api.emulator.port), timeout=60) for _ in range(4)]
    for connection in held:
        connection.sendall(head + b" " * 100_000)
    assert select.select(held, [], [], 60)[0]
    refused = [connection for connection in held if _answered(connection)]
    assert 1 <= len(refused) < 4
    for connection in held:
        connection.close()
    while api.emulator.meshy.closing or api.post().status_code == 429:
        pass
    assert api.post().status_code == 202


def _answered(connection: socket.socket) -> bool:
    connection.settimeout(1.0)
    try:
        return connection.recv(12) == b"HTTP/1.1 429"
    except TimeoutError:
        return False


def test_a_listener_open_to_others_fetches_nothing_private() -> None:
    """If the emulator listens beyond loopback, image_url and model_url may not point to private networks, unless that
    is allowed.
    """
    assert Emulator(Settings(clock=Clock(rate=0))).settings.private_urls is True
    assert Emulator(Settings(), "0.0.0.0").settings.private_urls is False
    assert Emulator(Settings(private_urls=True), "0.0.0.0").settings.private_urls is True
