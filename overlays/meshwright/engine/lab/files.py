"""Write the files of a product: which files there are, and under which key the service returns each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from attrs import field, frozen

from ..json_object import Json
from ..mesh import Mesh, Model
from ..printing.closing import sound_mesh
from ..printing.solids import Solid
from ..writers import write
from ..writers.archive import write_archive
from ..writers.glb import write_glb
from ..writers.stl import y_up

METRES: Final = 0.001  # in a millimetre
EMULATED: Final = "The model was made from the picture by a classical method of the emulator, not by the service's."


@frozen(kw_only=True)
class LabFiles:
    """The names of the written files, relative to the folder, and sentences about what is emulated."""

    models: Mapping[str, str]
    """By the keys of ``model_urls``: ``glb``, ``obj``, ``mtl``, ``stl``, ``3mf``, ``lamp_stl``, ``base_stl``,
    ``obj_zip``, ``bundle_zip``.
    """
    notes: tuple[str, ...]
    thumbnail: str = ""
    textures: Mapping[str, str] = field(factory=dict[str, str])


def filled_in(options: Json, defaults: Json) -> Json:
    """Return the options, with defaults for those that are absent."""
    return defaults | {name: value for name, value in options.items() if value is not None}


def standing(mesh: Mesh) -> Mesh:
    """Return a mesh that stands on the plate (Z up) with Y up, as the writers expect it."""
    return Mesh(y_up(mesh.vertices), mesh.polygons)


def in_metres(mesh: Mesh) -> Mesh:
    """Return a mesh of millimetres in metres, the unit of glTF."""
    return Mesh(mesh.vertices * METRES, mesh.polygons)


def zipped(path: Path, files: Mapping[str, Path]) -> str:
    """Write files as members of a zip file, and return its name."""
    write_archive(path, {name: file.read_bytes() for name, file in files.items()})
    return path.name


def write_shape(mesh: Mesh, folder: Path, output: str) -> dict[str, str]:
    """Write an uncoloured shape in millimetres as ``glb`` (in metres, as glTF has it), as ``obj``, which is a zip file
    with OBJ and MTL, or as ``zip`` with all of them and an STL.

    GLB shows its +Z to the front; OBJ and STL lie on the plate, as slicers take Z for up.
    """
    if output == "glb":
        return {"glb": _flat_glb(mesh, folder).name}
    flat = write(Model(mesh), folder, ["obj"])
    members = {"model.obj": flat["obj"], "model.mtl": flat["mtl"]}
    if output == "obj":
        return {"obj": zipped(folder / "model_obj.zip", members)}
    members |= {"model.glb": _flat_glb(mesh, folder)}
    members |= {"model.stl": write(Model(standing(mesh)), folder, ["stl"])["stl"]}
    return {"bundle_zip": zipped(folder / "bundle.zip", members)}


def write_stl(solid: Solid, path: Path) -> Path:
    """Write a solid that stands on the plate as STL, in millimetres."""
    return write(Model(standing(sound_mesh(solid))), path.parent, ["stl"], name=path.stem)["stl"]


def _flat_glb(mesh: Mesh, folder: Path) -> Path:
    path = folder / "model.glb"
    write_glb(Model(in_metres(mesh)), path, smooth=False)
    return path
