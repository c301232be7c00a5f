from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import JsonObject, Wire


@define(kw_only=True, repr=False)
class FinishRouteUpload(JsonObject):
    """A route that is in the store."""

    object_key: str
    """The key of the KMZ file, which begins with object_key_prefix."""
    name: str
    """A name for people."""

    wire: ClassVar[Wire] = {}
