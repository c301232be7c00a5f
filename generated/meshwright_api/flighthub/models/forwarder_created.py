from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class ForwarderCreated(JsonObject):
    """A new forwarder, which does not send yet."""

    converter_id: str | Unset = UNSET
    """The forwarder."""

    wire: ClassVar[Wire] = {}
