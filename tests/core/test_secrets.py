"""Servers that echo what they were sent, and URLs that are permissions: no text that people see holds either."""

from __future__ import annotations

import json
import logging
import pickle
import traceback
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from helpers.clients import collected, settled
from helpers.file_hosts import bring
from helpers.loopback import Answer, LoopbackServer, answering, response
from hypothesis import given
from hypothesis import strategies as st
from meshwright import (
    ConnectionFailed,
    FlightHub,
    MeshwrightError,
    Meshy,
    RetryPolicy,
    SubmissionUnknown,
    UnexpectedResponse,
)
from meshwright.contract.redaction import Redaction
from meshwright.core.blocking import run
from meshwright.core.hooks import Exchange
from meshwright.core.redaction import Redactor, spellings
from meshwright.core.wire import Reply, Request
from meshwright.texts import without_query, without_signatures
from meshwright_api.flighthub.models import UploadCredential
from meshwright_api.meshy.models import ImageTo3DTask

pytestmark = pytest.mark.usefixtures("no_certificates")

KEY = "msy_Echo+Secret/42~%e"
ID = "018a210d"
SIGNED = "https://files.example/m.glb?Expires=1&Signature=SIGNATURE&Key-Pair-Id=K"
ONCE = RetryPolicy(attempts=1)


def every_character(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


def entities(text: str) -> str:
    return "".join(f"&#{ord(each)};" for each in text)


def escaped(text: str) -> str:
    return "".join(f"\\u{ord(each):04x}" for each in text)


def basic(text: str) -> str:
    return b64encode(text.encode()).decode()


SPELLINGS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "Bearer": lambda key: f"Bearer {key}",
    "lower case": str.lower,
    "upper case": str.upper,
    "URL": lambda key: quote(key, safe=""),
    "every character in URL": every_character,
    "hexadecimal": lambda key: key.encode().hex(),
    "HEXADECIMAL": lambda key: key.encode().hex().upper(),
    "base64": basic,
    "base64 of Bearer": lambda key: basic(f"Bearer {key}"),
    "base64 of :KEY": lambda key: basic(f":{key}"),
    "base64 of KEY:": lambda key: basic(f"{key}:"),
    "base64 of user:KEY": lambda key: basic(f"us:{key}"),
    "base64 for URLs": lambda key: urlsafe_b64encode(key.encode()).decode(),
    "JSON escapes": escaped,
    "JSON of PHP": lambda key: key.replace("/", "\\/"),
    "HTML": entities,
}


def leaks(key: str) -> list[str]:
    """Return what gives a key away: the key, and six of its characters in base64 at any place."""
    found = [key, key.lower(), key.upper(), quote(key, safe=""), key.encode().hex(), key.encode().hex().upper()]
    found += [every_character(key), every_character(key).lower(), escaped(key), entities(key)]
    return found + [b64encode(b"\0" * before + key.encode()).decode()[4:-4] for before in range(3)]


def told(error: BaseException) -> str:
    """Return everything that an error shows: its text, its traceback with all causes, its reply, its pickle."""
    reply = getattr(error, "reply", None)
    more = [repr(reply), repr(reply and reply.content), repr(reply and reply.headers)]
    shown = "".join(traceback.format_exception(error))
    return "\n".join([str(error), repr(error), repr(vars(error)), shown, *more, repr(pickle.dumps(error))])


async def create(client: Any) -> Any:
    return await settled(client.image_to_3d.create(image_url="https://x.example/a.png"))


async def get(client: Any) -> Any:
    return await settled(client.image_to_3d.get(ID))


async def newest(client: Any) -> Any:
    return await collected(client.image_to_3d.list())


async def wait(client: Any) -> Any:
    return await settled(client.image_to_3d.task(ID).wait(timeout=0.5))


async def delete(client: Any) -> Any:
    return await settled(client.image_to_3d.delete(ID))


def message(status: int) -> Callable[[str], Answer]:
    return lambda said: answering(response(status, b'{"message": "got %s"}' % said.encode()))


