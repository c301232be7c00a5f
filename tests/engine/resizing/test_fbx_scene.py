"""What counts in an FBX scene, and where it stands: connections, visibility, names, surfaces."""

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
    row,
    text,
    write_fbx,
)
from helpers.engine.fbx_scenes import (
    bump,
    connect,
    cube_6,
    every_encoding,
    every_encoding_6,
    link,
    measured,
    model,
    model_6,
    scene_6,
    vector,
)
from meshwright.engine.errors import EngineError

UNIT = np.array([[0.0, 0, 0], [1, 1, 1]])
GIANT = (vector("Lcl Scaling", 9, 9, 9), vector("Lcl Translation", 5, 5, 5))


# ------------------------------------------------------------------------------------------------------ connections
@every_encoding
@pytest.mark.parametrize("light_first", [True, False])
def test_a_connection_to_a_property_is_not_a_parent(tmp_path: Path, encode: Any, light_first: bool) -> None:
    """A light that looks at the cube does not move it, and looks at it still."""
    look_at = link(10, 30, "OP", text("LookAtProperty"))
    records = cube_records(more=[model(30, "light", "Light", *GIANT)])
    connect(records, link(30, 0), look_at)
    if light_first:
        records[4][2].insert(0, records[4][2].pop())
    box, result = measured(tmp_path, encode(records))
    assert box == pytest.approx(UNIT)
    assert result.path.read_bytes().count(b"LookAtProperty") == 1


@every_encoding
@pytest.mark.parametrize("parents", [(), (999,), (20,), (11,)], ids=["nothing", "a deleted id", "a mesh", "another"])
def test_what_is_not_below_the_root_is_not_in_the_scene(tmp_path: Path, encode: Any, parents: tuple[int, ...]) -> None:
    """A mesh that hangs on nothing is neither measured nor moved, and a note names it."""
    records = cube_records(more=[model(11, "away", "Null"), model(12, "lost", "Mesh", *GIANT)], links=[(20, 12)])
    connect(records, *(link(12, parent) for parent in parents))
    box, result = measured(tmp_path, encode(records))
    assert box == pytest.approx(UNIT)
    assert result.notes == ("Not part of the scene, and neither measured nor resized: 'lost'. Some viewers show them.",)


def test_a_scene_without_a_connected_mesh_is_refused(tmp_path: Path) -> None:
    """The refusal names the meshes that are not connected."""
    records = cube_records()
    records[4][2][0] = link(10, 999)
    with pytest.raises(EngineError, match=r"connected to the root of its scene\. Not connected: 'cube'"):
        measured(tmp_path, write_fbx(records))


def test_of_two_objects_with_one_number_the_first_counts(tmp_path: Path) -> None:
    """FBX 7 numbers its objects; a number that was given twice means the first."""
    records = cube_records(more=[model(10, "again", "Mesh", *GIANT)])
    assert measured(tmp_path, write_fbx(records))[0] == pytest.approx(UNIT)


# ------------------------------------------------------------------------------------------------------- visibility
HIDING = {
    "Show": [row("Show", "bool", integer(0))],
    "Visibility": [row("Visibility", "Visibility", double(0))],
}


@every_encoding
@pytest.mark.parametrize("hiding", HIDING.values(), ids=HIDING)
def test_a_hidden_mesh_does_not_count(tmp_path: Path, encode: Any, hiding: list[Record]) -> None:
    """A mesh that is switched off is left out of the measured size, is moved along, and a note names it."""
    records = cube_records(more=[model(11, "giant", "Mesh", *GIANT, *hiding)], links=[(11, 0), (20, 11)])
    box, result = measured(tmp_path, encode(records))
    assert box == pytest.approx(UNIT)
    assert result.notes == ("Hidden, and left out of the measured size: 'giant'.",)


def test_a_model_hidden_by_its_record_or_its_layer_does_not_count(tmp_path: Path) -> None:
    """Older exporters write ``Hidden``; layers hide their members."""
    hidden = model(11, "giant", "Mesh", *GIANT, more=(("Hidden", [text("True")], []),))
    off: list[Record] = [("Properties70", [], [row("Show", "bool", integer(0))])]
    layer: Record = ("CollectionExclusive", [long(13), text("layer1\0\x01DisplayLayer"), text("DisplayLayer")], off)
    records = cube_records(
        more=[hidden, model(12, "big", "Mesh", *GIANT), layer], links=[(11, 0), (20, 11), (12, 0), (20, 12), (12, 13)]
    )
    box, result = measured(tmp_path, write_fbx(records))
    assert box == pytest.approx(UNIT)
    assert result.notes == ("Hidden, and left out of the measured size: 'giant', 'big'.",)


