from __future__ import annotations

from typing import Any, ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class FlightExport(JsonObject):
    """A file with records of flights."""

    uuid: str | Unset = UNSET
    """Its uuid."""
    created_at: Any | Unset = UNSET
    """When it was asked for."""
    export_time: Any | Unset = UNSET
    """When it was written."""
    content_type: Any | Unset = UNSET
    """Its content."""
    export_status: Any | Unset = UNSET
    """Its state."""
    progress: Any | Unset = UNSET
    """How far it is."""
    file_name: str | Unset = UNSET
    """Its name."""
    file_type: list[str] | None | Unset = UNSET
    """Its formats."""
    object_key: str | Unset = UNSET
    """Its key in the store."""
    user_name: str | Unset = UNSET
    """Who asked for it."""
    failed_reason_code: Any | Unset = UNSET
    """Why it failed."""

    wire: ClassVar[Wire] = {}
