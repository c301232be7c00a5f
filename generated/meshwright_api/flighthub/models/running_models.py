from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.model_details import ModelDetails


@define(kw_only=True, repr=False)
class RunningModels(JsonObject):
    """The models under way."""

    list_: list[ModelDetails] | None | Unset = UNSET
    """The models; fields may be missing. null when there are none."""

    wire: ClassVar[Wire] = {
        "list": ("list_", each(ModelDetails.from_dict)),
    }
