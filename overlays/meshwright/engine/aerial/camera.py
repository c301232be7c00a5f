"""Render what a drone's camera sees of the scenery: a pinhole camera without distortion, one ray a pixel."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from attrs import frozen

from ..mesh import Pixels
from ..survey.geodesy import Place
from .scenery import Plane, colours, heights

FOCAL_35MM: Final = 24
SIZE: Final = (800, 600)
_DIAGONAL_35MM: Final = 43.2666
_STEPS: Final = 3
_FARTHEST: Final = 4000.0
_SKY: Final = (188.0, 208.0, 232.0)
_HAZE: Final = 1800.0


@frozen(kw_only=True)
class Shot:
    """One photo: where the camera was (degrees, metres above the ellipsoid) and where it looked (degrees)."""

    name: str
    latitude: float
    longitude: float
    height: float
    above: float
    """Metres above the take-off point."""
    yaw: float
    """Clockwise from north: where the top of a photo that looks down points to."""
    pitch: float
    """0 at the horizon, -90 straight down."""
    taken: str
    """In EXIF's form: ``2026:11:30 09:00:00``."""


def focal(size: tuple[int, int] = SIZE) -> float:
    """Return the focal length in pixels."""
    return FOCAL_35MM / _DIAGONAL_35MM * math.hypot(*size)


def render(shot: Shot, site: Place, size: tuple[int, int] = SIZE) -> Pixels:
    """Return the picture (h, w, 3); the scenery's origin is the site."""
    east, north = site.metres(np.array(shot.latitude), np.array(shot.longitude)).tolist()
    away_east, away_north, fall = _rays(shot, size)
    camera = shot.height - site.height
    far = _distance(camera, fall)
    for _ in range(_STEPS):  # the hills are low, so the height under a ray converges at once
        far = _distance(camera - heights(east + far * away_east, north + far * away_north), fall)
    picture = colours(east + far * away_east, north + far * away_north)
    haze = (far / _HAZE).clip(0, 1)[..., None] ** 2
    picture = picture * (1 - haze) + np.array(_SKY, np.float32) * haze
    noise = np.random.default_rng(_seed(shot)).normal(0, 1.5, picture.shape[:2])[..., None]
    return np.asarray((picture + noise).clip(0, 255).astype(np.uint8))


def _distance(above: float | Plane, fall: Plane) -> Plane:
    """Return how far each ray goes until it has fallen so many metres; a ray that rises goes far away."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(fall > 0, above / fall, np.inf).clip(0, _FARTHEST).astype(np.float32)


def _seed(shot: Shot) -> list[int]:
    return list(shot.name.encode())


def _rays(shot: Shot, size: tuple[int, int]) -> tuple[Plane, Plane, Plane]:
    """Return how far east, north and down each pixel's ray goes, per unit of its depth."""
    width, height = size
    yaw, pitch = math.radians(shot.yaw), math.radians(shot.pitch)
    ahead = np.array([math.sin(yaw) * math.cos(pitch), math.cos(yaw) * math.cos(pitch), math.sin(pitch)])
    right = np.array([math.cos(yaw), -math.sin(yaw), 0.0])
    up = np.cross(right, ahead)
    x = (np.arange(width) + 0.5 - width / 2)[None, :] / focal(size)
    y = (np.arange(height) + 0.5 - height / 2)[:, None] / focal(size)
    east, north, rise = ((ahead[axis] + right[axis] * x - up[axis] * y).astype(np.float32) for axis in range(3))
    return east, north, -rise
