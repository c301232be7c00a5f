"""Redact secrets: the key, signatures in URLs, and FlightHub's upload credentials. This module alone defines what must
not be printed or stored; recordings, printed lines and reports all use it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from os.path import commonprefix
from urllib.parse import quote

from attrs import frozen

from ..core.redaction import SHORTEST, Redactor
from ..texts import SIGNED

KEY = "msy_redacted"
"""Replaces the right key, so that rules can still distinguish it from a wrong one."""
REDACTED = "redacted"
CREDENTIALS = re.compile(
    r"((?:access_?key_?(?:id|secret)|secret_?access_?key|(?:session|security)_?token|callback_?param)"
    r"\\*[\"'] ?: ?\\*[\"'])[^\"'\\]+",
    re.IGNORECASE,
)
"""Members of upload credentials, in JSON, in JSON within JSON, and as Python writes them."""


@frozen
class Redaction:
    """Removes keys (whole or truncated), signatures and credentials from texts."""

    keys: tuple[str, ...] = ()

    def also(self, keys: Iterable[str]) -> Redaction:
        """Return a redaction that also removes these keys."""
        return Redaction((*self.keys, *keys))

    def __call__(self, text: str) -> str:
        """Return the text without secrets."""
        for key in self.keys:
            if len(key) >= SHORTEST:
                for spelling in (key, json.dumps(key)[1:-1], quote(key, safe="")):
                    text = _without(text, spelling)
        text = Redactor(self.keys).text(text, REDACTED)  # in any other spelling
        return CREDENTIALS.sub(rf"\1{REDACTED}", re.sub(SIGNED, rf"\1{REDACTED}", text))


def _without(text: str, key: str) -> str:
    """Replace a truncated key at the end of a text, which may have been shortened."""
    parts: list[str] = []
    begin = 0
    while (found := text.find(key[:SHORTEST], begin)) >= 0:
        parts += [text[begin:found], KEY]
        begin = found + len(commonprefix([text[found : found + len(key)], key]))  # noqa: RUF071 - of characters
    return "".join([*parts, text[begin:]])
