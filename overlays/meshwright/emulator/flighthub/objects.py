"""The object store of the emulated service: credentials for writing under one prefix, the objects, and the uploads in
parts.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import shutil
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from random import Random
from tempfile import NamedTemporaryFile

from attrs import define, evolve, field, frozen

from ..archive import Archive, Kept, together
from ..clock import Clock
from .settings import FlightHubSettings

BUCKET = "meshwright-emulator"
REGIONS = {"ali": "oss-cn-hangzhou"}
REGION = "eu-central-1"
KEY_PREFIXES = {"ali": "STS."}
SMALLEST_PARTS = {"ali": 100 * 2**10}
SMALLEST_PART = 5 * 2**20
"""The fewest bytes of a part that is not the last one, as in OSS and S3."""


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
    """One object; ``etag`` is the MD5 of its bytes in lower case, or that of an upload in parts: the MD5 of the MD5s of
    its parts, a hyphen, and their number.
    """

    path: Path
    etag: str
    size: int


@define
class PartialUpload:
    """An upload in parts that is neither completed nor aborted."""

    key: str
    parts: dict[str, StoredObject] = field(factory=dict[str, StoredObject])
    """By part number."""


@define(eq=False)
class ObjectStore:
    """Objects on disk and their credentials. Clients write with PUT; only the emulator reads."""

    folder: Path
    random: Random
    clock: Clock
    own: FlightHubSettings
    archive: Archive | None
    objects: Kept[StoredObject] = field(init=False)
    """By key."""
    credentials: Kept[IssuedCredential] = field(init=False)
    """By access_key_id."""
    uploads: Kept[PartialUpload] = field(init=False)
    """By upload id."""

    def __attrs_post_init__(self) -> None:
        self.objects = Kept(self.archive, "object", StoredObject, self._in_folder)
        self.credentials = Kept(self.archive, "credential", IssuedCredential)
        self.uploads = Kept(self.archive, "upload", PartialUpload, self._parts_in_folder)

    def _in_folder(self, stored: StoredObject) -> StoredObject:
        """Return an object whose folder may have been moved."""
        return evolve(stored, path=self.folder / stored.path.name)

    def _parts_in_folder(self, upload: PartialUpload) -> PartialUpload:
        return evolve(upload, parts={number: self._in_folder(part) for number, part in upload.parts.items()})

    @property
    def bucket(self) -> str:
        """The name of the only bucket."""
        return BUCKET

    @property
    def region(self) -> str:
        """The region that credentials name."""
        return REGIONS.get(self.own.cloud, REGION)

    def remove_leftovers(self) -> None:
        """Remove files of objects that a crash cut short."""
        known = {stored.path for stored in self.objects.values()}
        known |= {part.path for upload in self.uploads.values() for part in upload.parts.values()}
        for path in self.folder.glob("object-*"):
            if path not in known:
                path.unlink(missing_ok=True)

    def issue(self, prefix: str, lifetime: float) -> IssuedCredential:
        """Make keys for a prefix that are valid for ``lifetime`` seconds."""
        credential = IssuedCredential(
            access_key_id=KEY_PREFIXES.get(self.own.cloud, "ASIA") + self.random.randbytes(8).hex().upper(),
            secret_access_key=self.random.randbytes(20).hex(),
            session_token=self.random.randbytes(48).hex(),
            callback_param=self.random.randbytes(24).hex(),
            prefix=prefix,
            expires=self.clock.now() + lifetime,
        )
        self.credentials[credential.access_key_id] = credential
        return credential

    def credential(self, access_key_id: str) -> IssuedCredential:
        """Return the keys with an id; raises StoreError."""
        found = self.credentials.get(access_key_id)
        if found is None:
            raise StoreError(403, "InvalidAccessKeyId", "The access key id does not exist in our records.")
        return found

    async def write(self, key: str, body: AsyncIterator[bytes], sha256: str = "") -> StoredObject:
        """Write an object block by block; raises StoreError if it is too large or differs from the signed content."""
        return self.keep(key, await self._write(body, sha256))

    async def _write(self, body: AsyncIterator[bytes], sha256: str) -> StoredObject:
        digests = hashlib.md5(usedforsecurity=False), hashlib.sha256()
        size = 0
        with NamedTemporaryFile(dir=self.folder, prefix="object-", delete=False) as out:
            path = Path(out.name)
            try:
                async for block in body:
                    size += len(block)
                    if size > self.own.largest_file:
                        raise StoreError(400, "EntityTooLarge", f"More than {self.own.largest_file} bytes.")
                    out.write(block)
                    for digest in digests[: 2 if sha256 else 1]:
                        digest.update(block)
                if sha256 and not hmac.compare_digest(digests[1].hexdigest(), sha256):
                    raise StoreError(400, "XAmzContentSHA256Mismatch", "The body is not what was signed.")
            except BaseException:
                path.unlink(missing_ok=True)
                raise
        return StoredObject(path, digests[0].hexdigest(), size)

    def put(self, key: str, content: bytes) -> StoredObject:
        """Store an object of the emulator's own."""
        with NamedTemporaryFile(dir=self.folder, prefix="object-", delete=False) as out:
            out.write(content)
        digest = hashlib.md5(content, usedforsecurity=False)
        return self.keep(key, StoredObject(Path(out.name), digest.hexdigest(), len(content)))

    def keep(self, key: str, stored: StoredObject) -> StoredObject:
        """Store an object, and remove the one that it replaces."""
        old = self.objects.get(key)
        self.objects[key] = stored
        if old is not None and old.path != stored.path:
            old.path.unlink(missing_ok=True)
        return stored

    # ------------------------------------------------------------------------------------------------ parts
    def begin_upload(self, key: str) -> str:
        """Begin an upload in parts and return its id."""
        id = self.random.randbytes(16).hex()
        self.uploads[id] = PartialUpload(key)
        return id

    async def write_part(
        self, key: str, id: str, number: int, body: AsyncIterator[bytes], sha256: str = ""
    ) -> StoredObject:
        """Write one part of an upload, in place of an earlier one; raises StoreError."""
        self._upload(key, id)
        part = await self._write(body, sha256)
        try:
            upload = self._upload(key, id)  # it may have ended by now
        except StoreError:
            part.path.unlink(missing_ok=True)
            raise
        old = upload.parts.get(str(number))
        upload.parts[str(number)] = part
        self.uploads.save(id)
        if old is not None:
            old.path.unlink(missing_ok=True)
        return part

    def parts(self, key: str, id: str) -> dict[str, StoredObject]:
        """Return the parts of an upload by number, in ascending order; raises StoreError."""
        return dict(sorted(self._upload(key, id).parts.items(), key=lambda entry: int(entry[0])))

    async def complete_upload(self, key: str, id: str, listed: Sequence[tuple[int, str]]) -> StoredObject:
        """Join the listed parts, each a number and an ETag, to one object; raises StoreError."""
        upload = self._upload(key, id)
        joined = await asyncio.to_thread(_joined, self._listed(upload, listed), self.folder)
        try:
            self._upload(key, id)  # it may have ended by now
        except StoreError:
            joined.path.unlink(missing_ok=True)
            raise
        old = self.objects.get(key)
        with together(self.archive):
            self.objects[key] = joined
            del self.uploads[id]
        for gone in (*upload.parts.values(), *([old] if old else [])):
            gone.path.unlink(missing_ok=True)
        return joined

    def _listed(self, upload: PartialUpload, listed: Sequence[tuple[int, str]]) -> list[StoredObject]:
        numbers = [number for number, _ in listed]
        if not listed or numbers != sorted(set(numbers)):
            raise StoreError(400, "InvalidPartOrder", "The list of parts was not in ascending order.")
        parts = [part for number in numbers if (part := upload.parts.get(str(number))) is not None]
        if [part.etag for part in parts] != [etag.strip('"').lower() for _, etag in listed]:
            raise StoreError(400, "InvalidPart", "One or more of the specified parts could not be found.")
        smallest = SMALLEST_PARTS.get(self.own.cloud, SMALLEST_PART)
        if any(part.size < smallest for part in parts[:-1]):
            raise StoreError(400, "EntityTooSmall", f"A part that is not the last one is below {smallest} bytes.")
        if sum(part.size for part in parts) > self.own.largest_file:
            raise StoreError(400, "EntityTooLarge", f"More than {self.own.largest_file} bytes.")
        return parts

    def abort_upload(self, key: str, id: str) -> None:
        """Forget an upload and its parts; raises StoreError."""
        upload = self._upload(key, id)
        del self.uploads[id]
        for part in upload.parts.values():
            part.path.unlink(missing_ok=True)

    def _upload(self, key: str, id: str) -> PartialUpload:
        found = self.uploads.get(id)
        if found is None or found.key != key:
            raise StoreError(404, "NoSuchUpload", "The specified upload does not exist.")
        return found

    # ------------------------------------------------------------------------------------------------ the end
    def remove(self, prefix: str) -> None:
        """Remove everything under a prefix."""
        keys = [key for key in self.objects if key.startswith(prefix)]
        with together(self.archive):
            gone = [self.objects.pop(key) for key in keys]
        for stored in gone:
            stored.path.unlink(missing_ok=True)

    def clear(self) -> None:
        """Remove everything, including all keys."""
        self.remove("")
        for id in list(self.uploads):
            self.abort_upload(self.uploads[id].key, id)
        self.credentials.clear()


def _joined(parts: Sequence[StoredObject], folder: Path) -> StoredObject:
    """Join parts to one object."""
    digest = hashlib.md5(usedforsecurity=False)
    with NamedTemporaryFile(dir=folder, prefix="object-", delete=False) as out:
        for part in parts:
            digest.update(bytes.fromhex(part.etag))
            with part.path.open("rb") as stream:
                shutil.copyfileobj(stream, out)
    return StoredObject(Path(out.name), f"{digest.hexdigest()}-{len(parts)}", sum(part.size for part in parts))
