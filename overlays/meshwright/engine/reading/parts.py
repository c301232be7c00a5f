"""A model file between reader and engine: its parts in the world, and the paint of each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from ..mesh import Floats, Ints, Pixels

_ODD: Final = re.compile(r"[^A-Za-z0-9_-]+")
_LONGEST: Final = 60
GREY: Final = (200, 200, 204)
"""The colour of a part without one; the GLB writer gives it to models without a texture."""


@frozen(eq=False)
class Paint:
    """A material: a colour (3,) in sRGB, or an image that holds it already, top row first."""

    colour: tuple[int, int, int] = GREY
    image: Pixels | None = None
    maps: Mapping[str, Pixels] = field(factory=dict)
    """``metallic``, ``normal`` and ``roughness`` over the same coordinates as the image: none or all three."""

    @property
    def key(self) -> tuple[int, int, int] | int:
        """Return the same for paints that look the same: the colour, or the identity of the image."""
        return self.colour if self.image is None else id(self.image)


@frozen(eq=False)
class Part:
    """Points (n, 3) in the world, Y up, in metres, and triangles of them; further values belong to the points.

    ``normals`` are (n, 3), ``uv`` (n, 2) with v up, ``colours`` (n, 3); each is None where the file has none.
    Consecutive parts of one name are one object of the file.
    """

    points: Floats
    triangles: Ints
    paint: Paint
    normals: Floats | None = None
    uv: Floats | None = None
    colours: Pixels | None = None
    name: str = "model"


def named(parts: Sequence[Part]) -> list[tuple[str, int]]:
    """Return the different names of parts, of plain letters, each with the triangles that follow one another."""
    found: list[tuple[str, int]] = []
    taken: dict[str, int] = {}
    before = ""
    for part in parts:
        if found and part.name == before:
            found[-1] = (found[-1][0], found[-1][1] + len(part.triangles))
            continue
        before, plain = part.name, _ODD.sub("_", part.name)[:_LONGEST] or "part"
        taken[plain] = taken.get(plain, 0) + 1
        found.append((plain if taken[plain] == 1 else f"{plain}_{taken[plain]}", len(part.triangles)))
    return found


def encoded(linear: NDArray[np.floating]) -> Pixels:
    """Return sRGB bytes of linear light, 0 to 1, as glTF states its colours."""
    light = np.clip(linear, 0.0, 1.0)
    coded = np.where(light > 0.0031308, 1.055 * light ** (1 / 2.4) - 0.055, 12.92 * light)
    return np.asarray(coded * 255 + 0.5).astype(np.uint8)
