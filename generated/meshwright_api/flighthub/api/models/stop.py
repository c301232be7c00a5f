from __future__ import annotations

from ...._runtime import Operation, path_segment
from ...models.status_answer import StatusAnswer


def stop(
    model_uuid: str,
) -> Operation[StatusAnswer]:
    """Stop a reconstruction.

    Cancels a model that is waiting or being made (12 or 14), which becomes 16, and gives the picture quota back.
    Any other state is a failure (D12).

    Args:
        model_uuid: The model; from the answer to a start.
    """
    return Operation(
        name="models.stop",
        method="POST",
        path=f"/openapi/v0.1/open_model/models/{path_segment(model_uuid)}/reconstruction/stop",
        parse=StatusAnswer.from_dict,
    )