@pytest.mark.parametrize(("inherits", "size"), [(1, 1), (0, 14)])
def test_a_hidden_parent_hides_what_follows_it(tmp_path: Path, inherits: int, size: float) -> None:
    """A model below a hidden one is hidden unless its visibility is its own."""
    parent = model(11, "group", "Null", row("Visibility", "Visibility", double(0)))
    child = model(
        12, "giant", "Mesh", *GIANT, row("Visibility Inheritance", "Visibility Inheritance", integer(inherits))
    )
    records = cube_records(more=[parent, child], links=[(11, 0), (12, 11), (20, 12)])
    assert measured(tmp_path, write_fbx(records))[0][1] == pytest.approx([size] * 3)


def test_a_scene_that_is_hidden_altogether_is_measured(tmp_path: Path) -> None:
    """Hidden models are better than none; a note says so."""
    records = cube_records(properties=HIDING["Visibility"])
    box, result = measured(tmp_path, write_fbx(records))
    assert box == pytest.approx(UNIT)
    assert result.notes == ("All models are hidden; they were measured as if they were not: 'cube'.",)


# -------------------------------------------------------------------------------------------------- curves, surfaces
def curve(key: int, kind: str) -> Record:
    """Make a curve that reaches far out."""
    width = 3 if kind == "Line" else 4
    points = np.array([[-9.0, -9, -9, 1], [9, 9, 9, 1]])[:, :width]
    return ("Geometry", [long(key), text("c\0\x01Geometry"), text(kind)], [("Points", [array(points.ravel())], [])])


@every_encoding
@pytest.mark.parametrize("kind", ["NurbsCurve", "Line", "Boundary"])
def test_a_curve_does_not_count(tmp_path: Path, encode: Any, kind: str) -> None:
    """Construction lines are not part of what is seen."""
    more = [model(11, "curve", kind), curve(21, kind)]
    assert measured(tmp_path, encode(cube_records(more=more, links=[(11, 0), (21, 11)])))[0] == pytest.approx(UNIT)
    alone = cube_records(more=more, links=[(11, 0), (21, 11)])
    alone[4][2][:] = [each for each in alone[4][2] if each[1] != [text("OO") + long(20) + long(10)]][2:]
    with pytest.raises(EngineError, match="no geometry"):
        measured(tmp_path, encode(alone))


def with_surface(surface: list[Record], *more: Record, links: Any = ()) -> list[Record]:
    """Show a NURBS surface in place of the cube."""
    records = cube_records(more=more, links=links)
    objects = next(record for record in records if record[0] == "Objects")[2]
    objects[0] = ("Geometry", [long(20), text("s\0\x01Geometry"), text("NurbsSurface")], surface)
    return records


@every_encoding
def test_a_nurbs_surface_is_measured_and_not_its_control_points(tmp_path: Path, encode: Any) -> None:
    """The surface stays below its highest control point."""
    box, result = measured(tmp_path, encode(with_surface(bump())))
    assert box == pytest.approx(np.array([[0, 0, 0], [1, 0.5, 1]]), abs=1e-4)
    assert result.notes == ()


@every_encoding_6
@pytest.mark.parametrize("inside", [True, False], ids=["in the model", "an object"])
def test_a_nurbs_surface_of_fbx_6_is_found(tmp_path: Path, encode: Any, inside: bool) -> None:
    """It may be inside its model or an object of its own."""
    surface: Record = ("Geometry", [text("s1\0\x01Geometry"), text("NurbsSurface")], bump())
    shown = model_6("s", *(bump() if inside else ()))
    records = scene_6([shown, *([] if inside else [surface])], [] if inside else [("s1\0\x01Geometry", "s\0\x01Model")])
    assert measured(tmp_path, encode(records))[0] == pytest.approx(np.array([[0, 0, 0], [1, 0.5, 1]]), abs=1e-4)


@pytest.mark.parametrize(("form", "knots"), [("Periodic", range(8)), ("Closed", range(7))])
def test_a_closed_surface_takes_its_first_control_points_again(tmp_path: Path, form: str, knots: Any) -> None:
    """A closed row of three control points is a curve around their middle."""
    box, result = measured(tmp_path, write_fbx(with_surface(bump(form, tuple(knots)))))
    assert result.notes == ()
    assert 0.5 < box[1][1] < 1


@pytest.mark.parametrize("knots", [(0, 1), (0,) * 6, (0, 0, 0, 1, 1, 0), (0, 0, 0, 1, 1, np.inf)], ids=str)
def test_an_incomplete_surface_is_measured_by_its_control_points(tmp_path: Path, knots: Any) -> None:
    """Without usable knots the control points are all there is, and a note says so."""
    box, result = measured(tmp_path, write_fbx(with_surface(bump(knots=knots))))
    assert box == pytest.approx(UNIT)
    assert result.notes == (
        "A NURBS surface is incomplete and was measured by its control points, which may be off its surface.",
    )


