"""Decode vertex attributes packed by EXT_meshopt_compression, so that turned meshes can be measured exactly.

Only what positions, joints and weights use: mode ATTRIBUTES, codec version 0, no filter or the exponential one; all
else is None, and declared bounds have to do. Own code: the one binding of the reference is an alpha without wheels and
asks every user for a compiler; its encoder agrees with this decoder for all strides and counts tried.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..errors import EngineError
from ..json_object import Json

Bytes = NDArray[np.uint8]

# Pure Python needs about a microsecond for each group of 16 bytes.
MOST_BYTES = 1 << 28
_HEADER = 0xA0
_GROUP = 16
_BLOCK_BYTES, _BLOCK_VERTICES = 8192, 256
_SHORTEST_TAIL = 32


def decode_attributes(packed: bytes, view: Json) -> Bytes | None:
    """Unpack a compressed view to ``count * byteStride`` bytes; None where its coding is another one.

    EngineError when the data ends too early or claims too much.
    """
    count, stride, filtered = view["count"], view["byteStride"], view.get("filter", "NONE")
    if view["mode"] != "ATTRIBUTES" or filtered not in ("NONE", "EXPONENTIAL") or packed[:1] != bytes([_HEADER]):
        return None
    if count * stride > MOST_BYTES:
        raise EngineError(f"A meshopt view of the glTF file claims {count * stride} bytes; no more can be unpacked.")
    tail = len(packed) - max(stride, _SHORTEST_TAIL)
    if stride % 4 or tail < 1:
        raise EngineError("A meshopt view of the glTF file is malformed.")
    vertices = np.empty((count, stride), np.uint8)
    last = np.frombuffer(packed, np.uint8, stride, len(packed) - stride)
    size = min(_BLOCK_VERTICES, _BLOCK_BYTES // stride // _GROUP * _GROUP)
    place = 1
    for start in range(0, count, size):
        block = vertices[start : start + size]
        for column in range(stride):
            deltas, place = _read_column(packed, place, tail, len(block))
            np.cumsum(_unfold(deltas), dtype=np.uint8, out=block[:, column])
        block += last
        last = block[-1].copy()
    return (_apply_exponents(vertices) if filtered == "EXPONENTIAL" else vertices).ravel()


def _read_column(packed: bytes, place: int, end: int, count: int) -> tuple[Bytes, int]:
    """Read one byte of each vertex of a block, in groups that share a bit width."""
    groups = -(-count // _GROUP)
    widths = packed[place : place + -(-groups // 4)]
    place += -(-groups // 4)
    column = bytearray(groups * _GROUP)
    for group in range(groups):
        if place > end:
            raise EngineError("A meshopt view of the glTF file ends too early.")
        width = widths[group // 4] >> (group % 4 * 2) & 3
        if width:
            first = group * _GROUP
            column[first : first + _GROUP], place = _read_group(packed, place, width)
    if place > end:
        raise EngineError("A meshopt view of the glTF file ends too early.")
    return np.frombuffer(column, np.uint8, count), place


def _read_group(packed: bytes, place: int, width: int) -> tuple[bytes, int]:
    """Read 16 values of 2, 4 or 8 bits; the largest value of few bits means that a whole byte follows."""
    if width == 3:
        return packed[place : place + _GROUP].ljust(_GROUP, b"\0"), place + _GROUP
    bits = 1 << width
    escape = (1 << bits) - 1
    size = _GROUP * bits // 8
    short = int.from_bytes(packed[place : place + size], "big") << 8 * max(0, place + size - len(packed))
    place += size
    values = [short >> shift & escape for shift in range((_GROUP - 1) * bits, -1, -bits)]
    for index, value in enumerate(values):
        if value == escape:
            values[index] = packed[place] if place < len(packed) else 0
            place += 1
    return bytes(values), place


def _unfold(deltas: Bytes) -> Bytes:
    """Turn zigzag bytes into differences modulo 256."""
    one = np.uint8(1)
    unfolded: Bytes = (deltas >> one) ^ np.negative(deltas & one)
    return unfolded


def _apply_exponents(vertices: Bytes) -> Bytes:
    """Turn 32-bit words of an 8-bit exponent and a 24-bit mantissa into floats."""
    words = np.ascontiguousarray(vertices).view("<i4")
    values = np.ldexp(((words << 8) >> 8).astype(np.float64), words >> 24)
    floats: Bytes = values.astype("<f4").view(np.uint8)
    return floats
