from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class UserProject(JsonObject):
    """A project of a user."""

    project_uuid: str | Unset = UNSET
    """The project."""
    project_callsign: str | Unset = UNSET
    """The name of the user in it."""

    wire: ClassVar[Wire] = {}
