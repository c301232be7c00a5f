"""Take a GLB of our own apart, add to it, and put it together: accessors at the end of its binary."""

from __future__ import annotations

import json
import struct
from typing import Any, Final

import numpy as np
from attrs import define, field
from numpy.typing import NDArray

from ..json_object import Json

_JSON, _BIN = 0x4E4F534A, 0x004E4942
_COMPONENTS: Final = {"f4": 5126, "u1": 5121, "u2": 5123, "u4": 5125}
_DTYPES: Final = {number: name for name, number in _COMPONENTS.items()}
_KINDS: Final = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}
_FOR_VERTICES: Final = 34962


@define
class Glb:
    """The document of a GLB and its binary."""

    document: Json = field(factory=lambda: {"asset": {"version": "2.0", "generator": "Meshwright"}})
    binary: bytearray = field(factory=bytearray)

    @classmethod
    def read(cls, content: bytes) -> Glb:
        """Read a GLB that has one JSON chunk and one binary chunk."""
        (length,) = struct.unpack_from("<I", content, 12)
        return cls(json.loads(content[20 : 20 + length]), bytearray(content[28 + length :]))

    def written(self) -> bytes:
        """Return the bytes of the file."""
        self.document["buffers"] = [{"byteLength": len(self.binary)}]
        text = json.dumps(self.document, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 4)
        binary = bytes(self.binary) + bytes(-len(self.binary) % 4)
        chunks = struct.pack("<II", len(text), _JSON) + text + struct.pack("<II", len(binary), _BIN) + binary
        return struct.pack("<III", 0x46546C67, 2, 12 + len(chunks)) + chunks

    def add(self, values: NDArray[Any], kind: str, *, bounded: bool = False, vertices: bool = False) -> int:
        """Append an accessor, with its bounds if they are needed; return its number."""
        self.binary += bytes(-len(self.binary) % 4)
        view: Json = {"buffer": 0, "byteOffset": len(self.binary), "byteLength": values.nbytes}
        if vertices:
            view["target"] = _FOR_VERTICES
        self.binary += values.tobytes()
        views: list[Json] = self.document.setdefault("bufferViews", [])
        accessors: list[Json] = self.document.setdefault("accessors", [])
        views.append(view)
        accessor: Json = {
            "bufferView": len(views) - 1,
            "componentType": _COMPONENTS[values.dtype.str[1:]],
            "count": values.size // _KINDS[kind],
            "type": kind,
        }
        if bounded:
            rows = values.reshape(-1, _KINDS[kind])
            accessor |= {"min": rows.min(0).tolist(), "max": rows.max(0).tolist()}
        accessors.append(accessor)
        return len(accessors) - 1

    def values(self, number: int) -> NDArray[Any]:
        """Return the values of an accessor, a row for each element."""
        accessor = self.document["accessors"][number]
        view = self.document["bufferViews"][accessor["bufferView"]]
        start = view.get("byteOffset", 0) + accessor.get("byteOffset", 0)
        width, kind = _KINDS[accessor["type"]], _DTYPES[accessor["componentType"]]
        return np.frombuffer(self.binary, kind, width * accessor["count"], start).reshape(-1, width).copy()
