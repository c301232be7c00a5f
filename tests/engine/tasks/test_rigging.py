"""Rigged figures: joints, weights and clips, by readers that are not ours; shapes that are not figures."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from helpers.engine.judges import gltf_errors, needs
from helpers.engine.moving import drawn_model
from helpers.models import painted_box
from meshwright.engine.errors import EngineError
from meshwright.engine.motion.catalogue import ACTIONS
from meshwright.engine.motion.estimating import estimated
from meshwright.engine.motion.posing import clip_of
from meshwright.engine.motion.rigged_glb import figure_of
from meshwright.engine.motion.skeleton import NAMES, PLACES, Skeleton
from meshwright.engine.motion.weighting import bound
from meshwright.engine.reading import load_mesh
from meshwright.engine.tasks import animations, image_to_3d, rigging, text_to_image
from meshwright.engine.writers import write
from scipy.spatial.transform import Rotation

_trimesh: Any = trimesh
HEIGHT = 1.7


@pytest.fixture(scope="module", params=["t-pose", "a-pose"])
def figure(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A textured model of a drawn figure."""
    return drawn_model(request.param, tmp_path_factory.mktemp("figure"))


@pytest.fixture(scope="module")
def rigged(figure: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rigged")
    rigging.make([figure], {"height_meters": HEIGHT}, folder)
    return folder


@pytest.fixture(scope="module")
def skeleton(rigged: Path) -> Skeleton:
    return estimated(load_mesh(rigged / "rigged.glb")).skeleton


def document(path: Path) -> Any:
    content = path.read_bytes()
    (length,) = struct.unpack_from("<I", content, 12)
    return json.loads(content[20 : 20 + length])


def test_a_rigged_figure_has_its_height_and_its_joints(rigged: Path) -> None:
    """The figure is as tall as asked for, its feet are on the ground, and it has 24 joints and one clip a file."""
    low, high = _trimesh.load(rigged / "rigged.glb", force="mesh").bounds
    assert (round(low[1], 3), round(high[1], 3)) == (0.0, HEIGHT)
    found = document(rigged / "rigged.glb")
    assert [found["nodes"][joint]["name"] for joint in found["skins"][0]["joints"]] == list(NAMES)
    assert "animations" not in found
    for name in ("walking", "running"):
        assert [clip["name"] for clip in document(rigged / f"{name}.glb")["animations"]] == [name]
        assert "meshes" not in document(rigged / f"{name}_armature.glb")


@needs("gltf-validator")
def test_the_files_are_valid(rigged: Path, tmp_path: Path) -> None:
    """Khronos' validator finds no error in any of the files."""
    animations.make(
        [rigged / "rigged.glb"], {"action_ids": [action.number for action in ACTIONS][:10], "sources": []}, tmp_path
    )
    assert [found for found in gltf_errors(*rigged.glob("*.glb"), tmp_path / "animation.glb") if found] == []


def test_joints_are_where_limbs_bend(skeleton: Skeleton) -> None:
    """Knees are half-way down, hands are outside, and left and right are mirror images within 3 % of the height."""
    for name, place in zip(NAMES, skeleton.places, strict=True):
        if name.startswith("Left"):
            other = skeleton.at(name.replace("Left", "Right")) * [-1, 1, 1]
            assert np.abs(place - other).max() < 0.03 * HEIGHT, name
    assert 0.12 * HEIGHT < skeleton.at("LeftLeg")[1] < 0.25 * HEIGHT
    assert skeleton.at("LeftHand")[0] > skeleton.at("LeftForeArm")[0] > skeleton.at("LeftArm")[0] > 0.03 * HEIGHT
    assert skeleton.at("Head")[1] > skeleton.at("Neck")[1] > skeleton.at("Hips")[1] > skeleton.at("LeftLeg")[1]


@pytest.mark.parametrize(("prompt", "pose"), [("a builder in orange and blue", "t-pose"), ("a pink dancer", "a-pose")])
def test_hands_are_where_arms_end(prompt: str, pose: str, tmp_path: Path) -> None:
    """A hand is near the points of a figure that are farthest to its side, although its thighs are wide."""
    text_to_image.make([], {"prompt": prompt, "pose_mode": pose}, tmp_path)
    (picture,) = tmp_path.glob("*.png")
    image_to_3d.make([picture], {"target_polycount": 8000, "target_formats": ["glb"]}, tmp_path)
    rigging.make([tmp_path / "model.glb"], {"height_meters": HEIGHT}, tmp_path)
    rig = figure_of(tmp_path / "rigged.glb", tmp_path)
    for side, sign in (("Left", 1), ("Right", -1)):
        away = sign * rig.model.mesh.vertices[:, 0]
        end = rig.model.mesh.vertices[away > 0.97 * away.max()].mean(0)
        assert np.linalg.norm(rig.skeleton.at(f"{side}Hand") - end) < 0.1 * HEIGHT


def test_every_vertex_is_bound(rigged: Path, skeleton: Skeleton) -> None:
    """Each vertex follows one to four joints with weights that sum to 1; a hand follows no leg."""
    mesh = load_mesh(rigged / "rigged.glb")
    binding = bound(mesh, skeleton)
    assert np.allclose(binding.weights.sum(1), 1.0)
    assert binding.weights.min() >= 0
    hand = np.argmax(mesh.vertices[:, 0])
    held = {NAMES[joint] for joint in binding.joints[hand][binding.weights[hand] > 0]}
    assert held <= {"LeftHand", "LeftForeArm", "LeftArm"}


def test_feet_stay_on_the_ground(skeleton: Skeleton) -> None:
    """In each clip without a hop the lower foot is within 2 % of the height of where it is at rest."""
    feet = [PLACES[f"{side}{joint}"] for side in ("Left", "Right") for joint in ("Foot", "ToeBase")]
    for action in ACTIONS:
        clip = clip_of(action, skeleton)
        for frame in np.linspace(0, len(clip.times) - 1, 7).astype(int):
            turns = Rotation.from_quat(clip.turns[frame]).as_matrix()
            places, _ = skeleton.posed(turns, clip.hips[frame])
            above = min(places[foot][1] - skeleton.places[foot][1] for foot in feet)
            assert -1e-6 <= above <= action.jump + 0.02 * HEIGHT, (action.name, frame)


def test_a_clip_repeats(skeleton: Skeleton) -> None:
    """The last pose of each clip is its first."""
    for action in ACTIONS:
        clip = clip_of(action, skeleton)
        same = np.abs((clip.turns[0] * clip.turns[-1]).sum(-1))
        assert same.min() > 1 - 1e-9, action.name
        assert np.allclose(clip.hips[0], clip.hips[-1])


def test_actions_become_clips_in_order(rigged: Path, tmp_path: Path) -> None:
    """Several actions are clips of one file, in the order of the request."""
    made = animations.make([rigged / "rigged.glb"], {"action_ids": [22, 5, 0], "sources": []}, tmp_path)
    assert made.files["result"]["animation_glb_url"] == "animation.glb"
    assert [clip["name"] for clip in document(tmp_path / "animation.glb")["animations"]] == [
        "swaying",
        "wave",
        "idle",
    ]


def not_figures(folder: Path) -> dict[str, Path]:
    create = _trimesh.creation
    chair = [create.box((0.5, 0.05, 0.5), _trimesh.transformations.translation_matrix((0, 0.5, 0)))]
    chair += [create.box((0.5, 0.5, 0.05), _trimesh.transformations.translation_matrix((0, 0.75, -0.22)))]
    chair += [
        create.box((0.05, 0.5, 0.05), _trimesh.transformations.translation_matrix((x, 0.25, z)))
        for x in (-0.22, 0.22)
        for z in (-0.22, 0.22)
    ]
    shapes = {
        "cup": create.cylinder(0.4, 1.0, transform=_trimesh.transformations.rotation_matrix(np.pi / 2, (1, 0, 0))),
        "ball": create.icosphere(3),
        "chair": _trimesh.util.concatenate(chair),
        "plate": create.box((2, 0.1, 1)),
    }
    for name, shape in shapes.items():
        shape.export(folder / f"{name}.glb")
    write(painted_box(folder), folder, ["glb"], name="box")
    return {name: folder / f"{name}.glb" for name in (*shapes, "box")}


def test_other_shapes_are_refused(tmp_path: Path) -> None:
    """A cup, a ball, a chair, a plate and a box are refused as no standing figures, with a code."""
    for path in not_figures(tmp_path).values():
        with pytest.raises(EngineError, match="Pose estimation failed: the model is not a standing figure") as refused:
            rigging.make([path], {}, tmp_path)
        assert refused.value.code == "pose_estimation_failed"


def test_an_unknown_action(rigged: Path, tmp_path: Path) -> None:
    """An action that the library does not have is named, with the way to search it."""
    with pytest.raises(EngineError, match="696 is not in the emulator's library"):
        animations.make([rigged / "rigged.glb"], {"action_id": 696, "sources": []}, tmp_path)
