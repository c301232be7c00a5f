"""Resize a GLB, glTF, OBJ, FBX or STL model to a real size: one scale and a new origin; nothing else changes.

Refuses models without a measurable extent, FBX before 6.0 or big-endian, glTF 1.0, and broken or hostile files.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from attrs import frozen

from ..errors import EngineError
from .box import Box
from .fbx import FbxModel
from .formats import ModelFormat, detect_format
from .gltf import GltfModel
from .gltf_container import read_glb, read_gltf
from .model import Model
from .obj import ObjModel
from .options import AUTO_SIZE_HEIGHT, ResizeOptions
from .placement import Axes, Placement, place
from .stl import open_stl

__all__ = ["AUTO_SIZE_HEIGHT", "Bounds", "ResizeOptions", "ResizeResult", "detect_format", "resize"]

Size3 = tuple[float, float, float]


@frozen(kw_only=True)
class Bounds:
    """An axis-aligned box in metres along the axes of the file."""

    lower: Size3
    upper: Size3

    @property
    def size(self) -> Size3:
        """Return the three side lengths in metres."""
        (x0, y0, z0), (x1, y1, z1) = self.lower, self.upper
        return (x1 - x0, y1 - y0, z1 - z0)


@frozen(kw_only=True)
class ResizeResult:
    """The result of a resize: the file, the factor, the boxes before and after, and notes for the user.

    ``up``: index of the up axis in both boxes (glTF and OBJ 1, STL 2, FBX as in the file).
    """

    format: ModelFormat
    path: Path
    scale: float
    before: Bounds
    after: Bounds
    up: int
    notes: tuple[str, ...]


def _ignore(percent: int) -> None:
    """Ignore the progress."""


def resize(
    source: Path, folder: Path, options: ResizeOptions, progress: Callable[[int], None] = _ignore
) -> ResizeResult:
    """Write ``folder/model.<format>``, the source at the requested size; raises EngineError if that is impossible.
    ``progress`` is called with percents that never decrease.
    """
    kind = detect_format(source)
    try:
        with np.errstate(all="ignore"):  # the boxes skip coordinates that are not finite
            return _resize(source, folder, kind, options, progress)
    except MemoryError:
        raise EngineError("The model needs more memory than the limit.", code="timeout") from None


def _resize(
    source: Path, folder: Path, kind: ModelFormat, options: ResizeOptions, progress: Callable[[int], None]
) -> ResizeResult:
    progress(0)
    model = _OPENERS[kind](source)
    progress(10)
    box = model.measure(lambda share: progress(10 + int(50 * share)))
    placement = place(box, model.axes, options)
    path = _write(model, folder / f"model.{kind}", placement, lambda share: progress(60 + int(39 * share)))
    progress(100)
    notes = list(model.notes)
    if box.saw_non_finite:
        notes.append("Vertices that are not finite were left out of the measured size.")
    if options.auto_size:
        notes.append(
            f"auto_size is emulated: every model becomes {AUTO_SIZE_HEIGHT:g} m high regardless of the object."
        )
    return ResizeResult(
        format=kind,
        path=path,
        scale=placement.scale,
        before=_bounds(box, model.axes, None),
        after=_bounds(box, model.axes, placement),
        up=model.axes.up,
        notes=tuple(notes),
    )


def _write(model: Model, path: Path, placement: Placement, progress: Callable[[float], None]) -> Path:
    """Write to a temporary file first, so that a partial file is never visible."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    try:
        with partial.open("wb") as out:
            model.write(out, placement, progress)
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    return path


def _bounds(box: Box, axes: Axes, placement: Placement | None) -> Bounds:
    corners = np.stack([box.lower, box.upper])
    if placement is not None:
        corners = placement.apply(corners)
    lower, upper = (corners * axes.metres_per_unit).tolist()
    return Bounds(lower=tuple(lower), upper=tuple(upper))


_OPENERS: dict[ModelFormat, Callable[[Path], Model]] = {
    "glb": lambda source: GltfModel(read_glb(source)),
    "gltf": lambda source: GltfModel(read_gltf(source)),
    "obj": ObjModel,
    "fbx": FbxModel,
    "stl": open_stl,
}
