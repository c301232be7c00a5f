"""Operations of the tag routes: each returns the request, described but not performed."""

from __future__ import annotations

from ..._runtime import (
    Operation,
    path_segment,
)
from ..models import (
    FinishRouteUpload,
    FinishRouteUploadAnswer,
    GetRouteAnswer,
    ListRoutesAnswer,
)


def finish_upload(
    *,
    object_key: str,
    name: str,
) -> Operation[FinishRouteUploadAnswer]:
    """Report an uploaded route.

    Makes a route of a KMZ file that is in the project's store.

    Args:
        object_key: The key of the KMZ file, which begins with object_key_prefix.
        name: A name for people.
    """
    return Operation(
        name="routes.finish_upload",
        method="POST",
        path="/openapi/v0.1/wayline/finish-upload",
        parse=FinishRouteUploadAnswer.from_dict,
        body=FinishRouteUpload(
            object_key=object_key,
            name=name,
        ).to_dict(),
        needs=("X-Project-Uuid",),
    )


def list_() -> Operation[ListRoutesAnswer]:
    """List the flight routes of the project.

    No operation is known that deletes one.
    """
    return Operation(
        name="routes.list",
        method="GET",
        path="/openapi/v0.1/wayline",
        parse=ListRoutesAnswer.from_dict,
        needs=("X-Project-Uuid",),
    )


def get(
    wayline_id: str,
) -> Operation[GetRouteAnswer]:
    """Get the details of a flight route.

    Its length, its waypoints and the URL of its file.

    Args:
        wayline_id: The route; `id` in the list, `uuid` in the answer to its upload.
    """
    return Operation(
        name="routes.get",
        method="GET",
        path=f"/openapi/v0.1/wayline/{path_segment(wayline_id)}",
        parse=GetRouteAnswer.from_dict,
        needs=("X-Project-Uuid",),
    )
