"""FBX and USDZ files of moving figures, by readers that are not ours: their poses, names and bindings."""

from __future__ import annotations

import importlib
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from helpers.engine.judges import needs
from helpers.engine.moving import SHARES, Moment, Seen, apart, drawn_model, expected, seen_by_three, seen_by_ufbx
from helpers.judges import usd_errors
from meshwright.engine.errors import EngineError
from meshwright.engine.mesh import Floats
from meshwright.engine.motion.catalogue import ACTIONS, BY_NUMBER
from meshwright.engine.motion.fbx_clips import angles
from meshwright.engine.motion.figure import Figure
from meshwright.engine.motion.posing import clip_of
from meshwright.engine.motion.resampling import resampled
from meshwright.engine.motion.rigged_fbx import motion_fbx, write_rigged_fbx
from meshwright.engine.motion.rigged_glb import figure_of, with_clips
from meshwright.engine.motion.skeleton import NAMES, Skeleton
from meshwright.engine.tasks import animations, rigging
from scipy.spatial.transform import Rotation

_trimesh: Any = trimesh
NEAR = 1e-5
"""How far a reader's poses may be from the skeleton's, in metres: the precision of the files."""
PLAYED = 2, 11, 13, 5, 23
READERS = [
    pytest.param(seen_by_three, id="three", marks=needs("three")),
    pytest.param(seen_by_ufbx, id="ufbx"),
]


