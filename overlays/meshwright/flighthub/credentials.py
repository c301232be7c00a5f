"""The upload credential: temporary keys for writing one new resource to the store.

The uuid of that resource is not a field of the answer: it is the last segment of ``store_path`` before ``{fileName}``.
Every field is checked before a file is sent, because the keys are sent to its address, and the files to its path.
Its repr never shows secrets, and no error quotes a value.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from attrs import asdict, field, fields, frozen
from meshwright_api.flighthub.models import UploadCredential

PLACEHOLDER = "{fileName}"
BUCKET = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?")
REGION = re.compile(r"[A-Za-z0-9_-]{0,64}")
RESOURCE = re.compile(r"[A-Za-z0-9._~-]+")
LONGEST_PATH = 700
"""Maximum length of a store path; a key of 1024 bytes has room for it and a name of 255."""
MILLISECONDS = 10**11
"""A time from this value on is in milliseconds: in seconds it would be the year 5138."""
LAST_SECOND = 10**11


@frozen(kw_only=True)
class Credential:
    """The address and the keys for the files of a resource."""

    cloud_name: str
    bucket: str
    store_path: str
    """Key of a file, with ``{fileName}`` in place of its name; without that, the prefix of every key."""
    expires: int
    """Seconds since the epoch."""
    region: str = ""
    endpoint: str = ""
    access_key_id: str = field(repr=False)
    secret_access_key: str = field(repr=False)
    session_token: str = field(repr=False)
    callback_param: str = field(repr=False)

    @property
    def resource_uuid(self) -> str:
        """The uuid of the resource for the files."""
        return self.store_path.partition(PLACEHOLDER)[0].rstrip("/").rpartition("/")[2]

    @property
    def endpoint_url(self) -> str:
        """The endpoint with its scheme; empty if the answer had none."""
        return self.endpoint if not self.endpoint or "://" in self.endpoint else f"https://{self.endpoint}"

    @property
    def host(self) -> str:
        """The endpoint's host."""
        return urlsplit(self.endpoint_url).hostname or ""

    def key_for(self, name: str) -> str:
        """Return the key of a file in the bucket."""
        if PLACEHOLDER in self.store_path:
            return self.store_path.replace(PLACEHOLDER, name)
        return f"{self.store_path.rstrip('/')}/{name}"

    def to_dict(self) -> dict[str, Any]:
        """Return all fields, including secrets; only for a file that only its owner can read."""
        return asdict(self)

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Credential:
        """Return the credential that ``to_dict`` converted; raises TypeError or KeyError for other data."""
        return cls(**{one.name: members[one.name] for one in fields(cls)})


def credential_from(data: UploadCredential) -> Credential:
    """Return a checked credential; raises ValueError, which names the field and never quotes it."""
    return Credential(
        cloud_name=_text(data, "cloud_name"),
        bucket=_matching(data, "cloud_bucket_name", BUCKET),
        store_path=_path(data),
        expires=_expiry(data),
        region=_matching(data, "region", REGION, optional=True),
        endpoint=_address(data),
        access_key_id=_key(data, "access_key_id"),
        secret_access_key=_key(data, "secret_access_key"),
        session_token=_key(data, "session_token"),
        callback_param=_text(data, "callback_param"),
    )


def _text(data: UploadCredential, name: str, *, optional: bool = False) -> str:
    value = getattr(data, name)
    if optional and not value and not isinstance(value, (bool, int, float)):
        return ""
    if not isinstance(value, str) or not value:
        raise ValueError(f"the credential has no {name} that is a text")
    if not value.isprintable() or value != value.strip():
        raise ValueError(f"the credential's {name} has line ends, spaces around it or characters that do not show")
    return value


def _key(data: UploadCredential, name: str) -> str:
    """Return a field that is sent in a header."""
    value = _text(data, name)
    if not value.isascii() or " " in value:
        raise ValueError(f"the credential's {name} has spaces or characters outside ASCII")
    return value


def _matching(data: UploadCredential, name: str, form: re.Pattern[str], *, optional: bool = False) -> str:
    value = _text(data, name, optional=optional)
    if not form.fullmatch(value) or ".." in value:
        raise ValueError(f"the credential's {name} is not a valid name")
    return value


def _address(data: UploadCredential) -> str:
    """Return the address of the store: a host, optionally with a scheme and a port, and nothing else."""
    value = _text(data, "end_point", optional=True)
    if not value:
        return ""
    try:
        parts = urlsplit(value if "://" in value else f"https://{value}")
        extras = (parts.path.strip("/"), parts.query, parts.fragment, "@" in value, "\\" in value, " " in value)
        good = parts.scheme in ("https", "http") and bool(parts.hostname) and parts.port != 0 and not any(extras)
    except ValueError:
        good = False
    if not good or not value.isascii() or value.endswith(("?", "#")):
        raise ValueError("the credential's end_point is not the address of a host: http(s)://HOST or HOST, with a port")
    return value.rstrip("/")


def _path(data: UploadCredential) -> str:
    """Return the path of the files: below a folder whose last segment is the uuid of the resource."""
    value = _text(data, "store_path")
    folder, placeholder, rest = value.partition(PLACEHOLDER)
    segments = folder.removesuffix("/").split("/")
    if segments == [""]:
        raise ValueError("the credential's store_path names no resource")
    if any(segment in ("", ".", "..") for segment in segments) or "\\" in value:
        raise ValueError("the credential's store_path is not a path below the bucket")
    if (placeholder and (not folder.endswith("/") or rest)) or "{" in folder or "}" in folder:
        raise ValueError(f"the credential's store_path does not end in /{PLACEHOLDER}")
    if not RESOURCE.fullmatch(segments[-1]) or len(value.encode()) > LONGEST_PATH:
        raise ValueError("the credential's store_path names no resource")
    return value


def _expiry(data: UploadCredential) -> int:
    """Return the expiry in seconds since the epoch; milliseconds and a text of digits are accepted too."""
    value: Any = data.expire_time
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 20:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < LAST_SECOND * 1000:
        raise ValueError("the credential's expire_time is not a time in seconds since the epoch")
    return int(value / 1000 if value >= MILLISECONDS else value)
