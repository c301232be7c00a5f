from __future__ import annotations

from ...._runtime import Operation, path_segment
from ...models.status_answer import StatusAnswer


def delete(
    resource_uuid: str,
) -> Operation[StatusAnswer]:
    """Delete a resource.

    Removes its files and frees their storage. Models that are being made of it go on (D9).

    Args:
        resource_uuid: The resource; cut out of store_path.
    """
    return Operation(
        name="resources.delete",
        method="DELETE",
        path=f"/openapi/v0.1/open_model/resource/{path_segment(resource_uuid)}",
        parse=StatusAnswer.from_dict,
    )
