from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class MapDownload(JsonObject):
    """Where a file of a model is."""

    id: int | Unset = UNSET
    """A number that the service chose."""
    url: str | Unset = UNSET
    """The file; the URL is signed and expires."""

    wire: ClassVar[Wire] = {}
