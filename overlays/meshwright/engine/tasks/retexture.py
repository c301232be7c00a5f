"""Give an existing model a new texture: from pictures of its sides, or from the colours that a text names."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from ..json_object import Json
from . import Made
from .image_to_3d import DEFAULT_FORMATS, TEXTURE_PIXELS

EFFECTIVE = frozenset(
    {"text_style_prompt", "image_style_url", "multiview_image_urls", "enable_original_uv", "enable_pbr"}
    | {"texture_resolution", "hd_texture", "target_formats", "alpha_thumbnail"}
)

PROJECTED = "The picture was projected onto the model from its front; the back shows it mirrored."
SEVERAL = "The pictures were projected onto the model from quarter turns, the front first."
RECOLOURED = "The emulator does not understand the text: it uses only the colours and materials that it names."


def load(_request: Json) -> None:
    """Import the modules that compute."""
    from .. import answering as answering
    from ..modelling import retexturing as retexturing

    import_module("xatlas")


def make(inputs: list[Path], request: Json, folder: Path) -> Made:
    """Retexture a model, the first input; the others are pictures of it, the front first."""
    from attrs import evolve

    from ..answering import check_formats, format_notes, model_files, texture_files, thumbnails
    from ..face_counts import MOST_REWORKED
    from ..modelling.pbr import MAX_SIDE
    from ..modelling.retexturing import DETAIL, from_pictures, from_text, own_layout
    from ..modelling.texture_files import with_textures
    from ..reading import load_model

    formats = request.get("target_formats", DEFAULT_FORMATS)
    check_formats(formats)
    loaded = load_model(inputs[0], apart=True, most=MOST_REWORKED)
    notes = ["The texture was made by the emulator with a classical method.", *loaded.notes]
    layout = own_layout(loaded) if request.get("enable_original_uv") else None
    side = TEXTURE_PIXELS["4k" if request.get("hd_texture") else request.get("texture_resolution", "2k")]
    mesh, pictures = loaded.model.mesh, inputs[1:]
    if pictures:
        atlas = from_pictures(mesh, pictures, layout, side)
        notes.append(PROJECTED if len(pictures) == 1 else SEVERAL)
    else:
        old = loaded.atlas if loaded.textured else None
        atlas = from_text(mesh, request["text_style_prompt"], old, layout, side, notes)
        notes.append(RECOLOURED)
    if side > DETAIL and (layout is not None or not pictures):
        notes.append(f"The texture has {side} pixels a side, and details of {DETAIL}.")
    with_pbr = bool(request.get("enable_pbr"))
    if with_pbr:
        notes.append(
            f"The metallic, normal and roughness maps are guesses from the colours, at most {MAX_SIDE} pixels."
        )
    model = with_textures(evolve(loaded.model, atlas=atlas), folder, with_pbr=with_pbr)
    files = model_files(model, folder, formats) | texture_files(model)
    files |= thumbnails(model, folder, alpha=request.get("alpha_thumbnail", False))
    return Made(files, [*notes, *format_notes(model, formats)])
