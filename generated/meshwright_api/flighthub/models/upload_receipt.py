from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class UploadReceipt(JsonObject):
    """The files that a callback has added."""

    resource_uuid: str | Unset = UNSET
    """A UUID with hyphens."""
    upload_count: int | Unset = UNSET
    """Number of files."""
    file_name_list: list[str] | Unset = UNSET
    """Names of the files."""

    wire: ClassVar[Wire] = {}
