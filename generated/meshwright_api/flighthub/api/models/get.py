from __future__ import annotations

from ...._runtime import Operation, path_segment
from ...models.get_model_answer import GetModelAnswer


def get(
    model_uuid: str,
) -> Operation[GetModelAnswer]:
    """Get the details of a model.

    State, size and progress of the model and of its zip. The zip can be had when zip_status is 2 and zip_file_key
    is not empty.

    Args:
        model_uuid: The model; from the answer to a start.
    """
    return Operation(
        name="models.get",
        method="GET",
        path=f"/openapi/v0.1/open_model/models/{path_segment(model_uuid)}",
        parse=GetModelAnswer.from_dict,
    )
