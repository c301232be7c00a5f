"""Draw the design of a product: the subject of a picture in a few colours, in the manner of the product, on white."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np
from attrs import frozen
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from ..json_object import Json
from ..mesh import Pixels
from ..modelling.lettering import without_accents
from ..modelling.texture_files import save_png
from ..pictures import Picture, load_picture
from .canvas import SIDE, laid_out
from .changing import cut_out

EMULATED: Final = "The design was drawn by the emulator from the picture's own colours; the service's is generated."
BACKDROP: Final = "The backdrop was kept: remove_background removes it."
INK: Final = 34, 34, 40
LETTERS: Final = 40
"""The most characters of a text that are drawn."""
_OPAQUE: Final = 128
_SMOOTHED: Final = 5  # pixels: smaller spots of a colour disappear


@frozen
class Style:
    """The manner of a product."""

    colours: int
    outline: float = 0.0
    """The width of a dark line around the subject, as a share of its longer side."""
    blocks: int = 0
    """Squares along the longer side of the subject, if it is drawn of squares."""
    alone: bool = False
    """Whether the backdrop always goes."""
    grey: bool = False


STYLES: Final[Mapping[str, Style]] = {
    "figure": Style(colours=32, alone=True),
    "vinyl-figure": Style(colours=10, outline=0.012, alone=True),
    "brick-figure": Style(colours=12, blocks=48, alone=True),
    "lamp": Style(colours=64, grey=True),
    "keychain": Style(colours=8, outline=0.018),
    "fridge-magnet": Style(colours=8, outline=0.018),
    "keycap": Style(colours=16, outline=0.012, alone=True),
}
PIXELS: Final = {"person": 32, "other": 16}
"""The grid of pixel art, by what the picture shows."""


def draw_design(source: Path, product: str, request: Json, folder: Path) -> tuple[Path, list[str]]:
    """Write the design of a product of a picture; return its file, and notes. Raises EngineError."""
    notes = [EMULATED]
    picture = load_picture(source)
    if product == "fidget-pixel":
        grid = PIXELS[request["type"]]
        notes.append(f"It has {grid} x {grid} pixels, as the picture shows {request['type']}.")
        drawn = pixel_art(cut_out(picture, notes), grid)
    else:
        drawn = _drawn(picture, STYLES[product], request, notes)
    if text := request.get("name_text", ""):
        drawn = _lettered(drawn, text)
    return save_png(drawn, folder / "prototype.png"), notes


def _drawn(picture: Picture, style: Style, request: Json, notes: list[str]) -> Pixels:
    alone = style.alone or request.get("remove_background") or request.get("image_subject") == "character"
    if not alone and picture.alpha is None:
        notes.append(BACKDROP)
    return laid_out([_styled(cut_out(picture, notes) if alone else picture.framed(), style)], "1:1")


def _styled(picture: Picture, style: Style) -> Picture:
    """Return a picture in the manner of a product."""
    solid = np.full(picture.rgb.shape[:2], 255, np.uint8) if picture.alpha is None else picture.alpha
    image = Image.fromarray(picture.rgb)
    if style.grey:
        image = image.convert("L").convert("RGB")
    if style.blocks:
        image, solid = _in_blocks(image, solid, style.blocks)
    image = flat(image, solid, style.colours)
    if picture.alpha is None:
        return Picture(np.asarray(image))
    return _outlined(image, solid, round(style.outline * max(image.size)))


def flat(image: Image.Image, solid: Pixels, colours: int) -> Image.Image:
    """Return a picture in a few colours, those of its solid parts."""
    kept = np.asarray(image)[solid >= _OPAQUE].reshape(1, -1, 3)
    palette = Image.fromarray(kept if kept.size else np.asarray(image)).quantize(colours)
    return (
        image.quantize(palette=palette, dither=Image.Dither.NONE)
        .convert("RGB")
        .filter(ImageFilter.ModeFilter(_SMOOTHED))
    )


def _in_blocks(image: Image.Image, solid: Pixels, across: int) -> tuple[Image.Image, Pixels]:
    """Return a picture and its solid parts as squares, ``across`` of them along the longer side."""
    scale = across / max(image.size)
    few = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    many = tuple(SIDE // across * count for count in few)
    small, covered = (one.resize(few, Image.Resampling.BOX) for one in (image, Image.fromarray(solid)))
    large = covered.resize((many[0], many[1]), Image.Resampling.NEAREST)
    hard = np.where(np.asarray(large) >= _OPAQUE, np.uint8(255), np.uint8(0))
    return small.resize((many[0], many[1]), Image.Resampling.NEAREST), hard


def _outlined(image: Image.Image, solid: Pixels, width: int) -> Picture:
    """Return a picture with a dark line around its solid parts."""
    if not width:
        return Picture(np.asarray(image), solid)
    around = Image.fromarray(np.pad(solid, width)).filter(ImageFilter.MaxFilter(2 * width + 1))
    share = np.pad(solid, width)[..., None] / 255
    inner = np.pad(np.asarray(image, np.float64), ((width, width), (width, width), (0, 0)))
    rgb = np.array(INK) + share * (inner - np.array(INK))
    return Picture(np.asarray(rgb.round(), np.uint8), np.asarray(around))


def pixel_art(subject: Picture, grid: int, colours: int = 12) -> Pixels:
    """Return a subject as ``grid`` x ``grid`` pixels of a few colours on white, each drawn as a large square."""
    assert subject.alpha is not None
    scale = grid / max(subject.size)
    size = max(1, round(subject.size[0] * scale)), max(1, round(subject.size[1] * scale))
    share = Image.fromarray(subject.alpha).resize(size, Image.Resampling.BOX)
    solid = np.asarray(share)
    small = Image.fromarray(subject.rgb).resize(size, Image.Resampling.BOX)
    kept = np.asarray(small)[solid >= _OPAQUE].reshape(1, -1, 3)
    palette = Image.fromarray(kept if kept.size else np.asarray(small)).quantize(colours)
    few = np.asarray(small.quantize(palette=palette, dither=Image.Dither.NONE).convert("RGB"))
    art = np.full((grid, grid, 3), 255, np.uint8)
    left, top = (grid - size[0]) // 2, grid - size[1]
    art[top : top + size[1], left : left + size[0]] = np.where(solid[..., None] >= _OPAQUE, few, np.uint8(255))
    return np.asarray(Image.fromarray(art).resize((SIDE, SIDE), Image.Resampling.NEAREST))


def _lettered(drawn: Pixels, text: str) -> Pixels:
    """Return a design with a text below it; accents are left out."""
    shown = "".join(letter for letter in without_accents(text) if letter.isprintable())[:LETTERS]
    strip = round(0.2 * SIDE)
    sheet = Image.new("RGB", (SIDE, SIDE), (255, 255, 255))
    sheet.paste(Image.fromarray(drawn).resize((SIDE - strip, SIDE - strip), Image.Resampling.LANCZOS), (strip // 2, 0))
    font = ImageFont.load_default(size=strip)
    if (width := font.getlength(shown)) > 0.9 * SIDE:
        font = ImageFont.load_default(size=strip * 0.9 * SIDE / width)
    ImageDraw.Draw(sheet).text((SIDE / 2, SIDE - strip / 2), shown, fill=INK, font=font, anchor="mm", stroke_width=2)
    return np.asarray(sheet)
