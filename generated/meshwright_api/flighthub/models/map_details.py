from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.map_file_type import MapFileType


@define(kw_only=True, repr=False)
class MapDetails(JsonObject):
    """A model on the map of a project, and its files."""

    id: int | Unset = UNSET
    """A number that the service chose."""
    name: str | Unset = UNSET
    """Its name."""
    file_type: MapFileType | Unset = UNSET
    """Kind of a model."""
    show_on_map: bool | Unset = UNSET
    """Whether the map shows it."""
    size: int | Unset = UNSET
    """Bytes."""
    create_at: int | Unset = UNSET
    """Milliseconds since 1970."""
    update_at: int | Unset = UNSET
    """Milliseconds since 1970."""
    user_name: str | Unset = UNSET
    """Who made it."""
    url: str | Unset = UNSET
    """The model; the URL is signed and expires."""
    preview_url: str | Unset = UNSET
    """A small picture; the URL is signed and expires."""

    times: ClassVar[Mapping[str, Literal["seconds", "milliseconds", "text"]]] = {
        "create_at": "milliseconds",
        "update_at": "milliseconds",
    }
    wire: ClassVar[Wire] = {}
