from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.post_process import PostProcess


@define(kw_only=True, repr=False)
class CreateAnimation(JsonObject):
    """Which rigged figure plays which actions."""

    rig_task_id: str
    """The SUCCEEDED rigging task."""
    action_id: int | Unset = UNSET
    """The action, by its number in the library."""
    action_ids: list[int] | Unset = UNSET
    """One to ten different actions; they become clips of one file, in this order."""
    motion_task_id: str | Unset = UNSET
    """A SUCCEEDED text-to-motion task, in place of actions."""
    post_process: PostProcess | Unset = UNSET
    """The processing of the animation afterwards."""

    wire: ClassVar[Wire] = {
        "post_process": ("post_process", PostProcess.from_dict),
    }
