"""Motions of words: the actions that a prompt asks for, without jumps, and their files in readers that are not ours."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from helpers.engine.judges import needs, three_bvh
from hypothesis import given, settings
from hypothesis import strategies as st
from meshwright.engine.motion.bvh import write_bvh
from meshwright.engine.motion.catalogue import ACTIONS
from meshwright.engine.motion.sequence import motion_of
from meshwright.engine.motion.skeleton import NAMES, PLACES, Skeleton
from meshwright.engine.motion.wording import actions_in
from scipy.spatial.transform import Rotation

SKELETON = Skeleton.of_height(1.7)
FEET = [PLACES[f"{side}{joint}"] for side in ("Left", "Right") for joint in ("Foot", "ToeBase")]


@pytest.mark.parametrize(
    ("prompt", "names"),
    [
        ("A man walks, then waves and sits down", ["Walking", "Wave", "Sitting"]),
        ("jumping jacks", ["Jumping Jacks"]),
        ("he runs and runs", ["Running"]),
        ("RUNS, kicks, runs", ["Running", "Kicking", "Running"]),
        ("a robot dance", ["Robot Dance"]),
        ("truth and sandwiches", []),
    ],
)
def test_verbs_are_actions(prompt: str, names: list[str]) -> None:
    """Words ask for actions by their beginnings, in their order; a part of another word does not count."""
    assert [action.name for action in actions_in(prompt)] == names


def test_each_action_can_be_asked_for() -> None:
    """The name of each action of the library asks for it."""
    for action in ACTIONS:
        assert action in actions_in(action.name), action.name


@settings(max_examples=25, deadline=None)
@given(
    chosen=st.lists(st.sampled_from(["walk", "run", "sit", "jump", "dance", "kick", "bow"]), max_size=4),
    half_seconds=st.integers(4, 20),
)
def test_a_motion_is_continuous(chosen: list[str], half_seconds: int) -> None:
    """A motion has the length that was asked for, no joint jumps, and a foot is on the ground unless there is a hop."""
    clip, _ = motion_of(" ".join(chosen), half_seconds / 2, SKELETON)
    assert clip.times[-1] == pytest.approx(half_seconds / 2)
    turns = Rotation.from_quat(clip.turns.reshape(-1, 4)).as_matrix().reshape(len(clip.times), len(NAMES), 3, 3)
    cosines = (np.einsum("fjab,fjab->fj", turns[1:], turns[:-1]) - 1) / 2
    assert np.degrees(np.arccos(cosines.clip(-1, 1))).max() < 35
    places = np.array([SKELETON.posed(pose, hips)[0] for pose, hips in zip(turns, clip.hips, strict=True)])
    above = (places[:, FEET, 1] - SKELETON.places[FEET, 1]).min(1)
    assert above.min() > -1e-6
    if not {"jump", "run"} & set(chosen):
        assert above.max() < 1e-6


@needs("three")
def test_another_reader_plays_the_same_poses(tmp_path: Path) -> None:
    """three.js has each joint of the BVH within 0.1 mm of ours, at five moments."""
    clip, _ = motion_of("walks, waves and jumps", 6, SKELETON)
    write_bvh(SKELETON, clip, tmp_path / "motion.bvh")
    frames = np.linspace(0, len(clip.times) - 2, 5).astype(int)
    played = three_bvh(tmp_path / "motion.bvh", clip.times[frames].tolist())
    for frame, seen in zip(frames, played, strict=True):
        ours, _ = SKELETON.posed(Rotation.from_quat(clip.turns[frame]).as_matrix(), clip.hips[frame])
        theirs = np.array([seen["places"][name] for name in NAMES]) / 100
        assert np.abs(theirs - ours).max() < 1e-4
        assert seen["seconds"] == pytest.approx(6, abs=0.04)
