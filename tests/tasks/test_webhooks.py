"""Webhooks: the secret, the task, and other requests that an open address may get; deliveries of the emulator."""

from __future__ import annotations

import email
import json
import queue
import re
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from helpers.prepared_service import PICTURE, shop
from hypothesis import given
from hypothesis import strategies as st
from meshwright import (
    ImageTo3DTask,
    InputError,
    Meshy,
    MultiImageTo3DTask,
    PrintSplitTask,
    ResizeTask,
    TextTo3DTask,
    parse_webhook,
)
from meshwright.meshy.webhooks import SECRET_HEADER

pytestmark = pytest.mark.usefixtures("no_certificates")

SECRET = "the shared secret"
HEADERS = {SECRET_HEADER: SECRET}


def task(**more: Any) -> bytes:
    """Write a task as it is delivered."""
    return json.dumps({"id": "018a", "type": "image-to-3d", "status": "PENDING", "progress": 0, **more}).encode()


@pytest.mark.parametrize(
    ("kind", "model"),
    [
        ("image-to-3d", ImageTo3DTask),
        ("multi-image-to-3d", MultiImageTo3DTask),
        ("resize", ResizeTask),
        ("text-to-3d-refine", TextTo3DTask),
        ("print-split", PrintSplitTask),
    ],
)
def test_the_task_is_of_its_kind(kind: str, model: type) -> None:
    """A delivery becomes the task that it carries."""
    found = parse_webhook(HEADERS, task(type=kind), secret=SECRET)
    assert type(found) is model
    assert (found.id, found.status) == ("018a", "PENDING")


@pytest.mark.parametrize(
    "kind",
    ["text-to-3d", "text-to-4d", "rigging", "IMAGE-TO-3D", "image_to_3d", "", None, 7, True, [], ["resize"], {}],
)
def test_a_task_of_another_kind_is_never_an_image_task(kind: Any) -> None:
    """A task of a kind that is not known here, or that names none, is refused by name."""
    given_ = "without a type" if kind is None else f"of type {str(kind)!r}"
    with pytest.raises(InputError, match=f"^body: is not a task of a known kind .* but one {re.escape(given_)}$"):
        parse_webhook(HEADERS, task(type=kind, model_urls={"glb": "https://x/a.glb"}), secret=SECRET)
    with pytest.raises(InputError, match="without a type"):
        parse_webhook(HEADERS, b'{"id": "018a", "status": "PENDING", "progress": 0}', secret=SECRET)


NAMES = (SECRET_HEADER, "HTTP_X_MESHY_API_WEBHOOK_SECRET_KEY", SECRET_HEADER.upper(), SECRET_HEADER.encode())
FORMS: list[Any] = [
    *({"Host": "x", name: SECRET} for name in NAMES),
    *({name: SECRET.encode()} for name in NAMES),
    {SECRET_HEADER: [SECRET]},
    {SECRET_HEADER: (SECRET.encode(),)},
    {SECRET_HEADER: bytearray(SECRET, "ascii")},
    {SECRET_HEADER: memoryview(SECRET.encode())},
    {SECRET_HEADER: SECRET, SECRET_HEADER.title(): SECRET},
    [(b"host", b"x"), (SECRET_HEADER.encode(), SECRET.encode())],
    ((SECRET_HEADER, SECRET),),
    httpx.Headers({SECRET_HEADER: SECRET}),
    email.message_from_string(f"{SECRET_HEADER}: {SECRET}\n\n"),
]


@pytest.mark.parametrize("headers", FORMS)
def test_headers_of_any_framework(headers: Any) -> None:
    """Header names and values may be text or bytes, in a mapping of any kind, in pairs, or in a WSGI environment."""
    assert parse_webhook(headers, task(), secret=SECRET).id == "018a"


@pytest.mark.parametrize("value", [None, 7, 1.5, True, object(), [], [None], [[SECRET]], {SECRET: SECRET}, b"", "x"])
def test_header_values_that_are_no_secret(value: Any) -> None:
    """A value of any other type is a wrong secret, and no crash."""
    for headers in ({SECRET_HEADER: value}, [(SECRET_HEADER, value)], {SECRET_HEADER: [SECRET, value]}):
        with pytest.raises(InputError, match="does not match your webhook secret"):
            parse_webhook(headers, task(), secret=SECRET)


@pytest.mark.parametrize("headers", [None, 7, "x", b"x", [1], [("a",)], [("a", "b", "c")]])
def test_headers_that_are_none(headers: Any) -> None:
    """Headers that are neither a mapping nor pairs are refused."""
    with pytest.raises(InputError, match=r"^headers: must be a mapping"):
        parse_webhook(headers, task(), secret=SECRET)


