from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.offline_map import OfflineMap


@define(kw_only=True, repr=False)
class OfflineMapState(JsonObject):
    """The state of the map for aircraft without a connection."""

    disable: bool | Unset = UNSET
    """Whether it is not used."""
    offline_map: OfflineMap | Unset = UNSET
    """A map for aircraft without a connection."""

    wire: ClassVar[Wire] = {
        "offline_map": ("offline_map", OfflineMap.from_dict),
    }
