"""Cut the objects out of photos, with the network of the extra ``cutout`` and without, for ``docs/models.md``.

``python tests/bench/photos.py SHEET.png PHOTO...`` prints a line for each photo and way (method, share of the picture,
seconds of CPU), and draws the photos with both cut-outs side by side, to be judged by eye.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import numpy as np
from meshwright.engine.modelling.segmentation import Foreground, find_foreground
from meshwright.engine.pictures import Picture, load_picture
from PIL import Image

CELL = 240
NOTHING = (255, 0, 255)


def ways(picture: Picture) -> Iterator[tuple[Foreground, float]]:
    """Yield the object without the network, then with it, and the seconds of CPU."""
    for networked in (False, True):
        begun = time.process_time()
        if networked:
            found = find_foreground(picture)
        else:
            with patch("meshwright.engine.modelling.segmentation.salient", lambda *_: None):
                found = find_foreground(picture)
        yield found, time.process_time() - begun


def shown(found: Foreground) -> Image.Image:
    """Return the object on a colour that no photo has."""
    mask = Image.fromarray((found.mask * 255).clip(0, 255).astype(np.uint8)).resize(found.picture.size)
    return Image.composite(Image.fromarray(found.picture.rgb), Image.new("RGB", found.picture.size, NOTHING), mask)


def main(sheet: Path, photos: list[Path]) -> None:
    """Print the figures and draw the sheet."""
    drawn = Image.new("RGB", (3 * CELL, len(photos) * CELL), "white")
    for row, path in enumerate(photos):
        picture = load_picture(path)
        cells = [Image.fromarray(picture.rgb)]
        for found, seconds in ways(picture):
            cells.append(shown(found))
            print(f"{path.name}: {found.method}, {(found.mask > 0.5).mean():.0%} of the picture, {seconds:.1f} s")
        for column, cell in enumerate(cells):
            cell.thumbnail((CELL - 8, CELL - 8))
            drawn.paste(cell, (column * CELL, row * CELL))
    drawn.save(sheet)


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
