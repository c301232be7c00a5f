from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, plain


@define(kw_only=True, repr=False)
class TaskError(JsonObject):
    """Why a task FAILED; empty, or with an empty message, when it did not."""

    message: str | Unset = UNSET
    """What went wrong, for a person."""
    type_: str | Unset = UNSET
    """One of invalid_input, timeout, service_unavailable and server_error. Retrying makes sense for the second and
    the third."""
    code: str | Unset = UNSET
    """Known are image_too_complex, model_missing_uv, model_insufficient_uv, invalid_input, moderation_blocked,
    timeout and format_conversion_failed."""
    doc_url: str | Unset = UNSET
    """A page about it."""

    text_member: ClassVar[str] = "message"
    wire: ClassVar[Wire] = {
        "type": ("type_", plain),
    }