@pytest.fixture(scope="module", params=["t-pose", "a-pose"])
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a rigged figure."""
    model = drawn_model(request.param, tmp_path_factory.mktemp("figure"))
    folder = tmp_path_factory.mktemp("rigged")
    rigging.make([model], {}, folder)
    return folder


@pytest.fixture(scope="module")
def figure(folder: Path) -> Figure:
    return figure_of(folder / "rigged.glb", folder)


def corners(moments: list[Moment], figure: Figure) -> list[Moment]:
    """Return poses with a vertex for each corner of a triangle, as three.js has them."""
    order = figure.model.mesh.triangles().ravel()
    return [Moment(moment.joints, moment.vertices[order]) for moment in moments]


@pytest.mark.parametrize("seen", READERS)
def test_a_figure_moves_in_fbx(folder: Path, figure: Figure, tmp_path: Path, seen: Callable[[Path], Seen]) -> None:
    """Each clip of a file has its name, its duration and its order, and moves joints and vertices as the skeleton."""
    animations.make([folder / "rigged.glb"], {"action_ids": [*PLAYED], "sources": []}, tmp_path)
    found = seen(tmp_path / "animation.fbx")
    actions = [BY_NUMBER[number] for number in PLAYED]
    assert list(found.clips) == [action.key for action in actions]
    assert (sorted(found.bones), found.meshes) == (sorted(NAMES), ["Figure"])
    for action in actions:
        wanted = expected(figure.skeleton, clip_of(action, figure.skeleton), figure)
        wanted = corners(wanted, figure) if seen is seen_by_three else wanted
        assert found.durations[action.key] == pytest.approx(action.seconds)
        assert apart(found.clips[action.key], wanted) < NEAR, action.name


@needs("three")
def test_glb_and_fbx_move_alike(folder: Path, figure: Figure, tmp_path: Path) -> None:
    """In each action of the library, the joints of the GLB and of the FBX have the same names and places."""
    clips = [clip_of(action, figure.skeleton) for action in ACTIONS]
    (tmp_path / "all.glb").write_bytes(with_clips((folder / "rigged.glb").read_bytes(), clips))
    write_rigged_fbx(figure, tmp_path / "all.fbx", clips)
    glb, fbx = (seen_by_three(tmp_path / f"all.{kind}") for kind in ("glb", "fbx"))
    assert (glb.bones, glb.meshes, list(glb.clips)) == (fbx.bones, fbx.meshes, list(fbx.clips))
    for name, moments in glb.clips.items():
        assert apart([joints(moment) for moment in moments], [joints(moment) for moment in fbx.clips[name]]) < NEAR


def joints(moment: Moment) -> Moment:
    """Return a pose without its vertices, which the two formats order differently."""
    return Moment(moment.joints, np.empty((0, 3)))


def test_each_vertex_is_bound_in_fbx(folder: Path) -> None:
    """The file has a texture, a pose of the binding for all joints and the mesh, and weights that sum to 1."""
    found = seen_by_ufbx(folder / "walking.fbx").answer
    assert found["textures"] == 1
    assert found["bind"] == [len(NAMES) + 1]
    assert set(found["clusters"]) <= set(NAMES)
    assert np.allclose(found["sums"], 1.0, atol=1e-6)


def test_a_rig_has_fbx_files(folder: Path) -> None:
    """The rigged FBX stands, and walking and running have their clip at the rate of its poses."""
    found = {name: seen_by_ufbx(folder / f"{name}.fbx") for name in ("rigged", "walking", "running")}
    assert {name: list(seen.clips) for name, seen in found.items()} == {
        "rigged": [],
        "walking": ["walking"],
        "running": ["running"],
    }
    assert found["walking"].answer["frames"] == 30


@pytest.mark.parametrize("rate", [24, 25, 30, 60])
def test_another_rate(folder: Path, figure: Figure, tmp_path: Path, rate: int) -> None:
    """change_fps gives poses at the rate asked for, which the file names."""
    request = {"action_id": 1, "sources": [], "post_process": {"operation_type": "change_fps", "fps": rate}}
    result = animations.make([folder / "rigged.glb"], request, tmp_path).files["result"]
    found = seen_by_ufbx(tmp_path / result["processed_animation_fps_fbx_url"], rate)
    clip = clip_of(BY_NUMBER[1], figure.skeleton)
    wanted = resampled(clip, rate)
    assert found.answer["frames"] == rate
    assert found.durations["walking"] == pytest.approx(wanted.times[-1])
    assert apart(found.clips["walking"], expected(figure.skeleton, wanted, figure)) < NEAR


@pytest.mark.parametrize("rate", [24, 25, 30, 60])
def test_a_resampled_clip(figure: Figure, rate: int) -> None:
    """Its poses are on whole frames, its ends are those of the clip, and its length changes by half a frame at most."""
    for action in ACTIONS:
        clip = clip_of(action, figure.skeleton)
        other = resampled(clip, rate)
        assert np.allclose(other.times * rate, np.arange(len(other.times)))
        assert abs(other.times[-1] - clip.times[-1]) <= 0.5 / rate + 1e-9
        for end in (0, -1):
            assert np.abs((clip.turns[end] * other.turns[end]).sum(-1)).min() > 1 - 1e-9
            assert np.allclose(clip.hips[end], other.hips[end])


@pytest.mark.parametrize("seen", READERS)
def test_the_armature_alone(folder: Path, figure: Figure, tmp_path: Path, seen: Callable[[Path], Seen]) -> None:
    """extract_armature gives the skeleton and its clips without a mesh."""
    request = {"action_ids": [*PLAYED], "sources": [], "post_process": {"operation_type": "extract_armature"}}
    result = animations.make([folder / "rigged.glb"], request, tmp_path).files["result"]
    found = seen(tmp_path / result["processed_armature_fbx_url"])
    assert (sorted(found.bones), found.meshes) == (sorted(NAMES), [])
    for number in PLAYED:
        clip = clip_of(BY_NUMBER[number], figure.skeleton)
        assert apart(found.clips[clip.name], expected(figure.skeleton, clip)) < NEAR


@pytest.mark.parametrize("seen", READERS)
def test_a_motion_without_a_figure(figure: Figure, tmp_path: Path, seen: Callable[[Path], Seen]) -> None:
    """A skeleton with one clip is an FBX of its own."""
    clip = clip_of(BY_NUMBER[22], figure.skeleton)
    motion_fbx(figure.skeleton, clip, tmp_path / "motion.fbx")
    found = seen(tmp_path / "motion.fbx")
    assert (found.meshes, list(found.clips)) == ([], ["swaying"])
    assert apart(found.clips["swaying"], expected(figure.skeleton, clip)) < NEAR


def usdz(folder: Path, out: Path) -> Path:
    request = {"action_ids": [*PLAYED], "sources": [], "post_process": {"operation_type": "fbx2usdz"}}
    made = animations.make([folder / "rigged.glb"], request, out)
    assert "A USDZ plays one animation: its 5 clips follow each other." in made.notes
    return out / str(made.files["result"]["processed_usdz_url"])


def test_a_usdz_has_a_pose_for_each_frame(folder: Path, tmp_path: Path) -> None:
    """The layer comes first, names all joints by their paths, and has samples of all poses of all clips."""
    with zipfile.ZipFile(usdz(folder, tmp_path)) as package:
        assert package.namelist() == ["model.usda", "textures/texture_0.png"]
        layer = package.read("model.usda").decode()
    frames = sum(round(BY_NUMBER[number].seconds * 30) + 1 for number in PLAYED)
    assert len(re.findall(r"^ +\d+: \[\(", layer, re.MULTILINE)) == 2 * frames
    assert f"endTimeCode = {frames - 1}\n" in layer
    (listed,) = set(re.findall(r"uniform token\[\] joints = (\[.*\])", layer))
    assert [path.rpartition("/")[2] for path in json.loads(listed)] == list(NAMES)


def test_a_figure_moves_in_usdz(folder: Path, figure: Figure, tmp_path: Path) -> None:
    """OpenUSD finds nothing wrong, and moves the vertices as the skeleton."""
    pytest.importorskip("pxr")
    path = usdz(folder, tmp_path)
    assert usd_errors(path) == 0
    modules = [importlib.import_module(f"pxr.{name}") for name in ("Gf", "Usd", "UsdGeom", "UsdSkel")]
    gf, usd, usd_geom, usd_skel = modules
    stage = usd.Stage.Open(str(path))
    assert usd_skel.BakeSkinning(usd_skel.Root(stage.GetPrimAtPath("/model")), gf.Interval.GetFullInterval())
    points = usd_geom.Mesh(stage.GetPrimAtPath("/model/Figure")).GetPointsAttr()
    start = 0
    for number in PLAYED:
        clip = clip_of(BY_NUMBER[number], figure.skeleton)
        frames = [start + round(share * (len(clip.times) - 1)) for share in SHARES]
        found = [Moment(np.empty((0, 3)), np.array(points.Get(frame))) for frame in frames]
        wanted = [Moment(np.empty((0, 3)), each.vertices) for each in expected(figure.skeleton, clip, figure)]
        assert apart(found, wanted) < NEAR, clip.name
        start += len(clip.times)


@pytest.mark.parametrize(
    ("operation", "key"),
    [
        (None, None),
        ({"operation_type": "change_fps"}, "processed_animation_fps_fbx_url"),
        ({"operation_type": "extract_armature"}, "processed_armature_fbx_url"),
        ({"operation_type": "fbx2usdz", "fps": 24}, "processed_usdz_url"),
    ],
)
def test_one_operation_fills_one_key(folder: Path, tmp_path: Path, operation: Any, key: str | None) -> None:
    """The files of the other operations are empty; the GLB and the FBX are always made."""
    request = {"action_id": 0, "sources": []} | ({"post_process": operation} if operation else {})
    result = animations.make([folder / "rigged.glb"], request, tmp_path).files["result"]
    assert {name for name in result if result[name] and name.startswith("processed")} == ({key} if key else set())
    assert len(result) == 5
    assert all((tmp_path / name).stat().st_size for name in result.values() if name)


def test_an_operation_that_does_not_exist(folder: Path, tmp_path: Path) -> None:
    """An unknown operation is named, with those that exist."""
    request = {"action_id": 0, "sources": [], "post_process": {"operation_type": "fbx2blend"}}
    with pytest.raises(EngineError, match=r"'fbx2blend' is not one of change_fps, extract_armature and fbx2usdz"):
        animations.make([folder / "rigged.glb"], request, tmp_path)


def test_a_foreign_skeleton(folder: Path, tmp_path: Path) -> None:
    """A figure with another skeleton than the emulator's is refused, and a joint that it lacks is named."""
    foreign = tmp_path / "foreign.glb"
    foreign.write_bytes((folder / "rigged.glb").read_bytes().replace(b'"RightLeg"', b'"RightKne"'))
    with pytest.raises(EngineError, match="another skeleton than the emulator's: it lacks the joint RightLeg"):
        animations.make([foreign], {"action_id": 0, "sources": []}, tmp_path)


