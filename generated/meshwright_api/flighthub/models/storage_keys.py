from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class StorageKeys(JsonObject):
    """Temporary keys of a store."""

    access_key_id: str | Unset = UNSET
    """First part of the key."""
    access_key_secret: str | Unset = UNSET
    """Second part of the key. Spelt otherwise in the credential of open modeling."""
    security_token: str | Unset = UNSET
    """Third part of the key. Spelt otherwise in the credential of open modeling."""
    expire: int | Unset = UNSET
    """Seconds that the key lasts; 900 has been seen."""
    platform: int | Unset = UNSET
    """A number of the service."""

    wire: ClassVar[Wire] = {}
