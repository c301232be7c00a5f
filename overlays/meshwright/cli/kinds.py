"""The kinds of task on the command line: the words that name one, and its resource."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from ..spec.reading import words_of


def command_of(kind: str) -> str:
    """Return the words between ``meshwright`` and the verb."""
    return " ".join(words_of("meshy", kind))


def resource_of(meshy: Any, kind: str) -> Any:
    """Return the resource of a kind, of either client."""
    return attrgetter(".".join(words_of("meshy", kind)).replace("-", "_"))(meshy)
