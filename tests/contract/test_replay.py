"""Recordings: what must not be in them, those of others, and how they are judged again."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from helpers.contract.recordings import ERROR, SECRET, entry
from hypothesis import given
from hypothesis import strategies as st
from meshwright.contract.exchange import Exchange
from meshwright.contract.har import write_har
from meshwright.contract.har_reading import read_har
from meshwright.contract.redaction import KEY, Redaction


def test_recording_of_a_browser(replay: Any) -> None:
    """A recording without keys is judged as if the accepted requests had one, and the output states that."""
    code, out, err = replay(entry(), entry(status=401, text=ERROR), entry("/favicon.ico"))
    assert (code, err) == (0, "")
    assert "2 of 3 exchanges belong to Meshy; contract of 2026-11-01\n" in out
    assert "no exchange has a key" in out
    assert "nothing found in " in out


def test_missing_key_beside_others(replay: Any) -> None:
    """Where others show a key, one that does not was sent without."""
    keyed = entry(headers=[{"name": "Authorization", "value": f"Bearer {SECRET}"}])
    code, out, _ = replay(keyed, entry())
    assert code == 1
    assert "(meshy.key.required)" in out
    assert SECRET not in out


def test_nothing_to_judge(replay: Any) -> None:
    """A recording of the other service, or an empty one, is refused."""
    for entries in ((), (entry(),)):
        code, out, err = replay(*entries, options=("--service", "flighthub"))
        assert (code, out) == (2, "")
        assert f"0 of {len(entries)} exchanges belong to FlightHub" in err


def test_bodies(replay: Any) -> None:
    """Bodies in base64 are decoded, null is nothing, and what was not recorded is not judged."""
    encoded = entry()
    encoded["response"]["content"] |= {"text": base64.b64encode(b'{"balance": 5}').decode(), "encoding": "base64"}
    dropped = entry(text=None)
    dropped["response"]["content"]["size"] = 14
    code, out, _ = replay(encoded, dropped, entry(postData=None), entry(postData={"text": None}))
    assert code == 0, out
    assert "3 were recorded with their answers and can be judged" in out


def test_no_answers(replay: Any) -> None:
    """Where no answer was recorded, nothing was judged, and nothing is called good."""
    code, _, err = replay(entry(status=0))
    assert code == 2
    assert "none of 1 exchanges was recorded with its answer" in err


def test_old_recording(replay: Any) -> None:
    """One from before the balance could be asked for is judged by what there was on that day."""
    old = {**entry("/openapi/v1/image-to-3d", text="[]"), "startedDateTime": "2024-01-01T00:00:00Z"}
    old["response"]["headers"] = [each for each in old["response"]["headers"] if each["name"] != "X-Api-Version"]
    code, out, _ = replay(old)
    assert code == 0, out
    assert "contract of 2024-01-01" in out


def test_reports_of_a_replay(replay: Any, tmp_path: Path) -> None:
    """Each operation is a case, and its requests are counted."""
    code, _, _ = replay(entry(), options=("--junit", str(tmp_path / "a.xml")))
    assert code == 0
    text = (tmp_path / "a.xml").read_text("utf-8")
    assert 'name="balance.get"' in text
    assert "requests: 1" in text


def exchange(body: bytes, **more: Any) -> Exchange:
    """An exchange of a visit."""
    given = {"url": "https://service.example/openapi/v1/balance", "status": 200, "headers": {}, "request_headers": {}}
    return Exchange(method="GET", body=body, **{**given, **more})


@given(st.binary(), st.sampled_from([b"", b"\xff"]), st.booleans())
def test_there_and_back(tmp_path_factory: pytest.TempPathFactory, body: bytes, tail: bytes, cut: bool) -> None:
    """A written recording can be read again, including a lost answer; bytes that are not text become text."""
    path = tmp_path_factory.mktemp("har") / "a.har"
    sent = exchange(body + tail, status=0 if cut else 200, cut=cut, at=5.0)
    write_har(path, [sent], SECRET)
    (read,) = read_har(path).exchanges
    assert (read.method, read.url, read.status, read.cut, read.at) == ("GET", sent.url, sent.status, cut, 5.0)
    assert read.body.decode() == Redaction((SECRET,))(sent.body.decode("utf-8", "replace"))


@given(st.text(), st.integers(8, len(SECRET)), st.text())
def test_redaction_of_keys(before: str, length: int, after: str) -> None:
    """Nothing of the key is left, whole or cut off, and a second time changes nothing."""
    redacted = Redaction((SECRET,))
    text = redacted(before + SECRET[:length] + after)
    assert SECRET[:8] not in text
    assert redacted(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "https://a.example/m.glb?Expires=SECRET&Signature=SECRET&Key-Pair-Id=SECRET&Policy=SECRET",
        "https://a.example/m.glb?X-Amz-Credential=SECRET&X-Amz-Signature=SECRET&x-amz-security-token=SECRET",
        "https://a.example/m.glb?OSSAccessKeyId=SECRET&Signature=SECRET&security-token=SECRET",
        "https://a.example/m.glb?x-oss-signature=SECRET&x-oss-security-token=SECRET&x-oss-credential=SECRET",
        "https://a.example/m.glb?sv=1&sig=SECRET",
        '{"url": "https://a.example/m.glb?a=1\\u0026Signature=SECRET"}',
        'b\'{"access_key_id": "SECRET", "secret_access_key": "SECRET"}\'',
        '{"text": "{\\"session_token\\": \\"SECRET\\", \\"callback_param\\":\\"SECRET\\"}"}',
        "{'access_key_secret': 'SECRET', 'SecurityToken': 'SECRET'}",
    ],
)
def test_redaction_of_credentials(text: str) -> None:
    """Signatures of every store, and what signs them, are taken out; the rest stays."""
    found = Redaction()(text)
    assert "SECRET" not in found
    assert "redacted" in found
    assert found.partition("?")[0] == text.partition("?")[0] or "?" not in text


def test_short_keys_are_words() -> None:
    """The key of an emulator may be any word, and words stay; where a key stands, it goes all the same."""
    assert Redaction(("any",))("many") == "many"


def test_recorded_headers(tmp_path: Path) -> None:
    """The key in its header becomes one that rules know; cookies and other keys go."""
    headers = {"authorization": f"Bearer {SECRET}", "cookie": "a=b", "x-debug": f"<{SECRET}>"}
    write_har(tmp_path / "a.har", [exchange(b"", request_headers=headers)], SECRET)
    (read,) = read_har(tmp_path / "a.har").exchanges
    assert dict(read.request_headers) == {
        "authorization": f"Bearer {KEY}",
        "cookie": "redacted",
        "x-debug": f"<{KEY}>",
    }
