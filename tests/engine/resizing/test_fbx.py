from __future__ import annotations

import re
import struct
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.engine.fbx_samples import (
    Record,
    array,
    cube_records,
    cube_records_6,
    cube_text,
    double,
    integer,
    long,
    read_fbx,
    row,
    text,
    write_fbx,
)
from helpers.engine.fbx_scenes import LINK, skinned_records, vector
from helpers.engine.model_samples import save
from hypothesis import given, settings
from hypothesis import strategies as st
from meshwright.engine.resizing.resize import ResizeOptions, ResizeResult, resize

Matrix = Any


def resized(tmp_path: Path, content: bytes | str, **options: Any) -> tuple[ResizeResult, bytes]:
    """Resize an FBX file and give the result with its bytes."""
    source = save(tmp_path, "in.fbx", content)
    result = resize(source, tmp_path / "out", ResizeOptions(**(options or {"resize_height": 2})))
    assert result.format == "fbx"
    return result, result.path.read_bytes()


def remeasured(tmp_path: Path, result: ResizeResult) -> Any:
    """Measure a result again."""
    again = resize(result.path, tmp_path / "again", ResizeOptions(auto_size=True)).before
    return np.array([again.lower, again.upper])


def find(records: list[Record], *names: str) -> Record:
    """Walk down to the last record of each name."""
    *above, name = names
    for step in above:
        records = next(record for record in records if record[0] == step)[2]
    return [record for record in records if record[0] == name][-1]


def matrix_of(record: Record) -> Matrix:
    """Read a record of one plain array of sixteen numbers."""
    payload = record[1][0]
    assert payload[:13] == b"d" + struct.pack("<III", 16, 0, 128)
    return np.frombuffer(payload[13:]).reshape(4, 4).T


def turned(properties: list[Record]) -> Any:
    """Give the size in centimetres of a cube placed by some properties, measured at a scale of one."""
    with tempfile.TemporaryDirectory() as name:
        content = write_fbx(cube_records(properties=properties))
        result = resize(save(Path(name), "a.fbx", content), Path(name), ResizeOptions(auto_size=True))
        return np.array(result.before.size) * 100


@pytest.mark.parametrize(
    ("content", "unit"),
    [
        (write_fbx(cube_records(), 7400), 1),
        (write_fbx(cube_records(), 7700), 1),
        (write_fbx(cube_records_6(), 6100), 2),
        (cube_text(7500), 2),
        (cube_text(6100), 2),
    ],
    ids=["7.4", "7.7 wide offsets", "6.1", "7.5 ascii", "6.1 ascii"],
)
@pytest.mark.parametrize("origin", ["bottom", "center"])
def test_every_kind_of_file_gets_its_height_and_origin(tmp_path: Path, content: Any, unit: float, origin: Any) -> None:
    """A cube in centimetres becomes two metres high, twice in a row, with its origin where it was asked for."""
    result, _ = resized(tmp_path, content, resize_height=2, origin_at=origin)
    assert result.scale == pytest.approx(200 / unit)
    low = 0 if origin == "bottom" else -1
    assert remeasured(tmp_path, result) == pytest.approx(np.array([[-1, low, -1], [1, low + 2, 1]]), abs=1e-9)


def test_all_records_that_need_no_change_keep_their_bytes(tmp_path: Path) -> None:
    """Only the counts and the connection of the root differ; one model and one connection are new."""
    before = read_fbx(write_fbx(cube_records()))
    after = read_fbx(resized(tmp_path, write_fbx(cube_records()))[1])
    assert [record[0] for record in after] == [record[0] for record in before]
    for name in ("FBXHeaderExtension", "GlobalSettings", "Takes"):
        assert find(after, name) == find(before, name)
    assert find(after, "Objects")[2][:2] == find(before, "Objects")[2]
    assert find(after, "Objects", "Model")[1] == [long(7_700_000_001) + text("resize\0\x01Model") + text("Null")]
    links = [record[1][0] for record in find(after, "Connections")[2]]
    wrapper = long(7_700_000_001)
    assert links == [text("OO") + long(10) + wrapper, text("OO") + long(20) + long(10), text("OO") + wrapper + long(0)]
    assert find(after, "Definitions", "Count")[1] == [integer(3)]
    assert find(after, "Definitions", "ObjectType", "Count")[1] == [integer(2)]


def test_ascii_files_are_patched_in_place(tmp_path: Path) -> None:
    """Taking the inserted lines and the changed link away gives the old text."""
    content = cube_text(7500)
    after = resized(tmp_path, content)[1].decode()
    new = after[after.index("\tModel: 7700000001") : after.index("}\nConnections")]
    assert after.replace(new, "").replace('\tC: "OO",7700000001,0\n', "").replace("10,7700000001", "10,0") == content
    assert '"Lcl Scaling", "", "A",100,100,100\n' in new


