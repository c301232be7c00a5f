from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.area_file import AreaFile


@define(kw_only=True, repr=False)
class OfflineMapFile(JsonObject):
    """The map for aircraft without a connection."""

    offline_map_enable: bool | Unset = UNSET
    """Whether it is used."""
    file: AreaFile | Unset = UNSET
    """A file for aircraft."""

    wire: ClassVar[Wire] = {
        "file": ("file", AreaFile.from_dict),
    }