def test_a_trimmed_surface_is_measured_whole(tmp_path: Path) -> None:
    """Its surface hangs on the trimmed one, not on the model; a note says that the cuts were not followed."""
    trimmed: Record = ("Geometry", [long(22), text("t\0\x01Geometry"), text("TrimNurbsSurface")], [])
    records = with_surface(bump(), trimmed)
    records[4][2][:] = [link(10, 0), link(22, 10), link(20, 22)]
    box, result = measured(tmp_path, write_fbx(records))
    assert box == pytest.approx(np.array([[0, 0, 0], [1, 0.5, 1]]), abs=1e-4)
    assert result.notes == ("A trimmed NURBS surface was measured whole.",)


# ------------------------------------------------------------------------------------------------------------ FBX 6
def moved_6(x: float, scale: float = 1) -> tuple[Record, Record]:
    """Place a model of FBX 6."""
    return (
        row("Lcl Translation", "Lcl Translation", *map(double, (x, 0, 0)), label=False),
        row("Lcl Scaling", "Lcl Scaling", *map(double, (scale,) * 3), label=False),
    )


@every_encoding_6
def test_models_of_one_name_all_count_and_all_move(tmp_path: Path, encode: Any) -> None:
    """FBX 6 connects by name, which means the first model of that name; a note names it."""
    cubes = [cube_6("other", *moved_6(-5)), cube_6("box", *moved_6(0, 2)), cube_6("box", *moved_6(90, 9))]
    box, result = measured(tmp_path, encode(scene_6(cubes, [])))
    assert box == pytest.approx(np.array([[-5, 0, 0], [2, 2, 2]]))
    assert "Several models are called 'box'." in result.notes[0]
    root = b'"Model::Scene"' if result.path.read_bytes()[:1] == b";" else b"Scene\0\x01Model"
    assert result.path.read_bytes().count(root) == 1


@every_encoding_6
def test_shapes_of_fbx_6_that_are_switched_on_count(tmp_path: Path, encode: Any) -> None:
    """The shapes are inside the model, their percentages among its properties."""
    offsets: list[Record] = [("Indexes", [array([2, 3, 6, 7], "i")], []), ("Vertices", [array([0.0, 4, 0] * 4)], [])]
    shapes = tuple(("Shape", [text(name)], offsets) for name in ("up", "off", "unnamed"))
    percents = [row(name, "Number", double(value), label=False) for name, value in (("up", 25), ("off", 0))]
    box, _ = measured(tmp_path, encode(scene_6([cube_6("box", *percents, shapes=shapes)], [])))
    assert box[1][1] == pytest.approx(2)


@every_encoding_6
def test_the_scene_of_fbx_6_is_read_by_the_same_rules(tmp_path: Path, encode: Any) -> None:
    """Targets are not parents, hidden and loose models do not count, and a model may have the name of the root."""
    hidden = row("Visibility", "Visibility", double(0), label=False)
    cubes = [cube_6("Scene"), cube_6("giant", *moved_6(5, 9), hidden), cube_6("light", *moved_6(9, 0))]
    records = scene_6([*cubes, cube_6("lost", *moved_6(-9))], [])
    links = records[1][2]
    links.pop()
    target = [text("Scene\0\x01Model"), text("light\0\x01Model"), text("LookAtProperty")]
    links.insert(0, ("Connect", [text("OP"), *target], []))
    box, result = measured(tmp_path, encode(records))
    assert box == pytest.approx(np.array([[0, 0, 0], [9, 1, 1]]))
    assert [note.partition(",")[0] for note in result.notes] == ["Not part of the scene", "Hidden"]


@every_encoding_6
def test_a_skin_of_fbx_6_may_be_bound_to_the_root(tmp_path: Path, encode: Any) -> None:
    """Clusters that were bound to the root are bound to the new node."""
    parts: list[Record] = [
        ("Indexes", [array(range(8), "i")], []),
        ("Weights", [array([1.0] * 8)], []),
        ("Transform", [array(np.eye(4).ravel())], []),
        ("TransformLink", [array(np.eye(4).ravel())], []),
    ]
    skin: Record = ("Deformer", [text("Skin\0\x01Deformer"), text("Skin")], [("Version", [integer(100)], [])])
    cluster: Record = ("Deformer", [text("Cluster\0\x01SubDeformer"), text("Cluster")], parts)
    links = [("Skin\0\x01Deformer", "box\0\x01Model"), ("Cluster\0\x01SubDeformer", "Skin\0\x01Deformer")]
    links.append(("Scene\0\x01Model", "Cluster\0\x01SubDeformer"))
    box, _ = measured(tmp_path, encode(scene_6([cube_6("box", *moved_6(7)), skin, cluster], links)))
    assert box == pytest.approx(UNIT)
