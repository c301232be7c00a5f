"""Texts for people: without signed URLs, which give their file to everyone who reads them, until they expire, and
without the control characters that a terminal obeys.

The expressions are compiled at the first use, because errors are rare and compiling is a part of every start.
"""

from __future__ import annotations

import re

QUERY = r"""(?i)([a-z][a-z0-9+.-]*://[^\s?#"'<>\\]*)[?#][^\s"'<>\\]*"""
SIGNED = (
    r"(?i)((?:signature|policy|key-pair-id|access_?key_?id|x-(?:amz|oss|goog)-[a-z0-9-]+|security-token|expires"
    r"|(?<![a-z])sig)(?:=|%3D))[^&\"'\\\s<>]+"
)
"""Parameters of signed URLs: AWS, CloudFront, Alibaba, Google and Azure."""


def without_signatures(text: str) -> str:
    """Return a text with the queries of URLs, and other values that look like signatures, redacted."""
    if "=" not in text and "?" not in text and "#" not in text and "%3" not in text:
        return text
    return re.sub(SIGNED, r"\1redacted", re.sub(QUERY, r"\1?...", text))


def without_query(url: str) -> str:
    """Return the repr of a URL without its query."""
    return repr(re.sub(r"[?#].*", "?...", url, flags=re.DOTALL))


def plain(text: str) -> str:
    """Return a text with "?" for its control characters: terminals obey them, and XML cannot contain them."""
    return "".join(character if character.isprintable() or character == "\n" else "?" for character in text)


def one_line(text: str) -> str:
    """Return a text of another program as one line without control characters."""
    return plain(" ".join(text.split()))
