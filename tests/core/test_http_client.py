"""``http_client=``: all requests go through the caller's own client of the HTTP library."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from attrs import define, field
from helpers.clients import KEY, collected, settled
from meshwright import AsyncFlightHub, AsyncMeshy, ConfigurationError, FlightHub, Meshy
from meshwright.core.blocking import run
from meshwright.core.connections import httpx

both = pytest.mark.parametrize("asynchronous", [False, True], ids=["Meshy", "AsyncMeshy"])
TASK = {"id": "T", "status": "SUCCEEDED", "progress": 100, "model_urls": {"glb": "https://files.example/m.glb?sig=1"}}


@define
class Service:
    """Answers in memory, and keeps what arrives."""

    seen: list[Any] = field(factory=list[Any])

    def __call__(self, request: Any) -> Any:
        self.seen.append(request)
        if request.url.host == "files.example":
            return httpx.Response(200, content=b"glTF" + bytes(16))
        if request.url.path == "/openapi/v1/balance":
            return httpx.Response(307, headers={"location": "https://elsewhere.example/"})
        return httpx.Response(200, json=TASK)

    def client(self, *, asynchronous: bool) -> Any:
        """Return a client with settings that must not send the key elsewhere or replace it."""
        kind = httpx.AsyncClient if asynchronous else httpx.Client
        transport = httpx.MockTransport(self)
        return kind(transport=transport, headers={"x-corp": "7"}, auth=("user", "word"), follow_redirects=True)


def play(scenario: Any, own: Any, *, asynchronous: bool) -> None:
    """Play a scenario with a client of either kind over the caller's client."""
    if not asynchronous:
        with Meshy(KEY, http_client=own) as client:
            run(scenario(client))
        return

    async def main() -> None:
        async with AsyncMeshy(KEY, http_client=own) as client:
            await scenario(client)

    asyncio.run(main())


@both
def test_everything_goes_through_it(asynchronous: bool, tmp_path: Path) -> None:
    """Calls, event streams and files go through the client, which stays open; the key goes to the service only."""
    service = Service()
    own = service.client(asynchronous=asynchronous)

    async def scenario(client: Any) -> None:
        handle = client.image_to_3d.task("T")
        assert (await settled(handle.wait())).status == "SUCCEEDED"
        [path] = await settled(handle.download(tmp_path))
        assert path.read_bytes().startswith(b"glTF")

    play(scenario, own, asynchronous=asynchronous)
    assert not own.is_closed
    hosts = [request.url.host for request in service.seen]
    assert set(hosts) == {"api.meshy.ai", "files.example"}
    assert {request.headers["x-corp"] for request in service.seen} == {"7"}
    keys = {request.url.host: request.headers.get("authorization") for request in service.seen}
    assert keys == {"api.meshy.ai": f"Bearer {KEY}", "files.example": None}


@both
def test_it_follows_no_redirect(asynchronous: bool) -> None:
    """A redirect is not followed, although the client would."""
    service = Service()

    async def scenario(client: Any) -> None:
        with pytest.raises(Exception, match="307"):
            await settled(client.balance())

    play(scenario, service.client(asynchronous=asynchronous), asynchronous=asynchronous)
    assert {request.url.host for request in service.seen} == {"api.meshy.ai"}


@both
def test_a_closed_one(asynchronous: bool) -> None:
    """A client that its owner closed is named as such, and nothing is sent."""
    service = Service()
    own = service.client(asynchronous=asynchronous)

    async def scenario(client: Any) -> None:
        await own.aclose() if asynchronous else own.close()
        with pytest.raises(ConfigurationError, match="http_client was closed; nothing was sent"):
            await settled(client.image_to_3d.get("T"))
        with pytest.raises(ConfigurationError, match="http_client was closed; nothing was sent"):
            await collected(client.image_to_3d.task("T").stream())

    play(scenario, own, asynchronous=asynchronous)
    assert service.seen == []


@pytest.mark.parametrize("make", [Meshy, AsyncMeshy, FlightHub, AsyncFlightHub])
def test_one_of_the_wrong_kind(make: Any) -> None:
    """A client of the other kind, or of no HTTP library that is used here, is refused before anything starts."""
    wrong = httpx.Client if make.__name__.startswith("Async") else httpx.AsyncClient
    own = wrong(transport=httpx.MockTransport(Service()))
    for other, found in ((own, wrong.__name__), ("session", "builtins.str")):
        with pytest.raises(ConfigurationError, match=rf"http_client must be a {httpx.__name__}\..*, not a .*{found}"):
            make("k", emulator=True, http_client=other)