ECHOES: dict[str, Callable[[str], Answer]] = {
    **{f"message, {status}": message(status) for status in (400, 401, 403, 404, 409, 422, 429, 500, 502)},
    "text": lambda said: answering(response(502, f"<pre>authorization: {said}</pre>".encode(), "text/html")),
    "unreadable": lambda said: answering(response(200, f"authorization: {said}".encode(), "text/plain")),
    "redirect": lambda said: answering(response(302, location=f"https://x.example/{said}?Signature=SIGNATURE")),
    "header": lambda said: answering(response(500, b"{}", x_request_id=said, x_echo=said)),
    "no HTTP": lambda said: answering(f"authorization: {said}\r\n\r\n".encode()),
    "status line": lambda said: answering(f"HTTP/1.1 nonsense {said}\r\n\r\n".encode()),
    "header line": lambda said: answering(f"HTTP/1.1 200 OK\r\n{said}\r\n\r\n".encode()),
    "event": lambda said: answering(
        response(
            200, f'event: error\ndata: {{"status_code": 400, "message": "{said}"}}\n\n'.encode(), "text/event-stream"
        )
    ),
    "unreadable event": lambda said: answering(response(200, f"data: {said}\n\n".encode(), "text/event-stream")),
}


@pytest.mark.parametrize("echo", ECHOES)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_an_echoed_key_is_shown_nowhere(
    echo: str, spelling: str, caplog: pytest.LogCaptureFixture, recwarn: pytest.WarningsRecorder
) -> None:
    """Not in errors, their causes and tracebacks, not to hooks, in logs or warnings."""
    heard: list[str] = []
    caplog.set_level(logging.DEBUG, "meshwright")
    with LoopbackServer(ECHOES[echo](SPELLINGS[spelling](KEY))) as server:

        def hook(exchange: Exchange) -> None:
            heard.append(repr(exchange) + repr(getattr(exchange.outcome, "content", "")))

        with Meshy(KEY, base_url=server.url, rate=None, retry=ONCE, timeout=5, hooks=[hook]) as meshy:
            for ask in (create, get, newest, delete):
                try:
                    run(ask(meshy))
                except MeshwrightError as error:
                    heard.append(told(error))
            if "event" in echo:
                with pytest.raises(MeshwrightError) as caught:
                    list(meshy.image_to_3d.task(ID).stream(timeout=0.2))
                heard.append(told(caught.value))
    heard += [caplog.text, *(str(warning.message) for warning in recwarn)]
    shown = "\n".join(heard)
    assert not [leak for leak in leaks(KEY) if leak in shown]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_flighthub_token_is_shown_nowhere(spelling: str) -> None:
    """FlightHub's token goes the same way, in envelopes too."""
    said = SPELLINGS[spelling](KEY)
    for answer in (
        response(200, f'{{"code": 210001, "message": "bad {said}", "data": null}}'.encode()),
        response(500, said.encode(), "text/plain", x_request_id=said),
    ):
        with (
            LoopbackServer(answering(answer)) as server,
            FlightHub(KEY, base_url=server.url, retry=ONCE, timeout=5) as hub,
            pytest.raises(MeshwrightError) as caught,
        ):
            hub.models.running()
        shown = told(caught.value)
        assert not [leak for leak in leaks(KEY) if leak in shown]


def test_a_task_that_echoes_the_key() -> None:
    """A key in a task that failed is taken out before the task is read."""
    failed = {"id": ID, "status": "FAILED", "progress": 1, "task_error": {"message": f"used {KEY}"}, "prompt": KEY}
    with (
        LoopbackServer(answering(response(200, json.dumps(failed).encode()))) as server,
        Meshy(KEY, base_url=server.url, rate=None) as meshy,
    ):
        task = meshy.image_to_3d.get(ID)
    assert KEY not in repr(task.to_dict())


def test_headers_of_ones_own_are_secrets_too() -> None:
    """A header that is called like a secret is taken out as the key is, others are left."""
    answer = answering(response(500, b'{"message": "proxy-secret-1 and plain-value-1"}'))
    headers = {"x-proxy-token": "proxy-secret-1", "x-colour": "plain-value-1"}
    with (
        LoopbackServer(answer) as server,
        Meshy(KEY, base_url=server.url, rate=None, retry=ONCE) as meshy,
        pytest.raises(MeshwrightError, match=r"\[redacted\] and plain-value-1"),
    ):
        meshy.with_options(headers=headers).balance()


def test_the_emulators_token_is_no_secret() -> None:
    """The word that opens an emulator is not taken out of texts."""
    assert Redactor(("emulator", "short")).text("the emulator, in short") == "the emulator, in short"


