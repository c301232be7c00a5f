"""Measure the rest pose of a glTF scene exactly: every shown vertex counts, through nodes, instances, morphs and skins.

Copies that cannot extend the measured box are not visited, so only the rim of a forest of instanced trees is measured.
Compressed positions count by their declared min and max where that is exact; where it is not the file is refused,
because the corners of a turned box once gave a model of 1.62 m for 1.8 m asked.
"""

from __future__ import annotations

import numpy as np

from ..errors import EngineError
from ..json_object import Json
from .box import Box, Floats, keeps_boxes_tight, transformed_extents
from .gltf_accessors import Accessors
from .gltf_draco import INSTALL_DRACO
from .gltf_placed import Shape, place_meshes
from .gltf_skin import open_influences
from .gltf_surface import Surface, open_surface
from .model import Progress

# Half a minute of work; a small hostile file may ask for millions of turned copies of everything it holds.
MOST_VISITS = 1_000_000_000
# What sticks out by less than this share of the whole is rounding.
COVERED = 1e-9


class SceneMeasure:
    """Measure one scene.

    Afterwards ``declared_only`` is whether declared bounds were used, and ``hidden`` is the number of nodes with a mesh
    that the scene does not show.
    """

    def __init__(self, document: Json, accessors: Accessors) -> None:
        self.box = Box()
        self.declared_only = False
        self.hidden = 0
        self._document = document
        self._accessors = accessors
        self._visits = 0
        self._non_finite = False
        self._loose: list[tuple[Box, Floats]] = []

    def run(self, progress: Progress) -> Box:
        """Measure all that is shown."""
        placed = place_meshes(self._document, self._accessors)
        self.hidden = placed.hidden
        steps = len(placed.rigid) + len(placed.bent)
        for done, (shape, matrices) in enumerate(placed.rigid.items()):
            for primitive in self._primitives(shape):
                self._add_rigid(primitive, shape[1], matrices)
            progress((done + 1) / steps)
        for done, (shape, joints) in enumerate(placed.bent, len(placed.rigid)):
            for primitive in self._primitives(shape):
                self._add_bent(primitive, shape[1], joints)
            progress((done + 1) / steps)
        self._settle_loose()
        self.box.saw_non_finite |= self._non_finite
        return self.box

    def _primitives(self, shape: Shape) -> list[Json]:
        primitives: list[Json] = self._document["meshes"][shape[0]]["primitives"]
        return primitives

    def _add_rigid(self, primitive: Json, weights: tuple[float, ...], matrices: Floats) -> None:
        surface = open_surface(self._accessors, primitive, weights)
        if surface is None:
            return
        tight = keeps_boxes_tight(matrices)
        if isinstance(surface, Box):
            self.declared_only = True
            self._add_corners(matrices[tight], surface)
            if not tight.all():
                self._loose.append((surface, matrices[~tight]))
        elif len(matrices) == 1 and not tight[0]:
            moved = self._moved_box(surface, matrices[0])
            self.box.add(np.stack([moved.lower, moved.upper]))
        else:
            local = self._moved_box(surface, np.eye(4))
            self._add_corners(matrices[tight], local)
            self._add_turned_copies(surface, matrices[~tight], local)

    def _add_turned_copies(self, surface: Surface, matrices: Floats, local: Box) -> None:
        if not len(matrices) or local.is_empty:
            return
        lower, upper = transformed_extents(matrices, local)
        outermost = np.concatenate([lower.argmin(axis=0), upper.argmax(axis=0)]).tolist()
        turned: dict[bytes, Box] = {}
        for copy in dict.fromkeys([*outermost, *range(len(matrices))]):
            if self._covers(lower[copy], upper[copy]):
                continue
            turn = matrices[copy].copy()
            shift, turn[:3, 3] = turn[:3, 3].copy(), 0.0
            box = turned.get(turn.tobytes())
            if box is None:  # copies that differ by their place alone share one measurement
                box = turned[turn.tobytes()] = self._moved_box(surface, turn)
            self.box.add(np.stack([box.lower + shift, box.upper + shift]))

    def _add_bent(self, primitive: Json, weights: tuple[float, ...], joints: Floats) -> None:
        surface = open_surface(self._accessors, primitive, weights)
        if surface is None:
            return
        count = surface.positions.count if isinstance(surface, Surface) else 0
        influences = open_influences(self._accessors, primitive, count) if count else None
        if isinstance(surface, Box) or influences is None:
            raise EngineError(
                "A skinned mesh is compressed or lacks joints and weights, so its rest pose cannot be measured. "
                + INSTALL_DRACO
            )
        for start, stop, points in surface.blocks():
            self._spend((stop - start) * 4 * len(influences.sets))
            blended, weighted = influences.blend(joints, start, stop, points)
            if surface.used is not None:
                weighted &= surface.used[start:stop]
            self.box.add(blended[weighted])

    def _moved_box(self, surface: Surface, matrix: Floats) -> Box:
        moved = Box()
        for start, stop, points in surface.blocks():
            self._spend(stop - start)
            moved.add_moved(matrix, surface.shown(start, stop, points))
        self._non_finite |= moved.saw_non_finite
        return moved

    def _add_corners(self, matrices: Floats, local: Box) -> None:
        if len(matrices) and not local.is_empty:
            for corners in transformed_extents(matrices, local):
                self.box.add(corners)

    def _covers(self, lower: Floats, upper: Floats) -> bool:
        slack = COVERED * self.box.size
        return bool((lower >= self.box.lower - slack).all() and (upper <= self.box.upper + slack).all())

    def _settle_loose(self) -> None:
        for declared, matrices in self._loose:
            for lower, upper in zip(*transformed_extents(matrices, declared), strict=True):
                if not self._covers(lower, upper):
                    raise EngineError(
                        "The model holds compressed or missing positions under a rotated node, whose size cannot be "
                        f"computed from declared bounds. {INSTALL_DRACO} Else send it uncompressed.",
                        code="format_conversion_failed",
                    )

    def _spend(self, vertices: int) -> None:
        self._visits += vertices
        if self._visits > MOST_VISITS:
            raise EngineError(f"The scene shows more than {MOST_VISITS} vertices, counting every copy.", code="timeout")
