"""Model files of all five formats become one mesh with one texture, or are refused with the reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from helpers.models import BLUE, PLACES, RED, are_close, mesh_colours_at, painted_box
from meshwright.engine.errors import EngineError
from meshwright.engine.mesh import Model
from meshwright.engine.reading import Loaded, load_mesh, load_model
from meshwright.engine.writers import write
from PIL import Image

_trimesh: Any = trimesh
CORPUS = Path(__file__).parents[3] / "shared/corpus"


def _shown(loaded: Loaded) -> Any:
    """Return what was read as a mesh of trimesh, whose colours can be looked up."""
    mesh, atlas = loaded.model.mesh, loaded.atlas
    assert atlas is not None
    visual = _trimesh.visual.TextureVisuals(
        atlas.uv[atlas.polygons].reshape(-1, 2), image=Image.fromarray(atlas.base_color)
    )
    corners = mesh.vertices[mesh.polygons].reshape(-1, 3)
    return _trimesh.Trimesh(corners, np.arange(len(corners)).reshape(-1, 3), visual=visual, process=False)


@pytest.mark.parametrize("kind", ["glb", "obj", "fbx", "stl"])
def test_what_the_engine_writes_is_read_again(tmp_path: Path, kind: str) -> None:
    """Size, up axis, closedness and colours come back; STL has no colours."""
    path = write(painted_box(tmp_path), tmp_path, [kind])[kind]
    loaded = load_model(path)
    mesh = load_mesh(path)
    assert np.allclose(mesh.vertices.min(0), [-0.5, 0, -0.25], atol=1e-5)
    assert np.allclose(mesh.vertices.max(0), [0.5, 2, 0.25], atol=1e-5)
    assert mesh.is_closed()
    assert len(mesh.polygons) == 12
    assert len(loaded.model.mesh.vertices) >= (8 if kind != "stl" else 24)
    if kind == "stl":
        assert not loaded.textured
    else:
        assert loaded.own_coordinates
        assert are_close(mesh_colours_at(_shown(loaded), list(PLACES)), list(PLACES.values()))


def _box(colour: Any, x: float) -> Any:
    box = _trimesh.creation.box((1, 1, 1))
    box.apply_translation([x, 0, 0])
    if isinstance(colour, Image.Image):
        uv = np.tile([[0.0, 0], [2, 0], [0, 2]], (4, 1))[: len(box.vertices)]
        uv = np.concatenate([uv, uv])[: len(box.vertices)]
        material = _trimesh.visual.material.PBRMaterial(baseColorTexture=colour)
        box.visual = _trimesh.visual.TextureVisuals(uv=uv, material=material)
    else:
        material = _trimesh.visual.material.PBRMaterial(baseColorFactor=[*colour, 255])
        box.visual = _trimesh.visual.TextureVisuals(material=material)
    return box


def test_materials_become_one_texture(tmp_path: Path) -> None:
    """Plain colours, linear in glTF, and an image that repeats are found in one atlas, each in its place."""
    scene = _trimesh.Scene([_box((255, 0, 0), 0), _box((0, 55, 0), 3), _box(Image.new("RGB", (64, 64), BLUE), 6)])
    path = tmp_path / "three.glb"
    path.write_bytes(scene.export(file_type="glb"))
    loaded = load_model(path)
    found = mesh_colours_at(_shown(loaded), [(0.0, 0.1, 0.5), (3.0, 0.1, 0.5), (6.0, 0.1, 0.5)])
    assert are_close(found, [(255, 0, 0), (0, 128, 0), BLUE], 2)
    assert "The materials were packed into one texture." in loaded.notes


def test_colours_of_points_become_a_texture(tmp_path: Path) -> None:
    """A colour in the middle of a face is blended from its corners."""
    path = tmp_path / "points.obj"
    path.write_text("v 0 0 0 1 0 0\nv 1 0 0 0 1 0\nv 0 1 0 0 0 1\nf 1 2 3\n")
    loaded = load_model(path)
    atlas = loaded.atlas
    assert atlas is not None
    (u, v) = atlas.uv[atlas.polygons[0]].mean(0)
    height, width = atlas.base_color.shape[:2]
    corner = atlas.uv[atlas.polygons[0]] * [width, height]
    shown = [tuple(atlas.base_color[height - 1 - int(y), int(x)].tolist()) for x, y in corner]
    assert shown == [(255, 0, 0), (0, 255, 0), (0, 0, 255)]
    assert 0 < u < 1
    assert 0 < v < 1


def test_hard_edges_stay_hard(tmp_path: Path) -> None:
    """A cube keeps three normals at each corner; a ball keeps one."""
    for shape, points in ((_trimesh.creation.box((1, 1, 1)), 24), (_trimesh.creation.icosphere(3), 642)):
        path = tmp_path / "shape.stl"
        path.write_bytes(shape.export(file_type="stl"))
        assert len(load_model(path).model.mesh.vertices) == points


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("points.obj", b"v 0 0 0\nv 1 0 0\nv 0 1 0\np 1 2 3\n", "has no faces"),
        ("line.obj", b"v 0 0 0\nv 1 0 0\nl 1 2\n", "has no faces"),
        ("flat.obj", b"v 0 0 0\nv 1 0 0\nv 1 0 0\nf 1 2 3\n", "has no faces"),
        ("empty.gltf", b'{"asset":{"version":"2.0"},"scenes":[{"nodes":[]}],"scene":0}', "has no faces|cannot be read"),
        ("picture.glb", b"\x89PNG\r\n\x1a\n", "is not GLB"),
        ("nothing.glb", b"", "is empty"),
    ],
)
def test_what_has_no_faces_is_refused(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    """Points, lines, empty scenes and other files are refused with the reason."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(EngineError, match=reason):
        load_model(path)


