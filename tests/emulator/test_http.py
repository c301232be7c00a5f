"""The emulator as an HTTP server: methods, routes, addresses, streams that clients leave, start and stop."""

from __future__ import annotations

import socket
import threading

import httpx
import pytest
from helpers.api import DONE, KEY, SMALL, Api, opened
from helpers.processes import wait_for, workers
from meshwright.emulator import Clock, Emulator, Settings
from meshwright.emulator.meshy import endpoints
from meshwright.emulator.meshy.service import MeshyService

TASK = "/openapi/v1/image-to-3d/none"


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/openapi/v1/image-to-3d", {"GET", "HEAD", "POST"}),
        (TASK, {"GET", "HEAD", "DELETE"}),
        (TASK + "/stream", {"GET", "HEAD"}),
        ("/openapi/v1/balance", {"GET", "HEAD"}),
        ("/files/a/b", {"GET", "HEAD"}),
        ("/_emulator/state", {"GET", "HEAD"}),
    ],
)
@pytest.mark.parametrize("method", ["PUT", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods(shared: Api, path: str, allowed: set[str], method: str) -> None:
    """A method that a path does not have is 405 with Allow, in the service's form."""
    response = shared.http.request(method, path)
    assert response.status_code == 405
    assert set(response.headers["allow"].split(", ")) == allowed
    assert response.json() == {"message": "Method Not Allowed"}
    assert "x-request-id" in response.headers


@pytest.mark.parametrize("path", ["image-to-3d", "balance", "image-to-3d/{id}", "image-to-3d/{id}/stream"])
def test_head(shared: Api, path: str) -> None:
    """HEAD is GET without the body, and ends at once for a stream too."""
    address = "/openapi/v1/" + path.format(id=shared.create())
    head = shared.http.head(address, timeout=20)
    assert (head.status_code, head.content) == (200, b"")
    if not path.endswith("stream"):
        assert head.headers["content-length"] == shared.http.get(address).headers["content-length"]


@pytest.mark.parametrize(
    "path",
    [
        "/openapi/v1/balance/",
        "/openapi/v1/image-to-3d/",
        "/openapi/v2/image-to-3d",
        "/v1/balance",
        "/openapi/v1/text-to-3d",
        "//openapi/v1/balance",
        "/openapi/v1/image-to-3d/a/b",
    ],
)
def test_no_such_route(shared: Api, path: str) -> None:
    """A wrong path is 404 NoMatchingRoute, not a redirect."""
    response = shared.http.get(httpx.URL(shared.emulator.url).copy_with(raw_path=path.encode()))
    assert (response.status_code, response.json()) == (404, {"message": "NoMatchingRoute"})


@pytest.mark.parametrize("query", ["page_size=x", "page_size=1e3", "page_size=", "page_num=0", "page_size=" + "9" * 99])
def test_bad_queries(shared: Api, query: str) -> None:
    """A wrong number in the query is 400 and named."""
    response = shared.get(f"image-to-3d?{query}")
    assert response.status_code == 400
    assert query.partition("=")[0] in response.json()["message"]


@pytest.mark.parametrize(("host", "address"), [("::1", "http://[::1]:"), ("localhost", "http://localhost:")])
def test_addresses(host: str, address: str) -> None:
    """It listens on IPv6 too, and the URLs in its answers lead back to the name it was asked by."""
    if host == "::1" and not has_ipv6():
        pytest.skip("no IPv6 on this machine")
    with Emulator(Settings(clock=Clock(rate=0)), host) as emulator:
        assert emulator.url.startswith(address)
        with httpx.Client(base_url=emulator.url, headers=KEY, timeout=60) as http:
            id = http.post("/openapi/v1/image-to-3d", json=SMALL).json()["result"]
            emulator.advance(seconds=DONE)
            task = http.get(f"/openapi/v1/image-to-3d/{id}").json()
            assert task["model_urls"]["glb"].startswith(address)
            assert http.get(task["model_urls"]["glb"]).content[:4] == b"glTF"


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def test_loopback_unless_told() -> None:
    """By default only this machine can reach it."""
    emulator = Emulator()
    assert emulator.host == "127.0.0.1"
    with emulator.listen() as listener:
        assert listener.getsockname()[0] == "127.0.0.1"


def test_an_address_that_is_taken(shared: Api) -> None:
    """A port that is in use is an OSError, and no folder is left behind."""
    second = Emulator(Settings(), port=shared.emulator.port)
    folder = second.meshy.folder
    with pytest.raises(OSError, match="in use"):
        second.start()
    del second
    import gc

    gc.collect()
    assert not folder.exists()


def test_start_stop_start(shared: Api) -> None:
    """An emulator may be started again: at the same address, empty, as if it were new."""
    emulator = Emulator(Settings(clock=Clock(rate=0)))
    with emulator:
        url = emulator.url
        assert httpx.post(f"{url}/openapi/v1/image-to-3d", json=SMALL, headers=KEY).status_code == 202
        folder = emulator.meshy.folder
    assert not folder.exists()
    with emulator:
        assert emulator.url == url
        assert httpx.get(f"{url}/openapi/v1/image-to-3d", headers=KEY).json() == []


def test_a_failing_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """An emulator that cannot start raises an error and does not wait forever."""
    monkeypatch.setattr(MeshyService, "resume", lambda _: 1 / 0)
    with pytest.raises(RuntimeError, match="did not start"):
        Emulator().start()


def test_stop_with_open_streams() -> None:
    """Streams end properly when the emulator stops, with any clock; it does not wait for them."""
    api = opened()
    id = api.create()
    ended = threading.Event()

    def follow() -> None:
        api.get(f"image-to-3d/{id}/stream")
        ended.set()

    thread = threading.Thread(target=follow)
    thread.start()
    wait_for(lambda: streams(api) == 1)
    api.emulator.stop()
    assert ended.wait(60)
    thread.join()
    api.http.close()


def test_stop_while_the_engine_works() -> None:
    """A stop ends the jobs: no process of the engine and no file is left."""
    others = workers()
    api = opened()
    api.create(body={**SMALL, "target_polycount": 5001, "texture_resolution": "4k", "should_texture": True})
    folder = api.emulator.meshy.folder
    wait_for(lambda: bool(workers() - others))
    api.emulator.stop()
    assert workers() <= others
    assert not folder.exists()
    api.http.close()


def test_streams_that_clients_leave(shared: Api) -> None:
    """A client that goes away ends its stream; nothing of it is left in the emulator."""
    id = shared.create()
    for _ in range(10):
        with shared.http.stream("GET", f"/openapi/v1/image-to-3d/{id}/stream") as response:
            next(response.iter_lines())
    wait_for(lambda: streams(shared) == 0)
    shared.emulator.advance(seconds=DONE)


@pytest.mark.parametrize("fault", ["sse_stall", "sse_multiline", "sse_garbage"])
def test_broken_streams_that_clients_leave(shared: Api, fault: str) -> None:
    """A stream under a fault ends with its client too."""
    id = shared.create()
    address = f"/openapi/v1/image-to-3d/{id}/stream"
    with shared.http.stream("GET", address, headers={"x-meshwright-fault": fault}) as response:
        lines = response.iter_lines()  # closes the response when it goes
        next(lines)
        assert streams(shared) == 1
    wait_for(lambda: streams(shared) == 0)
    shared.emulator.advance(seconds=DONE)


def test_an_emulator_that_breaks_down(shared: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of the emulator itself is 500 in the service's form, and the next request is fine."""
    with monkeypatch.context() as patch:
        patch.setattr(MeshyService, "balance", lambda _: 1 / 0)
        response = shared.get("balance")
    assert response.status_code == 500
    assert response.json() == {"message": "internal error of the emulator: ZeroDivisionError"}
    assert shared.get("balance").status_code == 200


# ---------------------------------------------------------------------------------------------------- strict
@pytest.mark.usefixtures("breaks_the_contract")
def test_a_wrong_answer_is_caught(shared: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """In strict mode an answer that violates the spec is a 500 with the violation; otherwise it is sent."""

    def planted(*_: object) -> dict[str, object]:
        return {"id": 7, "status": "DONE"}

    id = shared.create()
    with monkeypatch.context() as patch:
        patch.setattr("meshwright.emulator.meshy.views.TaskView.full", planted)
        response = shared.get(f"image-to-3d/{id}")
        assert response.status_code == 500
        assert "the emulator broke the contract: image_to_3d.get 200: " in response.json()["message"]
        assert shared.get("image-to-3d").status_code == 500
        lax = opened(strict=False)
        assert lax.task(lax.create()) == {"id": 7, "status": "DONE"}
        lax.http.close()
        lax.emulator.stop()


@pytest.mark.usefixtures("breaks_the_contract")
def test_a_wrong_event_is_caught(shared: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """In strict mode a wrong event becomes an error event."""
    id = shared.create()
    with monkeypatch.context() as patch:
        patch.setattr("meshwright.emulator.meshy.views.TaskView.brief", lambda *_: {"status": "PENDING"})
        assert shared.events(id)[0][0] == "error"


@pytest.mark.usefixtures("breaks_the_contract")
def test_a_wrong_status_is_caught(shared: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """In strict mode a status that the operation does not have is 500 too, and so is JSON that is none."""
    with monkeypatch.context() as patch:
        patch.setattr(endpoints, "_refusal", lambda _: endpoints.error(418, "teapot"))
        assert "must not answer 418" in shared.get("image-to-3d/none").json()["message"]


# ---------------------------------------------------------------------------------------------------- helpers
def streams(api: Api) -> int:
    """Count the event streams that the emulator is writing."""
    server = api.emulator._server
    assert server is not None
    return len(server.server_state.tasks)
