from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.badge_output import BadgeOutput
from ..models.keychain_options import KeychainOptions


@define(kw_only=True, repr=False)
class CreateKeychainBuild(JsonObject):
    """Which prototype becomes a keychain."""

    input_task_id: str
    """The SUCCEEDED prototype of a keychain, by the same key; any other task is not found."""
    options: KeychainOptions | Unset = UNSET
    """The form of a keychain."""
    output: BadgeOutput | Unset = UNSET
    """How the files of a keychain or a fridge magnet come."""
    name: str | Unset = UNSET
    """A name of the task, for you."""

    wire: ClassVar[Wire] = {
        "options": ("options", KeychainOptions.from_dict),
        "output": ("output", BadgeOutput.from_dict),
    }
