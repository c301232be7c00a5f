from __future__ import annotations

from typing import Any, ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.open_object import OpenObject
from ..models.related_user import RelatedUser


@define(kw_only=True, repr=False)
class FlightRecord(JsonObject):
    """A flight and its parts."""

    begin_at: Any | Unset = UNSET
    """When it begins."""
    flight_task_id: str | Unset = UNSET
    """The flight."""
    related_users: list[RelatedUser] | None | Unset = UNSET
    """Who had to do with it."""
    task_type: int | Unset = UNSET
    """When it takes off, as a number."""
    flight_task_type: int | Unset = UNSET
    """Its kind, as a number."""
    folder_id: int | Unset = UNSET
    """Folder of its files."""
    flight_pieces: list[OpenObject] | None | Unset = UNSET
    """Its parts."""

    wire: ClassVar[Wire] = {
        "related_users": ("related_users", each(RelatedUser.from_dict)),
        "flight_pieces": ("flight_pieces", each(OpenObject.from_dict)),
    }