def test_ids_of_32_bits_become_wider_where_they_must(tmp_path: Path) -> None:
    """A file may write its connections with short numbers; the new node needs a long one."""
    records = cube_records()
    records[4][2][0] = ("C", [text("OO"), integer(10), integer(0)], [])
    result, content = resized(tmp_path, write_fbx(records))
    assert text("OO") + integer(10) + long(7_700_000_001) in content
    assert remeasured(tmp_path, result)[1][1] == pytest.approx(2)


@pytest.mark.parametrize("version", [6100, 7500])
def test_no_number_of_an_ascii_file_has_a_blank_before_it(tmp_path: Path, version: int) -> None:
    """three.js reads such a number as NaN; strings are told apart by a comma and a blank, as Autodesk does."""
    content = cube_text(version)
    new = set(resized(tmp_path, content)[1].decode().splitlines()) - set(content.splitlines())
    assert len(new) >= 7
    assert not [line for line in new if re.search(r", +[^\" ]|,\"|, {2}", line)]


@pytest.mark.parametrize("brace", ["\t}}", "}}", "}\r\n}", " }\t}"])
def test_a_brace_may_close_on_the_line_of_something_else(tmp_path: Path, brace: str) -> None:
    """Records are added before the brace wherever it stands."""
    content = cube_text(7500).replace("\t\tShading: T\n\t}\n}", "\t\tShading: T\n" + brace)
    content = content.replace(",20,10\n}", ",20,10}")
    result, after = resized(tmp_path, content)
    assert remeasured(tmp_path, result)[1][1] == pytest.approx(2)
    assert b'20,10\n\tC: "OO",7700000001,0\n}' in after


def test_up_axis_and_unit_come_from_the_file(tmp_path: Path) -> None:
    """Z may be up, downwards even, and a unit may be an inch."""
    settings = [row("UpAxis", "int", integer(2)), row("UpAxisSign", "int", integer(-1))]
    settings.append(row("UnitScaleFactor", "double", double(2.54)))
    result, _ = resized(tmp_path, write_fbx(cube_records(settings=settings)))
    assert (result.up, result.scale) == (2, pytest.approx(2 / 0.0254))
    assert remeasured(tmp_path, result) == pytest.approx(np.array([[-1, -1, -2], [1, 1, 0]]), abs=1e-9)


def test_rotations_pivots_and_geometric_transforms_are_followed() -> None:
    """Each property moves or turns the cube the way the SDK documents."""
    assert turned([vector("Lcl Rotation", 0, 0, 45)]) == pytest.approx([2**0.5, 2**0.5, 1])
    assert turned([vector("PreRotation", 0, 0, 30), vector("Lcl Rotation", 0, 0, 15)])[0] == pytest.approx(2**0.5)
    assert turned([vector("PostRotation", 0, 0, 30), vector("Lcl Rotation", 0, 0, 75)])[0] == pytest.approx(2**0.5)
    stretched = [vector("Lcl Scaling", 1, 5, 1), vector("GeometricRotation", 90, 0, 0)]
    assert turned([*stretched, vector("GeometricScaling", 1, 1, 3)]) == pytest.approx([1, 15, 1])
    order = [vector("Lcl Scaling", 1, 2, 4), vector("Lcl Rotation", 90, 90, 0)]
    assert turned(order) == pytest.approx([2, 4, 1])
    assert turned([*order, row("RotationOrder", "enum", integer(3))]) == pytest.approx([4, 1, 2])


def test_a_pivot_moves_the_place_and_not_the_size(tmp_path: Path) -> None:
    """Half a turn about a pivot at (1, 1, 0) takes the unit cube to the far side of it."""
    turn = [vector("Lcl Rotation", 0, 0, 180), vector("RotationPivot", 1, 1, 0), vector("RotationOffset", 0, 5, 0)]
    result, _ = resized(tmp_path, write_fbx(cube_records(properties=turn)))
    assert result.before.lower == pytest.approx((0.01, 0.06, 0))


def child_model(inherit: int) -> list[Record]:
    """Make the records of a cube, stretched threefold in y, under a parent stretched twofold in x."""
    parent = [vector("Lcl Scaling", 2, 1, 1), vector("Lcl Rotation", 0, 0, 90)]
    child: Record = (
        "Model",
        [long(11), text("child\0\x01Model"), text("Mesh")],
        [("Properties70", [], [row("InheritType", "enum", integer(inherit)), vector("Lcl Scaling", 1, 3, 1)])],
    )
    records = cube_records(properties=parent, more=[child], links=[(11, 10), (20, 11)])
    links = find(records, "Connections")[2]
    links[:] = [link for link in links if link[1][1:] != [long(20), long(10)]]
    return records


