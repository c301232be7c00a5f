"""Make a mesh from a prompt: its lettering on a bar. A refine paints it in a colour that its prompt names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ..json_object import Json
from . import Made
from .image_to_3d import DEFAULT_FORMATS

if TYPE_CHECKING:
    from ..mesh import Model

EFFECTIVE = frozenset(
    {"mode", "prompt", "target_polycount", "decimation_mode", "topology", "should_remesh", "target_formats"}
    | {"texture_prompt", "alpha_thumbnail", "auto_size", "origin_at"}
)
SHAPE = ("target_polycount", "decimation_mode", "topology", "auto_size", "origin_at")
LETTERS, LINE = 48, 12
"""The most characters of the prompt that are drawn, and the most in one line."""
GREY = (176, 176, 180)


def load(_request: Json) -> None:
    """Import the modules that compute."""
    from ..modelling import image_to_3d as image_to_3d


def make(inputs: list[Path], request: Json, folder: Path) -> Made:
    """Make a preview of a prompt, or the refine of a preview's GLB."""
    if request["mode"] == "refine":
        return _refined(inputs[0], request, folder)
    from ..modelling.image_to_3d import ImageTo3DOptions, image_to_3d

    options = ImageTo3DOptions(
        **{name: request[name] for name in SHAPE if name in request},
        should_remesh=request.get("should_remesh", True),
        should_texture=False,
        target_formats=tuple(request.get("target_formats", DEFAULT_FORMATS)),
        alpha_thumbnail=request.get("alpha_thumbnail", False),
    )
    made = image_to_3d([_lettering(request["prompt"], folder / "lettering.png")], folder, options)
    files: Json = {"model_urls": {kind: path.name for kind, path in made.models.items()}}
    files["thumbnail_url"] = made.thumbnail.name
    if made.alpha_thumbnail:
        files["alpha_thumbnail_url"] = made.alpha_thumbnail.name
    return Made(files, ["The emulator does not understand the prompt: it made its lettering."])


def _lettering(prompt: str, path: Path) -> Path:
    """Draw a prompt as dark letters on bars, so that the outline is one piece."""
    import textwrap

    from PIL import Image, ImageDraw, ImageFont

    lines = textwrap.wrap(prompt[:LETTERS], LINE) or ["?"]
    font = ImageFont.load_default(size=96)
    image = Image.new("RGB", (900, 150 * len(lines) + 160), "white")
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        y = 70 + 150 * number
        draw.text((450, y + 100), line, fill="black", font=font, anchor="ms", stroke_width=5)
        draw.rectangle((90, y + 92, 810, y + 132), fill="black")
    draw.rectangle((90, 40, 130, 150 * len(lines) + 52), fill="black")  # holds the lines together
    image.save(path)
    return path


def _refined(source: Path, request: Json, folder: Path) -> Made:
    from ..loading import load_mesh
    from ..mesh import Model
    from ..modelling.thumbnails import write_thumbnail
    from ..writers import write

    colour = _colour(request.get("texture_prompt", ""))
    model: Model = _painted(Model(load_mesh(source)), colour or GREY, folder)
    formats = request.get("target_formats", DEFAULT_FORMATS)
    files: Json = {"model_urls": {kind: path.name for kind, path in write(model, folder, formats).items()}}
    files["texture_urls"] = [{"base_color": model.textures["base_color"].name}]
    files["thumbnail_url"] = write_thumbnail(model, folder / "preview.png").name
    if request.get("alpha_thumbnail"):
        files["alpha_thumbnail_url"] = write_thumbnail(model, folder / "preview_alpha.png", backdrop=False).name
    named = "the colour that texture_prompt names" if colour else "grey, as texture_prompt names no colour"
    return Made(files, [f"The emulator painted the preview in one colour: {named}."])


def _painted(model: Model, colour: tuple[int, int, int], folder: Path) -> Model:
    """Return a model whose every face shows one colour."""
    import numpy as np
    from attrs import evolve
    from PIL import Image

    from ..mesh import Atlas

    pixels = np.full((16, 16, 3), colour, np.uint8)
    path = folder / "texture_0.png"
    Image.fromarray(pixels).save(path)
    atlas = Atlas(np.full((1, 2), 0.5), np.zeros_like(model.mesh.polygons), pixels)
    return evolve(model, atlas=atlas, textures={"base_color": path})


def _colour(text: str) -> tuple[int, int, int] | None:
    """Return the first colour that a text names."""
    from PIL import ImageColor

    for word in text.lower().replace(",", " ").split():
        if word in ImageColor.colormap:
            red, green, blue = ImageColor.getrgb(word)[:3]
            return red, green, blue
    return None
