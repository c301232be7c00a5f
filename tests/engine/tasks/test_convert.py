"""Convert writes a model in other formats, its colours kept; what it cannot do fails with the service's code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from attrs import evolve
from helpers import judges
from helpers.engine.model_samples import GltfBuilder, save
from helpers.making import files_of, made
from helpers.models import PLACES, are_close, colours_at, painted_box
from meshwright.engine.errors import EngineError
from meshwright.engine.writers import write
from PIL import Image

_trimesh: Any = trimesh
EVERY = ["glb", "obj", "fbx", "stl", "usdz", "3mf"]


@pytest.mark.parametrize("kind", ["glb", "obj", "fbx", "stl"])
def test_each_format_becomes_every_other(tmp_path: Path, kind: str) -> None:
    """Other readers find the box in its size, whole and valid, and its colours where the source has them."""
    source = write(painted_box(tmp_path), tmp_path, [kind])[kind]
    out = tmp_path / "out"
    result = made("convert", [source], out, target_formats=EVERY)
    assert set(result.files["model_urls"]) == {*EVERY, "mtl"}
    for name in ("model.glb", "model.obj", "model.stl"):
        size = (1, 0.5, 2) if name == "model.stl" else (1, 2, 0.5)
        assert np.allclose(judges.seen(out / name).extents, size, atol=1e-4)
        assert judges.is_watertight(out / name)
    assert judges.gltf_errors(out / "model.glb") in (0, None)
    assert judges.usd_errors(out / "model.usdz") in (0, None)
    assert judges.printable_faces(out / "model.3mf") in (12, None)
    assert judges.fbx_faces(out / "model.fbx") in ((12, 0 if kind == "stl" else 1), None)
    if kind != "stl":
        for name in ("model.glb", "model.obj"):
            assert are_close(colours_at(out / name, list(PLACES)), list(PLACES.values()))


def test_parts_keep_their_names(tmp_path: Path) -> None:
    """Named nodes become named objects, of plain letters, each in its place; shared names are told apart."""
    scene = _trimesh.Scene()
    for number, name in enumerate(("left wing", "body", "Flügel")):
        scene.add_geometry(_trimesh.creation.box((1, 1, 1)), node_name=name, transform=_at(2.0 * number))
    source = tmp_path / "plane.glb"
    source.write_bytes(scene.export(file_type="glb"))
    result = made("convert", [source], tmp_path / "out", target_formats=["glb", "obj", "fbx", "usdz", "3mf"])
    found = _trimesh.load_scene(tmp_path / "out/model.glb")
    centres = {name: found.geometry[name].bounds.mean(0)[0] for name in found.geometry}
    assert centres == pytest.approx({"left_wing": 0, "body": 2, "Fl_gel": 4}, abs=1e-5)
    lines = (tmp_path / "out/model.obj").read_text().splitlines()
    assert {line for line in lines if line.startswith("o ")} == {"o left_wing", "o body", "o Fl_gel"}
    assert any("3 parts are named objects side by side" in note for note in result.notes)
    assert judges.printable_faces(tmp_path / "out/model.3mf") in (36, None)
    assert judges.usd_errors(tmp_path / "out/model.usdz") in (0, None)
    assert judges.gltf_errors(tmp_path / "out/model.glb") in (0, None)


def test_materials_of_one_node_are_one_object(tmp_path: Path) -> None:
    """Trimesh gives the primitives of a mesh random names; they come out the same each time, as one object."""
    builder = GltfBuilder()
    for x in (0.0, 2.0):
        builder.add_mesh(np.array([[x, 0, 0], [x + 1, 0, 0], [x, 1, 0]]), [0, 1, 2])
    primitives = [mesh["primitives"][0] for mesh in builder.document["meshes"]]
    builder.document["meshes"] = [{"primitives": primitives, "name": "shape"}]
    source = save(tmp_path, "two.glb", builder.glb([{"mesh": 0, "name": "lorry"}], scene=0))
    for name in ("one", "two"):
        made("convert", [source], tmp_path / name, target_formats=["obj"])
    text = (tmp_path / "one/model.obj").read_text()
    assert text == (tmp_path / "two/model.obj").read_text()
    assert text.count("\nf ") == 2
    assert text.count("\no ") == 1


def _at(x: float) -> Any:
    return _trimesh.transformations.translation_matrix([x, 0, 0])


def test_maps_are_kept(tmp_path: Path) -> None:
    """Metallic, roughness and normal map of a GLB come back in the GLB that it is converted to."""
    model = painted_box(tmp_path)
    maps = {"metallic": 60, "roughness": 130}
    files = {"base_color": model.textures["base_color"], "normal": tmp_path / "normal.png"}
    Image.new("RGB", (32, 32), (120, 140, 250)).save(files["normal"])
    for kind, value in maps.items():
        files[kind] = tmp_path / f"{kind}.png"
        Image.new("L", (32, 32), value).save(files[kind])
    source = write(evolve(model, textures=files), tmp_path, ["glb"])["glb"]
    made("convert", [source], tmp_path / "out", target_formats=["glb", "usdz"])
    material = _trimesh.load(tmp_path / "out/model.glb", force="mesh", process=False).visual.material
    assert material.metallicRoughnessTexture.convert("RGB").getpixel((5, 5)) == (0, 130, 60)
    assert material.normalTexture.convert("RGB").getpixel((5, 5)) == (120, 140, 250)
    assert judges.usd_errors(tmp_path / "out/model.usdz") in (0, None)


def test_the_same_bytes_come_twice(tmp_path: Path) -> None:
    """Two runs write the same files."""
    source = write(painted_box(tmp_path), tmp_path, ["fbx"])["fbx"]
    runs = [made("convert", [source], tmp_path / name, target_formats=EVERY) for name in ("one", "two")]
    assert files_of(runs[0], tmp_path / "one") == files_of(runs[1], tmp_path / "two")


def test_what_is_lost_is_noted(tmp_path: Path) -> None:
    """The notes name formats without colours, and the texture that has no place in the answer."""
    source = write(painted_box(tmp_path), tmp_path, ["glb"])["glb"]
    notes = made("convert", [source], tmp_path / "out", target_formats=["obj", "stl"]).notes
    assert any("STL holds only the shape" in note for note in notes)
    assert any("MTL names texture_0.png" in note for note in notes)


def test_blend_needs_blender(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Blender's module the task fails with the code of a failed conversion, before anything is read."""
    monkeypatch.setattr("meshwright.engine.writers.has_blender", lambda: False)
    with pytest.raises(EngineError, match=r"cannot write blend; it writes .*pip install bpy") as failed:
        made("convert", [tmp_path / "none.glb"], tmp_path / "out", target_formats=["glb", "blend"])
    assert failed.value.code == "format_conversion_failed"
