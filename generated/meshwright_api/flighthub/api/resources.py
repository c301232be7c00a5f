"""Operations of the tag resources: each returns the request, described but not performed."""

from __future__ import annotations

from ..._runtime import (
    Operation,
    path_segment,
)
from ..models import (
    GetResourceAnswer,
    StatusAnswer,
)


def get(
    resource_uuid: str,
) -> Operation[GetResourceAnswer]:
    """Get the details of a resource.

    Its state, its size and the names of its files. Ready for a start when status is 1 and every file is named.

    Args:
        resource_uuid: The resource; cut out of store_path.
    """
    return Operation(
        name="resources.get",
        method="GET",
        path=f"/openapi/v0.1/open_model/resource/{path_segment(resource_uuid)}",
        parse=GetResourceAnswer.from_dict,
    )


def delete(
    resource_uuid: str,
) -> Operation[StatusAnswer]:
    """Delete a resource.

    Removes its files and frees their storage. Models that are being made of it go on.

    Args:
        resource_uuid: The resource; cut out of store_path.
    """
    return Operation(
        name="resources.delete",
        method="DELETE",
        path=f"/openapi/v0.1/open_model/resource/{path_segment(resource_uuid)}",
        parse=StatusAnswer.from_dict,
    )
