"""The vertices one glTF primitive really shows: positions with default morph weights, and which of them are referenced.

Draco data is decoded by DracoPy where that is installed. What cannot be read falls back to the declared min and max.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from meshwright.engine.errors import EngineError
from meshwright.engine.resizing.box import Box, Floats
from meshwright.engine.resizing.gltf_accessors import Accessor, Accessors
from meshwright.engine.resizing.json_guard import Json

DRACO = "KHR_draco_mesh_compression"


@frozen(kw_only=True, eq=False)
class Surface:
    """Vertices of one primitive before any node moves them; ``used`` marks the referenced ones, None for all."""

    positions: Accessor
    morphs: tuple[tuple[Accessor, float], ...]
    used: NDArray[np.bool_] | None

    def blocks(self) -> Iterator[tuple[int, int, Floats]]:
        """Give (start, stop, points) for all vertices, morph targets applied."""
        for start, stop in self.positions.blocks():
            points = self.positions.rows(start, stop)
            for deltas, weight in self.morphs:
                points += weight * deltas.rows(start, stop)
            yield start, stop, points

    def shown(self, start: int, stop: int, points: NDArray[np.float64]) -> Floats:
        """Leave only the referenced rows of a block."""
        return points if self.used is None else points[self.used[start:stop]]


def open_surface(accessors: Accessors, primitive: Json, weights: Sequence[float]) -> Surface | Box | None:
    """Open a primitive: its vertices, else the box its positions declare, None when it has no positions."""
    index = primitive["attributes"].get("POSITION")
    if index is None:
        return None
    positions = _positions(accessors, primitive, index)
    if positions is None:
        declared = accessors.declared_box(index)
        if declared is None:
            raise EngineError("POSITION data of the glTF file cannot be read, and no min and max are declared for it.")
        return declared
    if positions.width != 3:
        raise EngineError(f"Not valid glTF 2.0: POSITION has {positions.width} components instead of 3.")
    if positions.count == 0:
        return None
    morphs = tuple(_morphs(accessors, primitive, weights, positions.count))
    return Surface(positions=positions, morphs=morphs, used=_used(accessors, primitive, positions.count))


def draco_accessors(primitive: Json) -> set[int]:
    """List the accessors of a primitive whose data sits in its Draco block."""
    block = primitive.get("extensions", {}).get(DRACO)
    names = block["attributes"] if block is not None else {}
    return {index for name, index in primitive["attributes"].items() if name in names}


def _positions(accessors: Accessors, primitive: Json, index: int) -> Accessor | None:
    if index not in draco_accessors(primitive):
        return accessors.read(index)
    data = accessors.view_bytes(primitive["extensions"][DRACO]["bufferView"])
    decoded = None if data is None else _decode_draco(data)
    return decoded if decoded is not None else accessors.fallback(index)


def _decode_draco(data: bytes) -> Accessor | None:
    try:
        draco: Any = importlib.import_module("DracoPy")
    except ImportError:
        return None
    try:
        points = np.asarray(draco.decode(data).points, np.float64).reshape(-1, 3)
    except Exception as error:  # DracoPy raises bare and private kinds
        raise EngineError(f"A Draco block of the glTF file cannot be decoded: {error}.") from error
    return Accessor(count=len(points), width=3, base=points, sparse=None, largest=None)


def _morphs(
    accessors: Accessors, primitive: Json, weights: Sequence[float], count: int
) -> Iterator[tuple[Accessor, float]]:
    for target, weight in zip(primitive.get("targets", ()), weights, strict=False):
        if weight == 0 or "POSITION" not in target:
            continue
        deltas = accessors.read(target["POSITION"])
        if deltas is None:
            raise EngineError("A morph target that is switched on by default is compressed and cannot be measured.")
        if (deltas.count, deltas.width) != (count, 3):
            raise EngineError("Not valid glTF 2.0: a morph target has another number of vertices than its primitive.")
        yield deltas, float(weight)


def _used(accessors: Accessors, primitive: Json, count: int) -> NDArray[np.bool_] | None:
    if "indices" not in primitive or DRACO in primitive.get("extensions", {}):
        return None
    indices = accessors.read(primitive["indices"])
    if indices is None or indices.count == 0:
        return None
    used = np.zeros(count, np.bool_)
    for start, stop in indices.blocks():
        block = indices.integers(start, stop)[:, 0]
        used[block[(block >= 0) & (block < count)]] = True
    return None if used.all() else used
