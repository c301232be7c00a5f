"""Recordings in the HAR format, without secrets, and back: what was seen can be judged again, by other rules.

Recordings of others are read too: those of browsers, which leave the key out, and of proxies.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema_rs
from attrs import evolve

from .exchange import Exchange
from .redaction import KEY, REDACTED, Redaction

SECRET_HEADERS = frozenset({"authorization", "x-user-token", "cookie", "set-cookie", "proxy-authorization"})
KEY_HEADERS = {"meshy": "authorization", "flighthub": "x-user-token"}
NULLABLE: dict[str, Any] = {"type": ["string", "null"]}
BODY: dict[str, Any] = {"type": ["object", "null"], "properties": {"text": NULLABLE, "encoding": NULLABLE}}
HEADERS: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["name", "value"],
        "properties": {"name": {"type": "string"}, "value": {"type": "string"}},
    },
}
ENTRY: dict[str, Any] = {
    "type": "object",
    "required": ["request", "response"],
    "properties": {
        "startedDateTime": NULLABLE,
        "request": {
            "type": "object",
            "required": ["method", "url", "headers"],
            "properties": {
                "method": {"type": "string"},
                "url": {"type": "string"},
                "headers": HEADERS,
                "postData": BODY,
            },
        },
        "response": {
            "type": "object",
            "required": ["status", "headers"],
            "properties": {"status": {"type": "integer"}, "headers": HEADERS, "content": BODY},
        },
    },
}
READABLE = jsonschema_rs.Draft202012Validator(
    {
        "required": ["log"],
        "type": "object",
        "properties": {
            "log": {
                "type": "object",
                "required": ["entries"],
                "properties": {"entries": {"type": "array", "items": ENTRY}},
            }
        },
    }
)
"""What is read of a HAR, and no more."""


class BadRecording(Exception):
    """A file is no HAR; the text says why."""


def write_har(path: Path, exchanges: Iterable[Exchange], key: str) -> None:
    """Write a redacted recording; ``key`` is the one that must not appear in it."""
    redacted = Redaction((key,))
    entries = [_entry(exchange, key, redacted) for exchange in exchanges]
    log = {"version": "1.2", "creator": {"name": "meshwright", "version": "1"}, "entries": entries}
    path.write_text(json.dumps({"log": log}, indent=1, ensure_ascii=False), "utf-8", "backslashreplace")


def _entry(exchange: Exchange, key: str, redacted: Redaction) -> dict[str, Any]:
    def text(body: bytes) -> str:
        return redacted(body.decode("utf-8", "replace"))

    sent = {}
    if exchange.request_body:
        media_type = exchange.request_headers.get("content-type", "application/json")
        sent = {"postData": {"mimeType": media_type, "text": text(exchange.request_body)}}
    request = {
        "method": exchange.method,
        "url": redacted(exchange.url),
        "httpVersion": "HTTP/1.1",
        "headers": _headers(exchange.request_headers, key, redacted),
        "queryString": [],
        "cookies": [],
        "headersSize": -1,
        "bodySize": len(exchange.request_body),
        **sent,
    }
    response = {
        "status": exchange.status,
        "statusText": "",
        "httpVersion": "HTTP/1.1",
        "headers": _headers(exchange.headers, key, redacted),
        "content": {"size": len(exchange.body), "mimeType": exchange.media_type, "text": text(exchange.body)},
        "redirectURL": "",
        "cookies": [],
        "headersSize": -1,
        "bodySize": len(exchange.body),
    }
    begun = datetime.fromtimestamp(exchange.at, UTC).isoformat()
    found = {"startedDateTime": begun, "time": 0, "request": request, "response": response, "cache": {}, "timings": {}}
    return found | ({"_cut": True} if exchange.cut else {})


def _headers(headers: Mapping[str, str], key: str, redacted: Redaction) -> list[dict[str, str]]:
    def shown(name: str, value: str) -> str:
        if name not in SECRET_HEADERS:
            return redacted(value)
        return value.replace(key, KEY) if key and key in value else REDACTED

    return [{"name": name, "value": shown(name, value)} for name, value in headers.items()]


def read_har(path: Path) -> list[Exchange]:
    """Return the exchanges of a recording; raises BadRecording."""
    try:
        recording = json.loads(path.read_text("utf-8-sig"))
        READABLE.validate(recording)
        return [_exchange(entry) for entry in recording["log"]["entries"]]
    except OSError as error:
        raise BadRecording(f"{path}: {error.strerror}") from None
    except jsonschema_rs.ValidationError as error:
        where = ".".join(str(step) for step in error.instance_path) or "the file"
        raise BadRecording(f"{path}: no HAR recording: {where}: {error.message[:160]}") from None
    except (ValueError, OverflowError, RecursionError) as error:
        raise BadRecording(f"{path}: no HAR recording ({type(error).__name__}: {error})") from None


def _exchange(entry: dict[str, Any]) -> Exchange:
    request, response = entry["request"], entry["response"]
    content: dict[str, Any] = response.get("content") or {}
    begun = entry.get("startedDateTime")
    return Exchange(
        method=request["method"],
        url=request["url"],
        request_headers={header["name"]: header["value"] for header in request["headers"]},
        request_body=_content(request.get("postData") or {}),
        status=int(response["status"]),
        headers={header["name"]: header["value"] for header in response["headers"]},
        body=_content(content),
        at=datetime.fromisoformat(begun).timestamp() if begun else 0.0,
        cut=entry.get("_cut") is True or (content.get("text") is None and bool(content.get("size"))),
    )


def _content(body: dict[str, Any]) -> bytes:
    text = body.get("text") or ""
    return base64.b64decode(text) if body.get("encoding") == "base64" else text.encode("utf-8", "replace")


def keys_in(exchanges: Iterable[Exchange], service: str) -> tuple[str, ...]:
    """Return the keys that a recording shows."""
    name = KEY_HEADERS[service]
    shown = {exchange.request_headers[name] for exchange in exchanges if name in exchange.request_headers}
    return tuple(sorted({value.partition(" ")[2] or value for value in shown} - {KEY, REDACTED}))


def with_key(exchanges: Iterable[Exchange], service: str) -> list[Exchange]:
    """Return exchanges as if those that were let in had shown a key, for a recording that leaves the key out."""
    name = KEY_HEADERS[service]
    value = f"Bearer {KEY}" if service == "meshy" else KEY
    return [
        exchange
        if exchange.status in (401, 403)
        else evolve(exchange, request_headers={**exchange.request_headers, name: value})
        for exchange in exchanges
    ]
