from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.open_object import OpenObject


@define(kw_only=True, repr=False)
class SerialMapping(JsonObject):
    """Serial numbers in plain text."""

    mapping: OpenObject | Unset = UNSET
    """An object whose members are not known."""

    wire: ClassVar[Wire] = {
        "mapping": ("mapping", OpenObject.from_dict),
    }
