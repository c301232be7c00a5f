"""Recordings by other tools: an odd entry is left out and named, and what is meant otherwise is read as it is meant."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest
from helpers.contract.recordings import ERROR, GONE, SECRET, changed, entry
from hypothesis import given
from hypothesis import strategies as st
from meshwright.contract.__main__ import main
from meshwright.contract.har_reading import read_har

BALANCE = b'{"balance": 5}'
ENCODED = base64.b64encode(BALANCE).decode()
LEFT_OUT: dict[str, tuple[Any, str]] = {
    "null": (None, "it"),
    "a text": ("entry", "it"),
    "no request": ({"response": {}}, '"request" is a required property'),
    "no method": (changed("request.method", GONE), 'request: "method" is a required'),
    "no URL": (changed("request.url", None), "request.url"),
    "a URL that is none": (changed("request.url", "https://[::1/openapi/v1/balance"), "request.url: Invalid IPv6 URL"),
    "no request headers": (changed("request.headers", GONE), "the request was recorded without headers"),
    "null for headers": (changed("response.headers", None), "the answer was recorded without headers"),
    "a header without a name": (changed("request.headers", [{"value": "x"}]), "request.headers.0"),
    "a header of odd form": (changed("request.headers", [{"name": "a", "value": [1]}]), "request.headers.0.value"),
    "a status in words": (changed("response.status", "OK"), "response.status"),
    "a body of odd form": (changed("response.content.text", ["x"]), "response.content.text"),
    "no body of the request": (
        {**entry(), "request": {**entry()["request"], "method": "POST", "bodySize": 9}},
        "the request was recorded without its body",
    ),
}


@pytest.mark.parametrize("name", LEFT_OUT)
def test_odd_entries(replay: Any, name: str) -> None:
    """An odd entry is named with its number and the reason, without a value of it, and the others are judged."""
    odd, why = LEFT_OUT[name]
    code, out, err = replay(entry(), odd, entry(status=401, text=ERROR))
    assert code == 0, out
    assert "2 of 2 exchanges belong to Meshy" in out
    assert re.fullmatch(rf"contract: entry 2 is left out: .*{re.escape(why)}.*\n", err), err


def test_findings_beside_odd_entries(replay: Any) -> None:
    """The findings in the other entries decide the exit code."""
    code, out, err = replay(None, entry(text="[]"))
    assert (code, err.count("\n")) == (1, 1)
    assert "found" in out


def test_odd_entries_of_other_sites(replay: Any) -> None:
    """Invalid entries of other sites are not reported; nor are WebSockets, data URIs and preflights."""
    elsewhere = changed("request.url", "https://other.example/page")
    elsewhere["response"]["headers"] = None
    asking = {"method": "OPTIONS", "headers": [{"name": "Access-Control-Request-Method", "value": "GET"}]}
    socket = changed("request.url", "wss://service.example/openapi/v1/balance")
    code, out, err = replay(
        entry(), elsewhere, socket, changed("request.url", "data:image/png;base64,AA"), entry(**asking)
    )
    assert (code, err) == (0, "")
    assert "1 of 4 exchanges belong to Meshy" in out


def test_nothing_but_odd_entries(replay: Any) -> None:
    """Where no entry could be read, nothing was judged."""
    code, out, err = replay(*[None] * 12)
    assert (code, out) == (2, "")
    assert "entry 10 is left out" in err
    assert "entry 11" not in err
    assert "2 more entries are left out" in err
    assert "0 of 0 exchanges belong to Meshy; 12 entries could not be read" in err


def test_no_key_is_shown(replay: Any) -> None:
    """The value that makes an entry odd is not printed: it may be a key."""
    odd = [{"name": "authorization", "value": {"secret": SECRET}}]
    code, out, err = replay(entry(), entry(headers=odd))
    assert code == 0
    assert SECRET not in out + err


READ_AS_MEANT: dict[str, tuple[Any, bytes]] = {
    "base64": ({"text": ENCODED, "encoding": "base64"}, BALANCE),
    "base64 in lines": ({"text": ENCODED[:8] + "\n" + ENCODED[8:], "encoding": "BASE64"}, BALANCE),
    "plain, marked as base64": ({"text": BALANCE.decode(), "encoding": "base64"}, BALANCE),
    "plain, marked as base64, of the same letters": ({"text": "null", "encoding": "base64"}, b"\x9e\xe9e"),
    "base64, not marked": ({"text": ENCODED}, BALANCE),
    "base64, marked as something else": ({"text": ENCODED, "encoding": "gzip"}, BALANCE),
    "plain letters": ({"text": "abcd"}, b"abcd"),
    "bytes in base64": ({"text": base64.b64encode(b"glTF\x00\xff").decode(), "encoding": "base64"}, b"glTF\x00\xff"),
    "nothing": ({}, b""),
    "null": ({"text": None, "encoding": None, "mimeType": None}, b""),
    "half a surrogate pair": ({"text": "\ud800"}, b"?"),
}


@pytest.mark.parametrize("name", READ_AS_MEANT)
def test_bodies_are_read_as_meant(name: str, tmp_path: Path) -> None:
    """A body is read as it is marked, unless only the other reading is JSON."""
    content, body = READ_AS_MEANT[name]
    (tmp_path / "a.har").write_text(json.dumps({"log": {"entries": [changed("response.content", content)]}}), "utf-8")
    (read,) = read_har(tmp_path / "a.har").exchanges
    assert read.body == body


def test_headers_are_read_as_meant(tmp_path: Path) -> None:
    """Pseudo headers are left out, values of a repeated header are joined, numbers are texts, null is nothing."""
    names = [("Content-Type", "application/json"), ("content-type", "application/json"), (":status", "200")]
    names += [("Via", "a"), ("via", "b"), ("Content-Length", 14), ("X-Empty", None)]
    odd = changed("response.headers", [{"name": name, "value": value} for name, value in names])
    odd["response"] |= {"status": "200"}
    odd["startedDateTime"] = "yesterday"
    (tmp_path / "a.har").write_text(json.dumps({"log": {"entries": [odd]}}), "utf-8")
    (read,) = read_har(tmp_path / "a.har").exchanges
    assert dict(read.headers) == {"content-type": "application/json", "via": "a, b", "content-length": "14"}
    assert (read.status, read.at) == (200, 0.0)


@pytest.mark.parametrize("answer", [GONE, None, {}, {"status": 0}, {"status": -1}, {"status": None}])
def test_requests_without_an_answer(replay: Any, answer: Any) -> None:
    """A request that was blocked or lost is counted, and not judged."""
    code, out, err = replay(entry(), changed("response", answer))
    assert (code, err) == (0, ""), out
    assert "1 were recorded with their answers and can be judged" in out


def test_files_that_were_cut_off(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a file that ends early, or has invalid JSON, the entries before the error are used, and a line reports it."""
    whole = json.dumps({"log": {"version": "1.2", "entries": [entry(), entry(), entry()]}})
    path = tmp_path / "a.har"
    for text in (whole[:-60], whole[:-2], whole[:-3] + ", {]}}", whole[:-3] + "," + "[" * 100_000):
        path.write_text(text, "utf-8")
        assert main(["--replay", str(path)]) == 0
        said = capsys.readouterr()
        kept = 2 if text == whole[:-60] else 3
        assert f"{kept} of {kept} exchanges belong to Meshy" in said.out
        assert said.err == f"contract: the file cannot be read to its end; the {kept} entries before that are used\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_encodings(encoding: str, tmp_path: Path) -> None:
    """A file in any encoding of JSON is read."""
    path = tmp_path / "a.har"
    path.write_text(json.dumps({"log": {"entries": [entry(text='"ä"')]}}, ensure_ascii=False), encoding)
    assert read_har(path).exchanges[0].body == '"ä"'.encode()