@pytest.mark.parametrize(("inherit", "size"), [(0, (3, 2, 1)), (1, (3, 2, 1)), (2, (3, 1, 1))])
def test_the_ways_to_inherit_scale_are_told_apart(tmp_path: Path, inherit: int, size: Any) -> None:
    """Only mode 2 ignores the parent's stretch."""
    result, _ = resized(tmp_path, write_fbx(child_model(inherit)))
    assert np.array(result.before.size) * 100 == pytest.approx(size)
    assert remeasured(tmp_path, result)[1][1] == pytest.approx(2)


def test_a_root_that_ignores_its_parents_scale_is_made_to_follow(tmp_path: Path) -> None:
    """InheritType 2 would ignore the wrapper; below an unscaled root mode 1 is the same."""
    stubborn = [row("InheritType", "enum", integer(2)), vector("Lcl Scaling", 1, 3, 1)]
    result, content = resized(tmp_path, write_fbx(cube_records(properties=stubborn)))
    assert text("InheritType") + text("enum") + text("") + text("A") + integer(1) in content
    assert remeasured(tmp_path, result)[1][1] == pytest.approx(2)


def test_skins_are_measured_at_rest_and_their_binding_moves_along(tmp_path: Path) -> None:
    """Vertices stand where the bone holds them; link and pose matrices get the new world before theirs."""
    result, content = resized(tmp_path, write_fbx(skinned_records()))
    assert result.before.lower == pytest.approx((0, 0.04, 0))
    world = np.diag([200.0, 200, 200, 1])
    world[:3, 3] = [-100, -800, -100]
    objects = find(read_fbx(content), "Objects")[2]
    cluster = find(objects, "Deformer")[2]
    assert matrix_of(find(cluster, "TransformLink")) == pytest.approx(world @ LINK)
    assert matrix_of(find(cluster, "TransformAssociateModel")) == pytest.approx(world)
    assert find(cluster, "Transform")[1] == [array(np.eye(4).ravel())]
    pose = find(objects, "Pose")
    assert find(pose[2], "NbPoseNodes")[1] == [integer(2)]
    entries = [child for name, _, child in pose[2] if name == "PoseNode"]
    assert [find(entry, "Node")[1] for entry in entries] == [[long(12)], [long(7_700_000_001)]]
    moved, new = (matrix_of(find(entry, "Matrix")) for entry in entries)
    assert moved == pytest.approx(world @ LINK)
    assert new == pytest.approx(world)
    assert remeasured(tmp_path, result) == pytest.approx(np.array([[-1, 0, -1], [1, 2, 1]]), abs=1e-9)


def test_skins_apply_to_the_geometry_as_its_model_shapes_it(tmp_path: Path) -> None:
    """A geometric scaling comes before the bones."""
    records = skinned_records(vector("GeometricScaling", 1, 2, 1))
    assert resized(tmp_path, write_fbx(records))[0].before.size[1] == pytest.approx(0.02)


def test_blend_shapes_that_are_switched_on_count(tmp_path: Path) -> None:
    """Half of a shape that lifts the upper corners by four makes the cube three high."""
    deltas: list[Record] = [("Indexes", [array([2, 3, 6, 7], "i")], []), ("Vertices", [array([0, 4, 0] * 4)], [])]
    channel: list[Record] = [("DeformPercent", [double(25)], []), ("FullWeights", [array([50.0])], [])]
    more: list[Record] = [
        ("Deformer", [long(30), text("\0\x01Deformer"), text("BlendShape")], []),
        ("Deformer", [long(31), text("\0\x01SubDeformer"), text("BlendShapeChannel")], channel),
        ("Geometry", [long(32), text("\0\x01Geometry"), text("Shape")], deltas),
    ]
    content = write_fbx(cube_records(more=more, links=[(30, 20), (31, 30), (32, 31)]))
    assert resized(tmp_path, content)[0].before.size[1] == pytest.approx(0.03)


@settings(max_examples=50)
@given(st.floats(0.01, 100), st.floats(0.01, 100), st.sampled_from([6100, 7400, 7500]), st.booleans())
def test_the_last_resize_alone_decides(first: float, second: float, version: int, as_text: bool) -> None:
    """Resizing twice gives the bounds of the second resize in every kind of file."""
    records = cube_records() if version >= 7000 else cube_records_6()
    content = cube_text(version).encode() if as_text else write_fbx(records, version)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        last = ResizeOptions(resize_longest_side=second)
        once = resize(save(folder, "a.fbx", content), folder / "once", last)
        one = resize(folder / "a.fbx", folder / "one", ResizeOptions(resize_height=first))
        twice = resize(one.path, folder / "two", last)
        measured = resize(twice.path, folder / "three", ResizeOptions(auto_size=True)).before
        for corner in ("lower", "upper"):
            assert getattr(measured, corner) == pytest.approx(getattr(once.after, corner), abs=1e-5 * second)
