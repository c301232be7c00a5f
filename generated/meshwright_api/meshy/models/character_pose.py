from __future__ import annotations

from typing import Literal, TypeAlias

CharacterPose: TypeAlias = Literal["a-pose", "t-pose"] | str
"""The pose of a character.

A value that the service adds tomorrow passes too.
"""
