"""The data that the steps of image-to-3D pass on: a mesh with polygons of one size, its texture atlas, and
their files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
import trimesh
from attrs import field, frozen
from numpy.typing import NDArray

_trimesh: Final[Any] = trimesh  # declares types for a part of itself only
_STEPS: Final = 2**20 - 1  # three such numbers fit into 64 bits, and are sorted five times as fast
Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Pixels: TypeAlias = NDArray[np.uint8]


def distinct(rows: Ints) -> tuple[Ints, Ints]:
    """Return the first place of each different row, in their order, and for every row the number of its like."""
    first, number = _trimesh.grouping.unique_rows(rows)
    order = np.argsort(first, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return np.asarray(first[order], np.int64), np.asarray(rank[number], np.int64)


def are_proper(polygons: Ints) -> NDArray[np.bool_]:
    """Return which polygons have no corner twice in a row."""
    return np.asarray((polygons != np.roll(polygons, -1, axis=1)).all(1))


@frozen(eq=False)
class Mesh:
    """Hold vertices (n, 3), Y up, front towards +Z, and polygons (m, 3) or (m, 4), counter-clockwise from outside."""

    vertices: Floats
    polygons: Ints

    def triangles(self) -> Ints:
        """Return the polygons as triangles, each quad cut along its shorter diagonal."""
        return self.cut(self.polygons)

    def cut(self, polygons: Ints) -> Ints:
        """Cut polygons of other indices, such as texture coordinates, in the same way."""
        if polygons.shape[1] == 3:
            return polygons
        a, b, c, d = (self.vertices[self.polygons[:, corner]] for corner in range(4))
        first_is_shorter = ((a - c) ** 2).sum(1) <= ((b - d) ** 2).sum(1)
        corners = np.where(first_is_shorter[:, None], [0, 1, 2, 0, 2, 3], [0, 1, 3, 1, 2, 3])
        return polygons[np.arange(len(polygons))[:, None], corners].reshape(-1, 3)

    def normals(self) -> Floats:
        """Return area-weighted unit normals of the vertices, (n, 3)."""
        triangles = self.triangles()
        a, b, c = (self.vertices[triangles[:, corner]] for corner in range(3))
        weighted = np.cross(b - a, c - a)
        normals = np.zeros_like(self.vertices)
        for axis in range(3):
            normals[:, axis] = np.bincount(
                triangles.ravel(), np.repeat(weighted[:, axis], 3), minlength=len(self.vertices)
            )
        length = np.linalg.norm(normals, axis=1)
        normals[length < 1e-30] = (0.0, 0.0, 1.0)
        return normals / np.where(length < 1e-30, 1.0, length)[:, None]

    def is_closed(self) -> bool:
        """Return whether every edge is used exactly once in each direction."""
        forward = self.polygons.ravel()
        backward = np.roll(self.polygons, -1, axis=1).ravel()
        count = len(self.vertices)
        keys = np.sort(forward * count + backward)
        opposite = np.sort(backward * count + forward)
        return len(keys) > 0 and bool((np.diff(keys) > 0).all() and (keys == opposite).all())

    def welded(self) -> Mesh:
        """Return the mesh with all vertices at one place merged, up to a millionth of its longest side."""
        longest = max(float(np.ptp(self.vertices, axis=0).max()), 1e-30)
        steps = np.round((self.vertices - self.vertices.min(0)) * (_STEPS / longest)).astype(np.int64)
        first, index = distinct(steps)
        return Mesh(self.vertices[first], index[self.polygons])

    def part(self, start: int, end: int) -> Mesh:
        """Return some of the polygons, with only the vertices that they use."""
        used, polygons = np.unique(self.polygons[start:end], return_inverse=True)
        return Mesh(self.vertices[used], polygons.reshape(-1, self.polygons.shape[1]).astype(np.int64))

    def placed(self, scale: float, offset: Floats) -> Mesh:
        """Return the mesh scaled about the origin, then moved."""
        return Mesh(self.vertices * scale + offset, self.polygons)


@frozen(eq=False)
class Atlas:
    """Hold texture coordinates (k, 2), v up, polygons of them like the mesh's, and the base colour, top row first."""

    uv: Floats
    polygons: Ints
    base_color: Pixels

    def part(self, start: int, end: int) -> Atlas:
        """Return some of the polygons, with only the coordinates that they use."""
        used, polygons = np.unique(self.polygons[start:end], return_inverse=True)
        corners = polygons.reshape(-1, self.polygons.shape[1]).astype(np.int64)
        return Atlas(self.uv[used], corners, self.base_color)


@frozen(eq=False)
class Part:
    """One named object of a model."""

    name: str
    mesh: Mesh
    atlas: Atlas | None


@frozen(eq=False)
class Model:
    """The input of a writer: a mesh and, if it is textured, its atlas and PNG files.

    The files are keyed ``base_color``, ``metallic``, ``normal`` and ``roughness``: the first or all four. ``parts``
    divides the polygons into named objects: each name with the number of its polygons, in their order.
    """

    mesh: Mesh
    atlas: Atlas | None = None
    textures: Mapping[str, Path] = field(factory=dict)
    parts: Sequence[tuple[str, int]] = ()

    def objects(self) -> list[Part]:
        """Return the parts with vertices and coordinates of their own; without parts, one called ``model``."""
        if not self.parts:
            return [Part("model", self.mesh, self.atlas)]
        ends = np.cumsum([count for _, count in self.parts])
        return [
            Part(name, self.mesh.part(end - count, end), self.atlas and self.atlas.part(end - count, end))
            for (name, count), end in zip(self.parts, ends.tolist(), strict=True)
        ]
