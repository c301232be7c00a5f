"""The protocol of an object store for the uploader, and its errors. No SDK, no network."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Mapping
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
"""Called with the number of bytes of a file that were sent."""


class StoreUnreachable(Exception):
    """The store did not answer or was busy; retrying the PUT may succeed."""


class StoreRefused(Exception):
    """The store refused this file, or (``for_all``) every file with these keys.

    ``code`` is the store's own, empty if there is none; ``date`` is the ``Date`` of its answer.
    """

    def __init__(self, message: str, *, for_all: bool = True, code: str = "", date: str | None = None) -> None:
        super().__init__(message)
        self.for_all = for_all
        self.code = code
        self.date = date


class ObjectStore(Protocol):
    """The protocol of a store for files. Blocking; used from several threads at once."""

    def put(self, key: str, photo: Photo, sent: Sent) -> str:
        """Put a file and return its ETag unchanged; raises StoreUnreachable, StoreRefused or OSError."""
        ...

    def close(self) -> None:
        """Close the connections."""
        ...


def refusal(
    credential: Credential, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
) -> StoreRefused | StoreUnreachable:
    """Return our error for an error of a store."""
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
    """Return the host of an address, without its path and query, which may hold a secret."""
    try:
        return urlsplit(location or "").hostname or "another address"
    except ValueError:
        return "another address"


def etag_of(value: Any) -> str:
    """Return the ETag of a file without quotes and weak prefix; raises StoreRefused if there is none to report."""
    found = ETAG.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None or found["etag"].casefold() in NO_ETAG:
        shown = f"with the ETag {str(value)[:60]!r}" if value else "without an ETag"
        raise StoreRefused(f"the store answered {shown}, so nothing shows that the file is there")
    return found["etag"]


def without_secrets(credential: Credential, text: str) -> str:
    """Return a foreign text with secrets redacted, and shortened."""
    secrets = (credential.session_token, credential.secret_access_key, credential.callback_param)
    return without_signatures(Redactor(secrets).text(text, "..."))[:300]


class CountedFile:
    """A file that reports how much was read, and never yields more than it held when the upload began.

    Raises OSError if the file was replaced after it was listed: reading a pipe in its place could block for ever.
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
        try:
            left = self._photo.size - self._stream.tell()
            block = self._stream.read(left if size < 0 else min(size, left))
            if left and size and not block:
                raise OSError("it became shorter while it was sent")
            if self.counting and block:
                self._sent(self._stream.tell())
        except Exception as error:  # an SDK would report it as an error of the network
            self._trouble = error
            raise
        return block

    def check(self) -> None:
        """Raise the stored error of the file or the listener, if there is one."""
        if self._trouble is not None:
            raise self._trouble

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move the position; the end is where the file ended when the upload began."""
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
