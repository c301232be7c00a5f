from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.uploaded_file import UploadedFile


@define(kw_only=True, repr=False)
class UploadCallback(JsonObject):
    """Which files of which resource are in the store."""

    resource_uuid: str
    """A UUID with hyphens."""
    callback_param: str
    """As the credential gave it, unchanged."""
    files: list[UploadedFile]
    """The files of this call; more than 100 take several calls, one after the other."""
    resource_name: str | Unset = UNSET
    """A name for people."""

    wire: ClassVar[Wire] = {
        "files": ("files", each(UploadedFile.from_dict)),
    }
