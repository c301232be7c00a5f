from __future__ import annotations

from ...._runtime import Operation, discard, path_segment


def delete(
    id: str,
) -> Operation[None]:
    """Delete a Text to 3D task.

    Irreversible; the files go too. A PENDING task is refunded, an IN_PROGRESS one is refused with 409 and runs
    on, a finished one is removed without a refund. There is no other way to cancel.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="text_to_3d.delete",
        method="DELETE",
        path=f"/openapi/v2/text-to-3d/{path_segment(id)}",
        parse=discard,
    )
