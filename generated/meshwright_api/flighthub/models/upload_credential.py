from __future__ import annotations

from typing import ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire


@define(kw_only=True, repr=False)
class UploadCredential(JsonObject):
    """Temporary credentials for the store of the files."""

    cloud_name: str | Unset = UNSET
    """Kind of store. A reader takes what contains ali or oss for Alibaba OSS, and aws, s3 or minio for S3."""
    access_key_id: str | Unset = UNSET
    """First part of the temporary key."""
    secret_access_key: str | Unset = UNSET
    """Second part of the temporary key. Spelt otherwise in the credentials of a project."""
    session_token: str | Unset = UNSET
    """Third part of the temporary key. Spelt otherwise in the credentials of a project."""
    region: str | Unset = UNSET
    """Region of the store."""
    cloud_bucket_name: str | Unset = UNSET
    """The bucket."""
    end_point: str | Unset = UNSET
    """Where the store answers."""
    store_path: str | Unset = UNSET
    """Key of a file, with the letters `{fileName}` where its name goes; the segment before it is the uuid of the
    resource."""
    callback_param: str | Unset = UNSET
    """To be sent back unchanged with every callback."""
    expire_time: int | Unset = UNSET
    """When the credential ends, in epoch seconds."""

    wire: ClassVar[Wire] = {}
