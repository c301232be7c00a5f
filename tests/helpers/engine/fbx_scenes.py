"""Scenes of FBX 6 and 7 for the resize tests, in every encoding, and how they are measured there and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.engine.fbx_samples import (
    Record,
    array,
    cube_records,
    double,
    integer,
    long,
    polygons,
    row,
    text,
    write_fbx,
    write_fbx_text,
)
from helpers.engine.model_samples import CUBE, save
from meshwright.engine.resizing.resize import ResizeOptions, ResizeResult, resize

ENCODINGS = {
    "7.4 binary": lambda records: write_fbx(records, 7400),
    "7.7 binary": lambda records: write_fbx(records, 7700),
    "7.5 ascii": lambda records: write_fbx_text(records, 7500),
}
ENCODINGS_6 = {
    "6.1 binary": lambda records: write_fbx(records, 6100),
    "6.1 ascii": lambda records: write_fbx_text(records, 6100),
}
every_encoding = pytest.mark.parametrize("encode", ENCODINGS.values(), ids=ENCODINGS)
every_encoding_6 = pytest.mark.parametrize("encode", ENCODINGS_6.values(), ids=ENCODINGS_6)


def measured(folder: Path, content: bytes | str) -> tuple[Any, ResizeResult]:
    """Resize a model to two metres; return its box before, in centimetres, after checking the box of the result."""
    result = resize(save(folder, "in.fbx", content), folder / "out", ResizeOptions(resize_height=2))
    again = resize(result.path, folder / "again", ResizeOptions(resize_height=2))
    assert again.scale == pytest.approx(1)
    assert again.before.lower == pytest.approx(result.after.lower, abs=1e-6)
    assert again.before.upper == pytest.approx(result.after.upper, abs=1e-6)
    return np.array([result.before.lower, result.before.upper]) * 100, result


def vector(name: str, *values: float) -> Record:
    """Make a vector property."""
    return row(name, "Vector3D", *map(double, values))


def model(key: int, name: str, kind: str, *properties: Record, more: tuple[Record, ...] = ()) -> Record:
    """Make a model of FBX 7."""
    return (
        "Model",
        [long(key), text(f"{name}\0\x01Model"), text(kind)],
        [("Properties70", [], list(properties)), *more],
    )


def link(child: int, parent: int, kind: str = "OO", *more: bytes) -> Record:
    """Make a connection of FBX 7."""
    return ("C", [text(kind), long(child), long(parent), *more], [])


def connect(records: list[Record], *links: Record) -> list[Record]:
    """Add connections."""
    next(record for record in records if record[0] == "Connections")[2].extend(links)
    return records


def model_6(name: str, *children: Record) -> Record:
    """Make a model of FBX 6."""
    return ("Model", [text(f"{name}\0\x01Model"), text("Mesh")], [("Version", [integer(232)], []), *children])


def scene_6(objects: list[Record], links: list[tuple[str, str]]) -> list[Record]:
    """Make a scene of FBX 6 whose models are all below the root."""
    models = [values[0] for kind, values, _ in objects if kind == "Model"]
    connections: list[Record] = [("Connect", [text("OO"), name, text("Scene\0\x01Model")], []) for name in models]
    connections += [("Connect", [text("OO"), text(child), text(parent)], []) for child, parent in links]
    return [("Objects", [], objects), ("Connections", [], connections)]


def cube_6(name: str, *properties: Record, shapes: tuple[Record, ...] = ()) -> Record:
    """Make a unit cube of FBX 6 with properties."""
    mesh = (("Vertices", [array(CUBE.ravel())], []), ("PolygonVertexIndex", [array(polygons(), "i")], []))
    return model_6(name, ("Properties60", [], list(properties)), *mesh, *shapes)


def bump(form: str = "Open", knots: tuple[float, ...] = (0, 0, 0, 1, 1, 1)) -> list[Record]:
    """Make a NURBS surface that arches between y = 0 and 0.5, below a control point at y = 1."""
    row_of_points = [[0.0, 0, 0, 1], [0.5, 1, 0, 1], [1, 0, 0, 1]]
    points = np.array([row_of_points, np.add(row_of_points, [0, 0, 1, 0])])
    return [
        ("NurbsSurfaceOrder", [integer(3), integer(2)], []),
        ("Dimensions", [integer(3), integer(2)], []),
        ("Form", [text(form), text("Open")], []),
        ("Points", [array(points.ravel())], []),
        ("KnotVectorU", [array(knots)], []),
        ("KnotVectorV", [array([0.0, 0, 1, 1])], []),
    ]


LINK = np.array([[1.0, 0, 0, 1], [0, 1, 0, 2], [0, 0, 1, 3], [0, 0, 0, 1]])
"""Where the bone stood when it was bound."""


def skinned_records(*properties: Record) -> list[Record]:
    """Bind the whole cube to a bone that stands four higher."""
    bone = [vector("Lcl Translation", 0, 4, 0)]
    cluster: list[Record] = [
        ("Indexes", [array(range(8), "i")], []),
        ("Weights", [array([0.5] * 8)], []),
        ("Transform", [array(np.eye(4).ravel())], []),
        ("TransformLink", [array(LINK.T.ravel(), packed=False)], []),
    ]
    entry: list[Record] = [("Node", [long(12)], []), ("Matrix", [array(LINK.T.ravel())], [])]
    pose: list[Record] = [("NbPoseNodes", [integer(1)], []), ("PoseNode", [], entry)]
    more: list[Record] = [
        ("Model", [long(12), text("bone\0\x01Model"), text("LimbNode")], [("Properties70", [], bone)]),
        ("Deformer", [long(30), text("\0\x01Deformer"), text("Skin")], []),
        ("Deformer", [long(31), text("\0\x01SubDeformer"), text("Cluster")], cluster),
        ("Pose", [long(40), text("\0\x01Pose"), text("BindPose")], pose),
    ]
    away = [vector("Lcl Translation", 50, 50, 50), *properties]
    return cube_records(properties=away, more=more, links=[(12, 0), (30, 20), (31, 30), (12, 31)])
