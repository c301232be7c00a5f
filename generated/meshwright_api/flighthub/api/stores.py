"""Operations of the tag stores: each returns the request, described but not performed."""

from __future__ import annotations

from ..._runtime import (
    UNSET,
    Operation,
    Unset,
)
from ..models import (
    ObtainTokenAnswer,
    UploadCallback,
    UploadCallbackAnswer,
    UploadedFile,
)


def obtain_token() -> Operation[ObtainTokenAnswer]:
    """Get an upload credential.

    Temporary credentials that may write, and nothing else, into the store, for one new resource. Its uuid is not
    a field of the answer but the last segment of store_path before `{fileName}`.
    """
    return Operation(
        name="stores.obtain_token",
        method="POST",
        path="/openapi/v0.1/open_model/stores/obtain_token",
        parse=ObtainTokenAnswer.from_dict,
    )


def upload_callback(
    *,
    resource_uuid: str,
    callback_param: str,
    files: list[UploadedFile],
    resource_name: str | Unset = UNSET,
) -> Operation[UploadCallbackAnswer]:
    """Report uploaded files.

    Adds files that are in the store to the resource, at most 100 a call; the calls for one resource follow each
    other. Has to come before the credential expires. One bad entry fails the whole call (D7).

    Args:
        resource_uuid: Cut out of store_path, the last segment before `{fileName}`.
        callback_param: As the credential gave it, unchanged.
        files: The files of this call; more than 100 take several calls, one after the other. (at least 1; at most
            100)
        resource_name: A name for people. (at most 255 characters)
    """
    return Operation(
        name="stores.upload_callback",
        method="POST",
        path="/openapi/v0.1/open_model/stores/upload_callback",
        parse=UploadCallbackAnswer.from_dict,
        body=UploadCallback(
            resource_uuid=resource_uuid,
            callback_param=callback_param,
            files=files,
            resource_name=resource_name,
        ).to_dict(),
    )
