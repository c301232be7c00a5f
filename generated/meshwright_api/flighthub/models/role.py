from __future__ import annotations

from typing import Any, ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.permission import Permission


@define(kw_only=True, repr=False)
class Role(JsonObject):
    """A role in an organization."""

    role_id: Any | Unset = UNSET
    """The role."""
    role_name: str | Unset = UNSET
    """Its name."""
    role_description: str | Unset = UNSET
    """Its description."""
    workspace_id: Any | Unset = UNSET
    """The project that it is limited to."""
    is_preset: Any | Unset = UNSET
    """Whether the service defines it."""
    is_add_to_org: Any | Unset = UNSET
    """Whether it is used in the organization."""
    role_type: Any | Unset = UNSET
    """Its type."""
    created_at: Any | Unset = UNSET
    """When it was created."""
    updated_at: Any | Unset = UNSET
    """When it was changed."""
    deleted_at: Any | Unset = UNSET
    """When it was deleted."""
    permissions: list[Permission] | None | Unset = UNSET
    """Its rights."""

    wire: ClassVar[Wire] = {
        "permissions": ("permissions", each(Permission.from_dict)),
    }
