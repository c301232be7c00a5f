"""Convert a field to a mesh with the requested number of faces.

Triangles: a lattice somewhat finer than requested, then quadric decimation (fast-simplification) to the exact number; a
closed mesh has an even number of triangles, so an odd target gives one less; intricate shapes keep more faces if fewer
would tear them. Quads: the lattice whose surface has the nearest number, mostly within 2 % from 10,000 up. Every result
is closed; if decimation tears a hole, a finer or a plain lattice is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Any, Final, Literal

import fast_simplification
import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from ..errors import EngineError
from ..mesh import Floats, Mesh, distinct
from .field import Field
from .subdivision import subdivided
from .surface import count_crossings, sampled, surface_mesh

DECIMATION_MODES: Final = {1: 100_000, 2: 50_000, 3: 20_000, 4: 5_000}
"""Faces for decimation_mode 1 (ultra) to 4 (low). Our own numbers: the service does not publish its."""
RAW_QUADS: Final = 100_000
"""The raw lattice (should_remesh = False) has about this many quads, so twice as many triangles."""

_FINE_ENOUGH: Final = 30_000  # triangles
_KEPT: Final = 0.85  # of each extent: a mesh that lost more has lost thin parts
_LATTICE_LIMIT: Final = 50_000_000  # points, 200 MB
_MORE: Final = (1.1, 1.25, 1.5, 2.0, 3.0)  # times the target, where the exact number cannot be had
_BORDERS: Final = 1.05  # times the target, up to which open borders are kept whole
_NEAR: Final = (1.0, 0.99)  # times the target: whether a hole is torn hangs on single faces
_AGGRESSIVENESS: Final = (3.0, 5.0, 7.0)  # of the decimation: gentle steps first, they rarely tear
_FURTHER: Final = (9.0, 4.0)  # for meshes that cannot be sampled again


def raw_mesh(field: Field) -> Mesh:
    """Return the lattice's own surface as triangles, without a target number of faces."""
    return _triangulated(_lattice_mesh(field, RAW_QUADS, tolerance=0.1))


def remeshed(field: Field, topology: Literal["triangle", "quad"], target: int) -> Mesh:
    """Return a closed mesh of about ``target`` quads, or of ``target`` triangles."""
    if topology == "quad":
        return _lattice_mesh(field, target, tolerance=0.005)
    even = target - target % 2
    # Coarse lattices lose thin parts, so small targets start from far more than they keep.
    surplus = max(1.5, _FINE_ENOUGH / target)
    lattices = []
    for _ in range(4):
        lattices.append(_triangulated(_lattice_mesh(field, max(target * surplus / 2, 60), tolerance=0.05)))
        if (simplified := _simplified(lattices[-1], even)) is not None:
            return simplified
        surplus = 1 + (surplus - 1) * 0.3
    # A few faces too many are better than a coarse lattice, which shows little of the object.
    for more in _MORE:
        if (simplified := _simplified(lattices[0], int(even * more / 2) * 2)) is not None:
            return simplified
    return _triangulated(_lattice_mesh(field, target / 2, tolerance=0.01))


def decimated(mesh: Mesh, target: int) -> Mesh:
    """Return a mesh of about ``target`` triangles, closed if it was; one with fewer gets more on the same surface."""
    fine = Mesh(mesh.vertices, mesh.triangles())
    if len(fine.polygons) <= target:
        return subdivided(fine, target)
    if fine.is_closed():
        for more in (*_NEAR, *_MORE):
            near = int(target * more / 2) * 2
            for simplified in _closed_simplifications(fine, near, (*_AGGRESSIVENESS, *_FURTHER)):
                if (cleaned := _unfolded(simplified)).is_closed():
                    return cleaned
    simplify: Callable[..., Any] = fast_simplification.simplify
    points, faces = fine.vertices.astype(np.float32), fine.polygons.astype(np.int32)
    kept = simplify(points, faces, target_count=target, preserve_border=True)
    is_enough = len(kept[1]) <= _BORDERS * target  # the borders alone may be more than the target
    points, faces = kept if is_enough else simplify(points, faces, target_count=target)
    return Mesh(points.astype(np.float64), faces.astype(np.int64))


