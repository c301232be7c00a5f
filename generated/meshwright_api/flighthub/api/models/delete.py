from __future__ import annotations

from ...._runtime import Operation, path_segment
from ...models.status_answer import StatusAnswer


def delete(
    model_uuid: str,
) -> Operation[StatusAnswer]:
    """Delete a model.

    In any state (D13); a reconstruction under way is stopped by it.

    Args:
        model_uuid: The model; from the answer to a start.
    """
    return Operation(
        name="models.delete",
        method="DELETE",
        path=f"/openapi/v0.1/open_model/models/{path_segment(model_uuid)}",
        parse=StatusAnswer.from_dict,
    )
