from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class TrackPoint(JsonObject):
    """Where an aircraft was."""

    timestamp: int | Unset = UNSET
    """Milliseconds since 1970."""
    latitude: float | Unset = UNSET
    """Degrees."""
    longitude: float | Unset = UNSET
    """Degrees."""
    height: float | Unset = UNSET
    """Metres."""

    times: ClassVar[Mapping[str, Literal["seconds", "milliseconds", "text"]]] = {"timestamp": "milliseconds"}
    wire: ClassVar[Wire] = {}
