from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import JsonObject, Wire


@define(kw_only=True, repr=False)
class SwitchForwarder(JsonObject):
    """Whether a forwarder sends."""

    auto_push_stream: bool
    """True starts it, false stops it."""

    wire: ClassVar[Wire] = {}
