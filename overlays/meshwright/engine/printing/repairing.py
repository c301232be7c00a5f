"""Repair a model file: the same format and scale, without textures."""

from __future__ import annotations

from pathlib import Path

from attrs import frozen

from ..json_object import Json
from ..mesh import Mesh, Model
from ..modelling.thumbnails import write_thumbnail
from ..writers import write
from .closing import BROKEN, closed, flaws
from .print_size import PrintSize, print_size
from .source import read_shape
from .thickening import ALLOWED, thickened


@frozen(kw_only=True)
class RepairedFile:
    """The files of a repaired model by the API's keys, its picture, and notes."""

    models: dict[str, Path]
    thumbnail: Path
    notes: tuple[str, ...]


def repair(source: Path, folder: Path, request: Json) -> RepairedFile:
    """Repair a model into ``folder``; thicken its walls if a printer or a size is given."""
    kind, mesh = read_shape(source)
    result = closed(mesh)
    mesh, notes = result.mesh, ["Textures were not kept.", *result.notes]
    if size := print_size(mesh, kind, request):
        mesh, more = _thick_enough(mesh, size)
        notes += more
    model = Model(mesh)
    thumbnail = write_thumbnail(model, folder / "preview.png")
    return RepairedFile(models=write(model, folder, [kind]), thumbnail=thumbnail, notes=tuple(notes))


def _thick_enough(mesh: Mesh, size: PrintSize) -> tuple[Mesh, list[str]]:
    made = thickened(mesh, size.least_wall)
    wall = f"thinner than {size.least_wall_mm:g} mm ({size.printer})"
    if made.before <= ALLOWED:
        return mesh, [f"{made.before:.1%} of the surface is {wall}: nothing was thickened, as at most 5 % may be."]
    if made.after >= made.before or flaws(made.mesh) == BROKEN:
        return mesh, [f"{made.before:.1%} of the surface is {wall}; the emulator could not thicken it."]
    return made.mesh, [f"Walls were thickened: {made.before:.1%} of the surface was {wall}, now {made.after:.1%}."]
