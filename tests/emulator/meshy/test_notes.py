"""The emulator's notes reach those who use its results: by the client, and by the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from helpers.sample import sample_picture
from meshwright import Meshy

pytestmark = pytest.mark.usefixtures("engine_here")

QUICK = {"target_polycount": 300, "target_formats": ["glb"], "should_texture": False}
FIRST = "The model was made by a classical method of the emulator, not by the service's learned one."


def test_the_notes_of_a_task(tmp_path: Path) -> None:
    """A finished task has notes; one that goes on, and one that failed, has none."""
    with Meshy(emulator=True) as meshy:
        task = meshy.image_to_3d.create(image_url=sample_picture(tmp_path / "robot.png"), **QUICK)
        assert task.get().notes == task.notes() == []
        done = task.wait()
        assert done.notes[0] == FIRST
        assert done.notes == task.get().notes == task.notes()
        assert "notes" not in done.to_dict()
        failed = meshy.remesh.create(input_task_id=task.id, target_formats=["blend"])
        failed.wait(check=False)
        assert failed.notes() == []


def test_chosen_parameters_without_an_effect_are_noted(tmp_path: Path) -> None:
    """The notes name what a create chose in vain; a default, and what has an effect, is not named."""
    picture = sample_picture(tmp_path / "robot.png")
    chosen = {"geometry_resolution": "2k", "pose_mode": "a-pose", "remove_lighting": False, "moderation": False}
    with Meshy(emulator=True, as_of="today") as meshy:
        tasks = [
            meshy.image_to_3d.create(image_url=picture, should_remesh=True, **QUICK | {"should_texture": True} | given)
            for given in (chosen, {})
        ]
        noted, plain = (task.wait() and task.notes() for task in tasks)
    assert noted == [
        *plain,
        "Parameters without an effect in the emulator: geometry_resolution, pose_mode, remove_lighting.",
    ]


def test_the_command_prints_notes_and_has_them_in_its_json(tmp_path: Path) -> None:
    """On stderr, each once also for two tasks, and in the JSON of each; --quiet leaves stderr empty."""
    for name in ("one.png", "two.png"):
        sample_picture(tmp_path / name)
    words = [sys.executable, "-m", "meshwright", "image-to-3d", "create", "--emulator", "--no-should-texture"]
    words += ["--target-polycount", "300", "--target-formats", "glb"]
    both = subprocess.run([*words, "one.png", "two.png"], cwd=tmp_path, capture_output=True, text=True)
    assert both.returncode == 0, both.stderr
    assert " ".join(both.stderr.split()).count(f"Note: {FIRST}") == 1
    assert [json.loads(line)["notes"][0] for line in both.stdout.splitlines()] == [FIRST, FIRST]
    quiet = subprocess.run([*words, "one.png", "--quiet"], cwd=tmp_path, capture_output=True, text=True)
    assert (quiet.returncode, "Note:" in quiet.stderr) == (0, False)
    assert json.loads(quiet.stdout)["notes"][0] == FIRST
