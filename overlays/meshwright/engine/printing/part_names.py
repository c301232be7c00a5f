"""Read the names of parts from a prompt such as "head, body and two legs"; pure text, in any language."""

from __future__ import annotations

import re
from typing import Final

MOST_PARTS: Final = 10
_MOST_WORDS: Final = 5  # of a name; more is a sentence
_REQUEST: Final = re.compile(r"^.*\b(?:into|split|separate|cut|parts?\s*[:\uff1a])\s*", re.IGNORECASE | re.DOTALL)
_BETWEEN: Final = re.compile(
    r"[,;|/\n+&\u3001\uff0c\uff1b\u00b7]|\s[-\u2013\u2014]\s|[\u548c\u4e0e\u53ca\u8ddf]"
    r"|\b(?:and|und|et|y|e|plus)\b",
    re.IGNORECASE,
)
_EDGES: Final = re.compile(r"^[\W\d_]+|[\W_]+$")
_ARTICLE: Final = re.compile(r"^(?:the|a|an|its|der|die|das|le|la|les|el|los|las)\s+", re.IGNORECASE)


def part_names(prompt: str) -> list[str]:
    """Return the names in a prompt, each once, in its order; nothing if it does not read like a list of parts."""
    listed = _REQUEST.sub("", prompt, count=1)
    names = [_ARTICLE.sub("", _EDGES.sub("", name)) for name in _BETWEEN.split(listed)]
    found: dict[str, str] = {}
    for name in filter(_is_name, names):
        found.setdefault(name.casefold(), name)
    return list(found.values())


def _is_name(text: str) -> bool:
    return any(letter.isalpha() for letter in text) and len(text.split()) <= _MOST_WORDS
