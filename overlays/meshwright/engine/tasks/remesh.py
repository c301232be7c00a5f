"""Remesh an existing model: other faces near a number, triangles or quads, with its base colour baked again."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from ..json_object import Json
from . import Made, convert

EFFECTIVE = frozenset(
    {"target_polycount", "decimation_mode", "topology", "target_formats", "alpha_thumbnail", "convert_format_only"}
    | {"resize_height", "resize_longest_side", "auto_size", "origin_at"}
)


def load(request: Json) -> None:
    """Import the modules that compute."""
    convert.load(request)
    from ..modelling import remeshing as remeshing

    import_module("xatlas")


def make(inputs: list[Path], request: Json, folder: Path) -> Made:
    """Remesh a model and write it in the requested formats."""
    from attrs import evolve

    from ..answering import check_formats, format_notes, model_files, texture_files, thumbnails
    from ..face_counts import MOST_FACES, MOST_REWORKED
    from ..mesh import Model
    from ..modelling.decimation import DECIMATION_MODES
    from ..modelling.remeshing import repainted, with_faces
    from ..modelling.sizing import sized
    from ..modelling.texture_files import with_textures
    from ..reading import load_model

    formats: list[str] = request.get("target_formats", ["glb"])
    check_formats(formats)
    only_format = bool(request.get("convert_format_only"))
    loaded = load_model(inputs[0], apart=only_format, most=MOST_FACES if only_format else MOST_REWORKED)
    notes = ["The model was remeshed by the emulator with a classical method.", *loaded.notes]
    model = loaded.model
    if not only_format:
        mode = request.get("decimation_mode")
        target: int = DECIMATION_MODES[mode] if mode else request.get("target_polycount", 30_000)
        mesh = with_faces(model.mesh.welded(), request.get("topology", "triangle"), target, notes)
        model = repainted(mesh, model) if loaded.textured else Model(mesh)
        if loaded.maps:
            notes.append("Only the base colour was baked again; the other maps were left out.")
        if len(mesh.polygons) != target:
            notes.append(f"{target} faces were requested; the result has {len(mesh.polygons)}.")
    model = evolve(model, mesh=sized(model.mesh, request, notes))
    if loaded.textured:
        model = with_textures(model, folder, maps=loaded.maps if only_format else None)
    files = model_files(model, folder, formats) | texture_files(model)
    files |= thumbnails(model, folder, alpha=request.get("alpha_thumbnail", False))
    return Made(files, [*notes, *format_notes(model, formats)])
