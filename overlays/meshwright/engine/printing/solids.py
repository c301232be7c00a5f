"""Convert meshes to the solids of manifold3d and back, and take solids apart."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

import manifold3d
import numpy as np

from ..mesh import Floats, Mesh

_manifold: Final[Any] = manifold3d  # declares only a part of its types
Solid: TypeAlias = Any
"""A ``manifold3d.Manifold``: closed surfaces without gaps."""


def solid_of(mesh: Mesh, *, merge_within: float = 0.0) -> Solid | None:
    """Return the solid inside a mesh, or None if the mesh is not closed and consistently wound.

    Vertices of open edges are merged if they are at most ``merge_within`` apart.
    """
    data = _manifold.Mesh64(
        np.array(mesh.vertices, np.float64, order="C"),  # copies, as it takes no read-only arrays
        np.array(mesh.triangles(), np.uint64, order="C"),
        tolerance=merge_within,
    )
    if merge_within:
        data.merge()
    solid = _manifold.Manifold(data)
    return solid if solid.status() == _manifold.Error.NoError and not solid.is_empty() else None


def mesh_of(solid: Solid) -> Mesh:
    """Return the surface of a solid."""
    data = solid.to_mesh64()
    return Mesh(np.array(data.vert_properties[:, :3]), np.array(data.tri_verts, np.int64))


def union(solids: list[Solid]) -> Solid:
    """Return everything that is inside at least one solid."""
    return _manifold.Manifold.batch_boolean(solids, _manifold.OpType.Add)


def together(solids: list[Solid]) -> Solid:
    """Return separate solids as one, without a computation."""
    return _manifold.Manifold.compose(solids)


def bodies(solid: Solid) -> list[Solid]:
    """Return the separate bodies of a solid, each with its cavities, largest first."""
    shells = sorted(solid.decompose(), key=lambda shell: -shell.volume())
    hulls = [[shell] for shell in shells if shell.volume() > 0]
    for cavity in (shell for shell in shells if shell.volume() < 0):
        around = [hull for hull in hulls if contains(box(hull[0]), box(cavity)) and hull[0].volume() > -cavity.volume()]
        if around:
            around[-1].append(cavity)
    return [hull[0] if len(hull) == 1 else together(hull) for hull in hulls]


def box(solid: Solid) -> Floats:
    """Return the lowest and the highest corner of a solid, (2, 3)."""
    return np.array(solid.bounding_box()).reshape(2, 3)


def contains(outer: Floats, inner: Floats) -> bool:
    """Return whether a box contains another."""
    return bool((outer[0] <= inner[0]).all() and (outer[1] >= inner[1]).all())
