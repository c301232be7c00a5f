"""A batch of a service's tasks: each item is a task of some kind, and perhaps a chain of others made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from .batch import Added, BatchOf
from .chains import Chains, Step
from .requests import ItemRequest, Requests, name_of_input
from .service import Service


class TaskService(Service, Protocol):
    """A service with kinds of task."""

    @property
    def chains(self) -> Chains:
        """Its kinds of task, and how they follow each other."""
        ...


class TaskBatch(BatchOf):
    """A batch of a service's tasks."""

    _service: TaskService

    def add(
        self, kind: str, inputs: Any = None, /, *, name: str | None = None, then: Iterable[Step] = (), **parameters: Any
    ) -> Added:
        """Add items, one for each input, and return how many are new; nothing is bought yet.

        ``inputs`` is a path, a URL or a text, or any number of them: the values of the first parameter of the kind's
        create that takes a file, or else a text. An item is named by its file, or by ``name``. Adding it again changes
        nothing; raises InputError for the same name with another request, a file that is missing or of another format,
        a parameter that the create does not have, and a local file if the ledger is in PostgreSQL and ``shared`` is
        not set. ``then`` are further tasks, each made of one before it (see ``step``).
        """
        requests = self._requests(kind, then, parameters)
        return self._put(
            self._checked(requests.request(value)).row(name or name_of_input(value))
            for value in requests.inputs(inputs)
        )

    def estimate(self, kind: str, value: Any = None, /, *, then: Iterable[Step] = (), **parameters: Any) -> int:
        """Return the estimated price in credits of one such item, with all tasks of its chain; adds nothing.

        Raises InputError as ``add`` does.
        """
        return self._checked(self._requests(kind, then, parameters).request(value)).credits

    def _requests(self, kind: str, then: Iterable[Step], parameters: Mapping[str, Any]) -> Requests:
        return Requests.of(self._service.chains, self._service.session, kind, then, parameters)

    def _checked(self, request: ItemRequest) -> ItemRequest:
        self._check_local(request.files)
        return request
