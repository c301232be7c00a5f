"""Turn an action into poses of a skeleton: the turns of its joints over time, and the way of its hips.

The feet follow the ground: in each pose the hips are as high as the lower foot needs to stand, higher in a hop.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from attrs import frozen
from scipy.spatial.transform import Rotation

from ..mesh import Floats
from .skeleton import NAMES, PLACES, Skeleton
from .swings import Action

FRAMES: Final = 30
"""Poses a second."""
_AXES: Final = {"x": (1.0, 0.0, 0.0), "y": (0.0, 1.0, 0.0), "z": (0.0, 0.0, 1.0)}
_FEET: Final = ("LeftFoot", "RightFoot", "LeftToeBase", "RightToeBase")


@frozen(eq=False)
class Clip:
    """Poses of an action: times (f), turns as quaternions x, y, z, w (f, 24, 4), and places of the hips (f, 3)."""

    name: str
    times: Floats
    turns: Floats
    hips: Floats

    def turned(self) -> list[int]:
        """Return the numbers of the joints that are not always at rest."""
        return np.nonzero(~np.isclose(self.turns, [0, 0, 0, 1]).all((0, 2)))[0].tolist()


def clip_of(action: Action, skeleton: Skeleton, frames: int = FRAMES) -> Clip:
    """Return the poses of an action, the last as the first, so that it repeats without a jump."""
    count = max(2, round(action.seconds * frames) + 1)
    share = np.linspace(0.0, 1.0, count)
    return standing(action.key, share * action.seconds, poses(action, skeleton, share), hops(action, share), skeleton)


def poses(action: Action, skeleton: Skeleton, share: Floats) -> Floats:
    """Return the turns (f, 24, 3, 3) of the joints at parts of an action, 1 being its whole length."""
    hanging = _hanging(skeleton)
    turns = np.repeat(hanging[None], len(share), 0)
    for swing in action.swings:
        degrees = np.full(len(share), float(swing.rest))
        for size, periods, phase in swing.waves:
            degrees += size * np.sin(2 * np.pi * (periods * share + phase))
        place = PLACES[swing.joint]
        limb = swing.joint.startswith(("Left", "Right"))
        sign = -1.0 if swing.axis == "x" and limb else 1.0  # limbs hang: forwards they turn the other way than the back
        turn = Rotation.from_rotvec(np.radians(sign * degrees)[:, None] * np.array(_AXES[swing.axis]))
        frame = _frame(swing.joint, hanging)
        turns[:, place] = frame.T @ turn.as_matrix() @ frame @ turns[:, place]
    return turns


def hops(action: Action, share: Floats) -> Floats:
    """Return how far the figure is above the ground at parts of an action, relative to the height of its hips."""
    return action.jump * np.abs(np.sin(np.pi * action.hops * share))


def standing(name: str, times: Floats, turns: Floats, above: Floats, skeleton: Skeleton) -> Clip:
    """Return a clip of poses whose lower foot is on the ground, or ``above`` it by parts of the height of the hips."""
    rest = skeleton.at("Hips")
    ground = {foot: float(skeleton.at(foot)[1]) for foot in _FEET}
    hips = np.repeat(rest[None], len(turns), 0)
    for frame, pose in enumerate(turns):
        places, _ = skeleton.posed(pose)
        hips[frame, 1] -= min(float(places[PLACES[foot]][1]) - height for foot, height in ground.items())
    hips[:, 1] += above * float(rest[1])
    quaternions = Rotation.from_matrix(turns.reshape(-1, 3, 3)).as_quat(canonical=True)
    return Clip(name, times, _continued(quaternions.reshape(len(turns), len(NAMES), 4)), hips)


def _hanging(skeleton: Skeleton) -> Floats:
    """Return the turns (24, 3, 3) that let the arms of the figure hang."""
    turns = np.repeat(np.eye(3)[None], len(NAMES), 0)
    for side, sign in (("Left", 1.0), ("Right", -1.0)):
        along = skeleton.at(f"{side}Hand") - skeleton.at(f"{side}Arm")
        wanted = np.array([0.12 * sign, -1.0, 0.0])
        turn = Rotation.align_vectors(wanted[None], along[None])[0]
        turns[PLACES[f"{side}Arm"]] = turn.as_matrix()
    return turns


def _frame(joint: str, hanging: Floats) -> Floats:
    """Return the turn to the axes of a swing: a forearm swings as if its arm hung, however it is at rest."""
    for side in ("Left", "Right"):
        if joint in (f"{side}ForeArm", f"{side}Hand"):
            return np.asarray(hanging[PLACES[f"{side}Arm"]])
    return np.eye(3)


def _continued(quaternions: Floats) -> Floats:
    """Return the same turns with signs that do not change from one pose to the next."""
    flips = np.sign((quaternions[1:] * quaternions[:-1]).sum(-1, keepdims=True))
    flips[flips == 0] = 1.0
    result = quaternions.copy()
    result[1:] *= np.cumprod(flips, axis=0)
    return result
