"""Operations of the tag retexture: each returns the request, described but not performed."""

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
    CreateRetexture,
    RetextureTask,
    SortBy,
    TargetFormat,
    TaskCreated,
    TextureModel,
    TextureResolution,
)


def list_(
    *,
    page_num: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    sort_by: SortBy | Unset = UNSET,
) -> Operation[list[RetextureTask]]:
    """List Retexture tasks.

    A bare JSON array, one page of it; neither a total nor a cursor.

    Args:
        page_num: Which page; the first is 1. (from 1; to 2147483647; the service's default: 1)
        page_size: Tasks a page. (from 1; to 50; the service's default: 10)
        sort_by: By creation time, ascending (`+created_at`, on the wire `%2Bcreated_at`) or descending
            (`-created_at`). Not stated what happens without it; the emulator sorts descending (D17). (one of
            +created_at, -created_at)
    """
    return Operation(
        name="retexture.list",
        method="GET",
        path="/openapi/v1/retexture",
        parse=array(RetextureTask.from_dict),
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
    text_style_prompt: str | Unset = UNSET,
    image_style_url: File | Unset = UNSET,
    multiview_image_urls: list[File] | Unset = UNSET,
    ai_model: TextureModel | Unset = UNSET,
    enable_original_uv: bool | Unset = UNSET,
    enable_pbr: bool | Unset = UNSET,
    texture_resolution: TextureResolution | Unset = UNSET,
    hd_texture: bool | Unset = UNSET,
    remove_lighting: bool | Unset = UNSET,
    target_formats: list[TargetFormat] | Unset = UNSET,
    alpha_thumbnail: bool | Unset = UNSET,
    model_url: File | Unset = UNSET,
) -> Operation[TaskCreated]:
    """Create a Retexture task.

    Gives a model new textures, by words, a picture or several views. Ten credits, 15 at 8k.

    Args:
        input_task_id: A SUCCEEDED task whose model is painted. Wins over model_url. (a handle or a task is sent
            as its id)
        text_style_prompt: Words for the new texture. image_style_url wins when both are given. (at most 600
            characters; has an effect only if image_style_url is not given)
        image_style_url: A picture for the new texture, .jpg, .jpeg or .png, as URL or data URI. (a path, bytes or
            an open file is sent as a data URI)
        multiview_image_urls: One to four views of the same object, the front first; needs ai_model meshy-7, and
            excludes the other two. Only the front decides what is metallic and rough. (at least 1; at most 4; a
            path, bytes or an open file is sent as a data URI; since 2026-08-18)
        ai_model: The model that paints; `latest` is meshy-7. meshy-7.1 is not offered here. (one of meshy-6,
            meshy-6-lite (since 2026-08), meshy-7 (since 2026-08-12), latest, meshy-5 (until 2026-10-10), or
            others to come; the service's default: latest)
        enable_original_uv: Paint over the texture coordinates that the model has, in place of new ones. (the
            service's default: false)
        enable_pbr: Make metallic, roughness and normal maps besides the base colour. (the service's default:
            false)
        texture_resolution: Edge of the base-colour texture. meshy-6-lite has 2k only; 8k costs 5 credits more.
            (one of 2k, 4k, 8k, or others to come; the service's default: 2k; since 2026-07-21)
        hd_texture: Deprecated, the same as texture_resolution 4k.
        remove_lighting: Take highlights and shadows out of the texture; for meshy-6. (the service's default:
            true)
        target_formats: Which files to make. Left out, all but 3mf. (at least 1; one of glb, obj, fbx, stl, usdz,
            3mf, or others to come)
        alpha_thumbnail: Also make a thumbnail with a transparent background. (the service's default: false)
        model_url: The model, .glb, .gltf, .obj, .fbx or .stl; a public URL, or a data URI of type
            application/octet-stream. (a path, bytes or an open file is sent as a data URI; has an effect only if
            input_task_id is not given)
    """
    return Operation(
        name="retexture.create",
        method="POST",
        path="/openapi/v1/retexture",
        parse=TaskCreated.from_dict,
        body=CreateRetexture(
            input_task_id=id_of(input_task_id),
            text_style_prompt=text_style_prompt,
            image_style_url=image_style_url,
            multiview_image_urls=multiview_image_urls,
            ai_model=ai_model,
            enable_original_uv=enable_original_uv,
            enable_pbr=enable_pbr,
            texture_resolution=texture_resolution,
            hd_texture=hd_texture,
            remove_lighting=remove_lighting,
            target_formats=target_formats,
            alpha_thumbnail=alpha_thumbnail,
            model_url=model_url,
        ).to_dict(),
        files={
            "image_style_url": (
                "image/png",
                "image/jpeg",
            ),
            "multiview_image_urls": (
                "image/png",
                "image/jpeg",
            ),
            "model_url": ("application/octet-stream",),
        },
        tasks={"input_task_id": input_task_id},
    )


def get(
    id: str,
) -> Operation[RetextureTask]:
    """Retrieve a Retexture task.

    Answers 404 once the task has expired, three days after it finished.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="retexture.get",
        method="GET",
        path=f"/openapi/v1/retexture/{path_segment(id)}",
        parse=RetextureTask.from_dict,
    )


def delete(
    id: str,
) -> Operation[None]:
    """Delete a Retexture task.

    Irreversible; the files go too. A PENDING task is refunded, an IN_PROGRESS one is refused with 409 and runs
    on, a finished one is removed without a refund. There is no other way to cancel.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="retexture.delete",
        method="DELETE",
        path=f"/openapi/v1/retexture/{path_segment(id)}",
        parse=discard,
    )


def stream(
    id: str,
) -> Operation[RetextureTask]:
    """Stream a Retexture task.

    Server-sent events until the task ends. Events before the last carry only id, progress and status; the last
    carries the whole task.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="retexture.stream",
        method="GET",
        path=f"/openapi/v1/retexture/{path_segment(id)}/stream",
        parse=RetextureTask.from_dict,
        streams=True,
    )
