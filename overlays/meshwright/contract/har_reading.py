"""Read recordings in the HAR format as browsers and proxies write them: entry by entry, so that an invalid entry is
skipped and the others are used.

Common errors of recorders are corrected: plain text marked as base64 and the reverse, fields that are null or missing,
numbers as text, pseudo headers of HTTP/2, a file that was cut off. Requests and answers are never guessed; an
incomplete entry is reported.
"""

from __future__ import annotations

import base64
import json
import re
from binascii import Error as NotBase64
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jsonschema_rs
from attrs import field, frozen

from .exchange import Exchange

TEXT = {"type": ["string", "null"]}
BODY = {"type": ["object", "null"], "properties": {"text": TEXT, "encoding": TEXT}}
HEADER = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string"}, "value": {"type": ["string", "number", "boolean", "null"]}},
}
HEADERS = {"type": ["array", "null"], "items": HEADER}
REQUEST = {
    "type": "object",
    "required": ["method", "url"],
    "properties": {"method": {"type": "string"}, "url": {"type": "string"}, "headers": HEADERS, "postData": BODY},
}
RESPONSE = {
    "type": ["object", "null"],
    "properties": {
        "status": {"anyOf": [{"type": ["integer", "null"]}, {"type": "string", "pattern": "^[0-9]{1,3}$"}]},
        "headers": HEADERS,
        "content": BODY,
    },
}
ENTRY = jsonschema_rs.Draft202012Validator(
    {"type": "object", "required": ["request"], "properties": {"request": REQUEST, "response": RESPONSE}},
    mask="its value",  # which may be a key
)
"""The parts of an entry that are read."""
ENTRIES = re.compile(r'"entries"\s*:\s*\[')
BETWEEN = re.compile(r"[\s,]*")


class BadRecording(Exception):
    """A file is not a HAR recording; the message is the reason."""


class OddEntry(ValueError):
    """An entry cannot be judged; the message is the reason."""


@frozen
class LeftOut:
    """An entry that could not be read."""

    number: int
    """Its number in the file, from 1."""
    path: str
    """The path of its URL; empty if there is none."""
    why: str

    def __str__(self) -> str:
        return f"entry {self.number} is left out: {self.why}"


@frozen
class Recording:
    """The content of a file."""

    exchanges: list[Exchange] = field(factory=list[Exchange])
    left_out: list[LeftOut] = field(factory=list[LeftOut])
    damage: str = ""
    """The error of the file as a whole, if only a part of it could be read."""


