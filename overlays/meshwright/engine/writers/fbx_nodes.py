"""The binary container of FBX 7.4: named nodes with typed properties and children.

Layout after the public descriptions of the format (Blender Foundation, 2013). Long arrays are deflated.
"""

from __future__ import annotations

import struct
import zlib
from typing import Any, Final, TypeAlias

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

VERSION: Final = 7400
_HEAD: Final = b"Kaydara FBX Binary  \x00\x1a\x00" + struct.pack("<I", VERSION)
_END_OF_CHILDREN: Final = bytes(13)
# Readers compare these with the creation time, so the time below is a constant too.
CREATION_TIME: Final = "1970-01-01 10:00:00:000"
FILE_ID: Final = bytes.fromhex("28b32aebb624ccc2bfc8b02aa92bfcf1")
_FOOT_ID: Final = bytes.fromhex("fabcab09d0c8d466b176fb831cf7267e")
_FOOT_MAGIC: Final = bytes.fromhex("f85a8c6adef5d97eece90ce3758f290b")
_ARRAY_KINDS: Final = {"f8": b"d", "f4": b"f", "i4": b"i", "i8": b"l"}


class Long(int):
    """A whole number that is stored in 64 bits (object ids); a plain int takes 32."""


Property: TypeAlias = bool | int | float | str | bytes | NDArray[Any]


@define
class Node:
    """One record of the tree."""

    name: str
    properties: tuple[Property, ...] = ()
    children: list[Node] = field(factory=list)

    def add(self, name: str, *properties: Property) -> Node:
        """Append a child and return it."""
        child = Node(name, properties)
        self.children.append(child)
        return child


def encode(nodes: list[Node]) -> bytes:
    """Return the bytes of a whole file."""
    out = bytearray(_HEAD)
    for node in nodes:
        _append(out, node)
    out += _END_OF_CHILDREN + _FOOT_ID + bytes(4)
    out += bytes(-len(out) % 16 or 16)
    return bytes(out + struct.pack("<I", VERSION) + bytes(120) + _FOOT_MAGIC)


def _append(out: bytearray, node: Node) -> None:
    start, name = len(out), node.name.encode()
    properties = b"".join(_encoded(value) for value in node.properties)
    out += bytes(12)  # the end offset is known only below
    out += bytes([len(name)]) + name + properties
    for child in node.children:
        _append(out, child)
    if node.children or not node.properties:
        out += _END_OF_CHILDREN
    struct.pack_into("<III", out, start, len(out), len(node.properties), len(properties))


def _encoded(value: Property) -> bytes:
    match value:
        case bool():
            return b"C" + bytes([value])
        case Long():
            return b"L" + struct.pack("<q", value)
        case int():
            return b"I" + struct.pack("<i", value)
        case float():
            return b"D" + struct.pack("<d", value)
        case str():
            text = value.encode()
            return b"S" + struct.pack("<I", len(text)) + text
        case bytes():
            return b"R" + struct.pack("<I", len(value)) + value
        case np.ndarray():
            return _encoded_array(value)


def _encoded_array(array: NDArray[Any]) -> bytes:
    data, packed = array.astype(array.dtype.newbyteorder("<")).tobytes(), 0
    if len(data) > 128:
        data, packed = zlib.compress(data, 6), 1
    return _ARRAY_KINDS[array.dtype.str[1:]] + struct.pack("<III", array.size, packed, len(data)) + data
