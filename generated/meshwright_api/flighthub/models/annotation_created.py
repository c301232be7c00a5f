from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class AnnotationCreated(JsonObject):
    """A new annotation."""

    id: str | Unset = UNSET
    """The annotation."""

    wire: ClassVar[Wire] = {}
