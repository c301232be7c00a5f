from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.continued_task import ContinuedTask


@define(kw_only=True, repr=False)
class ContinuedFlight(JsonObject):
    """The rest of a flight that broke off."""

    task: ContinuedTask | Unset = UNSET
    """The rest of a flight."""

    wire: ClassVar[Wire] = {
        "task": ("task", ContinuedTask.from_dict),
    }
