"""Take secrets out of what a server sent, before anything else sees it: keys in every spelling, signatures of URLs.

A gateway may echo the headers of a request into its error, plainly or encoded. A session's ``Redactor`` goes over
every answer and every error as it arrives, so that no exception, log, hook or output has to think of it.
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
"""Characters of a key that give it away; fewer are a word like any other."""
HARMLESS = frozenset({"emulator"})
"""The token of the emulator, which opens nothing."""
SECRET_HEADERS = re.compile(r"auth|token|key|secret|cookie|password|session|signature", re.IGNORECASE)
_ESCAPED = re.compile(r"\\u00([2-7][0-9a-fA-F])|&#(?:x0*([2-7][0-9a-fA-F])|0*(\d{2,3}));|\\(/)")
"""Characters that JSON or HTML may write in another way."""


def spellings(secret: str) -> list[str]:
    """Return how a secret may be written: plainly, in JSON, in URLs, in hexadecimal, in base64 at any place."""
    found = [secret, json.dumps(secret)[1:-1], quote(secret, safe=""), secret.encode().hex()]
    found.append("".join(f"%{byte:02x}" for byte in secret.encode()))
    for before in range(3):  # of three bytes that are written together, the secret may begin at any
        raw = b"\0" * before + secret.encode()
        core = b64encode(raw)[-(-before * 8 // 6) : len(raw) * 8 // 6].decode()
        found += [core, core.replace("+", "-").replace("/", "_")]
    return list(dict.fromkeys(found))


def _worth_hiding(secrets: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in secrets if len(each) >= SHORTEST and each not in HARMLESS))


@cache
def _pattern(secrets: tuple[str, ...]) -> tuple[tuple[str, ...], re.Pattern[str]]:
    found = {each.lower() for secret in secrets for each in spellings(secret)}
    needles = tuple(each for each in found if not any(other in each for other in found - {each}))  # enough to find any
    return needles, re.compile("|".join(map(re.escape, sorted(found, key=len, reverse=True))), re.IGNORECASE)


@frozen
class Redactor:
    """Takes secrets out of texts, answers and errors."""

    secrets: tuple[str, ...] = field(default=(), converter=_worth_hiding, repr=False)

    @classmethod
    def of_headers(cls, headers: Mapping[str, str]) -> Redactor:
        """Return one for the secrets among the headers of a request."""
        return cls(_secrets_of(headers))

    def text(self, text: str, mark: str = REDACTED) -> str:
        """Return a text without the secrets."""
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
        """Return an answer whose headers and content hold none of the secrets."""
        if not self.secrets:
            return reply
        content = reply.content.decode("latin-1")  # byte for byte, whatever the charset
        headers = "\n".join(f"{name}\n{value}" for name, value in reply.headers.items())
        if self.text(content) == content and self.text(headers) == headers:
            return reply
        return evolve(
            reply,
            headers={self.text(name): self.text(value) for name, value in reply.headers.items()},
            content=self.text(content).encode("latin-1"),
        )

    def error(self, error: ConnectionFailed) -> ConnectionFailed:
        """Return an error whose text, and that of its causes, holds none of the secrets."""
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
            yield from value.split()[1:]  # behind Bearer or Basic


def _unescaped(found: re.Match[str]) -> str:
    """Return the character of an escape if it may be part of a key and needs none, else the escape."""
    hexadecimal, decimal = found[1] or found[2], found[3]
    character = found[4] or chr(int(hexadecimal, 16) if hexadecimal else int(decimal))
    return character if " " <= character <= "~" and character not in '"\\' else found[0]
