"""The data that the steps of image-to-3D pass on: a mesh with polygons of one size, its texture atlas, and
their files.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Pixels: TypeAlias = NDArray[np.uint8]


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

    def placed(self, scale: float, offset: Floats) -> Mesh:
        """Return the mesh scaled about the origin, then moved."""
        return Mesh(self.vertices * scale + offset, self.polygons)


@frozen(eq=False)
class Atlas:
    """Hold texture coordinates (k, 2), v up, polygons of them like the mesh's, and the base colour, top row first."""

    uv: Floats
    polygons: Ints
    base_color: Pixels


@frozen(eq=False)
class Model:
    """The input of a writer: a mesh and, if it is textured, its atlas and PNG files.

    The files are keyed ``base_color``, ``metallic``, ``normal`` and ``roughness``: the first or all four.
    """

    mesh: Mesh
    atlas: Atlas | None = None
    textures: Mapping[str, Path] = field(factory=dict)
