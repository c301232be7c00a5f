"""The upload credential: temporary keys that may write into the store, for one new resource.

The uuid of that resource is no field of the answer: it is the last segment of ``store_path`` before ``{fileName}``.
Secrets never show in its repr.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from attrs import asdict, field, fields, frozen
from meshwright_api.flighthub.models import ObtainTokenAnswer, UploadCredential

PLACEHOLDER = "{fileName}"


@frozen(kw_only=True)
class Credential:
    """Where the files of a resource go, and the keys for it."""

    cloud_name: str
    bucket: str
    store_path: str
    """Key of a file, with ``{fileName}`` where its name goes; without that, the beginning of every key."""
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
        """The resource that the files become."""
        return self.store_path.partition(PLACEHOLDER)[0].rstrip("/").rpartition("/")[2]

    @property
    def endpoint_url(self) -> str:
        """The endpoint with its scheme; empty when the answer named none."""
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
        """Return everything, secrets included; for a file that only its owner can read."""
        return asdict(self)

    @classmethod
    def from_dict(cls, members: dict[str, Any]) -> Credential:
        """Return what ``to_dict`` wrote; raises TypeError or KeyError for anything else."""
        return cls(**{one.name: members[one.name] for one in fields(cls)})


def credential_from(answer: Any) -> Credential:
    """Read the answer to obtain_token; raises ValueError, which never quotes it, when something is missing."""
    data = ObtainTokenAnswer.from_dict(answer).data
    if not isinstance(data, UploadCredential):
        raise ValueError("the envelope holds no credential")
    credential = Credential(
        cloud_name=_text(data, "cloud_name"),
        bucket=_text(data, "cloud_bucket_name"),
        store_path=_text(data, "store_path"),
        expires=_expiry(data),
        region=data.region or "",
        endpoint=data.end_point or "",
        access_key_id=_text(data, "access_key_id"),
        secret_access_key=_text(data, "secret_access_key"),
        session_token=_text(data, "session_token"),
        callback_param=_text(data, "callback_param"),
    )
    if not credential.resource_uuid:
        raise ValueError("store_path names no resource")
    return credential


def _text(data: UploadCredential, name: str) -> str:
    value = getattr(data, name)
    if not isinstance(value, str) or not value:
        raise ValueError(f"the credential has no {name}")
    return value


def _expiry(data: UploadCredential) -> int:
    if not isinstance(data.expire_time, int):
        raise ValueError("the credential has no expire_time")
    return data.expire_time
