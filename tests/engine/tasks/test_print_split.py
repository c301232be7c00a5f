"""Split models for printing: closed parts that fit together, named, on a plate or in place, with pegs and holes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from helpers.engine.judges import gltf_errors, needs, package, three_fbx
from helpers.engine.model_samples import CORPUS
from helpers.engine.solid_shapes import BROKEN, SOUND, ball, box, saved, together
from helpers.models import painted_box
from meshwright.engine.errors import EngineError
from meshwright.engine.printing.part_names import part_names
from meshwright.engine.tasks import Made, maker
from meshwright.engine.writers import write

_trimesh: Any = trimesh
NAMES = ["hat", "hair", "head", "neck", "chest", "belly", "hips", "legs", "feet", "base", "plate"]


def dumbbell() -> Any:
    """Return two balls of different size and the rod between them, one body."""
    rod = box(0.2, 2, 0.2, middle=(0, 1, 0))
    return _trimesh.boolean.union([ball(0.6), ball(0.5, (0, 2, 0)), rod])


def split(source: Path, folder: Path, **request: Any) -> Made:
    """Run the job."""
    folder.mkdir(exist_ok=True)
    return maker("print-split").make([source], request, folder)


def parts(path: Path) -> dict[str, Any]:
    """Return the named parts of a GLB, each placed and with vertices at one position merged."""
    scene = _trimesh.load(path)
    assert set(scene.graph.nodes_geometry) == set(scene.geometry)
    found = {}
    for name, mesh in scene.geometry.items():
        found[name] = mesh.copy().apply_transform(scene.graph[name][0])
        found[name].merge_vertices(merge_tex=True, merge_norm=True)
    return found


def assert_closed(found: dict[str, Any]) -> None:
    """Every part is a solid."""
    for name, mesh in found.items():
        assert mesh.is_watertight, name
        assert mesh.volume > 0, name


@pytest.mark.parametrize("name", [*SOUND, *BROKEN, "dumbbell"])
def test_every_part_is_closed(name: str, tmp_path: Path) -> None:
    """Any model becomes at least two closed parts, with connectors too; the answer counts them."""
    mesh = (SOUND | BROKEN | {"dumbbell": dumbbell})[name]()
    made = split(saved(tmp_path, mesh), tmp_path, connectors=True)
    found = parts(tmp_path / "model.glb")
    assert_closed(found)
    assert made.values == {"part_count": len(found)}
    assert len(found) >= 2


def test_separate_bodies_are_the_parts(tmp_path: Path) -> None:
    """A model of bodies is not cut: each body is a part, and overlaps belong to the larger one."""
    made = split(saved(tmp_path, SOUND["snowman"]()), tmp_path, layout="assembled")
    found = list(parts(tmp_path / "model.glb").values())
    assert made.values["part_count"] == 3
    assert found[2].volume == pytest.approx(ball(0.5).volume, rel=1e-5)
    whole = _trimesh.boolean.union([ball(0.5), ball(0.35, (0, 0.65, 0)), ball(0.22, (0, 1.1, 0))])
    assert sum(mesh.volume for mesh in found) == pytest.approx(whole.volume, rel=1e-4)


def test_a_body_is_cut_at_its_necks(tmp_path: Path) -> None:
    """The dumbbell is cut through its rod; its parts have its volume and its place."""
    source = saved(tmp_path, dumbbell())
    split(source, tmp_path, layout="assembled")
    found = list(parts(tmp_path / "model.glb").values())
    assert sum(mesh.volume for mesh in found) == pytest.approx(dumbbell().volume, rel=1e-4)
    cuts = [mesh.bounds[0][1] for mesh in found[:-1]]
    assert all(0.5 < cut < 1.6 for cut in cuts)
    bounds = np.array([mesh.bounds for mesh in found])
    assert np.allclose([bounds[:, 0].min(0), bounds[:, 1].max(0)], dumbbell().bounds, atol=1e-5)


@pytest.mark.parametrize("count", range(2, 11))
def test_by_parts_makes_as_many_parts_as_are_named(count: int, tmp_path: Path) -> None:
    """One object for each name, from top to bottom; a note reports that names are not understood."""
    names = NAMES[:count]
    made = split(saved(tmp_path, ball()), tmp_path, mode="by_parts", prompt=", ".join(names), layout="assembled")
    found = parts(tmp_path / "model.glb")
    assert made.values == {"part_count": count}
    assert list(found) == names
    middles = [mesh.bounds[:, 1].mean() for mesh in found.values()]
    assert middles == sorted(middles, reverse=True)
    assert sum(mesh.volume for mesh in found.values()) == pytest.approx(ball().volume, rel=1e-4)
    assert any("does not understand the names" in note for note in made.notes)


def test_an_unreadable_prompt_is_ignored(tmp_path: Path) -> None:
    """The parts are those of mode auto, and the answer has prompt_ignored."""
    source = saved(tmp_path, dumbbell())
    made = split(source, tmp_path / "a", mode="by_parts", prompt="!!! ???")
    auto = split(source, tmp_path / "b", mode="auto", prompt="!!! ???")
    assert made.values == {**auto.values, "prompt_ignored": True}
    assert (tmp_path / "a" / "model.glb").read_bytes() == (tmp_path / "b" / "model.glb").read_bytes()


def test_eleven_parts_are_refused(tmp_path: Path) -> None:
    """The error counts them."""
    with pytest.raises(EngineError, match="names 11 parts; at most 10"):
        split(saved(tmp_path, ball()), tmp_path, mode="by_parts", prompt=", ".join(NAMES))


@pytest.mark.parametrize(
    ("prompt", "names"),
    [
        ("head, body and two legs", ["head", "body", "two legs"]),
        ("Split the robot into head; torso; the left arm", ["head", "torso", "left arm"]),
        ("1. Head\n2. body\n3. head", ["Head", "body"]),
        ("\u5934\u3001\u8eab\u4f53\u548c\u817f", ["\u5934", "\u8eab\u4f53", "\u817f"]),
        ("Kopf und K\u00f6rper", ["Kopf", "K\u00f6rper"]),
        ("make it as nice as it can be made please", []),
        ("42", []),
    ],
)
def test_names_in_prompts(prompt: str, names: list[str]) -> None:
    """Lists in several languages are read; sentences and numbers are not."""
    assert part_names(prompt) == names


def test_by_color_cuts_between_the_colours(tmp_path: Path) -> None:
    """A box that is red on the right and green on the left is cut across the middle."""
    model = painted_box(tmp_path)
    source = write(model, tmp_path, ["glb"], name="source")["glb"]
    made = split(source, tmp_path, mode="by_color", prompt="red, green", layout="assembled")
    found = parts(tmp_path / "model.glb")
    assert made.values == {"part_count": 2}
    assert {name: mesh.visual.kind for name, mesh in found.items()}.keys() == {"red", "green"}
    assert_closed(found)
    with pytest.raises(EngineError, match="no colours"):
        split(saved(tmp_path, ball()), tmp_path, mode="by_color", prompt="red, green")


def test_parts_on_the_plate_stand_apart(tmp_path: Path) -> None:
    """Each begins at y = 0, none overlaps another seen from above; this is the default."""
    source = saved(tmp_path, dumbbell())
    split(source, tmp_path, mode="by_parts", prompt="a, b, c, d, e")
    boxes = [mesh.bounds[:, [0, 2]] for mesh in parts(tmp_path / "model.glb").values()]
    assert all(abs(mesh.bounds[0][1]) < 1e-6 for mesh in parts(tmp_path / "model.glb").values())
    for number, one in enumerate(boxes):
        for other in boxes[:number]:
            assert (one[1] < other[0]).any() or (other[1] < one[0]).any()


@pytest.mark.parametrize("kind", ["cube", "cylinder"])
def test_connectors_fit(kind: str, tmp_path: Path) -> None:
    """The peg of the lower part goes into the hole of the upper one, which is a little larger; nothing overlaps."""
    source = saved(tmp_path, box(1, 2, 1))
    options = {"mode": "by_parts", "prompt": "a, b", "layout": "assembled", "connectors": True}
    split(source, tmp_path, connector_type=kind, connector_size=0.4, connector_height=0.5, **options)
    upper, lower = parts(tmp_path / "model.glb").values()
    assert lower.bounds[1][1] - upper.bounds[0][1] == pytest.approx(0.5, abs=0.02)
    side = 0.4 / 2**0.5 if kind == "cube" else 0.4
    area = side**2 if kind == "cube" else np.pi * side**2 / 4
    across = lower.section(plane_origin=[0, upper.bounds[0][1] + 0.1, 0], plane_normal=[0, 1, 0])
    assert np.ptp(across.vertices, axis=0)[[0, 2]] == pytest.approx([side, side], rel=0.05)
    peg = lower.volume - (upper.bounds[0][1] - lower.bounds[0][1])
    assert peg == pytest.approx(area * 0.5, rel=0.05)
    hole = (upper.bounds[1][1] - upper.bounds[0][1]) - upper.volume
    assert peg < hole < 1.2 * peg
    both = _trimesh.boolean.union([upper, lower]).volume
    assert both == pytest.approx(upper.volume + lower.volume, rel=1e-6)


@needs("gltf-validator")
@needs("three")
def test_every_format_holds_the_parts(tmp_path: Path) -> None:
    """One object for each part in GLB, OBJ, FBX and 3MF (in millimetres), all fused in STL; a GLB always."""
    formats = ["obj", "fbx", "usdz", "stl", "3mf"]
    names = ["head <a> x", 'neck "a" rod', "K\u00f6rper"]
    made = split(
        saved(tmp_path, dumbbell()), tmp_path, mode="by_parts", prompt=", ".join(names), target_formats=formats
    )
    files = {key: tmp_path / name for key, name in made.files["model_urls"].items()}
    assert set(files) == {"glb", "mtl", *formats}
    assert gltf_errors(files["glb"]) == [[]]
    assert list(parts(files["glb"])) == names
    assert [line[2:] for line in files["obj"].read_text("utf-8").splitlines() if line.startswith("o ")] == names
    (seen,) = three_fbx(files["fbx"])
    assert (seen["meshes"], seen["notNumbers"]) == (3, 0)
    printed = package(files["3mf"])
    assert printed.warnings == 0
    assert [part.name for part in printed.objects] == names
    assert all(part.is_solid for part in printed.objects)
    assert min(part.lower[2] for part in printed.objects) == pytest.approx(0, abs=1e-3)
    whole = _trimesh.load(files["stl"])
    assert whole.body_count == 3
    assert np.ptp([part.lower for part in printed.objects] + [part.upper for part in printed.objects], axis=0) == (
        pytest.approx(whole.extents * 1000, rel=1e-4)
    )
    faces = [line for line in files["obj"].read_text("utf-8").splitlines() if line.startswith("f ")]
    assert len(faces) == len(whole.faces) == sum(part.triangles for part in printed.objects)


def test_the_picture_has_512_pixels(tmp_path: Path) -> None:
    """A square PNG."""
    made = split(saved(tmp_path, ball()), tmp_path)
    with (tmp_path / made.files["thumbnail_url"]).open("rb") as file:
        assert file.read(24)[16:] == (512).to_bytes(4, "big") * 2


def test_the_same_model_gives_the_same_bytes(tmp_path: Path) -> None:
    """All files, with connectors."""
    source = saved(tmp_path, together(dumbbell(), box(1, 0.1, 1, middle=(3, 0, 0))))
    for folder in ("a", "b"):
        split(source, tmp_path / folder, connectors=True, target_formats=["fbx", "3mf"])
    files = [{path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in "ab"]
    assert files[0] == files[1]


def test_what_is_refused(tmp_path: Path) -> None:
    """A format that cannot be written, and a model without a surface."""
    with pytest.raises(EngineError, match="cannot write dae"):
        split(saved(tmp_path, ball()), tmp_path, target_formats=["dae"])
    line = _trimesh.Trimesh([[0, 0, 0], [1, 0, 0], [2, 0, 0]], [[0, 1, 2]], process=False)
    with pytest.raises(EngineError, match="no surface"):
        split(saved(tmp_path, line), tmp_path)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
@pytest.mark.parametrize("name", ["Duck.glb", "Fox.glb", "CesiumMan.glb", "CesiumMilkTruck.glb", "spider.obj"])
def test_models_of_others_become_closed_parts(name: str, tmp_path: Path) -> None:
    """With connectors."""
    split(CORPUS / name, tmp_path, connectors=True, connector_type="cylinder")
    assert_closed(parts(tmp_path / "model.glb"))
