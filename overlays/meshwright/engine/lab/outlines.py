"""Closed outlines in a plane, in millimetres, as ``manifold3d.CrossSection``: badges, rings, and those of pictures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

import manifold3d
import numpy as np

from ..mesh import Floats
from ..printing.solids import Solid
from .heightmap import height_solid

_manifold: Final[Any] = manifold3d  # declares only a part of its types
Outline: TypeAlias = Any
"""A ``manifold3d.CrossSection``: areas, perhaps with holes."""
_STEPS: Final = 96  # of a circle


def circle(radius: float, x: float = 0.0, y: float = 0.0) -> Outline:
    """Return a circle."""
    return _manifold.CrossSection.circle(radius, _STEPS).translate((x, y))


def polygon(points: Floats) -> Outline:
    """Return the area of a polygon (n, 2), counter-clockwise; that of a clockwise one is empty."""
    return _manifold.CrossSection([np.asarray(points, np.float64)])


def rectangle(width: float, height: float, corner: float = 0.0) -> Outline:
    """Return a rectangle around the origin with round corners."""
    return rounded(_manifold.CrossSection.square((width, height), True), corner)


def grown(outline: Outline, by: float, steps: int = _STEPS) -> Outline:
    """Return an outline with its border moved outwards, or inwards if ``by`` is negative; ``steps`` make a circle."""
    return outline.offset(by, _manifold.JoinType.Round, circular_segments=steps)


def rounded(outline: Outline, radius: float, steps: int = _STEPS) -> Outline:
    """Return an outline with its corners rounded, without parts narrower than twice the radius."""
    return grown(grown(outline, -radius, steps), radius, steps) if radius > 0 else outline


def hull(*outlines: Outline) -> Outline:
    """Return the convex hull of outlines."""
    return _manifold.CrossSection.batch_hull(list(outlines))


def raised(outline: Outline, height: float, ground: float = 0.0) -> Solid:
    """Return an outline as a solid that reaches from ``ground`` to ``ground + height``."""
    return outline.extrude(height).translate((0, 0, ground))


def outline_of(distance: Floats, pitch: float) -> Outline:
    """Return the outline of what is positive in signed distances (h, w), top row first, ``pitch`` millimetres apart.

    Its borders run between the pixels.
    """
    limit = float(np.abs(distance).max()) + 1.0
    return height_solid(distance + limit, pitch).slice(limit)


def union_of(outlines: list[Outline]) -> Outline:
    """Return everything that is inside at least one outline."""
    return _manifold.CrossSection.batch_boolean(outlines, _manifold.OpType.Add)


def contours(outline: Outline) -> list[Outline]:
    """Return the outer borders of an outline as areas without holes, largest first."""
    areas = [polygon(points) for points in outline.to_polygons()]
    return sorted((area for area in areas if area.area() > 0), key=lambda area: -area.area())


def badge_outline(shape: str, size: float) -> Outline:
    """Return the outline of a badge with its longest side ``size``; the largest circle inside is around the origin."""
    outline = _SHAPES[shape]()
    left, bottom, right, top = outline.bounds()
    return outline.scale((size / max(right - left, top - bottom),) * 2)


def _around(count: int, *radii: float) -> Outline:
    """Return a polygon whose corners are ``count`` times at each of the radii in turn, the first at the top."""
    angle = np.pi / 2 + 2 * np.pi * np.arange(count * len(radii)) / (count * len(radii))
    radius = np.tile(radii, count)
    return polygon(np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1))


def _shield() -> Outline:
    """Return a flat top, sides that run straight and then bend to a point."""
    down = np.linspace(0, 1, 32)
    side = np.stack([np.cos(down * np.pi / 2) ** 0.8 * 0.9, -0.1 - down], 1)
    right = np.concatenate([[[0.9, 0.9]], side])
    left = (right * [-1, 1])[::-1][1:]
    return rounded(polygon(np.concatenate([right, left])[::-1]), 0.12)


_SHAPES: Final[dict[str, Callable[[], Outline]]] = {
    "circle": lambda: circle(1),
    "rounded-rect": lambda: rectangle(2, 2, 0.3),
    "hexagon": lambda: rounded(_around(6, 1), 0.08),
    "shield": _shield,
    "star": lambda: rounded(_around(5, 1, 0.56), 0.06),
}
BADGE_SHAPES: Final = tuple(_SHAPES)
