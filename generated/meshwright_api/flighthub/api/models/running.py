from __future__ import annotations

from ...._runtime import Operation
from ...models.running_models_answer import RunningModelsAnswer


def running() -> Operation[RunningModelsAnswer]:
    """List the models under way.

    Models that are waiting or being made (12 or 14, D15), without pages. Not on the service's own list of
    operations.
    """
    return Operation(
        name="models.running",
        method="GET",
        path="/openapi/v0.1/open_model/models/running",
        parse=RunningModelsAnswer.from_dict,
    )
