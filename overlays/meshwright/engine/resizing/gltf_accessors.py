"""Read accessors of a glTF file block by block: strided, quantised, sparse; from the BIN chunk, data URIs or siblings.

Attributes that Draco packed are unpacked. An accessor whose bytes cannot be unpacked or are missing is None. Files are
read only from the folder of the .gltf itself.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar
from urllib.parse import unquote, unquote_to_bytes, urlsplit

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from ..errors import EngineError
from ..json_object import Json
from .box import Box, Floats
from .gltf_container import Bytes, GltfContainer
from .gltf_draco import DracoBlock, decode_draco, draco_extension
from .gltf_meshopt import decode_attributes
from .gltf_schema import COMPONENT_TYPES, MESHOPT, WIDTHS

Stored = NDArray[np.generic]
Number = TypeVar("Number", np.int64, np.float64)

BLOCK = 1 << 18
"""Elements handled at once."""
# An accessor without data is all zeros by the standard; a count beyond this would only burn time.
MOST_ZEROS = 1 << 24
# Unpacked views are kept; four hundred bytes may claim a thousand times as many.
MOST_UNPACKED = 1 << 29
_LARGEST = {5120: 127.0, 5121: 255.0, 5122: 32767.0, 5123: 65535.0}


@frozen(kw_only=True, eq=False)
class Accessor:
    """Elements of one accessor, decoded on demand.

    ``base``: stored values (count, width), None for zeros; ``sparse``: replaced rows in rising order and their values.
    """

    count: int
    width: int
    base: Stored | None
    sparse: tuple[NDArray[np.int64], Stored] | None
    largest: float | None

    def integers(self, start: int, stop: int) -> NDArray[np.int64]:
        """Return elements [start, stop) as they are stored, for indices and joints."""
        return self._stored(start, stop, np.int64)

    def rows(self, start: int, stop: int) -> Floats:
        """Return elements [start, stop) as float64 (n, width), normalised integers mapped to -1..1."""
        rows = self._stored(start, stop, np.float64)
        return rows if self.largest is None else np.maximum(rows / self.largest, -1.0)

    def blocks(self) -> Iterator[tuple[int, int]]:
        """List the ranges in which the elements are best read."""
        for start in range(0, self.count, BLOCK):
            yield start, min(start + BLOCK, self.count)

    def _stored(self, start: int, stop: int, kind: type[Number]) -> NDArray[Number]:
        shape = (stop - start, self.width)
        rows = np.zeros(shape, kind) if self.base is None else self.base[start:stop].astype(kind)
        if self.sparse is not None:
            places, values = self.sparse
            first, last = np.searchsorted(places, (start, stop))
            rows[places[first:last] - start] = values[first:last]
        return rows


class Accessors:
    """Find and decode the accessors of one file."""

    def __init__(self, container: GltfContainer) -> None:
        self._container = container
        self._document = container.document
        self._buffers: dict[int, Bytes | None] = {}
        self._views: dict[int, Bytes | None] = {}
        self._unpacked_bytes = 0
        self._draco: tuple[int, DracoBlock | None] = (-1, None)

    def read(self, index: int) -> Accessor | None:
        """Open an accessor; None if its bytes are compressed or missing."""
        declared: Json = self._document["accessors"][index]
        component, width, count = declared["componentType"], WIDTHS[declared["type"]], declared["count"]
        stored = np.dtype(COMPONENT_TYPES[component])
        sparse = declared.get("sparse")
        base = replaced = None
        if "bufferView" in declared:
            base = self._elements(declared["bufferView"], declared.get("byteOffset", 0), count, stored, width)
            if base is None:
                return None
        elif count > MOST_ZEROS:
            raise EngineError(f"Not valid glTF 2.0: accessors[{index}] claims {count} elements and holds no data.")
        if sparse is not None:
            replaced = self._replaced(sparse, count, stored, width)
            if replaced is None:
                return None
        largest = _LARGEST.get(component) if declared.get("normalized") else None
        return Accessor(count=count, width=width, base=base, sparse=replaced, largest=largest)

    def attribute(self, primitive: Json, name: str) -> Accessor | None:
        """Open an attribute of a primitive, unpacked if Draco packed it; None if its bytes are missing.

        Without a decoder this is the uncompressed copy, where the file holds one.
        """
        index = primitive["attributes"][name]
        extension = draco_extension(primitive)
        if extension is None or name not in extension["attributes"]:
            return self.read(index)
        block = self.draco_block(primitive)
        declared: Json = self._document["accessors"][index]
        if block is None:
            return self.read(index) if "bufferView" in declared else None
        # Draco stores quantised attributes as they are: only the accessor states that they mean -1..1.
        values = block.values(extension["attributes"][name])
        stored: Stored = values.astype(COMPONENT_TYPES[declared["componentType"]])
        largest = _LARGEST.get(declared["componentType"]) if declared.get("normalized") else None
        return Accessor(count=len(stored), width=stored.shape[1], base=stored, sparse=None, largest=largest)

    def draco_block(self, primitive: Json) -> DracoBlock | None:
        """Return the decoded Draco block of a primitive; None where there is none, or no decoder."""
        extension = draco_extension(primitive)
        if extension is None:
            return None
        index = extension["bufferView"]
        if self._draco[0] != index:  # one is kept: a primitive's attributes are read one after the other
            data = self._view_bytes(index)
            self._draco = (index, None if data is None else decode_draco(data))
        return self._draco[1]

    def _view_bytes(self, index: int) -> bytes | None:
        view: Json = self._document["bufferViews"][index]
        buffer = self._buffer(view["buffer"])
        start = view.get("byteOffset", 0)
        return None if buffer is None else buffer[start : start + view["byteLength"]].tobytes()

    def declared_box(self, index: int) -> Box | None:
        """Return the box an accessor states in its min and max."""
        declared: Json = self._document["accessors"][index]
        lowest, highest = declared.get("min", ()), declared.get("max", ())
        if len(lowest) != 3 or len(highest) != 3:
            return None
        corners = np.array([lowest, highest], np.float64)
        if declared.get("normalized") and declared["componentType"] in _LARGEST:
            corners = np.maximum(corners / _LARGEST[declared["componentType"]], -1.0)
        box = Box()
        box.add(corners)
        return box

    def _replaced(
        self, sparse: Json, count: int, stored: np.dtype[np.generic], width: int
    ) -> tuple[NDArray[np.int64], Stored] | None:
        at, what = sparse["indices"], sparse["values"]
        kind = np.dtype(COMPONENT_TYPES[at["componentType"]])
        places = self._elements(at["bufferView"], at.get("byteOffset", 0), sparse["count"], kind, 1)
        values = self._elements(what["bufferView"], what.get("byteOffset", 0), sparse["count"], stored, width)
        if places is None or values is None:
            return None
        rows = places[:, 0].astype(np.int64)
        if len(rows) and not (rows[-1] < count and bool((np.diff(rows) > 0).all())):
            raise EngineError("Not valid glTF 2.0: the indices of a sparse accessor do not rise within its count.")
        return rows, values

    def _elements(
        self, view_index: int, offset: int, count: int, stored: np.dtype[np.generic], width: int
    ) -> Stored | None:
        view: Json = self._document["bufferViews"][view_index]
        packed = next((view["extensions"][name] for name in MESHOPT if name in view.get("extensions", {})), None)
        if packed is not None:
            buffer, view = self._unpacked(view_index, packed), {"byteStride": packed["byteStride"]}
        else:
            buffer = self._buffer(view["buffer"])
        if buffer is None:
            return None
        if count == 0:
            return np.zeros((0, width), stored)
        element = stored.itemsize * width
        stride = view.get("byteStride", element)
        start = view.get("byteOffset", 0) + offset
        if start + stride * (count - 1) + element > len(buffer):
            raise EngineError(f"Not valid glTF 2.0: an accessor on bufferViews[{view_index}] runs out of its buffer.")
        return np.ndarray((count, width), stored, buffer, start, (stride, stored.itemsize))

    def _unpacked(self, view_index: int, packed: Json) -> Bytes | None:
        if view_index not in self._views:
            buffer = self._buffer(packed["buffer"])
            start = packed.get("byteOffset", 0)
            data = None if buffer is None else buffer[start : start + packed["byteLength"]].tobytes()
            self._unpacked_bytes += packed["count"] * packed["byteStride"]
            if self._unpacked_bytes > MOST_UNPACKED:
                raise EngineError(f"Packed views of the glTF file claim more than {MOST_UNPACKED} bytes.")
            self._views[view_index] = None if data is None else decode_attributes(data, packed)
        return self._views[view_index]

    def _buffer(self, index: int) -> Bytes | None:
        if index not in self._buffers:
            uri = self._document["buffers"][index].get("uri")
            if uri is None:
                self._buffers[index] = self._container.binary if index == 0 else None
            elif uri.startswith("data:"):
                self._buffers[index] = np.frombuffer(_data_uri(uri), np.uint8)
            else:
                self._buffers[index] = _sibling(self._container.source.parent, uri)
        return self._buffers[index]


def _data_uri(uri: str) -> bytes:
    head, _, payload = uri.partition(",")
    if not head.endswith(";base64"):
        return unquote_to_bytes(payload)
    try:
        return base64.b64decode(payload)
    except (binascii.Error, ValueError):
        raise EngineError("A data URI of the glTF file is not valid base64.") from None


def _sibling(folder: Path, uri: str) -> Bytes | None:
    """Map a file next to the .gltf; a URI that leaves the folder or is not a plain file is not followed."""
    try:
        if urlsplit(uri).scheme or urlsplit(uri).netloc:
            return None
        path = (folder / unquote(uri)).resolve()
        if not path.is_relative_to(folder.resolve()) or not path.is_file() or path.stat().st_size == 0:
            return None
    except (OSError, ValueError):  # NUL bytes, over-long names, malformed URLs
        return None
    return np.memmap(path, np.uint8, "r")
