from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, plain


@define(kw_only=True, repr=False)
class DeviceModel(JsonObject):
    """The model of a device."""

    key: str | Unset = UNSET
    """`domain-type-sub_type`, such as `3-2-0`."""
    domain: str | Unset = UNSET
    """First part of key."""
    type_: str | Unset = UNSET
    """Second part of key."""
    sub_type: str | Unset = UNSET
    """Third part of key."""
    name: str | Unset = UNSET
    """Name of the model."""
    class_: str | Unset = UNSET
    """Class of device, such as `airport`, `drone` or `rc`."""

    wire: ClassVar[Wire] = {
        "type": ("type_", plain),
        "class": ("class_", plain),
    }
