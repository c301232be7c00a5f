"""Operations of the tag remesh: each returns the request, described but not performed."""

from __future__ import annotations

from ..._runtime import (
    UNSET,
    File,
    Operation,
    TaskInput,
    Unset,
    array,
    discard,
    given,
    id_of,
    path_segment,
)
from ..models import (
    ConvertedFormat,
    CreateRemesh,
    OriginAt,
    RemeshTask,
    SortBy,
    TaskCreated,
    Topology,
)


def list_(
    *,
    page_num: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    sort_by: SortBy | Unset = UNSET,
) -> Operation[list[RemeshTask]]:
    """List Remesh tasks.

    A bare JSON array, one page of it; neither a total nor a cursor.

    Args:
        page_num: Which page; the first is 1. (from 1; to 2147483647; the service's default: 1)
        page_size: Tasks a page. (from 1; to 50; the service's default: 10)
        sort_by: By creation time, ascending (`+created_at`, on the wire `%2Bcreated_at`) or descending
            (`-created_at`). Not stated what happens without it; the emulator sorts descending (D17). (one of
            +created_at, -created_at)
    """
    return Operation(
        name="remesh.list",
        method="GET",
        path="/openapi/v1/remesh",
        parse=array(RemeshTask.from_dict),
        params=given(
            {
                "page_num": page_num,
                "page_size": page_size,
                "sort_by": sort_by,
            }
        ),
    )


def create(
    *,
    input_task_id: TaskInput | Unset = UNSET,
    target_formats: list[ConvertedFormat] | Unset = UNSET,
    topology: Topology | Unset = UNSET,
    target_polycount: int | Unset = UNSET,
    decimation_mode: int | Unset = UNSET,
    alpha_thumbnail: bool | Unset = UNSET,
    resize_height: float | Unset = UNSET,
    resize_longest_side: float | Unset = UNSET,
    auto_size: bool | Unset = UNSET,
    origin_at: OriginAt | Unset = UNSET,
    convert_format_only: bool | Unset = UNSET,
    model_url: File | Unset = UNSET,
) -> Operation[TaskCreated]:
    """Create a Remesh task.

    Makes new faces for a model, about as many as asked for; its texture is kept. Five credits.

    Args:
        input_task_id: A SUCCEEDED Meshy task whose model is remeshed. Wins over model_url. (a handle or a task is
            sent as its id)
        target_formats: Which files to make. Left out, a GLB. (at least 1; one of glb, fbx, obj, usdz, blend, stl,
            3mf, or others to come; the service's default: ["glb"])
        topology: `quad` asks for mostly four-sided faces, `triangle` for a decimated triangle mesh. (one of quad,
            triangle, or others to come; the service's default: triangle; has an effect only if
            convert_format_only is not true)
        target_polycount: Wanted number of faces; the result may deviate with the complexity of the geometry.
            (from 100; to 300000; the service's default: 30000; has an effect only if convert_format_only is not
            true and decimation_mode is not given)
        decimation_mode: 1 ultra, 2 high, 3 medium, 4 low; overrides target_polycount. (from 1; to 4; has an
            effect only if convert_format_only is not true)
        alpha_thumbnail: Also make a thumbnail with a transparent background. (the service's default: false)
        resize_height: Deprecated, see resize. Height in metres; 0 leaves it. (from 0; the service's default: 0)
        resize_longest_side: Deprecated, see resize. Length in metres of the longest side; 0 leaves it. (from 0;
            the service's default: 0)
        auto_size: Deprecated, see resize. Scale to the height that a vision model estimates. (the service's
            default: false)
        origin_at: Deprecated, see resize. Where the origin lies afterwards. (one of bottom, center, or others to
            come; the service's default: bottom; has an effect only if auto_size is true)
        convert_format_only: Deprecated, see convert. Keep the faces and write the target_formats only, which have
            to be given.
        model_url: The model, .glb, .gltf, .obj, .fbx or .stl; a public URL, or a data URI of type
            application/octet-stream. (a path, bytes or an open file is sent as a data URI; has an effect only if
            input_task_id is not given)
    """
    return Operation(
        name="remesh.create",
        method="POST",
        path="/openapi/v1/remesh",
        parse=TaskCreated.from_dict,
        body=CreateRemesh(
            input_task_id=id_of(input_task_id),
            target_formats=target_formats,
            topology=topology,
            target_polycount=target_polycount,
            decimation_mode=decimation_mode,
            alpha_thumbnail=alpha_thumbnail,
            resize_height=resize_height,
            resize_longest_side=resize_longest_side,
            auto_size=auto_size,
            origin_at=origin_at,
            convert_format_only=convert_format_only,
            model_url=model_url,
        ).to_dict(),
        files={"model_url": ("application/octet-stream",)},
        tasks={"input_task_id": input_task_id},
    )


def get(
    id: str,
) -> Operation[RemeshTask]:
    """Retrieve a Remesh task.

    Answers 404 once the task has expired, three days after it finished.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="remesh.get",
        method="GET",
        path=f"/openapi/v1/remesh/{path_segment(id)}",
        parse=RemeshTask.from_dict,
    )


def delete(
    id: str,
) -> Operation[None]:
    """Delete a Remesh task.

    Irreversible; the files go too. A PENDING task is refunded, an IN_PROGRESS one is refused with 409 and runs
    on, a finished one is removed without a refund. There is no other way to cancel.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="remesh.delete",
        method="DELETE",
        path=f"/openapi/v1/remesh/{path_segment(id)}",
        parse=discard,
    )


def stream(
    id: str,
) -> Operation[RemeshTask]:
    """Stream a Remesh task.

    Server-sent events until the task ends. Events before the last carry only id, progress and status; the last
    carries the whole task.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="remesh.stream",
        method="GET",
        path=f"/openapi/v1/remesh/{path_segment(id)}/stream",
        parse=RemeshTask.from_dict,
        streams=True,
    )