def test_a_redirect_that_cannot_be_read_may_have_bought() -> None:
    """A create answered with a location that is not an address is not reported as unsent."""
    for location in ("data:,x", "http://[", "https://x:99999/", "\xff\xfe"):
        raw = b"HTTP/1.1 302 Found\r\ncontent-length: 0\r\nlocation: " + location.encode("latin-1") + b"\r\n\r\n"
        with (
            LoopbackServer(answering(raw)) as server,
            Meshy(KEY, base_url=server.url, rate=None) as meshy,
            pytest.raises(MeshwrightError) as caught,
        ):
            run(create(meshy))
        assert isinstance(caught.value, SubmissionUnknown | UnexpectedResponse)


visible = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8, max_size=60)


@given(visible, st.binary(max_size=40), st.binary(max_size=40))
def test_no_place_hides_a_key(key: str, before: bytes, after: bytes) -> None:
    """With any text around a key, its base64 leaves nothing that reveals it; other texts stay as they are."""
    redacted = Redactor((key,))
    text = b64encode(before + key.encode() + after).decode()
    core = key.encode()[3:-3]
    for place in range(3):
        whole = b64encode(b"\0" * place + core).decode()[4:-4]
        assert len(whole) < 8 or whole not in redacted.text(text)
    assert redacted.text("the plain text of a service") == "the plain text of a service"


def test_all_encodings_in_one_text() -> None:
    """A text that holds the key in every encoding at once shows it in none, with escapes and without."""
    encoded = " ".join(spellings(KEY))
    for text in (encoded, encoded + "".join(spell(KEY) for spell in SPELLINGS.values()), escaped(KEY) + entities("</")):
        shown = Redactor((KEY,)).text(text.replace("</", "<\\/"))
        assert "[redacted]" in shown
        assert [each for each in leaks(KEY) if each in shown] == []


@pytest.mark.parametrize("secret", ['"quoted\\path"', "ends-with\\"])
def test_a_secret_that_json_escapes(secret: str) -> None:
    """A value with quotation marks and backslashes is found in JSON as it is written there."""
    assert json.loads(Redactor((secret,)).text(json.dumps({"a": secret}))) == {"a": "[redacted]"}


@pytest.mark.parametrize(
    ("before", "shown"), [(0, "[redacted]AAAA"), (1, "AG[redacted]QAAAA=="), (2, "AAB[redacted]UAAAA=")]
)
def test_a_secret_in_base64(before: int, shown: str) -> None:
    """All of it is taken out but the characters that it shares with the bytes around it."""
    text = b64encode(bytes(before) + KEY.encode() + bytes(3)).decode()
    assert Redactor((KEY,)).text(text) == shown


def test_escapes_without_a_secret() -> None:
    """A text without a secret stays as it was sent, and an escaped quotation mark does so beside one."""
    text = '{"text": "\\u0041 &#66; <\\/b> \\u0022"}'
    assert Redactor((KEY,)).text(text) == text
    shown = Redactor((KEY,)).text(json.dumps({"key": 0, "more": 1}).replace("0", f'"{escaped(KEY)} \\u0022 \\u005c"'))
    assert json.loads(shown) == {"key": '[redacted] " \\', "more": 1}


@pytest.mark.parametrize(("secret", "hidden"), [("8-digits", True), ("7-digit", False)])
def test_the_shortest_secret(secret: str, hidden: bool) -> None:
    """Values of fewer than eight characters are ordinary words."""
    assert (Redactor((secret,)).text(f"<{secret}>") == "<[redacted]>") is hidden


@pytest.mark.parametrize("name", ["cause", "context"])
def test_an_error_that_was_raised_by_another(name: str) -> None:
    """An error loses its cause, and what it was raised in, if that shows a key."""
    error = ConnectionFailed("not sent", sent=False)
    setattr(error, f"__{name}__", ValueError(f"bad header {KEY}"))
    shown = Redactor((KEY,)).error(error)
    assert KEY not in "".join(traceback.format_exception(shown))
    assert (str(shown), shown.sent) == (str(error), False)


def test_reports_of_contract_tests() -> None:
    """Recordings and reports hold the key in no spelling."""
    redacted = Redaction((KEY,))
    for spell in SPELLINGS.values():
        shown = redacted(f'{{"echo": "{spell(KEY)}"}}')
        assert not [leak for leak in leaks(KEY) if leak in shown]


