"""Put files into the object store of an upload, through the vendors' own SDKs: boto3 for S3-like stores, oss2 for
Alibaba OSS.

One PUT a file, never a multipart upload: its ETag is another one, and whether FlightHub takes that is not known.
What the SDKs raise becomes one of two errors; neither shows a secret.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Literal, Protocol, Self, TypeAlias

from attrs import frozen

from .credentials import Credential
from .errors import ConfigurationError
from .photos import Photo

CONNECT_TIMEOUT = 15.0
READ_TIMEOUT = 120.0
"""Seconds without a byte before a PUT is taken for dead."""
EXPIRED_CODES = frozenset({"ExpiredToken", "ExpiredTokenException", "SecurityTokenExpired", "TokenExpired"})
PASSING_CODES = frozenset({"RequestTimeout", "SlowDown", "InternalError", "ServiceUnavailable"})
CHATTY_LOGGERS = ("boto3", "botocore", "oss2", "s3transfer", "urllib3")

Sent = Callable[[int], None]
"""Told how many bytes of a file are on their way."""


class StoreUnreachable(Exception):
    """The store did not answer or was busy; the same PUT may succeed a little later."""


class StoreRefused(Exception):
    """The store said no; with ``expired`` because the credential has ended."""

    def __init__(self, message: str, *, expired: bool = False) -> None:
        super().__init__(message)
        self.expired = expired


class ObjectStore(Protocol):
    """Where files are put. Blocking; used from several threads at once."""

    def put(self, key: str, photo: Photo, sent: Sent) -> str:
        """Put a file and return its ETag without quotes; raises StoreUnreachable, StoreRefused or OSError."""
        ...


StoreChoice: TypeAlias = Literal["s3", "oss"] | Callable[[Credential, int], ObjectStore] | None
"""Which SDK, when ``cloud_name`` does not say it; or a function of the credential and the number of connections."""


def open_store(credential: Credential, connections: int, choice: StoreChoice = None) -> ObjectStore:
    """Return the store of a credential; raises ConfigurationError for an unknown one or a missing SDK."""
    kind = choice or _kind(credential.cloud_name)
    if callable(kind):
        return kind(credential, connections)
    try:
        return s3_store(credential, connections) if kind == "s3" else oss_store(credential, connections)
    except ImportError as error:
        raise ConfigurationError(
            f"the store {credential.cloud_name!r} needs an extra: pip install 'meshwright[{kind}]' ({error})"
        ) from error


def _kind(cloud_name: str) -> Literal["s3", "oss"]:
    name = cloud_name.casefold()
    if any(word in name for word in ("ali", "oss")):
        return "oss"
    if any(word in name for word in ("aws", "s3", "minio")):
        return "s3"
    raise ConfigurationError(f"unknown cloud_name {cloud_name!r}; say store='s3' or store='oss' if you know its kind")


def s3_store(credential: Credential, connections: int) -> ObjectStore:
    """Return an S3-like store; raises ImportError without boto3."""
    import boto3
    from botocore.config import Config

    _keep_quiet()
    own = not credential.host or credential.host.endswith("amazonaws.com")
    session: Any = boto3.session.Session()
    client = session.client(
        "s3",
        endpoint_url=credential.endpoint_url or None,
        region_name=credential.region or "us-east-1",
        aws_access_key_id=credential.access_key_id,
        aws_secret_access_key=credential.secret_access_key,
        aws_session_token=credential.session_token,
        config=Config(
            connect_timeout=CONNECT_TIMEOUT,
            read_timeout=READ_TIMEOUT,
            max_pool_connections=connections,
            retries={"total_max_attempts": 1},  # the uploader repeats, for both SDKs alike
            # Other S3-like stores may refuse the checksum trailers that boto3 adds since 2025.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            s3={"addressing_style": "auto" if own else "path"},
        ),
    )
    # To sign a PUT the SDK may read the file once before it sends it; that reading is no progress.
    client.meta.events.register_first("request-created.s3", lambda request, **_: _set_counting(request.body, False))
    client.meta.events.register_last("request-created.s3", lambda request, **_: _set_counting(request.body, True))
    return S3Store(client, credential)


def oss_store(credential: Credential, connections: int) -> ObjectStore:
    """Return an Alibaba OSS; raises ImportError without oss2."""
    import oss2

    _keep_quiet()
    region = credential.region.removeprefix("oss-")  # the signature wants it bare
    keys = (credential.access_key_id, credential.secret_access_key, credential.session_token)
    bucket = oss2.Bucket(
        oss2.StsAuth(*keys, auth_version=oss2.AUTH_VERSION_4 if region else oss2.AUTH_VERSION_1),
        credential.endpoint_url or f"https://oss-{region}.aliyuncs.com",
        credential.bucket,
        session=oss2.Session(pool_size=connections),
        connect_timeout=READ_TIMEOUT,
        region=region or None,
        is_path_style=bool(credential.host) and not credential.host.endswith("aliyuncs.com"),
    )
    return OssStore(bucket, credential)


def _keep_quiet() -> None:
    """Keep the SDKs from writing signed headers, token and all, into a log that listens to everything."""
    for name in CHATTY_LOGGERS:
        logger = logging.getLogger(name)
        if logger.level == logging.NOTSET:
            logger.setLevel(logging.INFO)


@frozen
class S3Store:
    """A bucket behind boto3."""

    client: Any
    credential: Credential

    def put(self, key: str, photo: Photo, sent: Sent) -> str:
        """Put a file."""
        from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError

        with CountedFile(photo, sent) as body:
            try:
                answer = self.client.put_object(Bucket=self.credential.bucket, Key=key, Body=body)
            except ClientError as error:
                said: dict[str, Any] = error.response.get("Error", {})
                status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
                raise _refusal(self.credential, status, said.get("Code", ""), said.get("Message", "")) from None
            except (ConnectionError, HTTPClientError) as error:
                body.check()
                raise StoreUnreachable(_clean(self.credential, str(error))) from None
            except BotoCoreError as error:
                raise StoreRefused(_clean(self.credential, str(error))) from None
        return str(answer["ETag"]).strip('"')


@frozen
class OssStore:
    """A bucket behind oss2."""

    bucket: Any
    credential: Credential

    def put(self, key: str, photo: Photo, sent: Sent) -> str:
        """Put a file."""
        from oss2.exceptions import OssError, RequestError

        with CountedFile(photo, sent) as body:
            body.counting = True
            try:
                answer = self.bucket.put_object(key, body)
            except RequestError as error:
                body.check()
                raise StoreUnreachable(_clean(self.credential, str(error.exception))) from None
            except OssError as error:
                raise _refusal(self.credential, error.status, error.code, error.message) from None
        return str(answer.etag).strip('"')


def _refusal(credential: Credential, status: int, code: str, message: str) -> StoreRefused | StoreUnreachable:
    text = _clean(credential, f"the store answered {status} {code}: {message}".rstrip(": "))
    if status >= 500 or status in (408, 429) or code in PASSING_CODES:
        return StoreUnreachable(text)
    return StoreRefused(text, expired=code in EXPIRED_CODES)


def _clean(credential: Credential, text: str) -> str:
    """Take secrets out of a foreign text."""
    for secret in (credential.session_token, credential.secret_access_key, credential.callback_param):
        text = text.replace(secret, "...")
    return text[:300]


class CountedFile:
    """A file that tells how far it has been read, and never yields more than it held when the upload began."""

    def __init__(self, photo: Photo, sent: Sent) -> None:
        self.counting = False
        self._photo = photo
        self._sent = sent
        self._stream = photo.path.open("rb")
        self._trouble: OSError | None = None

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
        """Keep an error of the file itself, which an SDK would call one of the network."""
        try:
            yield
        except OSError as error:
            self._trouble = error
            raise

    def check(self) -> None:
        """Raise what went wrong with the file itself, if anything did."""
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


def _set_counting(body: object, counting: bool) -> None:
    if isinstance(body, CountedFile):
        body.counting = counting
