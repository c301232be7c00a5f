from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each
from ..models.route_payload import RoutePayload
from ..models.route_template import RouteTemplate


@define(kw_only=True, repr=False)
class Route(JsonObject):
    """A flight route."""

    id: str | Unset = UNSET
    """The route: `wayline_uuid` in a flight."""
    name: str | Unset = UNSET
    """Its name."""
    size: int | Unset = UNSET
    """Bytes of the KMZ file."""
    template_types: list[RouteTemplate] | None | Unset = UNSET
    """Kinds of route."""
    update_time: int | Unset = UNSET
    """Milliseconds since 1970."""
    device_model_key: str | Unset = UNSET
    """Model of aircraft, such as `0-91-1`."""
    payload_information: list[RoutePayload] | None | Unset = UNSET
    """Cameras that it is made for."""

    times: ClassVar[Mapping[str, Literal["seconds", "milliseconds", "text"]]] = {"update_time": "milliseconds"}
    wire: ClassVar[Wire] = {
        "payload_information": ("payload_information", each(RoutePayload.from_dict)),
    }
