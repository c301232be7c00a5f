from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, File, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class CreateUvUnwrap(JsonObject):
    """Which model is laid out; at most 40,000 faces, and faces of four or more sides become triangles."""

    input_task_id: str | Unset = UNSET
    """A SUCCEEDED task whose model is laid out. Wins over model_url."""
    model_url: File | Unset = UNSET
    """The model, .glb; a public URL, or a data URI of type application/octet-stream."""

    wire: ClassVar[Wire] = {}
