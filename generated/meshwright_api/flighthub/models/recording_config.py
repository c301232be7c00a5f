from __future__ import annotations

from typing import Any, ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.recording_item import RecordingItem


@define(kw_only=True, repr=False)
class RecordingConfig(JsonObject):
    """The recordings of a project."""

    id: Any | Unset = UNSET
    """Its number."""
    project_id: Any | Unset = UNSET
    """The project."""
    created_at: Any | Unset = UNSET
    """When it was created."""
    updated_at: Any | Unset = UNSET
    """When it was changed."""
    auto_cleaning_time: Any | Unset = UNSET
    """After how long recordings are deleted."""
    disabled_auto_clean: bool | Unset = UNSET
    """Whether they are kept."""
    disable_dock_recording: bool | Unset = UNSET
    """Whether docks are left out."""
    disable_drone_recording: bool | Unset = UNSET
    """Whether aircraft are left out."""
    disable_base_station_recording: bool | Unset = UNSET
    """Whether base stations are left out."""
    disable_rtmp_recording: bool | Unset = UNSET
    """Whether RTMP streams are left out."""
    recording_items: list[RecordingItem] | None | Unset = UNSET
    """The cameras."""

    wire: ClassVar[Wire] = {
        "recording_items": ("recording_items", each(RecordingItem.from_dict)),
    }
