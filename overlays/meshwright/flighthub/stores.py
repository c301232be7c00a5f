"""What the uploader asks of an object store, and what can go wrong with one. No SDK, no network."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self
from urllib.parse import urlsplit

from ..core.redaction import Redactor
from ..texts import without_signatures
from .credentials import Credential
from .photos import Photo

EXPIRED_CODES = frozenset({"ExpiredToken", "ExpiredTokenException", "SecurityTokenExpired", "TokenExpired"})
PASSING_CODES = frozenset({"RequestTimeout", "SlowDown", "InternalError", "ServiceUnavailable"})
ETAG = re.compile(r'(?:W/)?(?P<quote>"?)(?P<etag>[!#-~]+)(?P=quote)', re.IGNORECASE)
"""Strong or weak (a proxy that compresses makes it weak), with or without quotes (RFC 9110, 8.8.3)."""
NO_ETAG = frozenset({"none", "null", "nil", "undefined", "-"})
"""Texts that programs write in place of a missing value."""

Sent = Callable[[int], None]
"""Told how many bytes of a file are on their way."""


class StoreUnreachable(Exception):
    """The store did not answer or was busy; the same PUT may succeed a little later."""


class StoreRefused(Exception):
    """The store refused this file, or (``for_all``) every file that comes with these keys.

    ``code`` is the store's own, empty if there is none; ``date`` is the ``Date`` of its answer.
    """

    def __init__(self, message: str, *, for_all: bool = True, code: str = "", date: str | None = None) -> None:
        super().__init__(message)
        self.for_all = for_all
        self.code = code
        self.date = date


class ObjectStore(Protocol):
    """Where files are put. Blocking; used from several threads at once."""

    def put(self, key: str, photo: Photo, sent: Sent) -> str:
        """Put a file and return its ETag as the store wrote it; raises StoreUnreachable, StoreRefused or OSError."""
        ...

    def close(self) -> None:
        """Close the connections."""
        ...


def refusal(
    credential: Credential, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
) -> StoreRefused | StoreUnreachable:
    """Return the error that a store's own error means."""
    headers = headers or {}
    if 300 <= status < 400:
        text = f"the store answered {status} and sends the files to {_host(headers.get('location'))}"
        return StoreRefused(f"{text}; redirects are not followed, since the keys must not go there", code=code)
    text = without_secrets(credential, f"the store answered {status} {code}: {message}".rstrip(": "))
    if status >= 500 or status in (408, 429) or code in PASSING_CODES:
        return StoreUnreachable(text)
    for_all = code in EXPIRED_CODES or status in (401, 403, 404)
    return StoreRefused(text, for_all=for_all, code=code, date=headers.get("date"))


def _host(location: str | None) -> str:
    """Name the host of an address, whose path and query may hold a secret."""
    try:
        return urlsplit(location or "").hostname or "another address"
    except ValueError:
        return "another address"


def etag_of(value: Any) -> str:
    """Return the ETag of a file without quotes and weakness mark; raises StoreRefused if there is none to report."""
    found = ETAG.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None or found["etag"].casefold() in NO_ETAG:
        shown = f"with the ETag {str(value)[:60]!r}" if value else "without an ETag"
        raise StoreRefused(f"the store answered {shown}, so nothing shows that the file is there")
    return found["etag"]


def without_secrets(credential: Credential, text: str) -> str:
    """Take secrets out of a foreign text."""
    secrets = (credential.session_token, credential.secret_access_key, credential.callback_param)
    return without_signatures(Redactor(secrets).text(text, "..."))[:300]


class CountedFile:
    """A file that tells how far it has been read, and never yields more than it held when the upload began.

    Raises OSError for a file that is not the one that was listed: a pipe in its place would be waited for without end.
    """

    def __init__(self, photo: Photo, sent: Sent) -> None:
        self.counting = False
        self._photo = photo
        self._sent = sent
        self._stream = os.fdopen(_opened(photo.path), "rb")
        self._trouble: Exception | None = None
        found = os.fstat(self._stream.fileno())
        if (found.st_size, found.st_mtime_ns) != (photo.size, photo.changed):
            self._stream.close()
            raise OSError("it changed after the upload began")

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


def _opened(path: Path) -> int:
    """Open a regular file; raises OSError for a pipe, a device or a folder, without waiting for it."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError("it is not a regular file any more")
    return handle
