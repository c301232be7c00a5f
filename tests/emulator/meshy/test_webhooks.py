"""Webhooks as a receiver on this machine gets them."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from helpers.api import DONE, Api
from helpers.other_server import Other, other_server, send
from helpers.processes import wait_for
from meshwright import parse_webhook
from meshwright.emulator import Emulator, Settings
from meshwright.emulator.meshy import webhooks
from meshwright.emulator.meshy.webhooks import SECRET_HEADER, TRIES, USER_HEADER

pytestmark = pytest.mark.usefixtures("no_certificates")


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "PAUSE", 0.01)


def take(handler: BaseHTTPRequestHandler, _: int) -> None:
    send(handler, 200)


def states(other: Other) -> list[str]:
    return [json.loads(request.body)["status"] for request in other.received]


def followed(api: Api, other: Other, expected: list[str]) -> str:
    """Lead a task through its life, one state at a time."""
    before = len(other.received)
    id = api.create()
    for number, seconds in enumerate((1.0, DONE)):
        wait_for(lambda: len(other.received) > before + number)  # noqa: B023
        api.emulator.advance(seconds=seconds)
    wait_for(lambda: sorted(states(other)) == sorted(expected))
    return id


def test_every_change_of_status(started: Any) -> None:
    """Each status is sent once, with the whole task, valid URLs and the two headers seen live."""
    with other_server(take) as other:
        api = started(webhooks=(f"{other.url}/hook?a=b",), webhook_secret="s3cret")
        id = followed(api, other, ["PENDING", "IN_PROGRESS", "SUCCEEDED"])
        last = next(request for request in other.received if b'"SUCCEEDED"' in request.body)
        task = json.loads(last.body)
        assert task["id"] == id
        assert set(task) == set(api.task(id))
        assert api.http.get(task["model_urls"]["glb"]).content[:4] == b"glTF"
    assert {request.path for request in other.received} == {"/hook?a=b"}
    assert last.headers[SECRET_HEADER] == "s3cret"
    assert last.headers[USER_HEADER]
    assert last.headers["content-type"] == "application/json"
    assert "authorization" not in last.headers


def test_a_failure_is_told(started: Any) -> None:
    """The end of a FAILED task is sent with its reason."""
    with other_server(take) as other:
        api = started(webhooks=(other.url,), faults=("fail_task:moderation_blocked",))
        followed(api, other, ["PENDING", "IN_PROGRESS", "FAILED"])
    ends = [json.loads(request.body) for request in other.received if b'"FAILED"' in request.body]
    assert [end["task_error"]["code"] for end in ends] == ["moderation_blocked"]


def test_tried_again(started: Any) -> None:
    """A state is sent again to a receiver that answers 500 or disconnects, until it accepts the state."""

    def answer(handler: BaseHTTPRequestHandler, number: int) -> None:
        if number == 0:
            handler.close_connection = True  # without a word
        else:
            send(handler, 500 if number == 1 else 204)

    with other_server(answer) as other:
        api = started(webhooks=(other.url,))
        api.create()
        wait_for(lambda: len(other.received) == 3)
    assert states(other) == ["PENDING"] * 3


def test_a_redirect_counts_as_received(started: Any) -> None:
    """An answer below 400 is enough; a redirect is not followed."""
    with other_server(lambda handler, _: send(handler, 307)) as other:
        followed(started(webhooks=(other.url,)), other, ["PENDING", "IN_PROGRESS", "SUCCEEDED"])


@pytest.mark.parametrize("status", [400, 503])
def test_given_up(started: Any, caplog: pytest.LogCaptureFixture, status: int) -> None:
    """A receiver that never takes it is left alone after the last try, with a warning, and the
    task is none the worse.
    """
    with other_server(lambda handler, _: send(handler, status)) as other:
        api = started(webhooks=(other.url,))
        id = api.create()
        wait_for(lambda: "did not accept" in caplog.text)
        assert len(other.received) == TRIES
        api.emulator.advance(seconds=DONE)
        assert api.task(id)["status"] == "SUCCEEDED"


def test_several_receivers(started: Any) -> None:
    """A receiver that is away keeps nothing from the others."""
    with other_server(take) as other:
        api = started(webhooks=("http://127.0.0.1:9/", other.url))
        followed(api, other, ["PENDING", "IN_PROGRESS", "SUCCEEDED"])


def test_a_task_that_is_deleted(started: Any) -> None:
    """Nothing more is sent about a deleted task."""
    with other_server(take) as other:
        api = started(webhooks=(other.url,))
        id = api.create()
        wait_for(lambda: states(other) == ["PENDING"])
        api.http.delete(f"/openapi/v1/image-to-3d/{id}")
        followed(api, other, ["PENDING"] * 2 + ["IN_PROGRESS", "SUCCEEDED"])
    assert [json.loads(r.body)["status"] for r in other.received if json.loads(r.body)["id"] == id] == ["PENDING"]


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/hook",
        "http://127.0.0.1.example.com/",
        "http://10.0.0.1/",
        "ftp://127.0.0.1/",
        "http://[",
        "x",
    ],
)
def test_this_machine_only(url: str) -> None:
    """An address that is not on this machine is refused at once, unless that is allowed."""
    with pytest.raises(ValueError, match=r"^webhook "):
        Emulator(Settings(webhooks=(url,)))
    if url.startswith("https"):
        assert Emulator(Settings(webhooks=(url,), webhooks_anywhere=True)).settings.webhooks == (url,)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/\r\nx: y",
        "http://127.0.0.1:0/",
        "http://127.0.0.1:99999/",
        "http:///hook",
        "http://[::1/hook",
        "ws://127.0.0.1/",
        "file:///etc/passwd",
        "//127.0.0.1/",
        "http://127.0.0.1@evil.example/",
        "",
        None,
        7,
    ],
)
def test_addresses_that_cannot_be_called(url: Any) -> None:
    """An address to which nothing can be sent is refused when the emulator is made, and named."""
    with pytest.raises(ValueError, match=r"^webhook "):
        Emulator(Settings(webhooks=(url,)))


@pytest.mark.parametrize(
    "secret", ["", "a\nb", "a\r\nx: y", " a", "a ", "\x00", "\u79d8\u5bc6", "\u20ac", "\x7f", "\x85"]
)
def test_secrets_that_cannot_be_sent(secret: str) -> None:
    """A secret that a header cannot hold is refused when the emulator is created, and is not shown."""
    with pytest.raises(ValueError, match=r"^webhook_secret must be") as caught:
        Emulator(Settings(webhooks=("http://127.0.0.1:9/",), webhook_secret=secret))
    assert "x: y" not in str(caught.value)
    assert Emulator(Settings(webhook_secret=secret)).settings.webhooks == ()  # nothing is sent


@pytest.mark.parametrize("secret", ["s3cret", "two words", "\xe4\xf6\xfc", "x"])
def test_secrets_arrive(started: Any, secret: str) -> None:
    """A secret of visible Latin-1 arrives, and opens the receiver."""
    with other_server(take) as other:
        api = started(webhooks=(other.url,), webhook_secret=secret)
        api.create()
        wait_for(lambda: len(other.received) == 1)
    assert parse_webhook(other.received[0].headers, other.received[0].body, secret=secret).id


@pytest.mark.parametrize("endless", ["head", "body", "continue", "slow"])
def test_answers_without_end(started: Any, monkeypatch: pytest.MonkeyPatch, endless: str) -> None:
    """A receiver that answers without end takes no delivery longer than its limit, and no memory."""
    monkeypatch.setattr(webhooks, "TRY_SECONDS", 0.3)
    monkeypatch.setattr(webhooks, "TRIES", 2)
    bits = {
        "head": b"x-more: y\r\n",
        "body": b"z" * 65536,
        "continue": b"HTTP/1.1 100 Continue\r\n\r\n",
        "slow": b"H",
    }

    def answer(handler: BaseHTTPRequestHandler, _: int) -> None:
        if endless in ("head", "body"):
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"\r\n" * (endless == "body"))
        while True:  # until the emulator hangs up
            handler.wfile.write(bits[endless])
            threading.Event().wait(0.005)

    with other_server(answer) as other:
        api = started(webhooks=(other.url,))
        api.create()
        wait_for(lambda: len(other.received) == (1 if endless == "body" else 2))
        wait_for(lambda: not [task for task in api_webhooks(api) if "_deliver" in repr(task)])
        api.emulator.advance(seconds=DONE)
    assert api.get("balance").status_code == 200


def api_webhooks(api: Api) -> list[Any]:
    """Return the deliveries that are under way."""
    follow: Any = api.emulator.meshy.on_begin
    return list(follow.__self__._running)


def test_an_error_that_nobody_expects(
    started: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """An error of a delivery is logged; the task, and later deliveries, go on."""

    async def broken(_: float) -> Any:
        raise RuntimeError("no client today")

    with other_server(take) as other:
        api = started(webhooks=(other.url,))
        with monkeypatch.context() as patch:
            patch.setattr(webhooks, "caller", broken)
            api.create()
            wait_for(lambda: "a webhook failed: RuntimeError: no client today" in caplog.text)
        api.emulator.advance(seconds=DONE)
        wait_for(lambda: states(other) == ["SUCCEEDED"])
