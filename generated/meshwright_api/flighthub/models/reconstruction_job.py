from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.model_status import ModelStatus


@define(kw_only=True, repr=False)
class ReconstructionJob(JsonObject):
    """One model of a start."""

    uuid: str | Unset = UNSET
    """A UUID with hyphens."""
    status: ModelStatus | Unset = UNSET
    """12 waits, 14 works, 9 and 15 are successes, 8 and 13 failures, 16 was stopped. The service gives 9 and 15 the
    same name; an unknown value means that it goes on."""
    sub_error_code: int | Unset = UNSET
    """0 unless this model could not be started."""

    wire: ClassVar[Wire] = {
        "status": ("status", ModelStatus),
    }
