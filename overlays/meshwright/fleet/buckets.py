"""Results in a bucket of S3, or of another store with the same protocol (AWS_ENDPOINT_URL).

A file goes to a temporary key, its size is compared, and only then it is copied to its key: what is under a key is
whole. boto3 finds the credentials, as for every other program.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit

from attrs import field, frozen

from ..errors import ConfigurationError, DownloadFailed
from .results import Fetch, remove


@frozen
class Bucket:
    """Results under a prefix of a bucket."""

    bucket: str
    prefix: str
    scratch: Path
    _client: Any = field(repr=False)

    @classmethod
    def at(cls, address: str, scratch: Path) -> Bucket:
        """Return the results at ``s3://bucket/prefix``; raises ConfigurationError without the extra."""
        try:
            import boto3  # type: ignore[import-untyped, unused-ignore]
        except ImportError as error:
            raise ConfigurationError(f"{address} needs the extra: pip install 'meshwright[s3]' ({error})") from error
        parts = urlsplit(address)
        if not parts.netloc:
            raise ConfigurationError(f"out={address!r} names no bucket; write s3://bucket/prefix")
        prefix = parts.path.strip("/")
        return cls(parts.netloc, f"{prefix}/" if prefix else "", scratch, boto3.client("s3"))

    def check(self) -> None:
        """Write, read and delete a small object; raises ConfigurationError if one of them is not allowed."""
        try:
            key = f"{self.prefix}.meshwright-{token_hex(8)}"
            self._client.put_object(Bucket=self.bucket, Key=key, Body=b"meshwright")
            self._client.head_object(Bucket=self.bucket, Key=key)
            self._client.delete_object(Bucket=self.bucket, Key=key)
        except Exception as error:
            raise ConfigurationError(
                f"the results cannot be written to s3://{self.bucket}/{self.prefix}: {error}. Nothing was bought"
            ) from None

    async def store(self, name: str, fetch: Fetch) -> list[str]:
        """Fetch the files of an item, and store them in the bucket."""
        folder = self.scratch / name
        paths = await fetch(folder)
        addresses: list[str] = []
        for path in paths:
            key = f"{self.prefix}{name}/{path.relative_to(folder).as_posix()}"
            try:
                await asyncio.to_thread(self._store, path, key)
            except Exception as error:
                raise DownloadFailed(f"{path.name} could not be stored as s3://{self.bucket}/{key}: {error}") from error
            addresses.append(f"s3://{self.bucket}/{key}")
        await asyncio.to_thread(remove, folder)
        return addresses

    def read(self, place: str) -> bytes:
        """Return the content of a file."""
        try:
            key = place.removeprefix(f"s3://{self.bucket}/")
            content: bytes = self._client.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        except Exception as error:
            raise OSError(f"{place} cannot be read: {error}") from error
        return content

    def _store(self, path: Path, key: str) -> None:
        """Store a file under a temporary key, compare the size, and copy it to its key."""
        part = f"{key}.part-{token_hex(8)}"
        self._client.upload_file(str(path), self.bucket, part)
        try:
            stored = self._client.head_object(Bucket=self.bucket, Key=part)["ContentLength"]
            if stored != path.stat().st_size:
                raise OSError(f"{stored} of {path.stat().st_size} bytes arrived")
            self._client.copy({"Bucket": self.bucket, "Key": part}, self.bucket, key)
        finally:
            self._client.delete_object(Bucket=self.bucket, Key=part)
