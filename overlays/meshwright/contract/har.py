"""Recordings in the HAR format, without secrets, and back: what was seen can be judged again, by other rules."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .exchange import Exchange

KEY = "msy_redacted"
"""Stands for the right key in a recording, so that rules can still tell it from a wrong one."""
SECRET_HEADERS = frozenset({"authorization", "x-user-token", "cookie", "set-cookie", "proxy-authorization"})
CREDENTIALS = re.compile(r'("(?:access_key_id|secret_access_key|session_token|callback_param)" ?: ?")[^"]+')
"""Members of FlightHub's upload credentials, of which a visit sees none."""
SIGNED = re.compile(r"((?:Signature|Policy|Key-Pair-Id|X-Amz-[A-Za-z-]+|Expires)=)[^&\"\\\s]+")


class BadRecording(Exception):
    """A file is no HAR; the text says why."""


def write_har(path: Path, exchanges: Iterable[Exchange], key: str) -> None:
    """Write a redacted recording; ``key`` is the one that must not appear in it."""
    entries = [_entry(exchange, key) for exchange in exchanges]
    log = {"version": "1.2", "creator": {"name": "meshwright", "version": "1"}, "entries": entries}
    text = json.dumps({"log": log}, indent=1, ensure_ascii=False)
    path.write_text(text.replace(key, KEY) if key else text, "utf-8")


def _entry(exchange: Exchange, key: str) -> dict[str, Any]:
    sent = (
        {}
        if not exchange.request_body
        else {"postData": {"mimeType": "application/json", "text": _text(exchange.request_body)}}
    )
    request = {
        "method": exchange.method,
        "url": exchange.url,
        "httpVersion": "HTTP/1.1",
        "headers": _headers(exchange.request_headers, key),
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
        "headers": _headers(exchange.headers, key),
        "content": {"size": len(exchange.body), "mimeType": exchange.media_type, "text": _text(exchange.body)},
        "redirectURL": "",
        "cookies": [],
        "headersSize": -1,
        "bodySize": len(exchange.body),
    }
    begun = datetime.fromtimestamp(exchange.at, UTC).isoformat()
    return {"startedDateTime": begun, "time": 0, "request": request, "response": response, "cache": {}, "timings": {}}


def _text(body: bytes) -> str:
    text = SIGNED.sub(r"\1redacted", body.decode("utf-8", "replace"))
    return CREDENTIALS.sub(r"\1redacted", text)


def _headers(headers: Mapping[str, str], key: str) -> list[dict[str, str]]:
    def shown(name: str, value: str) -> str:
        if name not in SECRET_HEADERS:
            return value
        return value.replace(key, KEY) if key and key in value else "redacted"

    return [{"name": name, "value": shown(name, value)} for name, value in headers.items()]


def read_har(path: Path) -> list[Exchange]:
    """Return the exchanges of a recording; raises BadRecording."""
    try:
        entries = json.loads(path.read_text("utf-8"))["log"]["entries"]
        return [_exchange(entry) for entry in entries]
    except OSError as error:
        raise BadRecording(f"{path}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError) as error:
        raise BadRecording(f"{path}: no HAR recording ({type(error).__name__}: {error})") from None


def _exchange(entry: dict[str, Any]) -> Exchange:
    request, response = entry["request"], entry["response"]
    return Exchange(
        method=request["method"],
        url=request["url"],
        request_headers={header["name"]: header["value"] for header in request["headers"]},
        request_body=request.get("postData", {}).get("text", "").encode(),
        status=response["status"],
        headers={header["name"]: header["value"] for header in response["headers"]},
        body=response["content"].get("text", "").encode(),
        at=datetime.fromisoformat(entry["startedDateTime"]).timestamp(),
    )
