from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.recording_config import RecordingConfig


@define(kw_only=True, repr=False)
class RecordingConfigAnswer(JsonObject):
    """The envelope of the recordings of a project."""

    code: int
    """0 is success. Other known codes are 200401 token, 200403 forbidden, 200404 not found, 200610 parameter missing
    or wrong, 210429 too frequent, 245008 other project, 200500, 210318, 210500 and 210504 failures of the
    service."""
    message: str
    """What went wrong, for a person; empty when nothing did."""
    data: RecordingConfig | Unset = UNSET
    """The recordings of a project."""

    wire: ClassVar[Wire] = {
        "data": ("data", RecordingConfig.from_dict),
    }
