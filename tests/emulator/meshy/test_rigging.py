"""Rigging and animations, end to end: words become a moving figure; what is refused costs nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import trimesh
from attrs import define
from meshwright import BadRequest, Meshy, NotFound, Unprocessable
from meshwright.tasks.handles import TaskHandle

pytestmark = pytest.mark.usefixtures("engine_here")

_trimesh: Any = trimesh


@define
class Figure:
    """A figure from a prompt, rigged."""

    meshy: Meshy
    model: TaskHandle[Any]
    rig: TaskHandle[Any]


@pytest.fixture(scope="module")
def figure() -> Any:
    with Meshy(emulator=True) as meshy:
        drawn = meshy.text_to_image.create(ai_model="nano-banana", prompt="a blue knight", pose_mode="a-pose")
        drawn.wait()
        model = meshy.image_to_3d.create(input_task_id=drawn, target_polycount=2000, target_formats=["glb"])
        model.wait()
        rig = meshy.rigging.create(input_task_id=model, height_meters=1.2)
        rig.wait()
        yield Figure(meshy, model, rig)


def test_a_rig_is_a_task_like_others(figure: Figure, tmp_path: Path) -> None:
    """D26: a rig has the type rig, its files under result, named by their places, and expires like all others."""
    done = figure.rig.get()
    assert (done.type_, done.consumed_credits) == ("rig", 5)
    assert done.expires_at == done.finished_at + 3 * 86_400_000
    names = sorted(path.name for path in figure.rig.download(tmp_path))
    assert names == [
        "rigged_character.fbx",
        "rigged_character.glb",
        "running.fbx",
        "running.glb",
        "running_armature.glb",
        "walking.fbx",
        "walking.glb",
        "walking_armature.glb",
    ]
    low, high = _trimesh.load(tmp_path / "rigged_character.glb", force="mesh").bounds
    assert high[1] - low[1] == pytest.approx(1.2, abs=1e-3)


def test_a_figure_moves(figure: Figure, tmp_path: Path) -> None:
    """D21: an animation has the type animate; two actions cost 6 credits and are one file."""
    task = figure.meshy.animations.create(rig_task_id=figure.rig, action_ids=[5, 1])
    assert [state.result for state in [figure.meshy.animations.get(task.id)] if state.status == "PENDING"] in (
        [],
        [None],
    )
    done = task.wait()
    assert (done.type_, done.consumed_credits) == ("animate", 6)
    assert [path.name for path in task.download(tmp_path)] == ["animation.glb", "animation.fbx"]


def test_words_move_a_figure(figure: Figure, tmp_path: Path) -> None:
    """D44: a motion of words costs 3 credits as BVH and 10 as FBX; a figure plays it for 3 as its only clip."""
    words = "walks, then waves"
    swift = figure.meshy.text_to_motion.create(prompt=words, duration=2.5, mode="swift")
    done = swift.wait()
    assert (done.type_, done.consumed_credits) == ("text-to-motion", 3)
    assert (done.result.motion_format, done.result.duration_ms, done.result.mode) == ("bvh", 2500, "swift")
    assert [path.name for path in swift.download(tmp_path / "swift")] == ["motion.bvh"]
    assert (tmp_path / "swift" / "motion.bvh").read_text().startswith("HIERARCHY\nROOT Hips")
    prime = figure.meshy.text_to_motion.create(prompt=words, duration=2.5)
    assert (prime.wait().result.motion_format, prime.get().consumed_credits) == ("fbx", 10)
    assert [path.name for path in prime.download(tmp_path / "prime")] == ["motion.fbx"]
    for motion in (swift, prime):
        moving = figure.meshy.animations.create(rig_task_id=figure.rig, motion_task_id=motion)
        assert moving.wait().consumed_credits == 3
        moving.download(tmp_path / motion.id)
        assert b'"animations":[{"name":"motion"' in (tmp_path / motion.id / "animation.glb").read_bytes()


def test_motions_that_are_refused(figure: Figure) -> None:
    """A duration between the steps, one that is too long, no words and too many are refused, and cost nothing."""
    create, before = figure.meshy.text_to_motion.create, figure.meshy.balance()
    for duration in (2.3, 1.5, 10.5):
        with pytest.raises(BadRequest, match=r"from 2 to 10 in steps of 0\.5"):
            create(prompt="walks", duration=duration)
    for prompt in ("", "a" * 401):
        with pytest.raises(BadRequest, match="1 to 400 characters"):
            create(prompt=prompt, duration=2)
    with pytest.raises(BadRequest, match="must refer to a text-to-motion task, not to image-to-3d"):
        figure.meshy.animations.create(rig_task_id=figure.rig, motion_task_id=figure.model)
    assert figure.meshy.balance() == before


def test_what_is_no_figure_is_422(figure: Figure, tmp_path: Path) -> None:
    """Rigging of a cup is refused with 422 when it is created, and costs nothing."""
    path = tmp_path / "cup.glb"
    _trimesh.creation.cylinder(0.4, 1.0).export(path)
    before = figure.meshy.balance()
    with pytest.raises(Unprocessable, match="not a standing figure"):
        figure.meshy.rigging.create(model_url=path)
    assert figure.meshy.balance() == before


def test_models_that_are_not_rigged(figure: Figure, tmp_path: Path) -> None:
    """A model of more than 320,000 faces, one without a texture, and another format are refused; nothing is charged."""
    meshy = figure.meshy
    plain = meshy.image_to_3d.create(
        image_url=tmp_path_picture(tmp_path), target_polycount=300, should_texture=False, target_formats=["glb"]
    )
    plain.wait()
    dense = tmp_path / "dense.stl"
    _trimesh.creation.icosphere(3).export(dense)
    many = tmp_path / "many.glb"
    many.write_bytes(_trimesh.creation.icosphere(7).export(file_type="glb"))
    before = meshy.balance()
    with pytest.raises(BadRequest, match="a task with textures"):
        meshy.rigging.create(input_task_id=plain)
    with pytest.raises(BadRequest, match=r"only \.glb is supported"):
        meshy.rigging.create(model_url=dense)
    with pytest.raises(BadRequest, match="has 327680 faces, but at most 320000"):
        meshy.rigging.create(model_url=many)
    assert meshy.balance() == before


def tmp_path_picture(folder: Path) -> Path:
    from helpers.sample import sample_picture

    return sample_picture(folder / "picture.png")


@pytest.mark.filterwarnings("ignore::meshwright.MeshwrightWarning")
def test_actions_that_are_not_played(figure: Figure) -> None:
    """D43: an action that the emulator's library lacks, two ways at once, eleven actions, the same one twice, another
    task's figure and an unknown one are refused, and cost nothing.
    """
    create, before = figure.meshy.animations.create, figure.meshy.balance()
    with pytest.raises(BadRequest, match="696 is not in the emulator's library"):
        create(rig_task_id=figure.rig, action_id=696)
    with pytest.raises(BadRequest, match="cannot be used together"):
        create(rig_task_id=figure.rig, action_id=1, action_ids=[2])
    with pytest.raises(BadRequest, match="one of action_id, action_ids or motion_task_id"):
        create(rig_task_id=figure.rig)
    for wrong in ([*range(11)], [1, 1], []):
        with pytest.raises(BadRequest, match="1 to 10 different integers"):
            create(rig_task_id=figure.rig, action_ids=wrong)
    with pytest.raises(BadRequest, match="must refer to a rigging task, not to image-to-3d"):
        create(rig_task_id=figure.model, action_id=1)
    with pytest.raises(NotFound):
        create(rig_task_id="00000000-0000-4000-8000-000000000000", action_id=1)
    assert figure.meshy.balance() == before


@pytest.mark.parametrize(
    ("operation", "name"),
    [
        ({"operation_type": "change_fps", "fps": 24}, "processed_animation_fps.fbx"),
        ({"operation_type": "extract_armature"}, "processed_armature.fbx"),
        ({"operation_type": "fbx2usdz"}, "processed.usdz"),
    ],
)
def test_an_animation_is_processed(figure: Figure, tmp_path: Path, operation: Any, name: str) -> None:
    """A post process adds one file, and costs nothing more."""
    task = figure.meshy.animations.create(rig_task_id=figure.rig, action_id=1, post_process=operation)
    assert task.wait().consumed_credits == 3
    assert [path.name for path in task.download(tmp_path)] == ["animation.glb", "animation.fbx", name]


@pytest.mark.filterwarnings("ignore::meshwright.MeshwrightWarning")
@pytest.mark.parametrize(
    ("operation", "message"),
    [
        ({"operation_type": "fbx2blend"}, "operation_type"),
        ({"operation_type": "change_fps", "fps": 29}, "fps"),
        ({"fps": 24}, "operation_type"),
    ],
)
def test_what_is_not_processed(figure: Figure, operation: Any, message: str) -> None:
    """An unknown operation, a rate that is not offered, and a rate alone are refused, and cost nothing."""
    before = figure.meshy.balance()
    with pytest.raises(BadRequest, match=message):
        figure.meshy.animations.create(rig_task_id=figure.rig, action_id=1, post_process=operation)
    assert figure.meshy.balance() == before
