from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.model_status import ModelStatus
from ..models.model_type import ModelType
from ..models.zip_status import ZipStatus


@define(kw_only=True, repr=False)
class ModelDetails(JsonObject):
    """A model, its state and its zip."""

    resource_uuid: str | Unset = UNSET
    """A UUID with hyphens."""
    model_uuid: str | Unset = UNSET
    """A UUID with hyphens."""
    model_type: ModelType | Unset = UNSET
    """Which kind of model was asked for."""
    model_status: ModelStatus | Unset = UNSET
    """12 waits, 14 works, 9 and 15 are successes, 8 and 13 failures, 16 was stopped. The service gives 9 and 15 the
    same name; an unknown value means that it goes on."""
    model_size: int | Unset = UNSET
    """Bytes."""
    reconstruction_progress: int | Unset = UNSET
    """Percent."""
    error_code: int | Unset = UNSET
    """Why it failed; 0 when it did not."""
    zip_status: ZipStatus | Unset = UNSET
    """Whether the result has been packed; 2 is done, 3 failed."""
    zip_progress: int | Unset = UNSET
    """Percent."""
    zip_file_key: str | Unset = UNSET
    """Names the zip."""

    wire: ClassVar[Wire] = {
        "model_type": ("model_type", ModelType),
        "model_status": ("model_status", ModelStatus),
        "zip_status": ("zip_status", ZipStatus),
    }
