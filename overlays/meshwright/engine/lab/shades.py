"""The shade of a lamp: a tube whose wall is a lithophane of a picture."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Final, Literal

import numpy as np
from PIL import Image

from ..colour import shrunk, to_lab
from ..filters import blurred
from ..mesh import Floats, Mesh
from ..pictures import load_picture
from ..printing.solids import Solid, solid_of
from .depth import spread, subject_of
from .heightmap import grid_faces, ribbon

Subject = Literal["character", "landscape"]
PANELS: Final = {"character": 3, "landscape": 2}
"""How often the picture is shown around the shade; landscapes are mirrored in turn, so that they have no seam."""
RELIEF: Final = 2.2
"""Millimetres by which the wall is thicker where the picture is dark."""
_PITCH: Final = 0.9  # millimetres between samples
_SAMPLES: Final = 360, 640  # around the shade
_HEIGHT: Final = 0.7, 1.5  # of the shade, in diameters
_LIGHTEST: Final = 0.85  # a bright subject is this much lighter than a dark one, and still darker than nothing
_SIMPLER: Final = 0.01  # millimetres that the surface may move to save triangles
_SPARE: Final = 0.03  # millimetres that the wall is thicker, as it is made of flat faces
_DETAIL: Final = 512  # pixels of the picture


def shade_solid(picture: Path, subject: Subject, diameter: float, thickness: float) -> Solid:
    """Return the lampshade: a tube that stands on the plate around the Z axis, the picture's middle towards -Y."""
    columns = int(np.clip(round(np.pi * diameter / _PITCH), *_SAMPLES))
    dark = _darkness(picture, subject, diameter, columns)
    rows = len(dark)
    pitch = np.pi * diameter / columns
    angle = np.arange(columns) * (2 * np.pi / columns) - np.pi / 2 - np.pi / PANELS[subject]
    around = np.stack([np.cos(angle), np.sin(angle)], 1)
    inside = diameter / 2 - thickness - RELIEF
    radius = inside + thickness + RELIEF * dark
    height = np.repeat((rows - 1 - np.arange(rows)) * pitch, columns)
    outer = np.column_stack([(radius[..., None] * around).reshape(-1, 2), height])
    rings = [np.column_stack([(inside - _SPARE) * around, np.full(columns, z)]) for z in (height[0], 0.0)]
    number = np.arange(rows * columns).reshape(rows, columns)
    top, bottom = np.arange(2 * columns).reshape(2, columns)[:, ::-1] + number.size
    faces = [grid_faces(np.column_stack([number, number[:, 0]])), ribbon(top, number[0, ::-1])]
    faces += [ribbon(number[-1, ::-1], bottom), ribbon(bottom, top)]
    vertices = np.asarray(np.concatenate([outer, *rings]), np.float64)
    solid = solid_of(Mesh(vertices, np.concatenate(faces)))
    assert solid is not None, "a tube is closed"
    return solid.simplify(_SIMPLER)


def _darkness(path: Path, subject: Subject, diameter: float, columns: int) -> Floats:
    """Return how dark the picture is on the shade, 0 to 1 (h, columns), top row first."""
    picture, panels = load_picture(path), PANELS[subject]
    pixels = picture.rgb
    cleared = np.ones(pixels.shape[:2])
    if subject == "character":
        shot, _ = subject_of(picture)
        pixels, mask = shot.foreground.picture.rgb, shot.foreground.mask
        cleared = np.asarray(Image.fromarray(mask.astype(np.float32)).resize(pixels.shape[1::-1]), np.float64).clip(
            0, 1
        )
    light = to_lab(shrunk(pixels, _DETAIL))[..., 0]
    seen = np.asarray(Image.fromarray(cleared.astype(np.float32)).resize(light.shape[1::-1]), np.float64)
    dark = (1 - _LIGHTEST * spread(light, light[seen > 0.5])) * seen
    low, high = _HEIGHT
    height = float(
        np.clip(light.shape[0] / light.shape[1] * np.pi * diameter / panels, low * diameter, high * diameter)
    )
    rows = max(2, round(height / (np.pi * diameter / columns)))
    edges = np.linspace(0, columns, panels + 1).round().astype(int)
    tiles = [_filled(dark, right - left, rows) for left, right in pairwise(edges.tolist())]
    if subject == "landscape":
        tiles[1::2] = [tile[:, ::-1] for tile in tiles[1::2]]
    return blurred(np.concatenate(tiles, axis=1), 1.0)


def _filled(dark: Floats, columns: int, rows: int) -> Floats:
    """Return the middle of a plane, as much as fills columns and rows."""
    height, width = dark.shape
    scale = min(width / columns, height / rows)
    left, top = (width - columns * scale) / 2, (height - rows * scale) / 2
    window = (left, top, width - left, height - top)
    image = Image.fromarray(dark.astype(np.float32)).resize((columns, rows), Image.Resampling.BILINEAR, box=window)
    return np.asarray(image, np.float64).clip(0, 1)
