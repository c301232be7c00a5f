"""Redact secrets in a server's answers before other code sees them: keys in every encoding, signatures of URLs.

A gateway may echo a request's headers in its error, as plain text or encoded. A session's ``Redactor`` processes
every answer and every error as it arrives, so that exceptions, logs, hooks and output need no redaction of their own.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from functools import cache
from urllib.parse import quote

from attrs import evolve, field, frozen

from ..errors import ConnectionFailed
from .wire import Reply

REDACTED = "[redacted]"
SHORTEST = 8
"""Minimum length of a secret; shorter values are too likely to be ordinary words."""
HARMLESS = frozenset({"emulator"})
"""The token of the emulator, which is not a secret."""
SECRET_HEADERS = re.compile(r"auth|token|key|secret|cookie|password|session|signature", re.IGNORECASE)
_ESCAPED = re.compile(r"\\u00([2-7][0-9a-fA-F])|&#(?:x0*([2-7][0-9a-fA-F])|0*(\d{2,3}));|\\(/)")
"""Escape sequences of JSON and HTML."""


def spellings(secret: str) -> list[str]:
    """Return the encodings of a secret: plain, JSON, URL, hexadecimal, and base64 at any offset."""
    found = [secret, json.dumps(secret)[1:-1], quote(secret, safe=""), secret.encode().hex()]
    found.append("".join(f"%{byte:02x}" for byte in secret.encode()))
    for before in range(3):  # base64 encodes groups of three bytes, and the secret may begin at any of them
        raw = b"\0" * before + secret.encode()
        core = b64encode(raw)[-(-before * 8 // 6) : len(raw) * 8 // 6].decode()
        found += [core, core.replace("+", "-").replace("/", "_")]
    return list(dict.fromkeys(found))


def _worth_hiding(secrets: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in secrets if len(each) >= SHORTEST and each not in HARMLESS))


@cache
def _pattern(secrets: tuple[str, ...]) -> tuple[tuple[str, ...], re.Pattern[str]]:
    found = {each.lower() for secret in secrets for each in spellings(secret)}
    needles = tuple(each for each in found if not any(other in each for other in found - {each}))  # any match has one
    return needles, re.compile("|".join(map(re.escape, sorted(found, key=len, reverse=True))), re.IGNORECASE)


@frozen
class Redactor:
    """Redacts secrets in texts, answers and errors."""

    secrets: tuple[str, ...] = field(default=(), converter=_worth_hiding, repr=False)

    @classmethod
    def of_headers(cls, headers: Mapping[str, str]) -> Redactor:
        """Return a redactor for the secrets among the headers of a request."""
        return cls(_secrets_of(headers))

    def text(self, text: str, mark: str = REDACTED) -> str:
        """Return a text with the secrets redacted."""
        if not self.secrets:
            return text
        needles, pattern = _pattern(self.secrets)
        lowered = text.lower()
        if any(needle in lowered for needle in needles):
            text = pattern.sub(lambda _: mark, text)
        if any(escape in lowered for escape in ("\\u00", "&#", "\\/")):
            plain = _ESCAPED.sub(_unescaped, text)
            if any(needle in plain.lower() for needle in needles):
                return pattern.sub(lambda _: mark, plain)
        return text

    def reply(self, reply: Reply) -> Reply:
        """Return an answer with the secrets in its headers and content redacted."""
        if not self.secrets:
            return reply
        content = reply.content.decode("latin-1")  # latin-1 maps every byte, so the charset does not matter
        whole = "\n".join([*reply.headers, *reply.headers.values(), content])
        if self.text(whole) == whole:
            return reply
        return evolve(
            reply,
            headers={self.text(name): self.text(value) for name, value in reply.headers.items()},
            content=self.text(content).encode("latin-1"),
        )

    def error(self, error: ConnectionFailed) -> ConnectionFailed:
        """Return an error without the secrets in its text or in that of its causes."""
        texts: list[str] = []
        cause: BaseException | None = error
        while cause is not None and len(texts) < 20:
            texts.append(f"{cause} {cause!r}")
            cause = cause.__cause__ or cause.__context__
        if self.text(joined := "\n".join(texts)) == joined:
            return error
        return ConnectionFailed(self.text(str(error)), sent=error.sent)


def _secrets_of(headers: Mapping[str, str]) -> Iterable[str]:
    for name, value in headers.items():
        if SECRET_HEADERS.search(name):
            yield value
            yield from value.split()[1:]  # after Bearer or Basic


def _unescaped(found: re.Match[str]) -> str:
    """Return the character of an escape sequence if it may be part of a key, else the sequence."""
    hexadecimal, decimal = found[1] or found[2], found[3]
    character = found[4] or chr(int(hexadecimal, 16) if hexadecimal else int(decimal))
    return character if " " <= character <= "~" and character not in '"\\' else found[0]
