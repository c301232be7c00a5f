"""Read binary FBX 6.1 to 7.7: records are found, their values are read on demand.

This is our own parser because the official binding of ufbx crashes in ordinary use, and the others can only import or
need a system library. Refuses big-endian files, truncated ones, offsets that leave their parent, and arrays that unpack
to absurd sizes.
"""

from __future__ import annotations

import mmap
import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import EngineError
from .fbx_tree import Document, Node, RecordCounter, Unread, Value

PREAMBLE = 27
_SCALAR_KINDS = {"Y": "<h", "C": "<?", "B": "<?", "I": "<i", "F": "<f", "D": "<d", "L": "<q"}
_ARRAY_KINDS = {"f": "<f4", "d": "<f8", "l": "<i8", "i": "<i4", "b": "u1", "c": "u1"}
_SCALARS = {code: struct.Struct(kind) for code, kind in _SCALAR_KINDS.items()}
_ARRAYS = {code: np.dtype(kind) for code, kind in _ARRAY_KINDS.items()}
_ARRAY_HEAD = struct.Struct("<III")
_LENGTH = struct.Struct("<I")
_LITTLE_ENDIAN = b"\x00"
# An array of 256 MB holds 11 million vertices; a quarter of a megabyte of zlib can unpack to as much.
LARGEST_ARRAY = 1 << 28
MOST_UNPACKED = 1 << 31


def header_layout(version: int) -> struct.Struct:
    """Return the record header of a version: end offset, value count, value bytes, name length."""
    return struct.Struct("<QQQB" if version >= 7500 else "<IIIB")


class BinaryNode(Node):
    """A record of a binary file.

    ``start`` and ``stop`` enclose its values; ``closed`` is whether a null record ends it.
    """

    __slots__ = ("closed", "count", "file", "start", "stop")

    def __init__(self, name: str, file: BinaryDocument, start: int, stop: int, count: int) -> None:
        super().__init__(name)
        self.file = file
        self.start = start
        self.stop = stop
        self.count = count
        self.closed = False

    def numbers(self) -> NDArray[np.number]:
        """Return all numbers of the record."""
        parts: list[NDArray[np.number]] = []
        for value, (start, stop) in zip(self.values, self.spans, strict=True):
            if isinstance(value, Unread):
                parts.append(self.file.unpack(start, stop))
            elif not isinstance(value, bytes):
                parts.append(np.array([value]))
        if len(parts) == 1:
            return parts[0]
        return np.concatenate(parts) if parts else np.zeros(0)

    def _decode(self) -> tuple[list[Value], list[tuple[int, int]]]:
        values: list[Value] = []
        spans: list[tuple[int, int]] = []
        content, place = self.file.content, self.start
        for _ in range(self.count):
            value, end = _read_value(content, place, self.stop)
            values.append(value)
            spans.append((place, end))
            place = end
        return values, spans


class BinaryDocument(Document):
    """A mapped binary FBX file."""

    is_binary = True

    def __init__(self, source: Path) -> None:
        with source.open("rb") as file:
            self.content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if len(self.content) < PREAMBLE:
            raise EngineError("The binary FBX file ends within its header.")
        if self.content[22:23] != _LITTLE_ENDIAN:
            raise EngineError("Big-endian binary FBX cannot be read.")
        (self.version,) = _LENGTH.unpack_from(self.content, PREAMBLE - 4)
        self.header = header_layout(self.version)
        self._unpacked = 0
        self.footer = (0, 0)

    def parse(self) -> None:
        """Find all records; EngineError when one leaves its parent or the file."""
        counter = RecordCounter()
        place = PREAMBLE
        root = BinaryNode("", self, PREAMBLE, PREAMBLE, 0)
        self.root = root
        open_records = [(root, len(self.content))]
        while open_records:
            parent, end = open_records[-1]
            if place >= end and parent is not root:
                open_records.pop()
                continue
            node, record_end = self._record(place, end)
            if node is None:  # the null record that closes a list
                parent.closed = True
                place = end if parent is not root else place + self.header.size
                open_records.pop()
                continue
            counter.enter(len(open_records))
            parent.children.append(node)
            if node.stop < record_end:
                open_records.append((node, record_end))
            place = node.stop
        self.footer = (place, len(self.content))

    def unpack(self, start: int, stop: int) -> NDArray[np.number]:
        """Decode the array value stored at a place."""
        kind = _ARRAYS[chr(self.content[start])]
        count, packed, _ = _ARRAY_HEAD.unpack_from(self.content, start + 1)
        size = count * kind.itemsize
        self._unpacked += size
        if size > LARGEST_ARRAY or self._unpacked > MOST_UNPACKED:
            raise EngineError(f"An array of the FBX file claims {size} bytes; no more can be unpacked.")
        data = self.content[start + 1 + _ARRAY_HEAD.size : stop]
        if packed:
            data = _inflate(data, size)
        if len(data) < size:
            raise EngineError("An array of the FBX file holds less than it claims.")
        array: NDArray[np.number] = np.frombuffer(data, kind, count)
        return array

    def _record(self, place: int, end: int) -> tuple[BinaryNode | None, int]:
        if place + self.header.size > end:
            raise EngineError("The binary FBX file is truncated.")
        record_end, count, size, name_size = self.header.unpack_from(self.content, place)
        if record_end == 0:
            return None, place + self.header.size
        start = place + self.header.size + name_size
        if not (start + size <= record_end <= end and count <= size):
            raise EngineError(f"A record of the binary FBX file at byte {place} does not fit into the one around it.")
        name = self.content[start - name_size : start].decode("latin-1")  # any bytes come back as they were
        return BinaryNode(name, self, start, start + size, count), record_end


def _read_value(content: mmap.mmap, place: int, stop: int) -> tuple[Value, int]:
    """Read one value and return it with its end; skip arrays."""
    code = chr(content[place]) if place < stop else ""
    place += 1
    try:
        if code in _SCALARS:
            end = place + _SCALARS[code].size
            value: Value = _SCALARS[code].unpack_from(content, place)[0] if end <= stop else 0
        elif code in _ARRAYS:
            count, packed, size = _ARRAY_HEAD.unpack_from(content, place)
            end = place + _ARRAY_HEAD.size + (size if packed else count * _ARRAYS[code].itemsize)
            value = Unread()
        elif code in ("S", "R"):
            end = place + _LENGTH.size + _LENGTH.unpack_from(content, place)[0]
            value = content[place + _LENGTH.size : end] if end <= stop else b""
        else:
            raise EngineError(f"The binary FBX file holds a value of the unknown type {code!r}.")
    except struct.error:
        raise EngineError("The binary FBX file is truncated.") from None
    if end > stop:
        raise EngineError("A value of the binary FBX file runs out of its record.")
    return value, end


def _inflate(packed: bytes, size: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, size) if size else b""
    except zlib.error as error:
        raise EngineError(f"An array of the FBX file cannot be unpacked: {error}.") from None
