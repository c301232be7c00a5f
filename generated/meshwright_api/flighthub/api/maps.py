"""Operations of the tag maps: each returns the request, described but not performed."""

from __future__ import annotations

from ..._runtime import (
    UNSET,
    Operation,
    Unset,
    path_segment,
)
from ..models import (
    CreateMap,
    CreateMapAnswer,
    GetMapAnswer,
    ListMapsAnswer,
    MapArea,
    MapDownloadAnswer,
    MapFileType,
    MapFormat,
    MapMode,
    MapQuality,
)


def list_() -> Operation[ListMapsAnswer]:
    """List the models on the project's map.

    Those that were made of flights, not those of open modeling.
    """
    return Operation(
        name="maps.list",
        method="GET",
        path="/openapi/v0.1/model",
        parse=ListMapsAnswer.from_dict,
        needs=("X-Project-Uuid",),
    )


def create(
    *,
    name: str,
    task_folder_id: int,
    reconstruction_type: list[MapFileType],
    generate_model_formats: list[MapFormat],
    wkt: str,
    quality_level: MapQuality | Unset = UNSET,
    reconstruction_mode: MapMode | Unset = UNSET,
    simplified_factor: float | Unset = UNSET,
    predefine_area: MapArea | Unset = UNSET,
) -> Operation[CreateMapAnswer]:
    """Make models of a flight's photos.

    Uses up quota, and there is no idempotency key: a repeated call is a second reconstruction.

    Args:
        name: A name for people.
        task_folder_id: The folder of the flight's files: folder_id of the flight. (from 0; to
            9223372036854775807)
        reconstruction_type: The kinds of model. (one of model_2d, model_3d, or others to come)
        generate_model_formats: The formats of the files. (one of b3dm, osgb, ply, obj, pnts, las, point_ply,
            normal_point_ply, or others to come)
        wkt: The coordinate system as WKT.
        quality_level: How fine it is. (one of high, medium, low, or others to come; the service's default:
            medium)
        reconstruction_mode: How the photos were taken. (one of normal, surround, or others to come; the service's
            default: normal)
        simplified_factor: How much of the mesh is kept. (the service's default: 0.2)
        predefine_area: The area; all of it if it is left out.
    """
    return Operation(
        name="maps.create",
        method="POST",
        path="/openapi/v0.1/model/create",
        parse=CreateMapAnswer.from_dict,
        body=CreateMap(
            name=name,
            task_folder_id=task_folder_id,
            reconstruction_type=reconstruction_type,
            generate_model_formats=generate_model_formats,
            wkt=wkt,
            quality_level=quality_level,
            reconstruction_mode=reconstruction_mode,
            simplified_factor=simplified_factor,
            predefine_area=predefine_area,
        ).to_dict(),
        needs=("X-Project-Uuid",),
    )


def get(
    model_id: int,
) -> Operation[GetMapAnswer]:
    """Get the details of a model on the map.

    With the URLs of its file and of a small picture.

    Args:
        model_id: The model; from the answer to its create, or `id` in the list. (from 0; to 9223372036854775807)
    """
    return Operation(
        name="maps.get",
        method="GET",
        path=f"/openapi/v0.1/model/{path_segment(model_id)}",
        parse=GetMapAnswer.from_dict,
        needs=("X-Project-Uuid",),
    )


def download_url(
    file_id: str,
) -> Operation[MapDownloadAnswer]:
    """Get the URL of a model's file.

    Signed; expires.

    Args:
        file_id: The file.
    """
    return Operation(
        name="maps.download_url",
        method="GET",
        path=f"/openapi/v0.1/model/download-url/{path_segment(file_id)}",
        parse=MapDownloadAnswer.from_dict,
        needs=("X-Project-Uuid",),
    )
