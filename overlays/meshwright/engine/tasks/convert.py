"""Write an existing model in other formats; its shape, its parts and its textures are kept."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from ..json_object import Json
from . import Made

EFFECTIVE = frozenset({"target_formats"})


def load(request: Json) -> None:
    """Import the modules that compute; Blender's, which is large, only where it is needed."""
    from .. import answering as answering
    from .. import reading as reading
    from ..writers.blend import has_blender

    if "blend" in request.get("target_formats", ()) and has_blender():
        import_module("bpy")


def make(inputs: list[Path], request: Json, folder: Path) -> Made:
    """Convert a model."""
    from ..answering import check_formats, format_notes, model_files
    from ..modelling.texture_files import with_textures
    from ..reading import load_model

    formats: list[str] = request["target_formats"]
    check_formats(formats)
    loaded = load_model(inputs[0], apart=True)
    model = with_textures(loaded.model, folder, maps=loaded.maps) if loaded.textured else loaded.model
    notes = ["The model was converted by the emulator.", *loaded.notes, *format_notes(model, formats)]
    if model.textures and "obj" in formats:
        notes.append(
            f"The MTL names {model.textures['base_color'].name}, for which the answer of a convert has no place."
        )
    return Made(model_files(model, folder, formats), notes)
