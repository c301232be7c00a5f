"""The vertices one glTF primitive really shows: positions with default morph weights, and which of them are referenced.

Data that cannot be read is replaced by the declared min and max.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from ..errors import EngineError
from ..json_object import Json
from .box import Box, Floats
from .gltf_accessors import Accessor, Accessors
from .gltf_draco import INSTALL_DRACO, draco_extension


@frozen(kw_only=True, eq=False)
class Surface:
    """Vertices of one primitive before any node moves them; ``used`` marks the referenced ones, None for all."""

    positions: Accessor
    morphs: tuple[tuple[Accessor, float], ...]
    used: NDArray[np.bool_] | None

    def blocks(self) -> Iterator[tuple[int, int, Floats]]:
        """Return (start, stop, points) for all vertices, morph targets applied."""
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
    positions = accessors.attribute(primitive, "POSITION")
    if positions is None:
        declared = accessors.declared_box(index)
        if declared is None:
            raise EngineError(
                "POSITION data of the glTF file cannot be read, and no min and max are declared for it. "
                + INSTALL_DRACO
            )
        if any(weight and "POSITION" in target for target, weight in _weighted_targets(primitive, weights)):
            raise EngineError(
                "A mesh whose morph targets are switched on by default is compressed, and cannot be measured. "
                + INSTALL_DRACO
            )
        return declared
    if positions.width != 3:
        raise EngineError(f"Not valid glTF 2.0: POSITION has {positions.width} components instead of 3.")
    if positions.count == 0:
        return None
    morphs = tuple(_morphs(accessors, primitive, weights, positions.count))
    return Surface(positions=positions, morphs=morphs, used=_used(accessors, primitive, positions.count))


def _morphs(
    accessors: Accessors, primitive: Json, weights: Sequence[float], count: int
) -> Iterator[tuple[Accessor, float]]:
    for target, weight in _weighted_targets(primitive, weights):
        if weight == 0 or "POSITION" not in target:
            continue
        deltas = accessors.read(target["POSITION"])
        if deltas is None:
            raise EngineError("A morph target that is switched on by default is compressed and cannot be measured.")
        if (deltas.count, deltas.width) != (count, 3):
            raise EngineError("Not valid glTF 2.0: a morph target has another number of vertices than its primitive.")
        yield deltas, float(weight)


def _weighted_targets(primitive: Json, weights: Sequence[float]) -> Iterator[tuple[Json, float]]:
    return zip(primitive.get("targets", ()), weights, strict=False)


def _used(accessors: Accessors, primitive: Json, count: int) -> NDArray[np.bool_] | None:
    used = np.zeros(count, np.bool_)
    names_any = False
    for rows in _named_vertices(accessors, primitive):
        used[rows[(rows >= 0) & (rows < count)]] = True
        names_any = names_any or len(rows) > 0
    return used if names_any and not used.all() else None


def _named_vertices(accessors: Accessors, primitive: Json) -> Iterator[NDArray[np.int64]]:
    if draco_extension(primitive) is not None:
        block = accessors.draco_block(primitive)
        if block is not None and block.faces is not None:
            yield block.faces
    elif "indices" in primitive:
        indices = accessors.read(primitive["indices"])
        if indices is not None:
            for start, stop in indices.blocks():
                yield indices.integers(start, stop)[:, 0]
