"""The pieces of a fidget pixel: squares or hexagons with knobs, and with sockets for those of their neighbours."""

from __future__ import annotations

from typing import Final

import numpy as np
from attrs import frozen

from ..mesh import Mesh
from ..printing.solids import mesh_of
from .outlines import Outline, grown, polygon, raised, rectangle

PITCH: Final = 7.8
"""Millimetres from piece to piece."""
THICKNESS: Final = 4.0
GAP: Final = 0.25
"""Millimetres between pieces: less would fuse in print."""
_WALL: Final = 1.0  # of a knob's neck and head, and of the lip before a head
_LOCK: Final = 0.25  # how far a head is behind a lip on each side


@frozen
class Piece:
    """A shape, and the directions of its knobs and of its sockets in degrees."""

    shape: str
    knobs: tuple[int, ...]
    sockets: tuple[int, ...]


def piece_mesh(piece: Piece) -> Mesh:
    """Return a piece on the plate, its middle above the origin."""
    outline = grown(_cell(piece.shape), -GAP / 2)
    for degrees in piece.knobs:
        outline = outline + _knob(0.0).rotate(degrees)
    for degrees in piece.sockets:
        outline = outline - _knob(GAP).translate((-PITCH, 0)).rotate(degrees + 180)
    return mesh_of(raised(outline, THICKNESS))


def _cell(shape: str) -> Outline:
    if shape == "square":
        return rectangle(PITCH, PITCH)
    angle = np.radians(np.arange(30, 360, 60))
    return polygon(np.stack([np.cos(angle), np.sin(angle)], 1) * PITCH / np.sqrt(3))


def _knob(gap: float) -> Outline:
    """Return a knob to the right, a T, larger all around by a gap."""
    middle = PITCH / 2 + 1.5 * GAP + 1.5 * _WALL  # of the head: between it and the lip is a gap, too
    neck = rectangle(2 * _WALL, _WALL + 2 * gap).translate((middle - _WALL, 0))
    return neck + rectangle(_WALL + 2 * gap, _WALL + 2 * (GAP + _LOCK) + 2 * gap).translate((middle, 0))
