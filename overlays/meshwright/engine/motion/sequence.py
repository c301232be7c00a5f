"""Join actions to one motion: each is repeated for its part of the time, and fades into the next."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.spatial.transform import Rotation, Slerp

from ..mesh import Floats
from .catalogue import BY_NUMBER
from .posing import FRAMES, Clip, hops, poses, standing
from .skeleton import Skeleton
from .swings import Action
from .wording import actions_in

_FADE: Final = 0.3
"""Seconds in which an action fades into the next."""


def motion_of(prompt: str, seconds: float, skeleton: Skeleton) -> tuple[Clip, list[str]]:
    """Return the motion that a prompt asks for, and sentences about guesses; a figure without one stands."""
    actions = actions_in(prompt)
    notes = [] if actions else ["The prompt names no action that the emulator knows: the figure stands."]
    actions = actions or [BY_NUMBER[0]]
    times = np.arange(round(seconds * FRAMES) + 1) / FRAMES
    parts = [part for part in np.array_split(times, len(actions)) if len(part)]
    turns, above = _played(actions[0], parts[0], skeleton)
    for action, part in zip(actions[1:], parts[1:], strict=False):
        next_turns, next_above = _played(action, part, skeleton)
        share = ((part - part[0] + 1 / FRAMES) / _FADE).clip(0.0, 1.0)
        turns = np.concatenate([turns, _faded(turns[-1], next_turns, share)])
        above = np.concatenate([above, (1 - share) * above[-1] + share * next_above])
    notes.append(f"The emulator computed the motion from its own actions: {', '.join(each.name for each in actions)}.")
    return standing("motion", times, turns, above, skeleton), notes


def _played(action: Action, times: Floats, skeleton: Skeleton) -> tuple[Floats, Floats]:
    """Return the turns and the hops of an action, which begins with the first pose and is repeated."""
    share = (times - times[0]) / action.seconds
    return poses(action, skeleton, share), hops(action, share)


def _faded(last: Floats, turns: Floats, share: Floats) -> Floats:
    """Return turns that begin near the last ones (24, 3, 3) and are their own where the share is 1."""
    result = turns.copy()
    for frame in np.nonzero(share < 1)[0]:
        for joint in range(turns.shape[1]):
            both = Rotation.from_matrix(np.stack([last[joint], turns[frame, joint]]))
            result[frame, joint] = Slerp([0.0, 1.0], both)(share[frame]).as_matrix()
    return result
