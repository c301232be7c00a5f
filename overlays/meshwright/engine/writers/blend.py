"""Write Blender's own format with its Python module, where that is installed; textures are packed into the file.

The bytes differ from run to run: Blender writes addresses of its memory.
"""

from __future__ import annotations

import importlib.util
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..mesh import Model
from .glb import write_glb


def has_blender() -> bool:
    """Return whether Blender's module can be imported."""
    return importlib.util.find_spec("bpy") is not None


def write_blend(model: Model, path: Path) -> None:
    """Write a model as Blender reads it from GLB."""
    bpy: Any = import_module("bpy")
    with TemporaryDirectory(dir=path.parent) as folder:
        source = Path(folder) / "model.glb"
        write_glb(model, source)
        bpy.ops.wm.read_factory_settings(use_empty=True)
        bpy.ops.import_scene.gltf(filepath=str(source))
        bpy.ops.file.pack_all()
        bpy.ops.wm.save_as_mainfile(filepath=str(path), check_existing=False)
