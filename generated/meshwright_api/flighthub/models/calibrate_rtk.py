from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import JsonObject, Wire


@define(kw_only=True, repr=False)
class CalibrateRtk(JsonObject):
    """A network RTK service for a dock."""

    host: str
    """Its address."""
    port: int
    """Its port."""
    account: str
    """The account."""
    password: str
    """The password of the account."""
    mount_point: str
    """The mount point."""

    wire: ClassVar[Wire] = {}
