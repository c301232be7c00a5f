from __future__ import annotations

from ...._runtime import Operation, path_segment
from ...models.get_resource_answer import GetResourceAnswer


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
