"""Make a grid of small pictures in place of a map if no photo has a position. Its caption states that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageOps

from ..errors import EngineError
from ..mesh import Pixels
from .grid import Grid
from .photos import Photo, load
from .terrain import Terrain

MOST_TILES: Final = 144
TILE: Final = 160
GAP: Final = 4
BAR: Final = 24
BACKDROP: Final = (32, 34, 38)
INK: Final = (235, 235, 235)
LABEL: Final = "EMULATED: a contact sheet, not a map"
NOTE: Final = (
    "No photo has a GPS position: the result shows a contact sheet of the photos, 1 m wide, in place of a map."
)


def contact_sheet(photos: Sequence[Photo], progress: Callable[[float], None]) -> Terrain:
    """Return the sheet as a map of one metre without a position; raise EngineError if no photo can be decoded."""
    step = max(1.0, len(photos) / MOST_TILES)
    chosen = [photos[int(number * step)] for number in range(min(len(photos), MOST_TILES))]
    tiles = []
    for number, photo in enumerate(chosen):
        pixels = load(photo, min(1.0, 2 * TILE / max(photo.width, photo.height)), upright=True)
        if pixels is not None:
            tiles.append(ImageOps.fit(Image.fromarray(pixels), (TILE, TILE)))
        progress((number + 1) / len(chosen))
    if not tiles:
        raise EngineError(f"None of the {len(chosen)} photos can be decoded.")
    notes = [NOTE]
    if len(tiles) < len(photos):
        notes.append(f"{len(tiles)} of {len(photos)} photos are shown.")
    sheet = _sheet(tiles)
    rows, columns = sheet.shape[:2]
    return Terrain(
        grid=Grid(west=0.0, north=rows / columns, step=1 / columns, rows=rows, columns=columns),
        colours=sheet,
        covered=np.ones((rows, columns), bool),
        heights=np.zeros((rows, columns)),
        method="contact sheet",
        photos=len(tiles),
        notes=tuple(notes),
    )


def _sheet(tiles: Sequence[Image.Image]) -> Pixels:
    columns = max(3, round(len(tiles) ** 0.5))
    rows = -(-len(tiles) // columns)
    pitch = TILE + GAP
    sheet = Image.new("RGB", (columns * pitch + GAP, BAR + rows * pitch + GAP), BACKDROP)
    ImageDraw.Draw(sheet).text((GAP * 2, GAP), LABEL, fill=INK)
    for number, tile in enumerate(tiles):
        row, column = divmod(number, columns)
        sheet.paste(tile, (GAP + column * pitch, BAR + GAP + row * pitch))
    return np.asarray(sheet)
