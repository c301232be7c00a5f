"""Failures on demand, for tests: the next calls of an operation, or PUTs of the store, are answered with an error. The
call is not carried out, or (``after=True``) it is carried out and its answer is replaced.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from threading import Lock

from attrs import define, field

from .objects import StoreError

STORE = "store.put"
_TEXT = re.compile(r"([a-z_]+\.[a-z_]+):([1-9]\d{0,8})(?::([1-9]\d{0,5}))?")


class Failure(Exception):
    """The service refuses a call with a code in the envelope; ``status`` is the HTTP status."""

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
    """The armed failures. May be armed from any thread."""

    _armed: list[_Trouble] = field(init=False, factory=list[_Trouble])
    _lock: Lock = field(init=False, factory=Lock)

    def arm(
        self, operation: str, error: Failure | StoreError, *, skip: int = 0, count: int = 1, after: bool = False
    ) -> None:
        """Make ``count`` calls of an operation (an operationId, or ``store.put``) fail after ``skip`` calls
        succeeded.
        """
        with self._lock:
            self._armed.append(_Trouble(operation, error, skip, count, after))

    def arm_texts(self, texts: Iterable[str]) -> None:
        """Arm failures, each ``operation:code`` or ``operation:code:count``; raises ValueError, and then arms none."""
        for text, operation, code, count in [(text, *_read(text)) for text in texts]:
            self.arm(operation, Failure(code, f"caused by the failure {text}"), count=count)

    def disarm(self) -> None:
        """Disarm all failures."""
        with self._lock:
            self._armed.clear()

    def strike(self, operation: str, *, after: bool = False) -> None:
        """Raise the failure that is armed for this call, if there is one."""
        with self._lock:
            for trouble in [one for one in self._armed if one.operation == operation and one.after == after]:
                if trouble.skip:
                    trouble.skip -= 1
                elif trouble.count:
                    trouble.count -= 1
                    raise trouble.error


def _read(text: str) -> tuple[str, int, int]:
    if (found := _TEXT.fullmatch(text)) is None:
        raise ValueError(f"failure {text[:100]!r} is not operation:code or operation:code:count")
    return found[1], int(found[2]), int(found[3] or 1)
