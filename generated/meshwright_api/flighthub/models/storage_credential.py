from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire
from ..models.storage_keys import StorageKeys
from ..models.storage_provider import StorageProvider


@define(kw_only=True, repr=False)
class StorageCredential(JsonObject):
    """Temporary access to the store of a project."""

    endpoint: str | Unset = UNSET
    """Where the store answers."""
    provider: StorageProvider | Unset = UNSET
    """Kind of store."""
    region: str | Unset = UNSET
    """Region of the store."""
    bucket: str | Unset = UNSET
    """The bucket."""
    object_key_prefix: str | Unset = UNSET
    """Begin of every key: a slash and a name of one's own follow."""
    credentials: StorageKeys | Unset = UNSET
    """Temporary keys of a store."""

    wire: ClassVar[Wire] = {
        "credentials": ("credentials", StorageKeys.from_dict),
    }
