"""A contact sheet of photos in a zip: what stands in for a map or a model where nothing is reconstructed.

It says so in the picture and in a README. Of many photos an even choice is shown; files that are no picture (LiDAR
data, say) are counted and left out; without a single picture the job is refused.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from attrs import frozen
from PIL import Image, ImageDraw, ImageOps

from meshwright.engine.errors import EngineError
from meshwright.engine.pictures import MAX_PIXELS
from meshwright.engine.writers.archive import write_archive

MAX_TILES: Final = 144
TILE: Final = 160
GAP: Final = 4
BAR: Final = 24
BACKDROP: Final = (32, 34, 38)
INK: Final = (235, 235, 235)
LABEL: Final = "EMULATED - a contact sheet of the photos, not a reconstruction"
FORMATS: Final = ("JPEG", "PNG", "TIFF")
NOTE: Final = """EMULATED RESULT

This zip was made by a local emulator of an API for photogrammetry. Nothing was reconstructed: mosaic.jpg is a contact
sheet of the photos that were uploaded. The layout of the real service's zip is not documented.

asked for: {kind}
files: {files}
pictures shown: {shown}
files that are no readable picture: {skipped}
"""


@frozen
class Mosaic:
    """Where the zip is, and how many files it shows and had to leave out."""

    zip: Path
    shown: int
    skipped: int


def make_mosaic(files: Sequence[Path], folder: Path, kind: str) -> Mosaic:
    """Write ``result.zip`` with a contact sheet and a note into a folder; raise EngineError without any picture."""
    step = max(1.0, len(files) / MAX_TILES)
    chosen = [files[int(number * step)] for number in range(min(len(files), MAX_TILES))]
    found = [_tile(path) for path in chosen]
    tiles = [tile for tile in found if tile is not None]
    skipped = len(found) - len(tiles)
    if not tiles:
        raise EngineError(f"None of the {len(files)} files is a picture that can be read (JPEG, PNG or TIFF).")
    sheet = io.BytesIO()
    _sheet(tiles).save(sheet, "JPEG", quality=85)
    note = NOTE.format(kind=kind, files=len(files), shown=len(tiles), skipped=skipped)
    target = folder / "result.zip"
    write_archive(target, {"README.txt": note.encode(), "mosaic.jpg": sheet.getvalue()})
    return Mosaic(target, len(tiles), skipped)


def _tile(path: Path) -> Image.Image | None:
    """Read one photo as a small upright picture, or nothing when it is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what a camera wrote into its metadata is of no concern here
            with Image.open(path, formats=FORMATS) as image:
                if image.size[0] * image.size[1] > MAX_PIXELS * 4:  # a small file may claim gigabytes
                    return None
                image.draft("RGB", (TILE, TILE))  # JPEG only: decodes at an eighth
                return ImageOps.fit(ImageOps.exif_transpose(image).convert("RGB"), (TILE, TILE))
    # Pillow's decoders raise some fifteen kinds of error on damaged bytes; all mean the same here.
    except Exception:
        return None


def _sheet(tiles: Sequence[Image.Image]) -> Image.Image:
    columns = max(3, round(len(tiles) ** 0.5))
    rows = -(-len(tiles) // columns)
    pitch = TILE + GAP
    sheet = Image.new("RGB", (columns * pitch + GAP, BAR + rows * pitch + GAP), BACKDROP)
    ImageDraw.Draw(sheet).text((GAP * 2, GAP), LABEL, fill=INK)
    for number, tile in enumerate(tiles):
        row, column = divmod(number, columns)
        sheet.paste(tile, (GAP + column * pitch, BAR + GAP + row * pitch))
    return sheet
