"""Write a model as GLB, glTF, OBJ with MTL, STL, 3MF, FBX or USDZ; the same model gives the same bytes.

Up is +Y in GLB, OBJ, FBX and USDZ and +Z in STL and 3MF, as each format's readers expect; one unit is a metre, in 3MF a
millimetre. OBJ, FBX and USDZ keep quads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from ..mesh import Model
from .blend import has_blender, write_blend
from .fbx import write_fbx
from .glb import write_glb
from .gltf import write_gltf
from .obj import write_obj
from .stl import write_stl
from .threemf import write_3mf
from .usdz import write_usdz

_WRITERS: Final[dict[str, Callable[[Model, Path], None]]] = {
    "glb": write_glb,
    "obj": write_obj,
    "fbx": write_fbx,
    "stl": write_stl,
    "usdz": write_usdz,
    "3mf": write_3mf,
    "gltf": write_gltf,
}
FORMATS: Final = tuple(kind for kind in _WRITERS if kind != "gltf")
"""The formats that can always be written and be asked for; glTF is written only where the input was glTF."""


def formats() -> tuple[str, ...]:
    """Return the formats that can be written here: ``blend`` where Blender's module is installed."""
    return (*FORMATS, "blend") if has_blender() else FORMATS


def write(model: Model, folder: Path, formats: Sequence[str], name: str = "model") -> dict[str, Path]:
    """Write the model into ``folder`` in each format; return the files by the API's keys (``obj`` adds ``mtl``)."""
    files = {kind: folder / f"{name}.{kind}" for kind in formats}
    for kind, path in files.items():
        (write_blend if kind == "blend" else _WRITERS[kind])(model, path)
    if "obj" in files:
        files["mtl"] = files["obj"].with_suffix(".mtl")
    return files