def _unfolded(mesh: Mesh) -> Mesh:
    """Return a mesh without the folds that decimation leaves on flat faces: vertices at one place become one, and
    triangles without area go, as do pairs that lie back to back.
    """
    merged = mesh.welded()
    a, b, c = merged.polygons.T
    triangles = merged.polygons[(a != b) & (b != c) & (c != a)]
    _, number = distinct(np.sort(triangles, axis=1))
    alone = np.bincount(number)[number] == 1
    return Mesh(merged.vertices, triangles[alone])


def _triangulated(mesh: Mesh) -> Mesh:
    return Mesh(mesh.vertices, mesh.triangles())


def _simplified(mesh: Mesh, target: int) -> Mesh | None:
    """Return the mesh with at most ``target`` triangles, or None if that would tear a hole."""
    return next(_closed_simplifications(mesh, target), None)


def _closed_simplifications(mesh: Mesh, target: int, steps: Sequence[float] = _AGGRESSIVENESS) -> Iterator[Mesh]:
    """Yield closed meshes of at most ``target`` triangles, the most careful first."""
    if len(mesh.polygons) <= target:
        yield mesh
        return
    simplify: Callable[..., Any] = fast_simplification.simplify
    points, faces = mesh.vertices.astype(np.float32), mesh.polygons.astype(np.int32)
    for aggressiveness in steps:
        vertices, triangles = simplify(points, faces, target_count=target, agg=aggressiveness)
        result = Mesh(vertices.astype(np.float64), triangles.astype(np.int64))
        if len(triangles) <= target and result.is_closed():
            yield result


@frozen(eq=False)
class _Thickened:
    """A max-filtered field, so that features thinner than one grid cell survive."""

    field: Field

    @property
    def low(self) -> Floats:
        return self.field.low

    @property
    def high(self) -> Floats:
        return self.field.high

    def sample(self, x: Floats, y: Floats, z: Floats) -> NDArray[np.float32]:
        third = float(x[1] - x[0]) / 3
        best = self.field.sample(x, y, z)
        for right, up, near in product((-third, 0.0, third), repeat=3):
            np.maximum(best, self.field.sample(x + right, y + up, z + near), out=best)
        return best


def _lattice_mesh(field: Field, wanted: float, tolerance: float) -> Mesh:
    """Return the surface of the lattice with the number of quads closest to ``wanted``."""
    mesh = _nearest_lattice(field, wanted, tolerance, _LATTICE_LIMIT)
    extent = field.high - field.low
    if mesh is None or (np.ptp(mesh.vertices, axis=0) < _KEPT * extent).any():
        mesh = _nearest_lattice(_Thickened(field), wanted, tolerance, _LATTICE_LIMIT // 27)
        if mesh is None:
            raise EngineError("The object in the picture is too thin to be modelled.")
        mesh = Mesh(mesh.vertices.clip(field.low, field.high), mesh.polygons)
    return mesh


def _nearest_lattice(field: Field, wanted: float, tolerance: float, limit: int) -> Mesh | None:
    extent = field.high - field.low
    area = 1.6 * (extent[0] * extent[1] + extent[1] * extent[2] + extent[2] * extent[0])
    # The lattice is limited so that it fits into memory.
    finest = 1.2 * float(np.prod(extent) / limit) ** (1 / 3)
    spacing = max(float(np.sqrt(area / wanted)), finest)
    best_spacing, best_count = spacing, 0
    for _ in range(8):
        count = count_crossings(sampled(field, spacing)[0])
        if abs(count - wanted) < abs(best_count - wanted):
            best_spacing, best_count = spacing, count
        if abs(count - wanted) <= tolerance * wanted:
            break
        spacing = max(spacing * (float(np.sqrt(count / wanted)) if count else 0.5), finest)
    if not best_count:
        return None
    values, origin = sampled(field, best_spacing)
    return surface_mesh(values, origin, best_spacing)
