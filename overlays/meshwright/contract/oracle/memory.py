"""The state that the oracle keeps between exchanges: the tasks whose creation it saw, and their changes."""

from __future__ import annotations

from typing import Any

from attrs import define, field

from ...spec.reading import Json

RANK = {"PENDING": 0, "IN_PROGRESS": 1, "SUCCEEDED": 2, "FAILED": 2, "CANCELED": 2}
FINAL = frozenset({"SUCCEEDED", "FAILED", "CANCELED"})
RETENTION = 3 * 24 * 3600.0
"""Seconds for which a finished task is kept."""


@define
class KnownTask:
    """A task whose creation was seen."""

    id: str
    kind: str
    request: Json
    price: int
    created: float
    """When it was created, by the watcher's clock."""
    last: Json = field(factory=dict[str, Any])
    """Its members in all answers; the latest takes precedence."""
    seen_at: float = 0.0
    """When its status was last seen, by the watcher's clock."""
    deleted: bool = False
    canceled: bool = False
    free: bool | None = None
    """Of a canceled task: whether it was refunded; None if that is not known."""

    @property
    def status(self) -> str | None:
        """Its last known status."""
        return self.last.get("status")

    @property
    def final(self) -> bool:
        """Whether it is known to have ended."""
        return self.status in FINAL


@define
class KnownModel:
    """A model of FlightHub that was started or seen here."""

    type: int | None = None
    """Its model_type, by the parameter that asked for it."""
    resource: str | None = None
    last: Json = field(factory=dict[str, Any])
    """Its members in the latest answer."""
    seen_at: float = -1.0
    """When its status was last seen, by the watcher's clock."""
    deleted: bool = False


@define
class KnownResource:
    """A resource of FlightHub that was made or seen here."""

    made: bool = False
    """Whether its credential was seen, and therefore every report."""
    files: set[str] = field(factory=set[str])
    """Names that were reported."""
    status: int | None = None
    deleted: bool = False
    disposable: bool = False
    """Whether it is deleted with the last of its models."""


@define
class Memory:
    """Everything that was seen."""

    tasks: dict[str, KnownTask] = field(factory=dict[str, KnownTask])
    models: dict[str, KnownModel] = field(factory=dict[str, KnownModel])
    resources: dict[str, KnownResource] = field(factory=dict[str, KnownResource])
    """FlightHub's, by their uuids in lower case."""
    flights: dict[str, Json] = field(factory=dict[str, Json])
    """FlightHub's, by their uuids: the members of the latest answers."""
    found: set[tuple[str, str]] = field(factory=set[tuple[str, str]])
    """The project of a request and the uuid of a flight that its answer had."""
    tracks: dict[str, int] = field(factory=dict[str, int])
    """The most points of a flight's track that were seen."""
    media: dict[str, tuple[Any, Any]] = field(factory=dict[str, "tuple[Any, Any]"])
    """The name and the size of each file of a flight."""
    offline: set[str] = field(factory=set[str])
    """FlightHub's docks that a list called offline, and their aircraft, by serial number."""
    files: dict[str, str] = field(factory=dict[str, str])
    """The places of the files that answers named, by host and path."""
    kinds: dict[str, str] = field(factory=dict[str, str])
    """The kinds of Meshy's tasks that were answered, by their ids."""
    seen: dict[str, Json] = field(factory=dict[str, Json])
    """The members of these tasks in all answers; the latest takes precedence."""
    request_ids: set[str] = field(factory=set[str])
    balance: int | None = None
    """The balance when it was first seen, minus the later refunds of older tasks."""
    charged: int = 0
    """Credits of the tasks created since."""
    charged_tasks: set[str] = field(factory=set[str])
    refunded: int = 0
    """Credits that must have been refunded since."""
    perhaps: int = 0
    """Credits that may have been refunded without an exchange that shows it."""

    def of_kind(self, kind: str) -> list[KnownTask]:
        """List the tasks of a kind that were not deleted, oldest first."""
        return [task for task in self.tasks.values() if task.kind == kind and not task.deleted]

    def balances(self) -> range | None:
        """Return the balances that are possible now."""
        if self.balance is None:
            return None
        open_tasks = [self.tasks[id] for id in self.charged_tasks if not self.tasks[id].deleted]
        unseen = sum(task.price for task in open_tasks if not task.final)
        failed = sum(task.price for task in open_tasks if task.status == "FAILED")
        low = self.balance - self.charged + self.refunded + failed
        return range(low, low + self.perhaps + unseen + 1)
