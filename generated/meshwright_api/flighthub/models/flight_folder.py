from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class FlightFolder(JsonObject):
    """The folder of a flight's files."""

    folder_id: int | Unset = UNSET
    """A number that the service chose."""
    expected_file_count: int | Unset = UNSET
    """Files that are to come; not known if it is missing."""
    uploaded_file_count: int | Unset = UNSET
    """Files that have come; not known if it is missing."""

    wire: ClassVar[Wire] = {}
