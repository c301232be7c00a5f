"""Values that an FBX mesh has at its corners: texture coordinates, colours, normals and numbers of materials."""

from __future__ import annotations

import numpy as np
from attrs import frozen

from ..mesh import Floats, Ints
from ..resizing.fbx_numbers import integers, vectors
from ..resizing.fbx_tree import Node


@frozen(eq=False)
class Corners:
    """The corners of a mesh's triangles (m, 3): the point, the place in the list of corners, and the polygon of each.

    Polygons are cut into fans. Those that name points that do not exist are left out.
    """

    point: Ints
    place: Ints
    polygon: Ints


def read_corners(mesh: Node, points: int) -> Corners:
    """Return the corners of a mesh; the last corner of each polygon is written as its complement."""
    written = integers(mesh.child_numbers("PolygonVertexIndex"))
    point = np.where(written < 0, ~written, written)
    ends = np.flatnonzero(written < 0)
    starts = np.append(0, ends + 1)[: len(ends)]
    fans = np.maximum(ends - starts - 1, 0)  # triangles of each polygon
    polygon = np.repeat(np.arange(len(ends)), fans)
    step = np.arange(len(polygon)) - np.repeat(np.cumsum(fans) - fans, fans)
    first = starts[polygon]
    place = np.stack([first, first + step + 1, first + step + 2], 1)
    valid = (point[place] < points).all(1) if len(place) else np.zeros(0, bool)
    place, polygon = place[valid], polygon[valid]
    return Corners(point[place], place, np.repeat(polygon[:, None], 3, axis=1))


def read_layer(mesh: Node, layer: str, values: str, width: int, corners: Corners) -> Floats | None:
    """Return the values (m, 3, width) of the first layer of a kind; None where it is missing or incomplete."""
    node = mesh.child(layer)
    if node is None:
        return None
    rows = vectors(node.child_numbers(values), width)
    mapping = _text(node, "MappingInformationType")
    place = {
        b"ByPolygonVertex": corners.place,
        b"ByVertex": corners.point,
        b"ByVertice": corners.point,
        b"ByPolygon": corners.polygon,
        b"AllSame": np.zeros_like(corners.place),
    }.get(mapping)
    if place is None:
        return None
    if layer != "LayerElementMaterial" and _text(node, "ReferenceInformationType") in (b"IndexToDirect", b"Index"):
        index = integers(node.child_numbers("ColorIndex" if values == "Colors" else f"{values}Index"))
        if not len(index) or int(place.max(initial=0)) >= len(index):
            return None
        place = index[place]
    if not len(rows) or int(place.max(initial=0)) >= len(rows):
        return None
    found = rows[np.maximum(place, 0)]
    return found if bool(np.isfinite(found).all()) else None


def _text(node: Node, name: str) -> bytes:
    child = node.child(name)
    value = None if child is None else child.value(0)
    return value if isinstance(value, bytes) else b""
