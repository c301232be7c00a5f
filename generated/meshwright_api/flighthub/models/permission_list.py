from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.open_object import OpenObject


@define(kw_only=True, repr=False)
class PermissionList(JsonObject):
    """Rights."""

    init_permissions: list[OpenObject] | None | Unset = UNSET
    """The rights."""

    wire: ClassVar[Wire] = {
        "init_permissions": ("init_permissions", each(OpenObject.from_dict)),
    }
