from __future__ import annotations

from typing import Any, ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.open_object import OpenObject


@define(kw_only=True, repr=False)
class Permission(JsonObject):
    """A right."""

    permission_id: Any | Unset = UNSET
    """The right."""
    permission_name: str | Unset = UNSET
    """Its name."""
    children: list[OpenObject] | None | Unset = UNSET
    """Rights within it."""

    wire: ClassVar[Wire] = {
        "children": ("children", each(OpenObject.from_dict)),
    }