def turning(axis: Floats, degrees: Floats) -> Floats:
    return np.asarray(Rotation.from_rotvec(np.radians(degrees)[:, None] * axis).as_quat())


@pytest.mark.parametrize("axis", [(1, 0, 0), (0, 1, 0), (0, 0, 1), (0.48, 0.6, 0.64)])
def test_angles_go_on(axis: tuple[float, float, float]) -> None:
    """Angles give the same turns, and do not jump, although a joint turns around twice."""
    turns = turning(np.array(axis), np.linspace(0, 720, 361))
    found = angles(turns)
    again = Rotation.from_euler("xyz", found, degrees=True)
    assert (again * Rotation.from_quat(turns).inv()).magnitude().max() < 1e-6
    if max(axis) == 1:
        assert np.abs(np.diff(found, axis=0)).max() < 2.001


def test_a_figure_without_a_texture(tmp_path: Path) -> None:
    """A plain model becomes files without textures, and is read from its GLB without any."""
    plain = _trimesh.load(drawn_model("a-pose", tmp_path), force="mesh")
    plain.visual = _trimesh.visual.ColorVisuals()
    (tmp_path / "plain.glb").write_bytes(plain.export(file_type="glb"))
    rigging.make([tmp_path / "plain.glb"], {}, tmp_path)
    assert seen_by_ufbx(tmp_path / "rigged.fbx").answer["textures"] == 0
    assert figure_of(tmp_path / "rigged.glb", tmp_path).model.textures == {}


def test_binding_and_skeleton_are_read_again(folder: Path, figure: Figure) -> None:
    """A figure that is read from its GLB has a joint and weights for each vertex of its model."""
    assert isinstance(figure.skeleton, Skeleton)
    assert len(figure.binding.weights) == len(figure.model.mesh.vertices)
    assert np.allclose(figure.binding.weights.sum(1), 1.0, atol=1e-6)
