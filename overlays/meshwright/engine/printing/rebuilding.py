"""Rebuild any heap of triangles as a closed surface, on a lattice.

Points that cannot be reached from outside are inside; if they are few, gaps of some cells count as closed. A surface
that encloses nothing becomes a sheet two to three cells thick. Details smaller than a cell are lost.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray
from scipy import ndimage as _untyped

from ..mesh import Floats, Mesh
from ..modelling.surface import sampled, surface_mesh
from .edges import areas, edges_of
from .sampling import along_edges, between, spread

_images: Final[Any] = _untyped
_POINTS: Final = 6_000_000  # of the lattice, 24 MB a copy
_LONGEST: Final = 256  # cells along one axis
_SAMPLES: Final = 4_000_000  # on the surface
_DENSITY: Final = 10.0  # samples per square of the lattice
_GAP: Final = 2  # cells: gaps up to twice as wide are closed
_ENOUGH: Final = 0.8  # share of the inside with gaps closed: with this much, they stay open
_CUBE: Final = np.ones((3, 3, 3), bool)
_BLUR: Final = 0.7  # cells
_SHEET: Final = 0.1  # value of the points next to a surface that encloses nothing


def rebuilt(mesh: Mesh) -> tuple[Mesh, float]:
    """Return a closed mesh of about the same shape, and the size of a cell of its lattice."""
    cell = _cell_size(mesh)
    values, origin = sampled(_Enclosed(_samples(mesh, cell), cell), cell)
    made = surface_mesh(values, origin, cell)
    return Mesh(made.vertices, made.triangles()), cell


def _cell_size(mesh: Mesh) -> float:
    extent = np.ptp(mesh.vertices, axis=0)
    longest = float(extent.max())
    area = float(areas(mesh.vertices, mesh.triangles()).sum())
    box = float(np.prod(np.maximum(extent, longest / 40)))
    return float(max((box / _POINTS) ** (1 / 3), longest / _LONGEST, (area * _DENSITY / _SAMPLES) ** 0.5))


def _samples(mesh: Mesh, cell: float) -> Floats:
    """Return points that cover the surface more densely than the lattice."""
    triangles = mesh.triangles()
    area = areas(mesh.vertices, triangles)
    face, weights = spread(area, int(area.sum() * _DENSITY / cell**2) + 1)
    inside = between(mesh.vertices, triangles[face], weights)
    return np.concatenate([inside, along_edges(mesh.vertices, edges_of(triangles).ends, cell / 2)])


@frozen(eq=False)
class _Enclosed:
    """The field of what a cloud of surface points encloses: a blurred picture of inside, surface and outside."""

    surface: Floats
    cell: float

    @property
    def low(self) -> Floats:
        """Return the lowest corner, with room for closing gaps."""
        return np.asarray(self.surface.min(0) - (_GAP + 1) * self.cell)

    @property
    def high(self) -> Floats:
        """Return the highest corner."""
        return np.asarray(self.surface.max(0) + (_GAP + 1) * self.cell)

    def sample(self, x: Floats, y: Floats, z: Floats) -> NDArray[np.float32]:
        """Return the values on a lattice of the cell's size."""
        place = np.round((self.surface - (x[0], y[0], z[0])) / self.cell).astype(np.int64)
        skin = np.zeros((len(x), len(y), len(z)), bool)
        skin[tuple(place.T)] = True
        closed = _closed(skin)
        outer = skin & _images.binary_dilation(~closed, _CUBE)
        core = _images.binary_opening(closed & ~skin, _CUBE)  # single points between two layers of skin do not count
        sheet = outer & ~_images.binary_dilation(core, _CUBE, 2)
        share = np.where(outer, np.float32(0.5), closed.astype(np.float32))
        values: NDArray[np.float32] = _images.gaussian_filter(share, _BLUR) - np.float32(0.5)
        np.maximum(values, np.float32(_SHEET), out=values, where=_images.binary_dilation(sheet))
        return values


def _closed(skin: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the lattice points on the skin and those that it encloses."""
    plain = _images.binary_fill_holes(skin)
    thick = _images.binary_dilation(skin, _CUBE, _GAP)
    bridged = _images.binary_erosion(_images.binary_fill_holes(thick), _CUBE, _GAP) | skin
    enough = np.count_nonzero(plain & ~skin) >= _ENOUGH * np.count_nonzero(bridged & ~skin)
    return np.asarray(plain if enough else bridged)
