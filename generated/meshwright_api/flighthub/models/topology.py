from __future__ import annotations

from typing import Any, ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.topology_device import TopologyDevice


@define(kw_only=True, repr=False)
class Topology(JsonObject):
    """A device and what it was connected with."""

    index: Any | Unset = UNSET
    """Its number."""
    host: TopologyDevice | Unset = UNSET
    """A device in a topology."""
    parents: list[TopologyDevice] | None | Unset = UNSET
    """Devices that it belongs to."""
    nodes: list[TopologyDevice] | None | Unset = UNSET
    """Its further parts."""
    project: Any | Unset = UNSET
    """The project."""

    wire: ClassVar[Wire] = {
        "host": ("host", TopologyDevice.from_dict),
        "parents": ("parents", each(TopologyDevice.from_dict)),
        "nodes": ("nodes", each(TopologyDevice.from_dict)),
    }
