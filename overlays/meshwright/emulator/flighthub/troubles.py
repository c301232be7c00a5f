"""Failures on demand, for tests: the next calls of an operation, or PUTs of the store, are answered with an error.

``before`` nothing was done, or (``after=True``) the call was carried out and its answer is replaced.
"""

from __future__ import annotations

from threading import Lock

from attrs import define, field

from .objects import StoreError

STORE = "store.put"


class Failure(Exception):
    """The service says no, with a code in the envelope; ``status`` is that of HTTP."""

    def __init__(self, code: int, message: str, *, status: int = 200) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


@define
class _Trouble:
    operation: str
    error: Failure | StoreError
    skip: int
    count: int
    after: bool


@define(eq=False)
class Troubles:
    """What is to go wrong. Armed from any thread."""

    _armed: list[_Trouble] = field(init=False, factory=list[_Trouble])
    _lock: Lock = field(init=False, factory=Lock)

    def arm(
        self, operation: str, error: Failure | StoreError, *, skip: int = 0, count: int = 1, after: bool = False
    ) -> None:
        """Let ``count`` calls of an operation (an operationId, or ``store.put``) fail once ``skip`` went well."""
        with self._lock:
            self._armed.append(_Trouble(operation, error, skip, count, after))

    def disarm(self) -> None:
        """Let nothing more go wrong."""
        with self._lock:
            self._armed.clear()

    def strike(self, operation: str, *, after: bool = False) -> None:
        """Raise what is armed for this call, if anything is."""
        with self._lock:
            for trouble in [one for one in self._armed if one.operation == operation and one.after == after]:
                if trouble.skip:
                    trouble.skip -= 1
                elif trouble.count:
                    trouble.count -= 1
                    raise trouble.error
