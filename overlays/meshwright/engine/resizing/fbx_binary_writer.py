"""Write an edited binary FBX file: every record gets its new end offset, untouched values are copied."""

from __future__ import annotations

import struct
from typing import BinaryIO

import numpy as np
from attrs import define

from ..errors import EngineError
from .box import Floats
from .fbx_binary import PREAMBLE, BinaryDocument, BinaryNode
from .fbx_tree import Coded, Edits, NewNode, Node, ObjectId, Scalar
from .model import Progress, copy_slice

# After the records: an identifier, four zeros, padding to 16, then version, 120 zeros and a second identifier.
_IDENTIFIER, _ALIGNMENT, _TAIL = 16, 16, 140
_INTEGERS = {"Y": "<h", "I": "<i", "L": "<q"}


@define(eq=False)
class _Record:
    """A record ready to be written; ``payload`` is bytes, or the place of unchanged values in the source."""

    name: bytes
    count: int
    payload: bytes | tuple[int, int]
    children: list[_Record]
    closed: bool
    size: int = 0

    @property
    def payload_size(self) -> int:
        """Return the size of the values in bytes."""
        return len(self.payload) if isinstance(self.payload, bytes) else self.payload[1] - self.payload[0]


def write_binary(document: BinaryDocument, out: BinaryIO, edits: Edits, progress: Progress) -> None:
    """Write a binary document with edits; EngineError when it outgrows the offsets of its version."""
    header = document.header
    position = out.write(document.content[:PREAMBLE])
    records = [_edited(document, child, edits) for child in document.root.children]
    total = position + sum(_measure(record, header.size) for record in records)
    if header.size < 25 and total > 0xFFFFFFFF:
        raise EngineError("The resized FBX file would outgrow the 4 GiB its version can address.")
    for record in records:
        position = _write_record(document, out, record, position)
        progress(position / total)
    position += out.write(bytes(header.size))
    _write_footer(document, out, position)


def _edited(document: BinaryDocument, node: Node, edits: Edits) -> _Record:
    assert isinstance(node, BinaryNode)  # a binary document holds no other kind
    children = [_edited(document, child, edits) for child in node.children]
    children.extend(_created(document, child) for child in edits.added.get(node, ()))
    payload: bytes | tuple[int, int] = (node.start, node.stop)
    count = node.count
    if node in edits.numbers:
        payload, count = _encode_numbers(edits.numbers[node], as_array=node.count == 1)
    elif node in edits.values:
        payload = _patched(document, node, edits.values[node])
    return _Record(node.name.encode("latin-1"), count, payload, children, node.closed or bool(children))


def _created(document: BinaryDocument, new: NewNode) -> _Record:
    payload = b""
    count = 0
    for value in new.values:
        if isinstance(value, np.ndarray):
            encoded, added = _encode_numbers(value, as_array=document.numbers_objects)
        else:
            encoded, added = _encode(value), 1
        payload += encoded
        count += added
    children = [_created(document, child) for child in new.children]
    return _Record(new.name.encode("latin-1"), count, payload, children, bool(children))


def _patched(document: BinaryDocument, node: BinaryNode, replaced: dict[int, ObjectId]) -> bytes:
    parts: list[bytes] = []
    for place, (start, stop) in enumerate(node.spans):
        old = document.content[start:stop]
        if place in replaced:
            value, code = replaced[place], old[:1].decode("ascii")
            old = _encode(Coded(code, value) if isinstance(value, int) and code in _INTEGERS else value)
        parts.append(old)
    return b"".join(parts)


def _encode(value: Scalar | Coded) -> bytes:
    if isinstance(value, Coded):
        return value.code.encode("ascii") + value.value if isinstance(value.value, bytes) else _integer(value)
    if isinstance(value, bytes):
        return b"S" + struct.pack("<I", len(value)) + value
    return _integer(Coded("I", value)) if isinstance(value, int) else b"D" + struct.pack("<d", value)


def _integer(coded: Coded) -> bytes:
    """Write an integer with its type code, or as 64 bits where it is too large for that."""
    assert isinstance(coded.value, int)
    try:
        return coded.code.encode("ascii") + struct.pack(_INTEGERS[coded.code], coded.value)
    except struct.error:
        return b"L" + struct.pack("<q", coded.value)


def _encode_numbers(numbers: Floats, *, as_array: bool) -> tuple[bytes, int]:
    """Write numbers as one array value, or one by one as files before FBX 7 do."""
    if not as_array:
        return b"".join(_encode(number) for number in numbers.tolist()), len(numbers)
    data = numbers.astype("<f8").tobytes()
    return b"d" + struct.pack("<III", len(numbers), 0, len(data)) + data, 1


def _measure(record: _Record, header: int) -> int:
    children = sum(_measure(child, header) for child in record.children)
    record.size = header + len(record.name) + record.payload_size + children + (header if record.closed else 0)
    return record.size


def _write_record(document: BinaryDocument, out: BinaryIO, record: _Record, position: int) -> int:
    end = position + record.size
    out.write(document.header.pack(end, record.count, record.payload_size, len(record.name)) + record.name)
    position += document.header.size + len(record.name) + record.payload_size
    if isinstance(record.payload, bytes):
        out.write(record.payload)
    else:
        copy_slice(document.content, out, *record.payload)
    for child in record.children:
        position = _write_record(document, out, child, position)
    if record.closed:
        out.write(bytes(document.header.size))
    return end


def _write_footer(document: BinaryDocument, out: BinaryIO, position: int) -> None:
    footer = document.content[document.footer[0] : document.footer[1]]
    if len(footer) < _IDENTIFIER:
        return
    position += out.write(footer[:_IDENTIFIER] + bytes(4))
    out.write(bytes(-position % _ALIGNMENT or _ALIGNMENT))
    if len(footer) >= _IDENTIFIER + _TAIL:
        out.write(footer[-_TAIL:])
