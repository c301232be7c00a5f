from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class UsageRecord(JsonObject):
    """A finished task and what it has cost."""

    task_id: str
    """Id of the task."""
    endpoint: str | Unset = UNSET
    """The type of the task."""
    status: str | Unset = UNSET
    """SUCCEEDED or FAILED."""
    created_at: int | Unset = UNSET
    """Epoch milliseconds."""
    finished_at: int | Unset = UNSET
    """Epoch milliseconds."""
    consumed_credits: int | Unset = UNSET
    """Credits; 0 for a task that FAILED."""
    api_key_name: str | Unset = UNSET
    """Name of the key that created it."""
    api_key_suffix: str | Unset = UNSET
    """The last characters of that key."""

    wire: ClassVar[Wire] = {}
