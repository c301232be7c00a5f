from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.hms_arguments import HmsArguments
from ..models.hms_level import HmsLevel
from ..models.hms_module import HmsModule
from ..models.hms_place import HmsPlace


@define(kw_only=True, repr=False)
class HmsRecord(JsonObject):
    """A message of the Health Management System."""

    level: HmsLevel | Unset = UNSET
    """How serious it is."""
    module: HmsModule | Unset = UNSET
    """The part that it concerns."""
    in_the_key: HmsPlace | Unset = UNSET
    """Where the aircraft was."""
    in_the_sky: HmsPlace | Unset = UNSET
    """Where the aircraft was."""
    code: str | Unset = UNSET
    """Number of the message, such as `0x16100083`."""
    message: str | Unset = UNSET
    """The message, for people."""
    args: HmsArguments | None | Unset = UNSET
    """Values of the message."""
    imminent: bool | Unset = UNSET
    """Whether the message only holds for a moment."""

    wire: ClassVar[Wire] = {
        "args": ("args", HmsArguments.from_dict),
    }
