from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.reconstruction_job import ReconstructionJob


@define(kw_only=True, repr=False)
class StartedModels(JsonObject):
    """One member for each parameter of the request."""

    model_2d: ReconstructionJob | Unset = UNSET
    """One model of a start."""
    model_3d: ReconstructionJob | Unset = UNSET
    """One model of a start."""
    model_3dgs: ReconstructionJob | Unset = UNSET
    """One model of a start."""
    model_lidar: ReconstructionJob | Unset = UNSET
    """One model of a start."""

    wire: ClassVar[Wire] = {
        "model_2d": ("model_2d", ReconstructionJob.from_dict),
        "model_3d": ("model_3d", ReconstructionJob.from_dict),
        "model_3dgs": ("model_3dgs", ReconstructionJob.from_dict),
        "model_lidar": ("model_lidar", ReconstructionJob.from_dict),
    }
