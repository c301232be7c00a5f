"""Write recordings in the HAR format without secrets; find the keys in other recordings, or substitute them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from attrs import evolve

from .exchange import Exchange
from .redaction import KEY, REDACTED, Redaction
from .strangers import NO_TOKEN

SECRET_HEADERS = frozenset({"authorization", "x-user-token", "cookie", "set-cookie", "proxy-authorization"})
KEY_HEADERS = {"meshy": "authorization", "flighthub": "x-user-token"}


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
        if name not in SECRET_HEADERS or value == NO_TOKEN:
            return redacted(value)
        return value.replace(key, KEY) if key and key in value else REDACTED

    return [{"name": name, "value": shown(name, value)} for name, value in headers.items()]


def keys_in(exchanges: Iterable[Exchange], service: str) -> tuple[str, ...]:
    """Return the keys that a recording contains."""
    name = KEY_HEADERS[service]
    shown = {exchange.request_headers[name] for exchange in exchanges if name in exchange.request_headers}
    return tuple(sorted({value.partition(" ")[2] or value for value in shown} - {KEY, REDACTED}))


def with_key(exchanges: Iterable[Exchange], service: str) -> list[Exchange]:
    """Return exchanges with a key added to those that were accepted, for a recording without keys."""
    name = KEY_HEADERS[service]
    value = f"Bearer {KEY}" if service == "meshy" else KEY
    return [
        exchange
        if exchange.status in (401, 403)
        else evolve(exchange, request_headers={**exchange.request_headers, name: value})
        for exchange in exchanges
    ]
