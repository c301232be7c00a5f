"""Inputs by image_url and model_url: bounded in size and time, only http(s) and data, nothing private."""

from __future__ import annotations

import asyncio
import gzip
import socket
import time
from http.server import BaseHTTPRequestHandler
from typing import Any

import httpx
import pytest
from helpers.api import SMALL, Api, picture
from helpers.other_server import other_server, send
from meshwright.emulator import outgoing
from meshwright.emulator.addresses import is_this_machine
from meshwright.emulator.outgoing import Private, public_request

pytestmark = pytest.mark.usefixtures("no_certificates")


def refused(api: Api, url: str) -> str:
    """Post a picture by its URL and return the sentence of the refusal; nothing may be left of it."""
    response = api.post(body={**SMALL, "image_url": url})
    assert response.status_code == 400, response.text
    assert api.balance() == api.emulator.settings.balance
    assert not any(api.emulator.meshy.folder.iterdir())
    message: str = response.json()["message"]
    assert message.startswith("image_url")
    return message


def test_a_picture_by_url(shared: Api) -> None:
    """A picture is fetched, redirects followed, without the key, a cookie or an offer to take compressed bytes."""

    def answer(handler: BaseHTTPRequestHandler, number: int) -> None:
        if number < 2:
            send(handler, 302, location=f"/{number}.png", set_cookie="a=b")
        else:
            send(handler, 200, picture())

    with other_server(answer) as other:
        assert shared.post(body={**SMALL, "image_url": f"{other.url}/a.png"}).status_code == 202
    assert [request.path for request in other.received] == ["/a.png", "/0.png", "/1.png"]
    sent = other.received[-1].headers
    assert sent["accept-encoding"] == "identity"
    assert not {"authorization"} & set(sent)


@pytest.mark.parametrize(
    "scheme", ["file:///etc/passwd", "ftp://127.0.0.1/a.png", "gopher://127.0.0.1/", "javascript:1"]
)
def test_other_schemes(shared: Api, scheme: str) -> None:
    """Only http, https and data URLs are fetched; the contract refuses others first."""
    response = shared.post(body={**SMALL, "image_url": scheme})
    assert response.status_code == 400
    assert response.json()["message"].startswith("image_url must be an http(s) URL or a base64 data URI")


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://127.0.0.1/", "//[", "http://" + "a" * 70 + ".example/"]
)
def test_redirect_elsewhere(api: Api, target: str) -> None:
    """A redirect to another scheme or to nonsense is a sentence."""
    with other_server(lambda handler, _: send(handler, 301, location=target)) as other:
        assert "URL not reachable" in refused(api, other.url)


@pytest.mark.parametrize(
    "url", ["http://[", "http://\x00/", "http://a b/", "http://" + "a" * 70 + ".example/", "http://:0/"]
)
def test_nonsense(api: Api, url: str) -> None:
    """An address that is none is a sentence."""
    message = refused(api, url)
    assert "not reachable" in message or "must be an http(s) URL" in message


def test_endless_redirects(api: Api) -> None:
    """A circle of redirects is left."""
    with other_server(lambda handler, _: send(handler, 302, location="/")) as other:
        assert "more than 3 redirects" in refused(api, other.url)
    assert len(other.received) == 4


@pytest.mark.parametrize(("status", "headers"), [(404, {}), (304, {}), (300, {}), (204, {}), (206, {})])
def test_no_picture(api: Api, status: int, headers: dict[str, str]) -> None:
    """Any answer but 200 is reported, including a redirect without a target."""
    with other_server(lambda handler, _: send(handler, status, **headers)) as other:
        assert f"HTTP {status}" in refused(api, other.url)


def test_nothing(api: Api) -> None:
    """An empty answer is not a picture."""
    with other_server(lambda handler, _: send(handler, 200)) as other:
        assert "the file at the URL is empty" in refused(api, other.url)


def test_too_large(started: Any) -> None:
    """A file above the limit is not read to its end."""

    def answer(handler: BaseHTTPRequestHandler, _: int) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(2000):
            handler.wfile.write(bytes(65536))

    api = started(max_input=200_000)
    with other_server(answer) as other:
        assert "larger than 200000 bytes" in refused(api, other.url)


def test_a_compressed_bomb(api: Api) -> None:
    """A compressed answer is refused unread: it was not asked for and may be a bomb."""
    bomb = gzip.compress(gzip.compress(bytes(10_000_000)))
    with other_server(lambda handler, _: send(handler, 200, bomb, content_encoding="gzip, gzip")) as other:
        assert "compressed" in refused(api, other.url)


def test_too_slow(started: Any) -> None:
    """A slow server is abandoned after the total time limit, even if no single step takes long."""

    def answer(handler: BaseHTTPRequestHandler, _: int) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(100):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.05)

    api = started(input_seconds=0.3)
    with other_server(answer) as other:
        assert "takes longer than 0.3 s" in refused(api, other.url)


