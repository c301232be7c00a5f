from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.lamp_options import LampOptions
from ..models.lamp_output import LampOutput


@define(kw_only=True, repr=False)
class CreateLampBuild(JsonObject):
    """Which prototype becomes a lamp."""

    input_task_id: str
    """The SUCCEEDED prototype of a lamp, by the same key; any other task is not found."""
    options: LampOptions | Unset = UNSET
    """The form of a lamp."""
    output: LampOutput | Unset = UNSET
    """How the files of a lamp come."""
    name: str | Unset = UNSET
    """A name of the task, for you."""

    wire: ClassVar[Wire] = {
        "options": ("options", LampOptions.from_dict),
        "output": ("output", LampOutput.from_dict),
    }
