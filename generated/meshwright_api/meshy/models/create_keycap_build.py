from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.keycap_options import KeycapOptions


@define(kw_only=True, repr=False)
class CreateKeycapBuild(JsonObject):
    """Which prototype becomes a keycap."""

    input_task_id: str
    """The SUCCEEDED prototype of a keycap, by the same key; any other task is not found."""
    candidate_id: str
    """One of the candidate_ids of the prototype."""
    options: KeycapOptions | Unset = UNSET
    """The form of a keycap."""
    name: str | Unset = UNSET
    """A name of the task, for you."""

    wire: ClassVar[Wire] = {
        "options": ("options", KeycapOptions.from_dict),
    }