def test_others_are_served_meanwhile(shared: Api) -> None:
    """While one create waits for a picture that does not come, other requests are answered."""
    import threading

    asked, release = threading.Event(), threading.Event()

    def answer(handler: BaseHTTPRequestHandler, _: int) -> None:
        asked.set()
        release.wait(60)
        send(handler, 404)

    with other_server(answer) as other:
        waiting = threading.Thread(target=lambda: shared.post(body={**SMALL, "image_url": other.url}))
        waiting.start()
        try:
            assert asked.wait(60)
            assert httpx.get(f"{shared.emulator.url}/openapi/v1/balance", headers=shared.http.headers).is_success
        finally:
            release.set()
            waiting.join()


@pytest.mark.parametrize(
    "data",
    ["", "====", "AAAA=AAA", "AAA", "AA AA", "AAAA" * 2**18 + "AA=A", "AA==" + "AAAA" * 2**18, "\u00e9AAA", "A-_A"],
    ids=range(9),
)
def test_base64_that_is_none(api: Api, data: str) -> None:
    """A data URI that is not base64 or is empty is reported, whether the error is at the beginning, in the middle or at
    the end.
    """
    message = refused(api, f"data:image/png;base64,{data}")
    assert "invalid data URI" in message or "is empty" in message


def test_base64_in_blocks(shared: Api) -> None:
    """A picture of several blocks is the same picture, byte for byte."""
    from helpers.api import data_uri

    content = picture() + bytes(range(256)) * 12_345
    id = shared.create(body={**SMALL, "image_url": data_uri(content)})
    assert (shared.emulator.meshy.folder / id / "input_0").read_bytes() == content


PRIVATE = [
    "http://127.0.0.1:{port}/",
    "http://localhost:{port}/",
    "http://[::1]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://0.0.0.0:{port}/",
    "http://2130706433:{port}/",
    "http://10.0.0.1/",
    "http://169.254.169.254/latest/meta-data",
    "http://[fe80::1]/",
    "http://224.0.0.1/",
    "http://100.64.0.1/",
]


@pytest.mark.parametrize("url", PRIVATE)
def test_private_networks(started: Any, url: str) -> None:
    """Where private networks are closed nothing of them is called, however its address is written."""
    api = started(private_urls=False)
    with other_server(lambda handler, _: send(handler, 200, picture())) as other:
        message = refused(api, url.format(port=other.url.rpartition(":")[2]))
    assert "URL not reachable" in message
    assert other.received == []


def resolving(answers: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every name resolve to the next of these addresses."""

    async def getaddrinfo(_: Any, host: str, port: int | None, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answers.pop(0), port or 80))]

    monkeypatch.setattr(asyncio.base_events.BaseEventLoop, "getaddrinfo", getaddrinfo)


def test_a_redirect_to_a_private_network(started: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A public page that redirects to a private address is not followed."""
    monkeypatch.setattr(outgoing, "is_public", lambda address: address == "127.0.0.1")  # stands for a public one
    api = started(private_urls=False)
    with other_server(lambda handler, _: send(handler, 302, location="http://192.168.0.1/")) as other:
        assert "192.168.0.1 is in a private network" in refused(api, other.url)
    assert len(other.received) == 1


def test_the_address_that_was_judged_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that resolves to a public address and a moment later to a private one is called at the public one."""
    resolving(["93.184.216.34", "127.0.0.1"], monkeypatch)

    async def run() -> httpx.Request:
        async with httpx.AsyncClient(verify=False) as client:
            return await public_request(client, httpx.URL("https://rebinding.example:8443/a?b=c"))

    request = asyncio.run(run())
    assert (str(request.url), request.headers["host"]) == ("https://93.184.216.34:8443/a?b=c", "rebinding.example:8443")
    assert request.extensions["sni_hostname"] == "rebinding.example"


def test_one_private_address_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name with several addresses is refused when one of them is private."""

    async def getaddrinfo(_: Any, host: str, port: int | None, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("93.184.216.34", "10.1.1.1")]

    monkeypatch.setattr(asyncio.base_events.BaseEventLoop, "getaddrinfo", getaddrinfo)

    async def run() -> None:
        async with httpx.AsyncClient(verify=False) as client:
            with pytest.raises(Private, match=r"two\.example is in a private network"):
                await public_request(client, httpx.URL("http://two.example/"))

    asyncio.run(run())


@pytest.mark.parametrize(
    ("host", "this"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("127.0.0.1.example.com", False),
        ("127.example", False),
        ("10.0.0.1", False),
        ("", False),
    ],
)
def test_this_machine(host: str, this: bool) -> None:
    """The emulator knows this machine by its addresses and by localhost; a name that looks like an address is not."""
    assert is_this_machine(host) == this
