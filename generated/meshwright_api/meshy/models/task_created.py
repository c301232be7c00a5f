from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import JsonObject, Wire


@define(kw_only=True, repr=False)
class TaskCreated(JsonObject):
    """The answer to every create."""

    result: str
    """Id of the new task."""

    wire: ClassVar[Wire] = {}
