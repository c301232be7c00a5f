"""A synthetic survey with known geometry: hills with boxes, rendered by the engine, GPS and DJI's XMP in each photo.

The scene is Y up (east, up, south) in metres around ``PLACE``; photos look down in a grid, or aslant from a circle.
"""

from __future__ import annotations

import io
import math
import struct
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from attrs import evolve, frozen
from meshwright.engine.mesh import Floats, Ints, Pixels
from meshwright.engine.rasterizer import Fragments, rasterize
from meshwright.engine.survey.geodesy import Place
from PIL import Image
from scipy import ndimage

SIDE = 84.0
"""The photos see less: where a world ends against the sky, no method measures anything."""
PLACE = Place(22.58, 113.94, 50.0)
FLYING = 34.0
_FIELD = math.radians(53.0)
_HOUSES = 7
_TEXTURE = 2560


@frozen(eq=False)
class Scene:
    """Hold the world that the photos show."""

    vertices: Floats
    triangles: Ints
    uv: Floats
    texture: Pixels


@frozen(eq=False)
class View:
    """Hold the truth of one photo: where it was taken, what it looked at, in the scene's frame."""

    eye: Floats
    target: Floats
    heading: float = 0.0
    """Degrees clockwise from north, of the top of a photo that looks straight down."""

    @property
    def pitch(self) -> float:
        away = self.target - self.eye
        return math.degrees(math.asin(away[1] / np.linalg.norm(away)))


@frozen(eq=False)
class Survey:
    """Hold the photos and the truth."""

    photos: list[Path]
    views: list[View]
    scene: Scene
    focal: float


def grid(rows: int, columns: int, spacing: float, heading: float = 0.0) -> list[View]:
    """Return views straight down, in lines."""
    views: list[View] = []
    for row in range(rows):
        for column in range(columns):
            # A little aside: edges of the scene through the very middles of pixels would be seen through.
            east, south = (column - (columns - 1) / 2) * spacing + 0.017, (row - (rows - 1) / 2) * spacing + 0.031
            views.append(
                View(
                    np.array([east, FLYING + 0.3 * math.sin(7.0 * len(views)), south]),
                    np.array([east, 0, south]),
                    heading,
                )
            )
    return views


def circle(count: int, radius: float = 24.0, height: float = 28.0) -> list[View]:
    """Return views from around, towards the middle."""
    turns = [2 * math.pi * number / count for number in range(count)]
    return [View(np.array([radius * math.sin(t), height, radius * math.cos(t)]), np.zeros(3)) for t in turns]


@lru_cache(maxsize=1)
def scene() -> Scene:
    """Return hills of noise with a road and houses."""
    random = np.random.default_rng(3)
    side = np.linspace(-SIDE / 2, SIDE / 2, 225)
    x, z = np.meshgrid(side, side)
    ground = 2.0 * np.sin(x / 11) * np.cos(z / 9) + 1.2 * np.sin(x / 4.7 + z / 6)
    index = np.arange(x.size).reshape(x.shape)
    a, b, c, d = (part.ravel() for part in (index[:-1, :-1], index[1:, :-1], index[1:, 1:], index[:-1, 1:]))
    vertices = [np.stack([x, ground, z], -1).reshape(-1, 3)]
    uv = [np.stack([x / SIDE + 0.5, 0.5 - z / SIDE], -1).reshape(-1, 2)]
    triangles = [np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)])]
    for _ in range(_HOUSES):
        corners, faces, coordinates = _house(random, sum(map(len, vertices)))
        vertices.append(corners)
        triangles.append(faces)
        uv.append(coordinates)
    return Scene(np.concatenate(vertices), np.concatenate(triangles), np.concatenate(uv), _texture(random))


def _house(random: np.random.Generator, first: int) -> tuple[Floats, Ints, Floats]:
    (x, z), (width, depth, height) = random.uniform(-20, 20, 2), random.uniform(3, 6, 3)
    walls = [[(-1, 0, 1), (1, 0, 1), (1, 1, 1), (-1, 1, 1)], [(1, 0, 1), (1, 0, -1), (1, 1, -1), (1, 1, 1)]]
    walls += [[(-1, 0, -1), (-1, 0, 1), (-1, 1, 1), (-1, 1, -1)], [(1, 0, -1), (-1, 0, -1), (-1, 1, -1), (1, 1, -1)]]
    walls += [[(-1, 1, -1), (-1, 1, 1), (1, 1, 1), (1, 1, -1)]]
    corners = np.array(walls, np.float64).reshape(-1, 3) * [width / 2, height + 1, depth / 2] + [x, -1, z]
    faces = np.concatenate([np.array([[0, 1, 2], [0, 2, 3]]) + first + 4 * wall for wall in range(5)])
    low = random.uniform(0.05, 0.85, (5, 1, 2))
    return corners, faces, (low + np.array([[0, 0], [0.1, 0], [0.1, 0.1], [0, 0.1]])).reshape(-1, 2)