def test_two_different_secrets() -> None:
    """A delivery with a right and a wrong secret is refused: only one of them can be Meshy's."""
    for values in ([SECRET, "wrong"], ["wrong", SECRET]):
        with pytest.raises(InputError):
            parse_webhook([(SECRET_HEADER, value) for value in values], task(), secret=SECRET)


@given(st.text(min_size=1), st.text(min_size=1))
def test_secrets_of_any_letters(secret: str, other: str) -> None:
    """A secret matches itself as it is, as UTF-8, and as the text that frameworks make of that; never another."""
    sent = secret.encode(errors="surrogatepass") if secret.isascii() else secret.encode(errors="replace")
    for form in (secret, sent, sent.decode("latin-1"), sent.decode("utf-8", "surrogateescape")):
        if secret == sent.decode():
            assert parse_webhook({SECRET_HEADER: form}, task(), secret=secret).id == "018a"
    if other.encode("utf-8", "replace") != sent and other != sent.decode("latin-1"):
        with pytest.raises(InputError):
            parse_webhook({SECRET_HEADER: other.encode(errors="replace")}, task(), secret=secret)


@pytest.mark.parametrize("secret", ["", None, 7, b"bytes"])
def test_a_secret_that_is_none(secret: Any) -> None:
    """A secret that was not set is named as such, and opens nothing."""
    with pytest.raises(InputError, match=r"^secret: is empty"):
        parse_webhook({SECRET_HEADER: secret}, task(), secret=secret)


BODY = task()


@pytest.mark.parametrize("body", [BODY, BODY.decode(), bytearray(BODY), memoryview(BODY), json.loads(BODY)], ids=type)
def test_a_body_in_any_form(body: Any) -> None:
    """The body may be bytes, text, or what a framework has decoded."""
    assert parse_webhook(HEADERS, body, secret=SECRET).id == "018a"


@pytest.mark.parametrize("body", [None, 7, True, [BODY], object(), iter(BODY)], ids=type)
def test_a_body_that_is_none(body: Any) -> None:
    """Any other body is refused with its type."""
    with pytest.raises(InputError, match=r"^body: is not a task: expected a JSON object, got "):
        parse_webhook(HEADERS, body, secret=SECRET)


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
    with pytest.raises(InputError, match="missing or does not match your webhook secret") as caught:
        parse_webhook(headers, b"{", secret=SECRET)
    assert SECRET not in str(caught.value)


def test_an_empty_secret_opens_nothing() -> None:
    """A secret that was forgotten in the settings does not let everybody in."""
    with pytest.raises(InputError):
        parse_webhook({SECRET_HEADER: ""}, task(), secret="")


@pytest.mark.parametrize("given_", ["ü", "\udce4", "€" * 20])
def test_headers_outside_ascii(given_: str) -> None:
    """Bytes that are not text are a wrong secret, not a crash; a secret may hold any text."""
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
    """A body that is not a task is refused with a sentence."""
    with pytest.raises(InputError, match=r"^body: is not a task"):
        parse_webhook(HEADERS, body, secret=SECRET)


def test_long_values_are_cut() -> None:
    """An error quotes 60 characters of an unknown type, and 200 of the reason why a body cannot be read."""
    with pytest.raises(InputError, match=f"but one of type '{'x' * 60}'$"):
        parse_webhook(HEADERS, task(type="x" * 61), secret=SECRET)
    reason = f"expected a JSON object, got {'X' * 300}"[:200]
    with pytest.raises(InputError, match=f"^body: is not a task: {reason}$"):
        parse_webhook(HEADERS, type("X" * 300, (), {})(), secret=SECRET)
    with pytest.raises(InputError, match=r"^body: is not a task: .{200}$"):
        parse_webhook(HEADERS, json.dumps({"type": "resize", "x" * 300: 1}), secret=SECRET)


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
    """Deliveries of the emulator are read with its secret and with no other, from the first state to the last."""
    address, got = receiver
    with (
        shop(tmp_path, webhooks=(address,), webhook_secret=SECRET) as emulator,
        Meshy(emulator.api_key, base_url=emulator.url) as meshy,
    ):
        created = meshy.image_to_3d.create(image_url=PICTURE)
        statuses: list[str] = []
        while "SUCCEEDED" not in statuses:
            headers, body = got.get(timeout=60)
            found = parse_webhook(headers, body, secret=SECRET)
            assert (type(found), found.id) == (ImageTo3DTask, created.id)
            statuses.append(found.status)
            with pytest.raises(InputError):
                parse_webhook(headers, body, secret="another")
        assert set(statuses) <= {"PENDING", "IN_PROGRESS", "SUCCEEDED"}
        assert isinstance(found, ImageTo3DTask)
        assert found.to_dict()["model_urls"]["glb"].startswith(emulator.url)
