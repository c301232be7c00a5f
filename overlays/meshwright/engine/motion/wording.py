"""Find the actions that the words of a prompt ask for, in their order."""

from __future__ import annotations

import re
from typing import Final

from .catalogue import BY_NUMBER
from .swings import Action

_STEMS: Final = {
    0: ("stand", "idl", "wait", "breath", "rest"),
    1: ("walk", "stroll", "wander"),
    2: ("run", "jog", "sprint", "rush"),
    3: ("sneak", "creep", "tiptoe"),
    4: ("march", "parad"),
    5: ("wav", "greet"),
    6: ("clap", "applau"),
    7: ("nod",),
    8: ("shak",),
    9: ("bow",),
    10: ("point",),
    11: ("sit", "sat"),
    12: ("look", "watch", "search"),
    13: ("jump", "leap", "hop"),
    14: ("squat", "crouch", "kneel"),
    15: ("jumping jack",),
    16: ("stretch", "yawn"),
    17: ("bend", "lean"),
    18: ("twist", "turn"),
    19: ("box", "punch", "fight"),
    20: ("kick",),
    21: ("guard", "block", "defend"),
    22: ("danc", "sway"),
    23: ("disco",),
    24: ("robot danc",),
    25: ("cheer", "celebrat", "rejoic"),
}
"""How words and phrases begin that ask for an action, by its number."""
_ACTIONS: Final = {stem: BY_NUMBER[number] for number, stems in _STEMS.items() for stem in stems}
_ASKED: Final = re.compile(rf"\b({'|'.join(sorted(_ACTIONS, key=len, reverse=True))})", re.IGNORECASE)


def actions_in(prompt: str) -> list[Action]:
    """Return the actions that a prompt asks for, without repetitions in a row; an empty list if it has none."""
    found = [_ACTIONS[match[1].lower()] for match in _ASKED.finditer(prompt)]
    return [action for place, action in enumerate(found) if place == 0 or action is not found[place - 1]]