def road_at(south: Floats) -> Floats:
    """Return how far east the middle of the road lies."""
    return 4 - 6 * np.sin(south / 15 + 2)


def _texture(random: np.random.Generator) -> Pixels:
    def noise(layers: Sequence[tuple[int, float]]) -> Floats:
        total = np.zeros((_TEXTURE, _TEXTURE))
        for power, strength in layers:
            cells = Image.fromarray(random.normal(0, 1, (2**power, 2**power)).astype(np.float32))
            total += strength * np.asarray(cells.resize((_TEXTURE, _TEXTURE), Image.Resampling.BILINEAR))
        return total

    grain, hue = noise([(3, 1), (5, 0.6), (7, 0.6), (9, 0.5), (10, 0.5)]), noise([(3, 1), (6, 0.6), (9, 0.6)])
    colours = np.stack([105 + 26 * grain + 22 * hue, 118 + 24 * grain - 6 * hue, 84 + 20 * grain - 14 * hue], -1)
    metres = np.linspace(-SIDE / 2, SIDE / 2, _TEXTURE)
    road = np.abs(metres - road_at(metres)[:, None]) < 2.2
    colours[road] = colours[road] * 0.25 + [71, 71, 74] + random.normal(0, 9, (int(road.sum()), 1))
    return colours.clip(0, 255).astype(np.uint8)


def fly(
    folder: Path,
    views: Sequence[View],
    size: tuple[int, int] = (320, 240),
    *,
    gps_error: float = 0.05,
    with_xmp: bool = True,
    with_gps: bool = True,
) -> Survey:
    """Render the views into JPEG files with the metadata that a drone writes."""
    random = np.random.default_rng(11)
    folder.mkdir(parents=True, exist_ok=True)
    focal = size[1] / 2 / math.tan(_FIELD / 2)
    photos = []
    for number, view in enumerate(views):
        picture = render(view, size)
        picture = (picture + random.normal(0, 2, picture.shape)).clip(0, 255).astype(np.uint8)
        place = view.eye + random.normal(0, gps_error, 3)
        path = folder / f"DJI_{number:04d}.JPG"
        tags: dict[str, Any] = {"exif": exif(place, focal, size) if with_gps else Image.Exif()}
        if with_xmp:
            tags["xmp"] = xmp(above=place[1], heading=view.heading, pitch=view.pitch)
        Image.fromarray(picture).save(path, "JPEG", quality=92, **tags)
        photos.append(path)
    return Survey(photos, list(views), scene(), focal)


def photo(path: Path, east: float = 0.0, size: tuple[int, int] = (80, 60), *, placed: bool = True) -> Path:
    """Write noise as if it had been taken so many metres east, from 30 m, straight down."""
    tags = exif(np.array([east, 30.0, 0.0]), 60.0, size) if placed else Image.Exif()
    noise = np.random.default_rng(abs(int(east))).integers(0, 255, (size[1], size[0], 3), np.uint8)
    Image.fromarray(noise).save(path, "JPEG", exif=tags, xmp=xmp(30.0, 0.0, -90.0))
    return path


def render(view: View, size: tuple[int, int]) -> Floats:
    """Return the picture (h, w, 3) of a view, unlit."""
    width, height = size
    world = scene()
    points = np.c_[world.vertices, np.ones(len(world.vertices))] @ _matrix(view, width / height).T
    before = (points[world.triangles, 3] > 1).all(1)  # what lies behind the camera has no place in the picture
    seen = rasterize(points, world.triangles[before], width, height)
    seen = evolve(seen, triangle=np.nonzero(before)[0][seen.triangle])
    picture = np.tile([178.0, 204.0, 230.0], (width * height, 1))
    picture[seen.pixel] = _colours(seen)
    return picture.reshape(height, width, 3)


def _colours(seen: Fragments) -> Floats:
    world = scene()
    uv = (world.uv[world.triangles[seen.triangle]] * seen.weights[..., None]).sum(1)
    at = np.stack([(1 - uv[:, 1]) * _TEXTURE - 0.5, uv[:, 0] * _TEXTURE - 0.5])
    bands = [
        ndimage.map_coordinates(world.texture[..., b], at, order=1, mode="nearest", output=float) for b in range(3)
    ]
    return np.stack(bands, -1)


