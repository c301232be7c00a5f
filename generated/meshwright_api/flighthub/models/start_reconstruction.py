from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class StartReconstruction(JsonObject):
    """Which models are made of a resource, one for each parameter given."""

    resource_uuid: str
    """A UUID with hyphens."""
    delete_resource_if_finish: bool | Unset = UNSET
    """Delete the resource when all of these models are done."""
    parameter_2d: str | Unset = UNSET
    """Asks for a 2D map; the resource has to hold 5 to 20000 files."""
    parameter_3d: str | Unset = UNSET
    """Asks for a 3D model; the resource has to hold 5 to 20000 files."""
    parameter_3dgs: str | Unset = UNSET
    """Asks for a model of 3D Gaussian splats; the resource has to hold 10 to 4000 files."""
    parameter_lidar: str | Unset = UNSET
    """Asks for a point cloud of LiDAR data; the resource has to hold 5 to 20000 files."""

    wire: ClassVar[Wire] = {}
