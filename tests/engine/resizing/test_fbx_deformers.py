"""Blend shapes and skins of FBX at rest: in-between shapes, dual quaternions, bones at the root and bones nowhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.engine.fbx_samples import Record, array, cube_records, double, integer, long, row, text, write_fbx
from helpers.engine.fbx_scenes import bump, connect, every_encoding, link, measured, model, vector
from helpers.engine.model_samples import CUBE, save
from meshwright.engine.resizing.resize import ResizeOptions, resize

TOP = [2, 3, 6, 7]
"""The upper corners of the cube."""


def lifted(percent: float, lifts: list[float], full: list[float], *, own: bool = False) -> list[Record]:
    """Make a cube whose upper corners are lifted by the shapes of one channel."""
    value: Record = (
        ("DeformPercent", [double(percent)], [])
        if own
        else ("Properties70", [], [row("DeformPercent", "Number", double(percent))])
    )
    more: list[Record] = [
        ("Deformer", [long(30), text("\0\x01Deformer"), text("BlendShape")], []),
        (
            "Deformer",
            [long(31), text("\0\x01SubDeformer"), text("BlendShapeChannel")],
            [value, ("FullWeights", [array(full)], [])],
        ),
    ]
    links = [(30, 20), (31, 30)]
    for place, lift in enumerate(lifts, 40):
        offsets: list[Record] = [("Indexes", [array(TOP, "i")], []), ("Vertices", [array([0, lift, 0] * 4)], [])]
        more.append(("Geometry", [long(place), text("s\0\x01Geometry"), text("Shape")], offsets))
        links.append((place, 31))
    return cube_records(more=more, links=links)


@every_encoding
@pytest.mark.parametrize(
    ("percent", "height"),
    [(0, 1), (20, 3), (40, 5), (50, 8), (60, 11), (80, 10), (100, 9), (120, 8), (-20, -1)],
)
@pytest.mark.parametrize("own", [True, False], ids=["record", "property"])
def test_in_between_shapes_count(tmp_path: Path, encode: Any, percent: float, height: float, own: bool) -> None:
    """A channel goes in straight lines through its shapes, at 40, 60 and 100 percent, and on beyond the last."""
    box, result = measured(tmp_path, encode(lifted(percent, [8, 4, 10], [100, 40, 60], own=own)))
    assert (box[0][1], box[1][1]) == pytest.approx((min(0, height), max(0, height)))
    assert result.notes == ()


@pytest.mark.parametrize(
    ("percent", "full", "height"),
    [(50, [-50, 100], 3), (-25, [-50, 100], 2), (50, [-50, -100], -1), (50, [50, 50], 5), (50, [], 3)],
)
def test_shapes_of_negative_equal_and_missing_weights_count(
    tmp_path: Path, percent: float, full: list[float], height: float
) -> None:
    """Negative percentages have shapes of their own; a shape without a weight is reached at a hundred."""
    lifts = [2, 4] if len(full) == 2 else [4]
    box, _ = measured(tmp_path, write_fbx(lifted(percent, lifts, full)))
    assert (box[0][1], box[1][1]) == pytest.approx((min(0, height), max(0, height)))


def test_weights_of_vertices_scale_the_only_shape(tmp_path: Path) -> None:
    """Blender writes a weight for each vertex of a shape where other programs write one for each shape."""
    box, _ = measured(tmp_path, write_fbx(lifted(50, [4], [0, 0, 50, 25])))
    assert box[1][1] == pytest.approx(2)


def skinned(
    method: str | None, turns: list[float], weights: list[float], *more: Record, links: Any = (), mode: str = ""
) -> list[Record]:
    """Bind a cube to bones that are turned about z, with a weight for each bone; bone 100 is the first."""
    records: list[Record] = [
        (
            "Deformer",
            [long(30), text("\0\x01Deformer"), text("Skin")],
            [("SkinningType", [text(method)], [])] if method else [],
        ),
        *more,
    ]
    pairs = [(30, 20), *links]
    for place, (turn, weight) in enumerate(zip(turns, weights, strict=True)):
        bone, cluster = 100 + place, 200 + place
        parts: list[Record] = [
            *([("Mode", [text(mode)], [])] if mode else []),
            ("Indexes", [array(range(8), "i")], []),
            ("Weights", [array([weight] * 8)], []),
            ("Transform", [array(np.eye(4).ravel())], []),
            ("TransformLink", [array(np.eye(4).ravel())], []),
        ]
        records.append(model(bone, f"bone{place}", "LimbNode", vector("Lcl Rotation", 0, 0, turn)))
        records.append(("Deformer", [long(cluster), text("\0\x01SubDeformer"), text("Cluster")], parts))
        pairs += [(cluster, 30), (bone, cluster)]
    return cube_records(more=records, links=pairs)


def about_z(degrees: float) -> Any:
    """Return the matrix that turns rows of points about z."""
    angle = np.radians(degrees)
    return np.array([[np.cos(angle), np.sin(angle), 0], [-np.sin(angle), np.cos(angle), 0], [0, 0, 1]])


def box_of(points: Any) -> Any:
    """Return the lower and the upper corner of points."""
    return np.array([points.min(axis=0), points.max(axis=0)])


def turned(degrees: float) -> Any:
    """Return the box of the unit cube turned about z."""
    return box_of(CUBE @ about_z(degrees))


ROOTED = [link(100, 0), link(101, 0)]


@every_encoding
@pytest.mark.parametrize(
    ("weights", "middle"), [([0.5, 0.5], 60), ([3, 3], 60), ([1, 0], 0), ([0, 0.25], 120)], ids=str
)
def test_dual_quaternions_turn_and_do_not_shrink(tmp_path: Path, encode: Any, weights: Any, middle: float) -> None:
    """Half of a turn by 120 degrees is a turn by 60, in full size; a note names the method."""
    records = connect(skinned("DualQuaternion", [0, 120], weights), *ROOTED)
    box, result = measured(tmp_path, encode(records))
    assert box == pytest.approx(turned(middle), abs=1e-9)
    assert "dual quaternions" in result.notes[0]


@pytest.mark.parametrize("flat", ["xyz", "z", "xy", "huge"])
def test_dual_quaternions_of_flattened_bones_are_measured(tmp_path: Path, flat: str) -> None:
    """A bone may have no extent along some axes, or one that no number holds; the other bone holds the cube then."""
    scale = [1e200] * 3 if flat == "huge" else [0.0 if axis in flat else 1.0 for axis in "xyz"]
    records = connect(skinned("DualQuaternion", [0, 90], [1, 1]), *ROOTED)
    bones = [record for record in records[3][2] if record[0] == "Model" and record[1][-1] == text("LimbNode")]
    bones[1][2][0][2].append(vector("Lcl Scaling", *scale))
    result = resize(save(tmp_path, "a.fbx", write_fbx(records)), tmp_path, ResizeOptions(resize_longest_side=1))
    assert max(result.after.size) == pytest.approx(1)
    if flat == "z":
        assert np.array(result.before.size) * 100 == pytest.approx([2**0.5, 2**0.5, 0.5])


@pytest.mark.parametrize("method", [None, "Linear", "Rigid"])
def test_other_skins_are_blended_linearly(tmp_path: Path, method: str | None) -> None:
    """The mean of two positions is nearer to the axis than both."""
    box, result = measured(tmp_path, write_fbx(connect(skinned(method, [0, 120], [0.5, 0.5]), *ROOTED)))
    assert box == pytest.approx(box_of((CUBE + CUBE @ about_z(120)) / 2))
    assert result.notes == ()


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_a_skin_may_blend_both_methods(tmp_path: Path, share: float) -> None:
    """Each vertex has its own share of dual quaternions."""
    records = connect(skinned("Blend", [0, 120], [0.5, 0.5]), *ROOTED)
    skin = next(record for record in records[3][2] if record[0] == "Deformer")
    skin[2].extend([("Indexes", [array(range(8), "i")], []), ("BlendWeights", [array([share] * 8)], [])])
    linear = (CUBE + CUBE @ about_z(120)) / 2
    points = linear + share * (CUBE @ about_z(60) - linear)
    box, result = measured(tmp_path, write_fbx(records))
    assert box == pytest.approx(box_of(points))
    assert len(result.notes) == (share > 0)


def test_additive_clusters_are_noted(tmp_path: Path) -> None:
    """No reader adds them up; a note says that they were measured as ordinary ones."""
    records = connect(skinned(None, [30], [1], mode="Additive"), *ROOTED[:1])
    box, result = measured(tmp_path, write_fbx(records))
    assert box == pytest.approx(turned(30))
    assert result.notes == ("A skin has additive clusters, which were measured as ordinary ones.",)


@every_encoding
def test_vertices_that_are_bound_to_the_root_count_and_move(tmp_path: Path, encode: Any) -> None:
    """The root is a bone at the origin; after the resize its vertices follow the new node."""
    records = skinned(None, [0], [1])
    records[4][2].remove(link(100, 200))
    connect(records, link(0, 200))
    cube = next(record for record in records[3][2] if record[0] == "Model")
    cube[2][0][2].append(vector("Lcl Translation", 9, 9, 9))
    box, _ = measured(tmp_path, encode(records))
    assert box == pytest.approx(turned(0))


@every_encoding
def test_bones_that_hang_on_nothing_move_with_their_skin(tmp_path: Path, encode: Any) -> None:
    """A skin needs all its bones, so those outside the scene are put below the new node, with their parents."""
    parent = model(90, "nowhere", "Null", vector("Lcl Translation", 0, 0, 7), row("InheritType", "enum", integer(2)))
    records = connect(skinned(None, [45], [1], parent), link(100, 90))
    box, result = measured(tmp_path, encode(records))
    assert box == pytest.approx(turned(45) + np.array([0, 0, 7]))
    assert result.notes == ()


def test_a_cluster_without_a_bone_holds_nothing(tmp_path: Path) -> None:
    """The bones that are there hold its vertices alone."""
    records = connect(skinned(None, [45, 90], [1, 1]), *ROOTED)
    records[4][2][:] = [each for each in records[4][2] if each[1] != [text("OO"), long(100), long(200)]]
    assert measured(tmp_path, write_fbx(records))[0] == pytest.approx(turned(90))


def test_bones_move_the_control_points_of_a_surface(tmp_path: Path) -> None:
    """A NURBS surface is evaluated after its skin; its vertices are its control points."""
    records = connect(skinned(None, [90], [1]), *ROOTED[:1])
    records[3][2][0] = ("Geometry", [long(20), text("s\0\x01Geometry"), text("NurbsSurface")], bump())
    box, _ = measured(tmp_path, write_fbx(records))
    assert box == pytest.approx(np.array([[-0.5, 0, 0], [0, 1, 1]]), abs=1e-4)