def _matrix(view: View, aspect: float) -> Floats:
    """Return the way from the scene to clip space; the top of a view straight down points to its heading."""
    back = (view.eye - view.target) / np.linalg.norm(view.eye - view.target)
    heading = math.radians(view.heading)
    up = np.array([math.sin(heading), 0, -math.cos(heading)]) if back[1] > 0.99 else np.array([0.0, 1, 0])
    right = np.cross(up, back)
    right /= np.linalg.norm(right)
    look = np.eye(4)
    look[:3, :3] = np.stack([right, np.cross(back, right), back])
    look[:3, 3] = -look[:3, :3] @ view.eye
    near, far, zoom = 1.0, 300.0, 1 / math.tan(_FIELD / 2)
    project = np.diag([zoom / aspect, zoom, (far + near) / (near - far), 0.0])
    project[2, 3], project[3, 2] = 2 * far * near / (near - far), -1.0
    return np.asarray(project @ look)


def exif(place: Floats, focal: float, size: tuple[int, int]) -> Image.Exif:
    """Return the EXIF of a photo taken at a place of the scene's frame."""
    latitude, longitude = (float(value) for value in PLACE.degrees(place[0], -place[2]))
    tags = Image.Exif()
    tags[0x010F], tags[0x0110] = "DJI", "M3E"
    tags.get_ifd(0x8769)[0xA405] = round(focal / math.hypot(*size) * 43.2666)
    gps = tags.get_ifd(0x8825)
    gps[1], gps[2] = "N" if latitude >= 0 else "S", _sexagesimal(abs(latitude))
    gps[3], gps[4] = "E" if longitude >= 0 else "W", _sexagesimal(abs(longitude))
    gps[5], gps[6] = b"\0", PLACE.height + float(place[1])
    return tags


def _sexagesimal(angle: float) -> tuple[float, float, float]:
    minutes = angle % 1 * 60
    return float(int(angle)), float(int(minutes)), round(minutes % 1 * 60, 6)


def xmp(above: float, heading: float, pitch: float) -> bytes:
    """Return what DJI's cameras write into XMP."""
    numbers = {"RelativeAltitude": above, "GimbalYawDegree": heading, "GimbalPitchDegree": pitch}
    attributes = " ".join(f'drone-dji:{name}="{value:+.2f}"' for name, value in numbers.items())
    return f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description {attributes}/></x:xmpmeta>'.encode()


def heights_from_above(east: Floats, north: Floats) -> Floats:
    """Return the height of the scene at the middles of a map's columns and rows (h, w), NaN beyond it."""
    return _from_above(east, north)[..., 0]


def colours_from_above(east: Floats, north: Floats) -> Floats:
    """Return the colours (h, w, 3) that a perfect map has."""
    return _from_above(east, north)[..., 1:]


def _from_above(east: Floats, north: Floats) -> Floats:
    world, width, height = scene(), len(east), len(north)
    step = float(east[1] - east[0])
    x = (world.vertices[:, 0] - (east[0] - step / 2)) / (width * step) * 2 - 1
    y = (-world.vertices[:, 2] - (north[-1] - step / 2)) / (height * step) * 2 - 1
    clip = np.stack([x, y, -world.vertices[:, 1] / 100, np.ones_like(x)], 1)
    seen = rasterize(clip, world.triangles, width, height)
    found = np.full((width * height, 4), np.nan)
    found[seen.pixel, 0] = (world.vertices[world.triangles[seen.triangle], 1] * seen.weights).sum(1)
    found[seen.pixel, 1:] = _colours(seen)
    return found.reshape(height, width, 4)


def las_file(points: Floats, *, format: int = 0, colours: bool = False) -> bytes:
    """Return a LAS 1.2 file written without the engine's own writer."""
    length = {0: 20, 2: 26}[2 if colours else format]
    steps = np.round(points / 0.01).astype(int)
    head = struct.pack("<4sHH16sBB32s32sHHHII", b"LASF", 0, 0, bytes(16), 1, 2, b"", b"", 1, 2026, 227, 227, 0)
    head += struct.pack("<BHI5I", 2 if colours else format, length, len(points), len(points), 0, 0, 0, 0)
    head += struct.pack(
        "<3d3d6d", 0.01, 0.01, 0.01, 0, 0, 0, *(v for a in range(3) for v in (points[:, a].max(), points[:, a].min()))
    )
    body = io.BytesIO()
    for number, (x, y, z) in enumerate(steps.tolist()):
        body.write(struct.pack("<iiiHBBbBH", x, y, z, number % 65536, 9, 2, 0, 0, 1))
        body.write(struct.pack("<HHH", 65535, 257 * (number % 256), 0) if colours else b"")
    return head + body.getvalue()
