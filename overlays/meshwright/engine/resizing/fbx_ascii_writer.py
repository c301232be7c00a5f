"""Write an edited ASCII FBX file: the edits are patched into the text, everything between them is copied."""

from __future__ import annotations

from typing import BinaryIO

import numpy as np

from ..errors import EngineError
from .box import Floats
from .fbx_ascii import AsciiDocument, AsciiNode
from .fbx_tree import Coded, Edits, NewNode, Node, Scalar
from .model import Progress, copy_slice

Patch = tuple[int, int, bytes]
"""Where a piece of the text starts and stops, and what takes its place."""


def write_ascii(document: AsciiDocument, out: BinaryIO, edits: Edits, progress: Progress) -> None:
    """Write an ASCII document with edits."""
    end = len(document.content)
    position = 0
    for start, stop, text in [*sorted(_patches(document, edits), key=lambda patch: patch[:2]), (end, end, b"")]:
        copy_slice(document.content, out, position, start)
        out.write(text)
        position = stop
        progress(position / end)


def _patches(document: AsciiDocument, edits: Edits) -> list[Patch]:
    patches: list[Patch] = []
    for node, replaced in edits.values.items():
        patches.extend((*node.spans[place], _scalar(value)) for place, value in replaced.items())
    for node, numbers in edits.numbers.items():
        spans = _ascii(node).array.spans
        patches.append((spans[0][0], spans[-1][1], _numbers(numbers)))
    for parent, children in edits.added.items():
        place, indent = _end_of_body(document, _ascii(parent))
        text = b"".join(_created(document, child, indent + b"\t") for child in children)
        if document.content[place - 1 : place] in (b"\n", b"\r"):
            patches.append((place, place, text))
        else:  # the closing brace is on a line with other text
            patches.append((place, place, b"\n" + text + indent))
    return patches


def _ascii(node: Node) -> AsciiNode:
    assert isinstance(node, AsciiNode)  # an ASCII document holds no other kind
    return node


def _end_of_body(document: AsciiDocument, parent: AsciiNode) -> tuple[int, bytes]:
    """Find the beginning of the line that closes a record, and the blanks before its brace."""
    if parent.body is None:
        raise EngineError(f"{parent.name} of the ASCII FBX file has no body to add to.")
    start, stop = parent.body
    place = stop
    while place > start and document.content[place - 1 : place] in (b" ", b"\t"):
        place -= 1
    return place, document.content[place:stop]


def _created(document: AsciiDocument, new: NewNode, indent: bytes) -> bytes:
    head = indent + new.name.encode() + b": "
    if len(new.values) == 1 and isinstance(new.values[0], np.ndarray):
        numbers = _numbers(new.values[0])
        if not document.numbers_objects:
            return head + numbers + b"\n"
        body = indent + b"\ta: " + numbers + b"\n"
        return head + b"*%d {\n" % len(new.values[0]) + body + indent + b"}\n"
    head += _row([value for value in new.values if not isinstance(value, np.ndarray)])
    if not new.children:
        return head + b"\n"
    body = b"".join(_created(document, child, indent + b"\t") for child in new.children)
    return head + b" {\n" + body + indent + b"}\n"


def _row(values: list[Scalar | Coded]) -> bytes:
    """Write the values of a record as Autodesk does; three.js reads NaN from a number with a blank before it."""
    first, *others = map(_scalar, values) if values else [b""]
    return first + b"".join((b", " if text.startswith(b'"') else b",") + text for text in others)


def _scalar(value: Scalar | Coded) -> bytes:
    if isinstance(value, Coded):
        return value.value if isinstance(value.value, bytes) else b"%d" % value.value
    if isinstance(value, bytes):
        return b'"' + value.replace(b'"', b"&quot;") + b'"'
    return _number(value) if isinstance(value, float) else b"%d" % value


def _numbers(numbers: Floats) -> bytes:
    return b",".join(map(_number, numbers.tolist()))


def _number(number: float) -> bytes:
    """Write a number in the shortest form that reads back the same: 90, not 90.0, and never -0."""
    text = repr(number + 0.0)
    return text.removesuffix(".0").encode()