# Signed URLs


def test_a_task_shows_no_signature() -> None:
    """Its text forms show URLs without their queries; its members, and its JSON, have them whole."""
    members = {
        "id": ID,
        "status": "SUCCEEDED",
        "progress": 100,
        "model_urls": {"glb": SIGNED, "new_format": SIGNED},
        "thumbnail_url": SIGNED,
        "texture_urls": [{"base_color": SIGNED}],
        "of_tomorrow": [{"url": SIGNED, "nested": [SIGNED, "two " + SIGNED]}, SIGNED],
        "task_error": {"message": f"cannot fetch {SIGNED} or S3://bucket/key?X-Amz-Signature=SIGNATURE"},
    }
    task = ImageTo3DTask.from_dict(members)
    for text in (repr(task), str(task), f"{task}", repr([task]), repr(task.model_urls)):
        assert "SIGNATURE" not in text
        assert "Expires" not in text
    assert "https://files.example/m.glb?..." in repr(task)
    assert task.to_dict()["model_urls"]["glb"] == SIGNED
    assert task["of_tomorrow"][1] == SIGNED


def test_a_credential_shows_no_secret() -> None:
    """Nor do members that a later service may add."""
    members = {
        "access_key_id": "ID",
        "secret_access_key": "SECRET1",
        "session_token": "SECRET2",
        "callback_param": "SECRET3",
        "accessKeySecret": "SECRET4",
        "of_tomorrow": [{"securityToken": "SECRET5"}],
    }
    credential = UploadCredential.from_dict(members)
    assert "SECRET" not in f"{credential!r}{credential}"
    assert credential.to_dict() == members


@pytest.mark.parametrize(
    "text",
    [
        *(SIGNED, f"'{SIGNED}'", f"({SIGNED})", f"{SIGNED}.", f"<{SIGNED}>", f'{{"url": "{SIGNED}"}}', SIGNED.upper()),
        *("https://x/a?X-Amz-Signature=SIGNATURE", "https://x/a#sig=SIGNATURE", "oss://x/a?OSSAccessKeyId=SIGNATURE"),
        *("/a?b=1&Signature=SIGNATURE", "https://x/a?u=https%3A%2F%2Fy%3FSignature%3DSIGNATURE", "?sig=SIGNATURE"),
    ],
)
def test_no_error_shows_a_signature(text: str) -> None:
    """The message of an error never has the signature, with any quoted text; the body of an answer is unchanged."""
    assert "SIGNATURE" not in str(MeshwrightError(text))
    assert "SIGNATURE" not in without_signatures(text)
    assert "SIGNATURE" not in repr(Request(method="GET", url=text.strip("'(<{ ")))
    assert "SIGNATURE" not in repr(Reply(status=302, headers={"location": text}))
    assert Reply(status=302, headers={"location": text}).headers["location"] == text
    assert without_signatures("a plain text, 50% of it; why?") == "a plain text, 50% of it; why?"
    assert without_query("https://x/a?b") == "'https://x/a?...'"


def test_logs_show_no_signature(caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    """Not those of the HTTP library either, which logs every URL, and the headers of answers."""
    caplog.set_level(logging.DEBUG)
    location = "/b?Signature=SIGNATURE"
    answers = {"/a": response(302, location=location, x_echo=KEY), "/b": response(200, b"glTF" + bytes(40))}
    with LoopbackServer(lambda exchange: exchange.send(answers[exchange.path.partition("?")[0]])) as server:
        bring(f"{server.url}/a?Signature=SIGNATURE", tmp_path / "model.glb")
    assert "/b?..." in caplog.text
    assert "SIGNATURE" not in caplog.text
    assert KEY not in caplog.text


def test_no_cookie_is_kept() -> None:
    """A cookie that the API sets goes nowhere, and least of all to a file host on the same machine."""
    answer = answering(response(200, b'{"balance": 1}', set_cookie="session=secret; Path=/"))
    with LoopbackServer(answer) as server, Meshy(KEY, base_url=server.url, rate=None) as meshy:
        for _ in range(2):
            meshy.balance()
        assert all("cookie" not in exchange.headers for exchange in server.seen)
