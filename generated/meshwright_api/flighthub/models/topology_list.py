from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.topology import Topology


@define(kw_only=True, repr=False)
class TopologyList(JsonObject):
    """Topologies."""

    list_: list[Topology] | None | Unset = UNSET
    """The members; null when there are none."""

    wire: ClassVar[Wire] = {
        "list": ("list_", each(Topology.from_dict)),
    }
