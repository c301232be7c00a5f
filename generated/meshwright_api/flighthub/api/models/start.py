from __future__ import annotations

from ...._runtime import UNSET, Operation, Unset
from ...models.start_reconstruction import StartReconstruction
from ...models.start_reconstruction_answer import StartReconstructionAnswer


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
        delete_resource_if_finish: Delete the resource when all of these models are done. (the service's default
            is false)
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
