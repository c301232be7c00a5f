"""The journal of an upload on disk: a crash loses at most the files that were in transfer.

The journal is an append-only file of JSON lines. It holds the upload credential, because as far as is known no other
one works for the same resource; only its owner can read it, and it is removed when the upload is complete. A line that
a crash truncated is dropped. A second concurrent upload with one journal is refused (if the system can lock files),
and so is every file that is not such a journal: it must be neither truncated nor removed.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Self

from attrs import define, field

from .. import system
from ..errors import InputError
from .credentials import Credential
from .photos import Photo

BEGINNING = b'{"credential":{"cloud_name":'
"""The first bytes of every journal, and of hardly any other file."""


def manifest_path(base_url: str, source: str | os.PathLike[str] | Sequence[str | os.PathLike[str]]) -> Path:
    """Return the default path of an upload's journal: there is one for each folder and service."""
    paths = [source] if isinstance(source, (str, os.PathLike)) else source
    told_apart = "\n".join([base_url, *(str(Path(path).absolute()) for path in paths)])
    name = hashlib.sha256(told_apart.encode("utf-8", "surrogateescape")).hexdigest()[:32]
    return system.state_folder() / "uploads" / f"{name}.jsonl"


@define(eq=False)
class Manifest:
    """The journal of one upload; may be written from several threads."""

    path: Path
    credential: Credential | None = field(init=False, default=None)
    reported: set[str] = field(init=False, factory=set[str])
    """Names of files that the service has accepted."""
    doubtful: set[str] = field(init=False, factory=set[str])
    """Names of files whose report was begun but not confirmed."""
    _put: dict[str, tuple[int, int, str]] = field(init=False, factory=dict[str, tuple[int, int, str]])
    _file: Any = field(init=False, repr=False)
    _lock: Lock = field(init=False, factory=Lock, repr=False)

    @classmethod
    def open(cls, path: Path, *, restart: bool = False) -> Self:
        """Open or create a journal; raises InputError if it cannot be used."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.exists() and not path.is_file():
                raise InputError("manifest", f"{path} is not a regular file; name another")
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise InputError("manifest", f"{path} cannot be written: {error.strerror or error}") from None
        found = cls(path)
        found._file = os.fdopen(handle, "r+b")
        try:
            found._begin(restart)
        except BaseException:
            found._file.close()
            raise
        return found

    def _begin(self, restart: bool) -> None:
        self._lock_others_out()
        self._check_own()
        self._hide_from_others()
        self._file.seek(0)
        if restart:
            self._file.truncate()
        good = 0
        for line in self._file:
            if not line.endswith(b"\n"):
                break
            try:
                self._replay(json.loads(line))
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                raise InputError("manifest", f"{self.path} is damaged; restart=True (--restart) starts over") from error
            good += len(line)
        self._file.truncate(good)
        self._file.seek(good)

    def _lock_others_out(self) -> None:
        if system.try_lock(self._file.fileno()) is False:
            raise InputError("manifest", f"{self.path} is in use: another upload of these files is running")

    def _check_own(self) -> None:
        """Raise InputError for a file that is not a journal, before it is changed; the first line may be truncated."""
        if not BEGINNING.startswith(self._file.read(len(BEGINNING))):
            raise InputError(
                "manifest", f"{self.path} is not the journal of an upload and was not changed; name another file"
            )

    def _hide_from_others(self) -> None:
        """Deny other users access to an existing file before the credential is written to it."""
        try:
            system.make_private(self._file.fileno())
        except OSError as error:
            raise InputError(
                "manifest", f"{self.path} cannot be hidden from other users ({error.strerror}); name another file"
            ) from None

    def _replay(self, line: dict[str, Any]) -> None:
        ((kind, value),) = line.items()
        match kind:
            case "credential":
                self.credential = Credential.from_dict(value)
            case "put":
                name, size, changed, etag = value
                self._put[name] = (int(size), int(changed), str(etag))
                self.reported.discard(name)
            case "reporting":
                self.doubtful.update(value)
            case "reported":
                self._settle(value)
            case _:
                raise ValueError(kind)

    def begin(self, credential: Credential) -> None:
        """Record the credential of a new upload."""
        self._write("credential", credential.to_dict())
        self.credential = credential

    def etag(self, photo: Photo) -> str | None:
        """Return the ETag of a file if the store has its current version, else None."""
        size, changed, etag = self._put.get(photo.name, (None, None, ""))
        return etag if (size, changed) == (photo.size, photo.changed) else None

    def put(self, photo: Photo, etag: str) -> None:
        """Record a file that has arrived in the store."""
        self._put[photo.name] = (photo.size, photo.changed, etag)
        self.reported.discard(photo.name)
        self._write("put", [photo.name, photo.size, photo.changed, etag])

    def reporting(self, names: Iterable[str]) -> None:
        """Record that files are about to be reported to the service."""
        self.doubtful.update(names)
        self._write("reporting", list(names))

    def report(self, names: Iterable[str]) -> None:
        """Record that the service has accepted these files."""
        self._settle(names)
        self._write("reported", list(names))

    def _settle(self, names: Iterable[str]) -> None:
        self.doubtful.difference_update(names)
        self.reported.update(names)

    def _write(self, kind: str, value: Any) -> None:
        line = json.dumps({kind: value}, separators=(",", ":")).encode() + b"\n"
        with self._lock:
            self._file.write(line)
            self._file.flush()  # so that the line survives the end of this process

    def close(self) -> None:
        """Close the journal and keep it for another run."""
        self._file.close()

    def remove(self) -> None:
        """Remove the journal of a complete upload."""
        self.path.unlink(missing_ok=True)
        self._file.close()