def test_too_many_faces_are_refused_unread(tmp_path: Path) -> None:
    """Five million faces are counted in the file, not in memory."""
    path = tmp_path / "large.stl"
    with path.open("wb") as file:
        file.write(bytes(80) + (5_000_000).to_bytes(4, "little"))
        file.truncate(84 + 50 * 5_000_000)
    with pytest.raises(EngineError, match="has 5000000 faces; the emulator takes at most 4000000"):
        load_model(path)


def test_a_kind_may_take_fewer_faces(tmp_path: Path) -> None:
    """A task whose time grows with the faces names its own limit, also for a format whose faces are not stated."""
    box = painted_box(tmp_path)
    for format in ("stl", "fbx"):
        with pytest.raises(EngineError, match="has 12 faces; the emulator takes at most 11 for this task") as caught:
            load_model(write(box, tmp_path, [format])[format], most=11)
        assert caught.value.code == "image_too_complex"


def test_files_outside_the_folder_are_not_read(tmp_path: Path) -> None:
    """A texture that a material names in another folder stays unread."""
    Image.new("RGB", (8, 8), RED).save(tmp_path / "secret.png")
    inside = tmp_path / "inside"
    inside.mkdir()
    model = Model(painted_box(inside).mesh, painted_box(inside).atlas, {"base_color": tmp_path / "secret.png"})
    path = write(model, inside, ["obj"])["obj"]
    path.with_suffix(".mtl").write_text("newmtl material\nKd 0.1 0.6 0.2\nmap_Kd ../secret.png\n")
    atlas = load_model(path).atlas
    assert atlas is not None
    assert not (atlas.base_color.reshape(-1, 3) == RED).all(1).any()


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
@pytest.mark.parametrize("name", ["Duck.glb", "CesiumMilkTruck.glb", "maya_cube_7500_ascii.fbx", "spider.obj"])
def test_the_corpus_is_measured_alike(name: str) -> None:
    """The size is that which a resize measures, in metres."""
    from meshwright.engine.resizing.resize import _OPENERS, detect_format

    opened = _OPENERS[detect_format(CORPUS / name)](CORPUS / name)
    size = opened.measure(lambda _share: None).size * opened.axes.metres_per_unit
    assert np.allclose(np.ptp(load_mesh(CORPUS / name).vertices, axis=0), size, rtol=1e-4)
