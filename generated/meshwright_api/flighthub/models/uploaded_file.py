from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import JsonObject, Wire


@define(kw_only=True, repr=False)
class UploadedFile(JsonObject):
    """One file that is in the store."""

    name: str
    """The name that replaced `{fileName}`."""
    etag: str
    """The ETag that the store gave to the file, without quotes."""

    wire: ClassVar[Wire] = {}
