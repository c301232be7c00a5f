from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.resource_status import ResourceStatus


@define(kw_only=True, repr=False)
class Resource(JsonObject):
    """Files that models are made from."""

    resource_uuid: str | Unset = UNSET
    """A UUID with hyphens."""
    status: ResourceStatus | Unset = UNSET
    """1 is ready, 2 will be deleted, 3 is deleted. 0 holds no files and has no name of the service's."""
    resource_size: int | Unset = UNSET
    """Bytes."""
    file_names: list[str] | None | Unset = UNSET
    """Names of the files; null when there are none."""

    wire: ClassVar[Wire] = {
        "status": ("status", ResourceStatus),
    }
