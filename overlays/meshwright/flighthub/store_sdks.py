"""Object stores through the vendors' own SDKs: boto3 for S3-like stores, oss2 for Alibaba OSS.

Each file is one PUT, never a multipart upload: that has another ETag, and it is not known whether FlightHub accepts it.
The keys are only sent to the address of the credential: no redirect is followed, and settings of the environment
cannot change the address. Exceptions of the SDKs become one of two errors, which show no secrets. The SDKs have no
type hints and are imported when first needed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from typing import Any, Literal, TypeAlias

from attrs import frozen

from ..core.connections import THIS_MACHINE
from ..errors import ConfigurationError
from .credentials import Credential
from .photos import Photo
from .stores import CountedFile, ObjectStore, Sent, StoreRefused, StoreUnreachable, refusal, without_secrets

CONNECT_TIMEOUT = 15.0
READ_TIMEOUT = 120.0
"""Idle timeout of a PUT in seconds."""
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError)
"""Exceptions of the SDKs for an unexpected answer."""
CHATTY_LOGGERS = ("boto3", "botocore", "oss2", "s3transfer", "urllib3")

StoreChoice: TypeAlias = Literal["s3", "oss"] | Callable[[Credential, int], ObjectStore] | None
"""The SDK, if it does not follow from ``cloud_name``, or a function of the credential and the connection limit."""


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
    raise ConfigurationError(
        f"unknown cloud_name {cloud_name!r}; pass store='s3' or store='oss' (--store) if you know its kind"
    )


def s3_store(credential: Credential, connections: int) -> ObjectStore:
    """Return an S3-like store; raises ImportError without boto3, ConfigurationError if boto3 cannot be set up."""
    boto3: Any = import_module("boto3")
    config: Any = import_module("botocore.config")
    errors: Any = import_module("botocore.exceptions")
    _keep_quiet()
    own = not credential.host or credential.host.endswith("amazonaws.com")
    with _setting_up(credential, errors.BotoCoreError):
        client = boto3.session.Session().client(
            "s3",
            endpoint_url=credential.endpoint_url or None,
            region_name=credential.region or "us-east-1",
            aws_access_key_id=credential.access_key_id,
            aws_secret_access_key=credential.secret_access_key,
            aws_session_token=credential.session_token,
            config=config.Config(
                connect_timeout=CONNECT_TIMEOUT,
                read_timeout=READ_TIMEOUT,
                max_pool_connections=connections,
                retries={"total_max_attempts": 1},  # the uploader retries, in the same way for both SDKs
                # Other S3-like stores may refuse the checksum trailers that boto3 adds since 2025.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                s3={"addressing_style": "auto" if own else "path"},
                ignore_configured_endpoint_urls=True,
                proxies={} if credential.host in THIS_MACHINE else None,
            ),
        )
    # To sign a PUT the SDK may read the file before it sends it; that is not counted as progress.
    client.meta.events.register_first("request-created.s3", partial(_set_counting, False))
    client.meta.events.register_last("request-created.s3", partial(_set_counting, True))
    client.meta.events.register_last("before-parameter-build.s3", _stay_in_region)
    return S3Store(client, errors, credential)


def oss_store(credential: Credential, connections: int) -> ObjectStore:
    """Return an Alibaba OSS; raises ImportError without oss2, ConfigurationError if oss2 cannot be set up."""
    oss2: Any = import_module("oss2")
    _keep_quiet()
    region = credential.region.removeprefix("oss-")  # the signature needs it without the prefix
    keys = (credential.access_key_id, credential.secret_access_key, credential.session_token)
    session = oss2.Session(pool_size=connections)
    session.session.request = partial(session.session.request, allow_redirects=False)
    session.session.auth = _as_signed
    with _setting_up(credential, oss2.exceptions.OssError):
        bucket = oss2.Bucket(
            oss2.StsAuth(*keys, auth_version=oss2.AUTH_VERSION_4 if region else oss2.AUTH_VERSION_1),
            credential.endpoint_url or f"https://oss-{region}.aliyuncs.com",
            credential.bucket,
            session=session,
            connect_timeout=READ_TIMEOUT,
            proxies=dict.fromkeys(("http", "https", "all")) if credential.host in THIS_MACHINE else None,
            region=region or None,
            is_path_style=bool(credential.host) and not credential.host.endswith("aliyuncs.com"),
        )
    return OssStore(bucket, oss2.exceptions, credential)


@contextmanager
def _setting_up(credential: Credential, errors: type[Exception]) -> Generator[None]:
    """Translate exceptions of an SDK before it sends anything into ConfigurationError."""
    try:
        yield
    except (errors, ValueError) as error:
        said = without_secrets(credential, str(error))
        raise ConfigurationError(f"the store cannot be used: {said}; no file was sent") from None


def _keep_quiet() -> None:
    """Prevent the SDKs from logging signed headers, and errors that quote them, with the token."""
    for name in CHATTY_LOGGERS:
        logger = logging.getLogger(name)
        if logger.level == logging.NOTSET:
            logger.setLevel(logging.WARNING)


@contextmanager
def _reading(credential: Credential, body: CountedFile) -> Generator[None]:
    """Translate exceptions of an SDK for an unreadable answer into StoreRefused."""
    try:
        yield
    except UNREADABLE as error:
        body.check()
        raise _unreadable(credential, error) from None


def _unreadable(credential: Credential, error: Exception) -> StoreRefused:
    said = without_secrets(credential, f"{type(error).__name__}: {error}")
    return StoreRefused(f"the store's answer cannot be read ({said})")


@frozen
class S3Store:
    """A bucket behind boto3."""

    client: Any
    errors: Any
    credential: Credential

    def put(self, key: str, photo: Photo, sent: Sent) -> str:
        """Put a file."""
        with CountedFile(photo, sent) as body:
            try:
                with _reading(self.credential, body):
                    answer = self.client.put_object(Bucket=self.credential.bucket, Key=key, Body=body)
            except self.errors.ClientError as error:
                raise self._said(error.response) from None
            except (self.errors.ConnectionError, self.errors.HTTPClientError) as error:
                body.check()
                if isinstance(cause := error.kwargs.get("error"), UNREADABLE):  # happens with a 303
                    raise _unreadable(self.credential, cause) from None
                raise StoreUnreachable(without_secrets(self.credential, str(error))) from None
            except self.errors.BotoCoreError as error:
                raise StoreRefused(without_secrets(self.credential, str(error))) from None
        return str(answer.get("ETag") or "")

    def close(self) -> None:
        """Close the connections."""
        self.client.close()

    def _said(self, response: dict[str, Any]) -> Exception:
        about = response.get("ResponseMetadata", {})
        error = response.get("Error", {})
        return refusal(
            self.credential,
            about.get("HTTPStatusCode", 0),
            error.get("Code") or "",
            error.get("Message") or "",
            about.get("HTTPHeaders"),
        )


@frozen
class OssStore:
    """A bucket behind oss2."""

    bucket: Any
    errors: Any
    credential: Credential

    def put(self, key: str, photo: Photo, sent: Sent) -> str:
        """Put a file."""
        with CountedFile(photo, sent) as body:
            body.counting = True
            try:
                with _reading(self.credential, body):
                    answer = self.bucket.put_object(key, body)
            except self.errors.RequestError as error:
                body.check()
                raise StoreUnreachable(without_secrets(self.credential, str(error.exception))) from None
            except self.errors.OssError as error:
                code, message = error.code or "", error.message or ""
                raise refusal(self.credential, error.status, code, message, error.headers) from None
        return str(answer.headers.get("etag") or "")

    def close(self) -> None:
        """Close the connections."""
        self.bucket.session.session.close()


def _set_counting(counting: bool, request: Any, **_: Any) -> None:
    if isinstance(request.data, CountedFile):  # request.body would prepare the whole request each time
        request.data.counting = counting


def _stay_in_region(context: dict[str, Any], **_: Any) -> None:
    """Prevent boto3 from sending the keys to a region named in an answer."""
    context.setdefault("s3_redirect", {})["redirected"] = True


def _as_signed(request: Any) -> Any:
    """Prevent a password in ~/.netrc from replacing the signature."""
    return request
