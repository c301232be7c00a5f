"""The object store of the emulated service: credentials for writing under one prefix, and the objects."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from random import Random
from tempfile import NamedTemporaryFile

from attrs import define, field, frozen

BUCKET = "meshwright-emulator"
REGION = "eu-central-1"


class StoreError(Exception):
    """The store refuses a request: a status, its code, a message, and headers (the ``location`` of a redirect).

    Armed with a status of 2xx it is an answer without an ETag.
    """

    def __init__(self, status: int, code: str, message: str, *, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.headers = headers or {}


@frozen(kw_only=True)
class IssuedCredential:
    """Keys that may write under a prefix until they expire."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str = field(repr=False)
    callback_param: str = field(repr=False)
    prefix: str
    expires: float


@frozen
class StoredObject:
    """One object; ``etag`` is the MD5 of its bytes in lower case."""

    path: Path
    etag: str
    size: int


@define(eq=False)
class ObjectStore:
    """Objects on disk and their credentials. Clients write with PUT; only the emulator reads."""

    folder: Path
    random: Random
    largest: int
    objects: dict[str, StoredObject] = field(init=False, factory=dict[str, StoredObject])
    _credentials: dict[str, IssuedCredential] = field(init=False, factory=dict[str, IssuedCredential])

    def issue(self, prefix: str, expires: float, id_prefix: str) -> IssuedCredential:
        """Make keys for a prefix."""
        credential = IssuedCredential(
            access_key_id=id_prefix + self.random.randbytes(8).hex().upper(),
            secret_access_key=self.random.randbytes(20).hex(),
            session_token=self.random.randbytes(48).hex(),
            callback_param=self.random.randbytes(24).hex(),
            prefix=prefix,
            expires=expires,
        )
        self._credentials[credential.access_key_id] = credential
        return credential

    def credential(self, access_key_id: str) -> IssuedCredential:
        """Return the keys with an id; raises StoreError."""
        found = self._credentials.get(access_key_id)
        if found is None:
            raise StoreError(403, "InvalidAccessKeyId", "The access key id does not exist in our records.")
        return found

    async def write(self, key: str, body: AsyncIterator[bytes], sha256: str = "") -> StoredObject:
        """Write an object block by block; raises StoreError if it is too large or differs from the signed content."""
        digests = hashlib.md5(usedforsecurity=False), hashlib.sha256()
        size = 0
        with NamedTemporaryFile(dir=self.folder, prefix="object-", delete=False) as out:
            path = Path(out.name)
            try:
                async for block in body:
                    size += len(block)
                    if size > self.largest:
                        raise StoreError(400, "EntityTooLarge", f"More than {self.largest} bytes.")
                    out.write(block)
                    for digest in digests[: 2 if sha256 else 1]:
                        digest.update(block)
                if sha256 and not hmac.compare_digest(digests[1].hexdigest(), sha256):
                    raise StoreError(400, "XAmzContentSHA256Mismatch", "The body is not what was signed.")
            except BaseException:
                path.unlink(missing_ok=True)
                raise
        return self.keep(key, StoredObject(path, digests[0].hexdigest(), size))

    def put(self, key: str, content: bytes) -> StoredObject:
        """Store an object of the emulator's own."""
        with NamedTemporaryFile(dir=self.folder, prefix="object-", delete=False) as out:
            out.write(content)
        digest = hashlib.md5(content, usedforsecurity=False)
        return self.keep(key, StoredObject(Path(out.name), digest.hexdigest(), len(content)))

    def keep(self, key: str, stored: StoredObject) -> StoredObject:
        """Store an object, and remove the one that it replaces."""
        if (old := self.objects.get(key)) is not None and old.path != stored.path:
            old.path.unlink(missing_ok=True)
        self.objects[key] = stored
        return stored

    def remove(self, prefix: str) -> None:
        """Remove everything under a prefix."""
        for key in [key for key in self.objects if key.startswith(prefix)]:
            self.objects.pop(key).path.unlink(missing_ok=True)

    def clear(self) -> None:
        """Remove everything, including all keys."""
        self.remove("")
        self._credentials.clear()
