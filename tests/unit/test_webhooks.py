"""Webhooks: the secret, the task, and whatever else may arrive at an open address; what the emulator delivers."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from meshwright import ImageTo3DTask, InputError, Meshy, MultiImageTo3DTask, ResizeTask, parse_webhook
from meshwright.webhooks import SECRET_HEADER
from money.workshops import PICTURE, shop

pytestmark = pytest.mark.usefixtures("no_certificates")

SECRET = "the shared secret"
HEADERS = {SECRET_HEADER: SECRET}


def task(**more: Any) -> bytes:
    """Write a task as it is delivered."""
    return json.dumps({"id": "018a", "status": "PENDING", "progress": 0, **more}).encode()


@pytest.mark.parametrize(
    ("kind", "model"),
    [
        ("image-to-3d", ImageTo3DTask),
        ("multi-image-to-3d", MultiImageTo3DTask),
        ("resize", ResizeTask),
        ("of tomorrow", ImageTo3DTask),
        (None, ImageTo3DTask),
    ],
)
def test_the_task_is_of_its_kind(kind: str | None, model: type) -> None:
    """A delivery becomes the task that it carries; a kind that is not known is read as far as tasks are alike."""
    found = parse_webhook(HEADERS, task(type=kind), secret=SECRET)
    assert type(found) is model
    assert (found.id, found.status) == ("018a", "PENDING")


@pytest.mark.parametrize("name", [SECRET_HEADER, SECRET_HEADER.title(), SECRET_HEADER.upper()])
def test_headers_in_any_case(name: str) -> None:
    """Frameworks write header names as they like."""
    assert parse_webhook({"Host": "x", name: SECRET}, task().decode(), secret=SECRET).id == "018a"


@pytest.mark.parametrize(
    "headers",
    [{}, {SECRET_HEADER: ""}, {SECRET_HEADER: "wrong"}, {SECRET_HEADER: SECRET + "x"}, {"authorization": SECRET}],
)
def test_without_the_secret_nothing_is_read(headers: dict[str, str]) -> None:
    """A delivery without the right secret is refused before its body is looked at; the secret is in no message."""
    with pytest.raises(InputError, match="this is no webhook of yours") as caught:
        parse_webhook(headers, b"{", secret=SECRET)
    assert SECRET not in str(caught.value)


def test_an_empty_secret_opens_nothing() -> None:
    """A secret that was forgotten in the settings does not let everybody in."""
    with pytest.raises(InputError):
        parse_webhook({SECRET_HEADER: ""}, task(), secret="")


@pytest.mark.parametrize("given_", ["ü", "\udce4", "€" * 20])
def test_headers_outside_ascii(given_: str) -> None:
    """Bytes that are no text are a wrong secret and no crash; a secret may hold any text."""
    with pytest.raises(InputError):
        parse_webhook({SECRET_HEADER: given_}, task(), secret=SECRET)
    if given_ != "\udce4":
        assert parse_webhook({SECRET_HEADER: given_}, task(), secret=given_).id == "018a"


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"7", b'"x"', b"{", b"\xff\xfe", b"{}", b'{"type":[]}', b"[" * 100_000, b'{"id":"018a"}'],
    ids=lambda body: repr(body[:12]),
)
def test_bodies_that_are_no_task(body: bytes) -> None:
    """Whatever is no task is refused with a sentence."""
    with pytest.raises(InputError, match="body: is no task"):
        parse_webhook(HEADERS, body, secret=SECRET)


@given(st.binary() | st.text(st.characters(exclude_categories=["Cs"])))
def test_any_body_is_read_or_refused(body: bytes | str) -> None:
    """No body makes anything but a task or an InputError."""
    with suppress(InputError):
        assert parse_webhook(HEADERS, body, secret=SECRET).id


@pytest.fixture
def receiver() -> Iterator[tuple[str, queue.Queue[tuple[dict[str, str], bytes]]]]:
    """A web server in the plainest sense; yields its address and what it gets."""
    got: queue.Queue[tuple[dict[str, str], bytes]] = queue.Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.put((dict(self.headers.items()), self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/hook", got
        server.shutdown()
        thread.join()


def test_deliveries_of_the_emulator(receiver: Any, tmp_path: Path) -> None:
    """What the emulator delivers is read with its secret and with no other, from the first state to the last."""
    address, got = receiver
    with (
        shop(tmp_path, webhooks=(address,), webhook_secret=SECRET) as emulator,
        Meshy(emulator.api_key, base_url=emulator.url) as meshy,
    ):
        created = meshy.image_to_3d.create(image_url=PICTURE)
        statuses: list[str] = []
        while "SUCCEEDED" not in statuses:
            headers, body = got.get(timeout=20)
            found = parse_webhook(headers, body, secret=SECRET)
            assert (type(found), found.id) == (ImageTo3DTask, created.id)
            statuses.append(found.status)
            with pytest.raises(InputError):
                parse_webhook(headers, body, secret="another")
        assert set(statuses) <= {"PENDING", "IN_PROGRESS", "SUCCEEDED"}
        assert isinstance(found, ImageTo3DTask)
        assert found.to_dict()["model_urls"]["glb"].startswith(emulator.url)
