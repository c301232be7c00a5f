from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.badge_output import BadgeOutput
from ..models.fridge_magnet_options import FridgeMagnetOptions


@define(kw_only=True, repr=False)
class CreateFridgeMagnetBuild(JsonObject):
    """Which prototype becomes a fridge magnet."""

    input_task_id: str
    """The SUCCEEDED prototype of a fridge magnet, by the same key; any other task is not found."""
    options: FridgeMagnetOptions | Unset = UNSET
    """The form of a fridge magnet."""
    output: BadgeOutput | Unset = UNSET
    """How the files of a keychain or a fridge magnet come."""
    name: str | Unset = UNSET
    """A name of the task, for you."""

    wire: ClassVar[Wire] = {
        "options": ("options", FridgeMagnetOptions.from_dict),
        "output": ("output", BadgeOutput.from_dict),
    }
