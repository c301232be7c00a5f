"""Remesh an existing model: decimate its shape. The texture is not kept yet, and quads are not made."""

from __future__ import annotations

from pathlib import Path

from ..json_object import Json
from . import Made

EFFECTIVE = frozenset({"target_polycount", "decimation_mode", "topology", "target_formats", "alpha_thumbnail"})


def load(_request: Json) -> None:
    """Import the modules that compute."""
    from ..modelling import decimation as decimation
    from ..modelling import thumbnails as thumbnails


def make(inputs: list[Path], request: Json, folder: Path) -> Made:
    """Decimate a model and write it in the requested formats."""
    from ..errors import EngineError
    from ..loading import load_mesh
    from ..mesh import Model
    from ..modelling.decimation import DECIMATION_MODES, decimated
    from ..modelling.thumbnails import write_thumbnail
    from ..writers import FORMATS, write

    formats: list[str] = request.get("target_formats", ["glb"])
    if missing := [name for name in formats if name not in FORMATS]:
        message = f"The emulator cannot write {', '.join(missing)}; it writes {', '.join(FORMATS)}."
        raise EngineError(message, code="format_conversion_failed")
    mode = request.get("decimation_mode")
    target: int = DECIMATION_MODES[mode] if mode else request.get("target_polycount", 30_000)
    mesh = decimated(load_mesh(inputs[0]), target)
    model = Model(mesh)
    files: Json = {"model_urls": {kind: path.name for kind, path in write(model, folder, formats).items()}}
    files["thumbnail_url"] = write_thumbnail(model, folder / "preview.png").name
    if request.get("alpha_thumbnail"):
        files["alpha_thumbnail_url"] = write_thumbnail(model, folder / "preview_alpha.png", backdrop=False).name
    notes = ["The texture was not kept: the emulator remeshes only the shape."]
    if request.get("topology") == "quad":
        notes.append("The faces are triangles: the emulator makes quads only from pictures.")
    if len(mesh.polygons) != target:
        notes.append(f"{target} faces were requested; the result has {len(mesh.polygons)}.")
    return Made(files, notes)
