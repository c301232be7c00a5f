"""The emulator's own animation library: each action with its number, its categories, and its swings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ..errors import EngineError
from .swings import Action, Swing, both, one


def _walk(stride: float, knee: float, arm: float, elbow: float, lean: float = 0.0) -> tuple[Swing, ...]:
    return (
        *both("UpLeg", "x", 0.15 * stride, (stride, 1, 0.0), opposite=True),
        *both("Leg", "x", -0.55 * knee, (0.5 * knee, 1, 0.25), opposite=True),
        *both("Arm", "x", 0.0, (arm, 1, 0.5), opposite=True),
        *both("ForeArm", "x", elbow, (0.3 * elbow, 1, 0.5), opposite=True),
        *both("Arm", "z", 6.0),
        *one("Spine", "x", lean),
        *one("Spine1", "y", 0.0, (0.25 * arm, 1, 0.5)),
    )


_BREATH: Final = (*one("Spine1", "x", 0.0, (1.5, 1, 0.0)), *both("Arm", "z", 8.0, (1.5, 1, 0.0)))
_GUARD: Final = (
    *both("Arm", "x", 40.0),
    *both("ForeArm", "x", 110.0),
    *both("UpLeg", "x", 12.0, opposite=True),
    *both("Leg", "x", -18.0),
)
_SIT: Final = (
    *both("UpLeg", "x", 88.0),
    *both("Leg", "x", -88.0),
    *both("Arm", "x", 25.0),
    *both("ForeArm", "x", 50.0),
)
_WALKS, _BODY, _DAILY, _FIGHT, _DANCE = "WalkAndRun", "BodyMovements", "DailyActions", "Fighting", "Dancing"

ACTIONS: Final = (
    Action(0, "Idle", _DAILY, "Idle", 3.0, _BREATH),
    Action(1, "Walking", _WALKS, "Walking", 1.1, _walk(26, 44, 24, 16)),
    Action(2, "Running", _WALKS, "Running", 0.7, _walk(42, 84, 44, 80, 10), jump=0.06, hops=2),
    Action(3, "Sneaking", _WALKS, "Walking", 2.0, (*_walk(18, 70, 8, 40, 26), *one("Neck", "x", -18))),
    Action(4, "Marching", _WALKS, "Walking", 1.2, _walk(46, 80, 50, 10)),
    Action(
        5,
        "Wave",
        _DAILY,
        "Interacting",
        2.4,
        (*_BREATH, *one("RightArm", "z", -142), *one("RightForeArm", "z", -8, (26, 3, 0.0)), *one("Head", "z", 5)),
    ),
    Action(6, "Clapping", _DAILY, "Interacting", 1.6, (*both("Arm", "x", 62), *both("Arm", "y", -12, (11, 4, 0.0)))),
    Action(7, "Nodding", _DAILY, "Interacting", 1.8, (*_BREATH, *one("Head", "x", 6, (14, 3, 0.0)))),
    Action(8, "Shaking Head", _DAILY, "Interacting", 1.8, (*_BREATH, *one("Head", "y", 0, (28, 3, 0.0)))),
    Action(
        9,
        "Bowing",
        _DAILY,
        "Interacting",
        2.4,
        (*one("Spine", "x", 24, (24, 1, 0.75)), *one("Neck", "x", 8, (8, 1, 0.75))),
    ),
    Action(10, "Pointing", _DAILY, "Interacting", 2.4, (*_BREATH, *one("RightArm", "x", 84, (4, 1, 0.0)))),
    Action(11, "Sitting", _DAILY, "Sitting", 3.0, (*_SIT, *one("Spine1", "x", 3, (1.5, 1, 0.0)))),
    Action(
        12,
        "Looking Around",
        _DAILY,
        "Idle",
        3.6,
        (*_BREATH, *one("Neck", "y", 0, (24, 1, 0.0)), *one("Head", "y", 0, (28, 1, 0.0))),
    ),
    Action(
        13,
        "Jumping",
        _BODY,
        "Jumping",
        1.2,
        (
            *both("UpLeg", "x", 18, (18, 1, 0.75)),
            *both("Leg", "x", -32, (32, 1, 0.25)),
            *both("Arm", "x", 40, (40, 1, 0.75)),
        ),
        jump=0.35,
    ),
    Action(
        14,
        "Squatting",
        _BODY,
        "Exercise",
        2.0,
        (
            *both("UpLeg", "x", 46, (46, 1, 0.75)),
            *both("Leg", "x", -48, (48, 1, 0.25)),
            *both("Arm", "x", 42, (42, 1, 0.75)),
            *one("Spine", "x", 12, (12, 1, 0.75)),
        ),
    ),
    Action(
        15,
        "Jumping Jacks",
        _BODY,
        "Exercise",
        1.2,
        (*both("Arm", "z", 82, (74, 1, 0.75)), *both("UpLeg", "z", 12, (12, 1, 0.75))),
        jump=0.12,
        hops=2,
    ),
    Action(
        16,
        "Stretching",
        _BODY,
        "Exercise",
        4.0,
        (*both("Arm", "z", 150, (18, 1, 0.0)), *one("Spine1", "z", 0, (16, 1, 0.0))),
    ),
    Action(
        17,
        "Bending Sideways",
        _BODY,
        "Exercise",
        3.0,
        (*one("Spine", "z", 0, (16, 1, 0.0)), *one("Spine2", "z", 0, (12, 1, 0.0)), *both("Arm", "z", 28)),
    ),
    Action(
        18,
        "Twisting",
        _BODY,
        "Exercise",
        2.0,
        (*one("Spine", "y", 0, (22, 1, 0.0)), *one("Spine2", "y", 0, (22, 1, 0.0)), *both("Arm", "z", 70)),
    ),
    Action(
        19,
        "Boxing",
        _FIGHT,
        "Punching",
        1.0,
        (
            *_GUARD,
            *both("Arm", "x", 10, (28, 1, 0.0), opposite=True),
            *both("ForeArm", "x", -20, (58, 1, 0.5), opposite=True),
            *one("Spine1", "y", 0, (16, 1, 0.0)),
        ),
    ),
    Action(
        20,
        "Kicking",
        _FIGHT,
        "Kicking",
        1.4,
        (
            *_GUARD,
            *one("RightUpLeg", "x", 40, (46, 1, 0.75)),
            *one("RightLeg", "x", -30, (40, 1, 0.25)),
            *one("Spine", "x", -6),
        ),
    ),
    Action(
        21,
        "Guarding",
        _FIGHT,
        "Blocking",
        2.0,
        (*_GUARD, *both("Arm", "x", 8, (4, 2, 0.0)), *one("Spine1", "x", 8, (2, 2, 0.0))),
    ),
    Action(
        22,
        "Swaying",
        _DANCE,
        "Dancing",
        2.0,
        (
            *one("Spine", "z", 0, (10, 1, 0.0)),
            *both("UpLeg", "x", 10, (10, 2, 0.0)),
            *both("Leg", "x", -20, (20, 2, 0.5)),
            *both("Arm", "z", 40, (20, 2, 0.0)),
            *both("ForeArm", "x", 70, (20, 2, 0.0)),
        ),
    ),
    Action(
        23,
        "Disco",
        _DANCE,
        "Dancing",
        1.6,
        (
            *one("RightArm", "z", -70, (66, 1, 0.0)),
            *one("LeftArm", "z", 20),
            *one("LeftForeArm", "x", 80),
            *one("Spine", "y", 0, (16, 1, 0.0)),
            *both("UpLeg", "x", 8, (8, 2, 0.0)),
            *both("Leg", "x", -16, (16, 2, 0.5)),
        ),
    ),
    Action(
        24,
        "Robot Dance",
        _DANCE,
        "Dancing",
        2.4,
        (
            *both("ForeArm", "x", 45, (45, 2, 0.0), opposite=True),
            *both("Arm", "x", 0, (30, 1, 0.0), opposite=True),
            *one("Head", "y", 0, (30, 2, 0.0)),
            *one("Spine1", "y", 0, (14, 1, 0.0)),
        ),
    ),
    Action(
        25,
        "Cheering",
        _DANCE,
        "Celebrating",
        1.2,
        (*both("Arm", "z", 150, (18, 2, 0.0)), *both("ForeArm", "z", 10, (14, 2, 0.0))),
        jump=0.1,
        hops=2,
    ),
)
BY_NUMBER: Final[Mapping[int, Action]] = {action.number: action for action in ACTIONS}
WALKING, RUNNING = BY_NUMBER[1], BY_NUMBER[2]
BASIC: Final = WALKING, RUNNING
"""The actions that each rigged figure has."""
UNKNOWN: Final = "unknown_action"


def action_of(number: int) -> Action:
    """Return an action by its number; raises EngineError for one that the library does not have."""
    if number not in BY_NUMBER:
        raise EngineError(
            f"invalid action_id: {number} is not in the emulator's library, which has {len(ACTIONS)} actions, 0 to "
            f"{max(BY_NUMBER)}; search it at /openapi/v1/animations/library",
            code=UNKNOWN,
        )
    return BY_NUMBER[number]
