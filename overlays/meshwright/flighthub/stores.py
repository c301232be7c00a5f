"""What the uploader asks of an object store, and what can go wrong with one. No SDK, no network."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import TracebackType
from typing import Protocol, Self

from ..redaction import Redactor
from ..texts import without_signatures
from .credentials import Credential
from .photos import Photo

EXPIRED_CODES = frozenset({"ExpiredToken", "ExpiredTokenException", "SecurityTokenExpired", "TokenExpired"})
PASSING_CODES = frozenset({"RequestTimeout", "SlowDown", "InternalError", "ServiceUnavailable"})

Sent = Callable[[int], None]
"""Told how many bytes of a file are on their way."""


class StoreUnreachable(Exception):
    """The store did not answer or was busy; the same PUT may succeed a little later."""


class StoreRefused(Exception):
    """The store said no: to this file, or (``for_all``) to whatever comes with these keys, which may be ``expired``."""

    def __init__(self, message: str, *, for_all: bool = True, expired: bool = False) -> None:
        super().__init__(message)
        self.for_all = for_all
        self.expired = expired


class ObjectStore(Protocol):
    """Where files are put. Blocking; used from several threads at once."""

    def put(self, key: str, photo: Photo, sent: Sent) -> str:
        """Put a file and return its ETag without quotes; raises StoreUnreachable, StoreRefused or OSError."""
        ...

    def close(self) -> None:
        """Close the connections."""
        ...


def refusal(credential: Credential, status: int, code: str, message: str) -> StoreRefused | StoreUnreachable:
    """Return the error that a store's own error means."""
    text = without_secrets(credential, f"the store answered {status} {code}: {message}".rstrip(": "))
    if status >= 500 or status in (408, 429) or code in PASSING_CODES:
        return StoreUnreachable(text)
    expired = code in EXPIRED_CODES
    return StoreRefused(text, for_all=expired or status in (401, 403, 404), expired=expired)


def without_secrets(credential: Credential, text: str) -> str:
    """Take secrets out of a foreign text."""
    secrets = (credential.session_token, credential.secret_access_key, credential.callback_param)
    return without_signatures(Redactor(secrets).text(text, "..."))[:300]


class CountedFile:
    """A file that tells how far it has been read, and never yields more than it held when the upload began."""

    def __init__(self, photo: Photo, sent: Sent) -> None:
        self.counting = False
        self._photo = photo
        self._sent = sent
        self._stream = photo.path.open("rb")
        self._trouble: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        """Read a block."""
        left = self._photo.size - self._stream.tell()
        with self._kept():
            block = self._stream.read(left if size < 0 else min(size, left))
            if left and size and not block:
                raise OSError("it became shorter while it was sent")
            if self.counting and block:
                self._sent(self._stream.tell())
        return block

    @contextmanager
    def _kept(self) -> Generator[None]:
        """Keep an error of the file or of the listener, which an SDK would call one of the network."""
        try:
            yield
        except Exception as error:
            self._trouble = error
            raise

    def check(self) -> None:
        """Raise what went wrong here and not in the network, if anything did."""
        if self._trouble is not None:
            raise self._trouble

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move; the end is where the file ended when the upload began."""
        if whence == os.SEEK_END:
            offset, whence = self._photo.size + offset, os.SEEK_SET
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        """Return the position."""
        return self._stream.tell()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stream.close()
