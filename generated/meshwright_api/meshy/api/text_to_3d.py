"""Operations of the tag text_to_3d: each returns the request, described but not performed."""

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
    ArtStyle,
    CreateTextTo3D,
    GeometryResolution,
    OriginAt,
    PoseMode,
    SortBy,
    SymmetryMode,
    TargetFormat,
    TaskCreated,
    TextModel,
    TextModelType,
    TextTo3DMode,
    TextTo3DTask,
    TextureResolution,
    Topology,
)


def list_(
    *,
    page_num: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    sort_by: SortBy | Unset = UNSET,
) -> Operation[list[TextTo3DTask]]:
    """List Text to 3D tasks.

    A bare JSON array, one page of it; neither a total nor a cursor.

    Args:
        page_num: Which page; the first is 1. (from 1; to 2147483647; the service's default: 1)
        page_size: Tasks a page. (from 1; to 50; the service's default: 10)
        sort_by: By creation time, ascending (`+created_at`, on the wire `%2Bcreated_at`) or descending
            (`-created_at`). Not stated what happens without it; the emulator sorts descending (D17). (one of
            +created_at, -created_at)
    """
    return Operation(
        name="text_to_3d.list",
        method="GET",
        path="/openapi/v2/text-to-3d",
        parse=array(TextTo3DTask.from_dict),
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
    mode: TextTo3DMode,
    prompt: str | Unset = UNSET,
    preview_task_id: TaskInput | Unset = UNSET,
    model_type: TextModelType | Unset = UNSET,
    ai_model: TextModel | Unset = UNSET,
    geometry_resolution: GeometryResolution | Unset = UNSET,
    ultra_mode: bool | Unset = UNSET,
    should_remesh: bool | Unset = UNSET,
    topology: Topology | Unset = UNSET,
    target_polycount: int | Unset = UNSET,
    decimation_mode: int | Unset = UNSET,
    pose_mode: PoseMode | Unset = UNSET,
    art_style: ArtStyle | Unset = UNSET,
    negative_prompt: str | Unset = UNSET,
    symmetry_mode: SymmetryMode | Unset = UNSET,
    is_a_t_pose: bool | Unset = UNSET,
    enable_pbr: bool | Unset = UNSET,
    texture_prompt: str | Unset = UNSET,
    texture_image_url: File | Unset = UNSET,
    texture_resolution: TextureResolution | Unset = UNSET,
    hd_texture: bool | Unset = UNSET,
    remove_lighting: bool | Unset = UNSET,
    moderation: bool | Unset = UNSET,
    target_formats: list[TargetFormat] | Unset = UNSET,
    auto_size: bool | Unset = UNSET,
    origin_at: OriginAt | Unset = UNSET,
    alpha_thumbnail: bool | Unset = UNSET,
) -> Operation[TaskCreated]:
    """Create a Text to 3D task.

    A preview makes a mesh of words, a refine the texture of a preview. Takes the credits at once and answers with
    the id of the new task.

    Args:
        mode: `preview` makes a mesh of the prompt, `refine` the texture of a preview. (one of preview, refine)
        prompt: What to make; a preview needs it. (at most 600 characters; has an effect only if mode is preview)
        preview_task_id: A SUCCEEDED preview; a refine needs it. (a handle or a task is sent as its id; has an
            effect only if mode is refine)
        model_type: `smart-topology` ignores topology and should_remesh; `lowpoly` ignores those and ai_model and
            target_polycount. (one of standard, smart-topology (since 2026-09-25), lowpoly (until 2026-10-30), or
            others to come; the service's default: standard; has an effect only if mode is preview)
        ai_model: The model that does the work; left out of a refine, that of its preview. `meshy-t...` belong to
            model_type smart-topology. (one of meshy-6, meshy-6-lite (since 2026-08), meshy-7.1 (since
            2026-09-18), latest, meshy-t2 (since 2026-09-25), meshy-t2.5 (since 2026-10-13), meshy-7 (since
            2026-08-12, until 2026-12-31), or others to come; the service's default: meshy-t2 with model_type
            smart-topology; latest with mode preview)
        geometry_resolution: Detail of a preview's geometry, for meshy-7.1 and latest; 2k and 4k cost 5 credits
            more. (one of standard, 2k, 4k, or others to come; has an effect only if mode is preview; since
            2026-09-18)
        ultra_mode: Deprecated, the same as geometry_resolution 2k. (has an effect only if mode is preview; since
            2026-08-12)
        should_remesh: For a preview. false returns the raw triangle mesh and ignores topology and
            target_polycount. (the service's default: true; false with ai_model meshy-6, meshy-7, meshy-7.1 or
            latest; has an effect only if mode is preview and model_type is not smart-topology)
        topology: Kind of a preview's faces; only effective while should_remesh is on. (one of quad, triangle, or
            others to come; the service's default: triangle; has an effect only if (should_remesh is true or
            model_type is smart-topology) and mode is preview)
        target_polycount: Wanted number of faces of a preview; the result may deviate with the complexity of the
            geometry. (from 100; to 300000; the service's default: 30000; 4000 with ai_model meshy-t2; 15000 with
            ai_model meshy-t2.5; has an effect only if (should_remesh is true or model_type is smart-topology) and
            mode is preview and decimation_mode is not given)
        decimation_mode: 1 ultra, 2 high, 3 medium, 4 low; overrides target_polycount. (from 1; to 4; has an
            effect only if (should_remesh is true or model_type is smart-topology) and mode is preview)
        pose_mode: The pose that a character of a preview is turned into. (one of "", a-pose, t-pose, or others to
            come; has an effect only if mode is preview)
        art_style: Deprecated, meshy-6 and later ignore it. (one of realistic, sculpture, or others to come; has
            an effect only if mode is preview and ai_model is not meshy-6 or meshy-7 or meshy-7.1 or latest)
        negative_prompt: Deprecated, without effect. (has no effect)
        symmetry_mode: Mirror symmetry of a preview. Deprecated and without effect since 2026-05-11. (one of off,
            auto, on, or others to come; the service's default: auto; has no effect since 2026-05-11)
        is_a_t_pose: Deprecated, see pose_mode. (has an effect only if mode is preview)
        enable_pbr: For a refine. Make metallic, roughness and normal maps besides the base colour. (the service's
            default: false; has an effect only if mode is refine)
        texture_prompt: Text that guides the texture of a refine. (at most 600 characters; has an effect only if
            mode is refine)
        texture_image_url: A picture that guides the texture of a refine, .jpg, .jpeg or .png, as URL or data URI.
            Excludes texture_prompt. (a path, bytes or an open file is sent as a data URI; has an effect only if
            mode is refine)
        texture_resolution: Edge of the base-colour texture of a refine; 8k costs 5 credits more. (one of 2k, 4k,
            8k, or others to come; the service's default: 2k; has an effect only if mode is refine; since
            2026-07-21)
        hd_texture: Deprecated, the same as texture_resolution 4k. (has an effect only if mode is refine; since
            2026-04-20)
        remove_lighting: For a refine with meshy-6. Take highlights and shadows out of the texture. (the service's
            default: true; has an effect only if mode is refine)
        moderation: Screen the prompt and the picture; a hit fails the task with code moderation_blocked. (the
            service's default: false)
        target_formats: Which files to make. Left out, all but 3mf. (at least 1; one of glb, obj, fbx, stl, usdz,
            3mf, or others to come)
        auto_size: Scale the result to the height in metres that a vision model estimates. (the service's default:
            false)
        origin_at: Where the origin lies; only with auto_size. (one of bottom, center, or others to come; the
            service's default: bottom; has an effect only if auto_size is true)
        alpha_thumbnail: Also make a thumbnail with a transparent background. (the service's default: false; since
            2026-06-05)
    """
    return Operation(
        name="text_to_3d.create",
        method="POST",
        path="/openapi/v2/text-to-3d",
        parse=TaskCreated.from_dict,
        body=CreateTextTo3D(
            mode=mode,
            prompt=prompt,
            preview_task_id=id_of(preview_task_id),
            model_type=model_type,
            ai_model=ai_model,
            geometry_resolution=geometry_resolution,
            ultra_mode=ultra_mode,
            should_remesh=should_remesh,
            topology=topology,
            target_polycount=target_polycount,
            decimation_mode=decimation_mode,
            pose_mode=pose_mode,
            art_style=art_style,
            negative_prompt=negative_prompt,
            symmetry_mode=symmetry_mode,
            is_a_t_pose=is_a_t_pose,
            enable_pbr=enable_pbr,
            texture_prompt=texture_prompt,
            texture_image_url=texture_image_url,
            texture_resolution=texture_resolution,
            hd_texture=hd_texture,
            remove_lighting=remove_lighting,
            moderation=moderation,
            target_formats=target_formats,
            auto_size=auto_size,
            origin_at=origin_at,
            alpha_thumbnail=alpha_thumbnail,
        ).to_dict(),
        files={
            "texture_image_url": (
                "image/png",
                "image/jpeg",
            )
        },
        tasks={"preview_task_id": preview_task_id},
    )


def get(
    id: str,
) -> Operation[TextTo3DTask]:
    """Retrieve a Text to 3D task.

    Answers 404 once the task has expired, three days after it finished.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="text_to_3d.get",
        method="GET",
        path=f"/openapi/v2/text-to-3d/{path_segment(id)}",
        parse=TextTo3DTask.from_dict,
    )


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


def stream(
    id: str,
) -> Operation[TextTo3DTask]:
    """Stream a Text to 3D task.

    Server-sent events until the task ends. Events before the last carry only id, progress and status; the last
    carries the whole task.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="text_to_3d.stream",
        method="GET",
        path=f"/openapi/v2/text-to-3d/{path_segment(id)}/stream",
        parse=TextTo3DTask.from_dict,
        streams=True,
    )
