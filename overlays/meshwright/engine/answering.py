"""What tasks that make a model answer with: its files in the requested formats, its pictures and textures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .errors import EngineError
from .json_object import Json
from .mesh import Model
from .modelling.thumbnails import write_thumbnail
from .writers import formats, write

TRIANGLES_ONLY = frozenset({"glb", "stl", "3mf"})


def check_formats(wanted: Sequence[str]) -> None:
    """Raise EngineError for a format that cannot be written here."""
    if missing := [name for name in wanted if name not in formats()]:
        hint = " Install Blender's module (pip install bpy) to write blend." if "blend" in missing else ""
        raise EngineError(
            f"The emulator cannot write {', '.join(missing)}; it writes {', '.join(formats())}.{hint}",
            code="format_conversion_failed",
        )


def model_files(model: Model, folder: Path, wanted: Sequence[str]) -> Json:
    """Write a model; return ``model_urls``."""
    return {"model_urls": {kind: path.name for kind, path in write(model, folder, wanted).items()}}


def texture_files(model: Model) -> Json:
    """Return ``texture_urls`` of a model whose textures are written; nothing for one without."""
    named = {kind: path.name for kind, path in model.textures.items()}
    return {"texture_urls": [named]} if named else {}


def thumbnails(model: Model, folder: Path, *, alpha: bool = False) -> Json:
    """Write pictures of a model; return ``thumbnail_url`` and on request ``alpha_thumbnail_url``."""
    files: Json = {"thumbnail_url": write_thumbnail(model, folder / "preview.png").name}
    if alpha:
        files["alpha_thumbnail_url"] = write_thumbnail(model, folder / "preview_alpha.png", backdrop=False).name
    return files


def format_notes(model: Model, wanted: Sequence[str]) -> list[str]:
    """Return what the requested formats do not hold of a model."""
    notes = []
    if model.mesh.polygons.shape[1] == 4 and (cut := sorted(TRIANGLES_ONLY & set(wanted))):
        notes.append(f"{', '.join(cut).upper()} cannot hold quads: there each quad became two triangles.")
    if model.textures and (plain := sorted({"stl", "3mf"} & set(wanted))):
        notes.append(f"{', '.join(plain).upper()} holds only the shape: its colours were left out.")
    return notes