def test_bytes_that_are_no_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Bytes that are not UTF-8 are replaced, and a line names the first of them."""
    path = tmp_path / "a.har"
    path.write_bytes(json.dumps({"log": {"comment": "@", "entries": [entry()]}}).encode().replace(b"@", b"\xe4"))
    assert main(["--replay", str(path)]) == 0
    assert capsys.readouterr().err.startswith("contract: the file is not UTF-8 at byte 21; ")


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"log": []}', '{"log": {"entries": {}}}', "<html>", "\x00"])
def test_files_that_are_no_recording(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file without a list of entries is refused in one line."""
    path = tmp_path / "a.har"
    path.write_text(text, "utf-8")
    assert main(["--replay", str(path)]) == 2
    assert re.fullmatch(rf"contract: {re.escape(str(path))}: is not a HAR recording.*\n", capsys.readouterr().err)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.just(10**400) | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)
PLACES = ["request", "request.method", "request.url", "request.headers", "request.postData", "request.bodySize"]
PLACES += ["response", "response.status", "response.headers", "response.content", "response.content.text"]
PLACES += ["response.content.encoding", "response.content.size", "startedDateTime"]


@given(st.sampled_from(PLACES), ANYTHING)
def test_any_entry(tmp_path_factory: pytest.TempPathFactory, place: str, value: Any) -> None:
    """An entry with any value in one place is read or skipped, and the others are read."""
    path = tmp_path_factory.mktemp("har") / "a.har"
    entries = [entry(), changed(place, value), entry()]
    path.write_text(json.dumps({"log": {"entries": entries}}), "utf-8")
    found = read_har(path)
    assert len(found.exchanges) + len(found.left_out) == 3
    assert [left.number for left in found.left_out] in ([], [2])
