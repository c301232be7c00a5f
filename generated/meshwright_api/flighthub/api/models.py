"""Operations of the tag models: each returns the request, described but not performed."""

from __future__ import annotations

from ..._runtime import (
    UNSET,
    Operation,
    Unset,
    path_segment,
)
from ..models import (
    GetModelAnswer,
    RunningModelsAnswer,
    StartReconstruction,
    StartReconstructionAnswer,
    StatusAnswer,
)


def start(
    *,
    resource_uuid: str,
    delete_resource_if_finish: bool | Unset = UNSET,
    parameter_2d: str | Unset = UNSET,
    parameter_3d: str | Unset = UNSET,
    parameter_3dgs: str | Unset = UNSET,
    parameter_lidar: str | Unset = UNSET,
) -> Operation[StartReconstructionAnswer]:
    """Start reconstructions.

    One model for each parameter given, all of the same resource. Uses up picture quota, and there is no
    idempotency key: a repeated call is a second reconstruction, so look at `models.running` first. One model can
    fail while the others start; see sub_error_code.

    Args:
        resource_uuid: The resource, with every file reported.
        delete_resource_if_finish: Delete the resource when all of these models are done. (the service's default:
            false)
        parameter_2d: Asks for a 2D map; the resource has to hold 5 to 20000 files.
        parameter_3d: Asks for a 3D model; the resource has to hold 5 to 20000 files.
        parameter_3dgs: Asks for a model of 3D Gaussian splats; the resource has to hold 10 to 4000 files.
        parameter_lidar: Asks for a point cloud of LiDAR data; the resource has to hold 5 to 20000 files.
    """
    return Operation(
        name="models.start",
        method="POST",
        path="/openapi/v0.1/open_model/models/reconstruction/start",
        parse=StartReconstructionAnswer.from_dict,
        body=StartReconstruction(
            resource_uuid=resource_uuid,
            delete_resource_if_finish=delete_resource_if_finish,
            parameter_2d=parameter_2d,
            parameter_3d=parameter_3d,
            parameter_3dgs=parameter_3dgs,
            parameter_lidar=parameter_lidar,
        ).to_dict(),
    )


def stop(
    model_uuid: str,
) -> Operation[StatusAnswer]:
    """Stop a reconstruction.

    Cancels a model that is waiting or being made (12 or 14), which becomes 16, and gives the picture quota back.
    Any other state is a failure.

    Args:
        model_uuid: The model; from the answer to a start.
    """
    return Operation(
        name="models.stop",
        method="POST",
        path=f"/openapi/v0.1/open_model/models/{path_segment(model_uuid)}/reconstruction/stop",
        parse=StatusAnswer.from_dict,
    )


def running() -> Operation[RunningModelsAnswer]:
    """List the models under way.

    Models that are waiting or being made (12 or 14), without pages.
    """
    return Operation(
        name="models.running",
        method="GET",
        path="/openapi/v0.1/open_model/models/running",
        parse=RunningModelsAnswer.from_dict,
    )


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


def delete(
    model_uuid: str,
) -> Operation[StatusAnswer]:
    """Delete a model.

    In any state; a reconstruction under way is stopped by it.

    Args:
        model_uuid: The model; from the answer to a start.
    """
    return Operation(
        name="models.delete",
        method="DELETE",
        path=f"/openapi/v0.1/open_model/models/{path_segment(model_uuid)}",
        parse=StatusAnswer.from_dict,
    )
