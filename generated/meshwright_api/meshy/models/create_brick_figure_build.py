from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class CreateBrickFigureBuild(JsonObject):
    """Which prototype becomes a brick figure."""

    input_task_id: str
    """The SUCCEEDED prototype of a brick figure, by the same key; any other task is not found."""
    name: str | Unset = UNSET
    """A name of the task, for you."""

    wire: ClassVar[Wire] = {}