def read_har(path: Path) -> Recording:
    """Return the content of a recording; raises BadRecording."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadRecording(f"{path}: {error.strerror}") from None
    text, damage = _decoded(data)
    try:
        entries = json.loads(text)["log"]["entries"]
    except (ValueError, RecursionError) as error:
        entries = [*_entries_before(text)]
        if not entries:
            raise BadRecording(f"{path}: is not a HAR recording ({type(error).__name__}: {error})") from None
        damage = f"the file cannot be read to its end; the {len(entries)} entries before that are used"
    except (TypeError, LookupError):
        entries = None
    if not isinstance(entries, list):
        raise BadRecording(f"{path}: is not a HAR recording: it has no list log.entries")
    found = Recording(damage=damage)
    for number, entry in enumerate(entries, 1):
        try:
            found.exchanges.append(_exchange(entry))
        except OddEntry as odd:
            found.left_out.append(LeftOut(number, _path_of(entry), str(odd)))
    return found


def _decoded(data: bytes) -> tuple[str, str]:
    encoding = json.detect_encoding(data)
    try:
        return data.decode(encoding), ""
    except UnicodeDecodeError as error:
        damage = f"the file is not {encoding.upper()} at byte {error.start}; such bytes are read as U+FFFD"
        return data.decode(encoding, "replace"), damage


def _entries_before(text: str) -> Iterator[Any]:
    """Yield the entries before the place where the text stops being valid JSON."""
    begin = ENTRIES.search(text)
    place = begin.end() if begin else len(text)
    decoder = json.JSONDecoder()
    while True:
        try:
            entry, place = decoder.raw_decode(text, BETWEEN.match(text, place).end())  # type: ignore[union-attr]
        except (ValueError, RecursionError):
            return
        yield entry


def _path_of(entry: Any) -> str:
    try:
        url = entry["request"]["url"]
        return urlsplit(url).path if isinstance(url, str) else ""
    except (TypeError, LookupError, ValueError):
        return ""


# ------------------------------------------------------------------------------------------------------------
# one entry
def _exchange(entry: Any) -> Exchange:
    for error in ENTRY.iter_errors(entry):
        where = ".".join(map(str, error.instance_path))
        raise OddEntry(f"{where}: {error.message[:160]}" if where else error.message[:160])
    request, response = entry["request"], entry.get("response") or {}
    try:
        urlsplit(request["url"])
    except ValueError as error:
        raise OddEntry(f"request.url: {error}") from None
    status = max(int(response.get("status") or 0), 0)
    sent, content = request.get("postData") or {}, response.get("content") or {}
    _check_recorded(request, sent, response, status)
    body = _content(content)
    return Exchange(
        method=request["method"].upper(),
        url=request["url"],
        request_headers=_headers(request["headers"]),
        request_body=_content(sent),
        status=status,
        headers=_headers(response.get("headers") or []),
        body=body,
        at=_moment(entry.get("startedDateTime")),
        cut=entry.get("_cut") is True or _is_cut(content, body),
    )


def _check_recorded(request: Mapping[str, Any], sent: Mapping[str, Any], response: Any, status: int) -> None:
    """Refuse an entry without the parts that are judged, because their absence would look like an error of
    the service.
    """
    if request.get("headers") is None:
        raise OddEntry("the request was recorded without headers")
    if status and response.get("headers") is None:
        raise OddEntry("the answer was recorded without headers")
    if _is_positive(request.get("bodySize")) and sent.get("text") is None and request["method"].upper() != "GET":
        raise OddEntry("the request was recorded without its body")


def _headers(headers: list[Mapping[str, Any]]) -> dict[str, str]:
    """Return headers by name; repeated headers are joined, as in RFC 9110."""
    values: dict[str, list[str]] = {}
    for header in headers:
        name, value = header["name"].lower(), header.get("value")
        if value is not None and not name.startswith(":") and str(value) not in values.setdefault(name, []):
            values[name].append(str(value))
    return {name: ", ".join(found) for name, found in values.items() if found}


def _content(body: Mapping[str, Any]) -> bytes:
    """Return a body, decoded as it is marked (plain or base64), unless only the other decoding is JSON."""
    text = body.get("text") or ""
    plain, decoded = text.encode("utf-8", "replace"), _from_base64(text)
    if decoded is None:
        return plain
    marked, other = (decoded, plain) if str(body.get("encoding")).lower() == "base64" else (plain, decoded)
    return other if _is_json(other) and not _is_json(marked, of_any_kind=True) else marked


def _from_base64(text: str) -> bytes | None:
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (NotBase64, ValueError):
        return None


def _is_json(body: bytes, *, of_any_kind: bool = False) -> bool:
    if not of_any_kind and body.lstrip()[:1] not in (b"{", b"["):
        return False
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True


def _is_cut(content: Mapping[str, Any], body: bytes) -> bool:
    """Return whether the recorder kept only a part of the body."""
    size = content.get("size")
    if content.get("text") is None:
        return _is_positive(size)
    begun = body.lstrip()[:1] in (b"{", b"[")
    return begun and _is_positive(size, above=len(body)) and not _is_json(body)


def _is_positive(size: Any, *, above: int = 0) -> bool:
    return isinstance(size, (int, float)) and size > above


def _moment(text: Any) -> float:
    """Return seconds since the epoch, 0 if the text is not a time."""
    try:
        return max(datetime.fromisoformat(text).timestamp(), 0.0)
    except (TypeError, ValueError, OverflowError, OSError):
        return 0.0
