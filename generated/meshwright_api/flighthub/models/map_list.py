from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.map_model import MapModel


@define(kw_only=True, repr=False)
class MapList(JsonObject):
    """Models."""

    list_: list[MapModel] | None | Unset = UNSET
    """The models; null when there are none."""

    wire: ClassVar[Wire] = {
        "list": ("list_", each(MapModel.from_dict)),
    }
