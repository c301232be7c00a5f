from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.open_object import OpenObject


@define(kw_only=True, repr=False)
class StreamList(JsonObject):
    """Streams."""

    list_: list[OpenObject] | None | Unset = UNSET
    """The streams; null when there are none."""

    wire: ClassVar[Wire] = {
        "list": ("list_", each(OpenObject.from_dict)),
    }
