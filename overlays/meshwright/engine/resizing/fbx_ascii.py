"""Read ASCII FBX 6 and 7: records are found by their keys and braces, their values are read on demand.

Refuses unbalanced braces and files without a version.
"""

from __future__ import annotations

import mmap
import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import EngineError
from .fbx_tree import Document, Node, RecordCounter, Unread, Value

# Possessive quantifiers: on hostile text a pattern that tries again costs the square of its length.
_STRUCTURE = re.compile(
    rb'"[^"]*"|;[^\r\n]*+|(?P<open>\{)|(?P<close>\})|(?<![\w|.-])(?P<key>[A-Za-z_][\w|.-]*+)[ \t]*+:(?!:)'
)
_VALUE = re.compile(
    rb';[^\r\n]*+|(?P<text>"[^"]*")|\*\d++'
    rb"|(?P<number>[-+]?+(?:\d++(?:\.\d*+)?+|\.\d++)(?:[eE][-+]?\d++)?+(?:\#\w*+)?+)(?=[\s,;{}]|\Z)"
    rb"|(?P<word>[^\s,;{}\"]++)"
)
_COMMENT = re.compile(rb";[^\r\n]*")
# Longer lists are never read value by value: they are arrays, or textures as text.
LONGEST_LIST = 1 << 16
_NUMBERS_AT_ONCE = 1 << 20
MOST_NUMBER_BYTES = 1 << 28


class AsciiNode(Node):
    """A record of an ASCII file; ``start`` and ``stop`` enclose its values, ``body`` the text between its braces."""

    __slots__ = ("body", "file", "start", "stop")

    def __init__(self, name: str, file: AsciiDocument, start: int) -> None:
        super().__init__(name)
        self.file = file
        self.start = start
        self.stop = start
        self.body: tuple[int, int] | None = None

    @property
    def array(self) -> AsciiNode:
        """Return the record that holds the numbers: since FBX 7 a child named ``a``."""
        child = self.child("a")
        return child if isinstance(child, AsciiNode) else self

    def numbers(self) -> NDArray[np.number]:
        """Return all numbers of the record."""
        record = self.array
        return self.file.numbers(record.start, record.stop)

    def _decode(self) -> tuple[list[Value], list[tuple[int, int]]]:
        values: list[Value] = []
        spans: list[tuple[int, int]] = []
        if self.stop - self.start > LONGEST_LIST:
            return [Unread()], [(self.start, self.stop)]
        for token in _VALUE.finditer(self.file.content, self.start, self.stop):
            kind = token.lastgroup
            if kind in ("text", "number", "word"):
                values.append(_value(kind, token[0]))
                spans.append(token.span())
        return values, spans


class AsciiDocument(Document):
    """A mapped ASCII FBX file."""

    is_binary = False

    def __init__(self, source: Path) -> None:
        with source.open("rb") as file:
            self.content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.version = 0

    def parse(self) -> None:
        """Find all records; EngineError when braces do not match."""
        counter = RecordCounter()
        root = AsciiNode("", self, 0)
        self.root = root
        parents = [root]
        current: AsciiNode | None = None
        for token in _STRUCTURE.finditer(self.content):
            kind = token.lastgroup
            if kind is None:  # a string or a comment
                continue
            if current is not None:
                current.stop = token.start()
            if kind == "key":
                counter.enter(len(parents))
                current = AsciiNode(token["key"].decode("latin-1"), self, token.end())
                current.stop = len(self.content)
                parents[-1].children.append(current)
            elif kind == "open":
                if current is None:
                    raise EngineError(f"The ASCII FBX file opens a brace without a key at byte {token.start()}.")
                current.body = (token.end(), len(self.content))
                parents.append(current)
                current = None
            else:
                if len(parents) == 1:
                    raise EngineError(f"The ASCII FBX file closes a brace too many at byte {token.start()}.")
                closed = parents.pop()
                assert closed.body is not None  # only an opening brace makes a parent
                closed.body = (closed.body[0], token.start())
                current = None
        if len(parents) > 1:
            raise EngineError("The ASCII FBX file is truncated: a brace is left open.")
        self.version = _version(root)

    def numbers(self, start: int, stop: int) -> NDArray[np.float64]:
        """Read a list of numbers in pieces, so that only their values stay in memory."""
        if stop - start > MOST_NUMBER_BYTES:
            raise EngineError(f"A list of the ASCII FBX file is longer than {MOST_NUMBER_BYTES} bytes.")
        parts: list[NDArray[np.float64]] = []
        while start < stop:
            end = stop
            if stop - start > _NUMBERS_AT_ONCE:
                limit = start + _NUMBERS_AT_ONCE
                end = 1 + max(self.content.rfind(gap, start, limit) for gap in (b",", b" ", b"\n"))
                end = stop if end <= start else end
            parts.append(_numbers(self.content[start:end]))
            start = end
        return np.concatenate(parts) if parts else np.zeros(0)


def _version(root: Node) -> int:
    header = root.child("FBXHeaderExtension")
    version = header.child("FBXVersion") if header is not None else None
    number = version.value(0) if version is not None else None
    if not isinstance(number, int):
        raise EngineError("The ASCII FBX file does not state its version.")
    return number


def _value(kind: str, token: bytes) -> Value:
    if kind == "text":
        return token[1:-1].replace(b"&quot;", b'"')
    if kind == "number":
        try:
            return int(token)
        except ValueError:
            return float(token.partition(b"#")[0])
    return token


def _numbers(text: bytes) -> NDArray[np.float64]:
    words = _COMMENT.sub(b" ", text).replace(b",", b" ").split()
    try:
        return np.array(list(map(float, words)), np.float64)
    except ValueError:
        return np.array([_forgiving(word) for word in words if not word.startswith((b"*", b'"'))], np.float64)


def _forgiving(word: bytes) -> float:
    """Read one number of a list; ``1.#IND`` and other words count as not a number."""
    try:
        return float(word)
    except ValueError:
        return float("nan")
