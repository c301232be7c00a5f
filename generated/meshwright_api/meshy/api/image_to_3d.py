"""Operations of the tag image_to_3d: each returns the request, described but not performed."""

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
    CreateImageTo3D,
    GeometryResolution,
    ImageModel,
    ImageTo3DTask,
    ModelType,
    OriginAt,
    PoseMode,
    SortBy,
    SymmetryMode,
    TargetFormat,
    TaskCreated,
    TextureResolution,
    Topology,
)


def list_(
    *,
    page_num: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    sort_by: SortBy | Unset = UNSET,
) -> Operation[list[ImageTo3DTask]]:
    """List Image to 3D tasks.

    A bare JSON array, one page of it; neither a total nor a cursor. Tasks made in the web app are not listed.

    Args:
        page_num: Which page; the first is 1. (from 1; to 2147483647; the service's default: 1)
        page_size: Tasks a page. (from 1; to 50; the service's default: 10)
        sort_by: By creation time, ascending (`+created_at`, on the wire `%2Bcreated_at`) or descending
            (`-created_at`). Not stated what happens without it; the emulator sorts descending (D17). (one of
            +created_at, -created_at)
    """
    return Operation(
        name="image_to_3d.list",
        method="GET",
        path="/openapi/v1/image-to-3d",
        parse=array(ImageTo3DTask.from_dict),
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
    image_url: File | Unset = UNSET,
    input_task_id: TaskInput | Unset = UNSET,
    model_type: ModelType | Unset = UNSET,
    ai_model: ImageModel | Unset = UNSET,
    enable_pbr: bool | Unset = UNSET,
    texture_image_url: File | Unset = UNSET,
    geometry_resolution: GeometryResolution | Unset = UNSET,
    ultra_mode: bool | Unset = UNSET,
    multi_view_thumbnails: bool | Unset = UNSET,
    topology: Topology | Unset = UNSET,
    target_polycount: int | Unset = UNSET,
    decimation_mode: int | Unset = UNSET,
    symmetry_mode: SymmetryMode | Unset = UNSET,
    should_remesh: bool | Unset = UNSET,
    save_pre_remeshed_model: bool | Unset = UNSET,
    should_texture: bool | Unset = UNSET,
    texture_prompt: str | Unset = UNSET,
    texture_resolution: TextureResolution | Unset = UNSET,
    hd_texture: bool | Unset = UNSET,
    pose_mode: PoseMode | Unset = UNSET,
    is_a_t_pose: bool | Unset = UNSET,
    image_enhancement: bool | Unset = UNSET,
    remove_lighting: bool | Unset = UNSET,
    moderation: bool | Unset = UNSET,
    target_formats: list[TargetFormat] | Unset = UNSET,
    auto_size: bool | Unset = UNSET,
    origin_at: OriginAt | Unset = UNSET,
    alpha_thumbnail: bool | Unset = UNSET,
) -> Operation[TaskCreated]:
    """Create an Image to 3D task.

    Takes the credits at once and answers with the id of the new task. There is no idempotency key, so a repeated
    call is a second paid task.

    Args:
        image_url: The picture, .jpg, .jpeg or .png; a public URL or a base64 data URI. At least 512 px are
            advised. (a path, bytes or an open file is sent as a data URI; has an effect only if input_task_id is
            not given)
        input_task_id: In place of image_url, a SUCCEEDED text-to-image or image-to-image task with exactly one
            picture; wins over image_url. (a handle or a task is sent as its id; since 2026-04-21)
        model_type: `smart-topology` ignores topology, should_remesh and save_pre_remeshed_model; `lowpoly`
            ignores those and ai_model and target_polycount. (one of standard, smart-topology (since 2026-07-13),
            lowpoly (since 2026-01-12, until 2026-10-30), or others to come; the service's default: standard;
            since 2026-01-12)
        ai_model: The model that does the work. `meshy-t...` belong to model_type smart-topology, and meshy-t2.5
            makes triangles only; `latest` is meshy-7.1 since September 2026. meshy-5 was served as meshy-6-lite
            from 2026-09-11 until it retired. (one of meshy-6 (since 2026-02-25), meshy-6-lite (since 2026-08),
            meshy-7.1 (since 2026-09-18), latest (since 2026-03-16), meshy-t2 (since 2026-08), meshy-t2.5 (since
            2026-10-13), meshy-7 (since 2026-08-12, until 2026-12-31), meshy-t1 (since 2026-07-13, until
            2026-10-30), meshy-5 (until 2026-10-10), meshy-4 (until 2026-03-20), or others to come; the service's
            default: latest; meshy-t2 with model_type smart-topology; before 2026-03-16 meshy-4)
        enable_pbr: Make metallic, roughness and normal maps besides the base colour; needs should_texture. (the
            service's default: false; has an effect only if should_texture is true)
        texture_image_url: A picture that guides the texture, .jpg, .jpeg or .png, as URL or data URI.
            texture_prompt wins when both are given. (a path, bytes or an open file is sent as a data URI; has an
            effect only if should_texture is true and texture_prompt is not given)
        geometry_resolution: Detail of the geometry; 2k and 4k cost 5 credits more. Multi-image has no 4k. (one of
            standard, 2k, 4k, or others to come; since 2026-09-18)
        ultra_mode: Deprecated, the same as geometry_resolution 2k. (the service's default: false; since
            2026-08-12)
        multi_view_thumbnails: Also make thumbnails from the front, the right, the back and the left. (the
            service's default: false; since 2026-05-13)
        topology: Kind of faces; only effective while should_remesh is on. (one of quad, triangle, or others to
            come; the service's default: triangle; has an effect only if should_remesh is true or model_type is
            smart-topology)
        target_polycount: Wanted number of faces; the result may deviate with the complexity of the geometry. Only
            effective while should_remesh is on. (from 100; to 300000; the service's default: 30000; 4000 with
            ai_model meshy-t1 or meshy-t2; 15000 with ai_model meshy-t2.5; has an effect only if (should_remesh is
            true or model_type is smart-topology) and decimation_mode is not given)
        decimation_mode: 1 ultra, 2 high, 3 medium, 4 low; overrides target_polycount. (from 1; to 4; has an
            effect only if should_remesh is true or model_type is smart-topology; since 2026-04-14)
        symmetry_mode: Mirror symmetry of the result. Deprecated and without effect since 2026-05-11. (one of off,
            auto, on, or others to come; the service's default: auto; has no effect since 2026-05-11)
        should_remesh: false returns the raw triangle mesh and ignores topology and target_polycount. (the
            service's default: true; false with ai_model meshy-6, meshy-7, meshy-7.1 or latest; before 2026-02-25
            true; has an effect only if model_type is not smart-topology)
        save_pre_remeshed_model: Also return the mesh before remeshing, as `model_urls.pre_remeshed_glb`; needs
            should_remesh. (the service's default: false; has an effect only if should_remesh is true; since
            2025-11-24)
        should_texture: false makes the mesh only, for fewer credits. (the service's default: true)
        texture_prompt: Text that guides the texture. (at most 600 characters; has an effect only if
            should_texture is true)
        texture_resolution: Edge of the base-colour texture. 4k and 8k are not offered by meshy-5 and
            meshy-6-lite; 8k costs 5 credits more. (one of 2k, 4k, 8k, or others to come; the service's default:
            2k; has an effect only if should_texture is true; since 2026-07-21)
        hd_texture: Deprecated, the same as texture_resolution 4k. (has an effect only if should_texture is true;
            since 2026-04-20)
        pose_mode: The pose that a character is turned into; the empty string leaves it alone. (one of "", a-pose,
            t-pose, or others to come; since 2025-12-04)
        is_a_t_pose: Deprecated, see pose_mode. (since 2025-12-04)
        image_enhancement: Restyle the input before work begins; false keeps its look. For meshy-6, 7.1 and
            latest; refused by meshy-5. (the service's default: true; since 2026-02-25)
        remove_lighting: Take highlights and shadows out of the texture. For meshy-6, of several pictures also 7.1
            and latest; other models ignore it, meshy-5 refuses it. (the service's default: true; has an effect
            only if should_texture is true; since 2026-02-28)
        moderation: Screen the pictures and the prompt; a hit fails the task with code moderation_blocked. (the
            service's default: false; since 2025-05-20)
        target_formats: Which files to make. Left out, all but 3mf. (at least 1; one of glb, obj, fbx, stl, usdz,
            3mf, or others to come; since 2026-03-17)
        auto_size: Scale the result to the height in metres that a vision model estimates. (the service's default:
            false; since 2026-03-20)
        origin_at: Where the origin lies; only with auto_size. (one of bottom, center, or others to come; the
            service's default: bottom; has an effect only if auto_size is true; since 2026-03-20)
        alpha_thumbnail: Also make a thumbnail with a transparent background. (the service's default: false; since
            2026-06-05)
    """
    return Operation(
        name="image_to_3d.create",
        method="POST",
        path="/openapi/v1/image-to-3d",
        parse=TaskCreated.from_dict,
        body=CreateImageTo3D(
            image_url=image_url,
            input_task_id=id_of(input_task_id),
            model_type=model_type,
            ai_model=ai_model,
            enable_pbr=enable_pbr,
            texture_image_url=texture_image_url,
            geometry_resolution=geometry_resolution,
            ultra_mode=ultra_mode,
            multi_view_thumbnails=multi_view_thumbnails,
            topology=topology,
            target_polycount=target_polycount,
            decimation_mode=decimation_mode,
            symmetry_mode=symmetry_mode,
            should_remesh=should_remesh,
            save_pre_remeshed_model=save_pre_remeshed_model,
            should_texture=should_texture,
            texture_prompt=texture_prompt,
            texture_resolution=texture_resolution,
            hd_texture=hd_texture,
            pose_mode=pose_mode,
            is_a_t_pose=is_a_t_pose,
            image_enhancement=image_enhancement,
            remove_lighting=remove_lighting,
            moderation=moderation,
            target_formats=target_formats,
            auto_size=auto_size,
            origin_at=origin_at,
            alpha_thumbnail=alpha_thumbnail,
        ).to_dict(),
        files={
            "image_url": (
                "image/png",
                "image/jpeg",
            ),
            "texture_image_url": (
                "image/png",
                "image/jpeg",
            ),
        },
        tasks={"input_task_id": input_task_id},
    )


def get(
    id: str,
) -> Operation[ImageTo3DTask]:
    """Retrieve an Image to 3D task.

    Answers 404 once the task has expired, three days after it finished.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="image_to_3d.get",
        method="GET",
        path=f"/openapi/v1/image-to-3d/{path_segment(id)}",
        parse=ImageTo3DTask.from_dict,
    )


def delete(
    id: str,
) -> Operation[None]:
    """Delete an Image to 3D task.

    Irreversible; the files go too. A PENDING task is refunded, an IN_PROGRESS one is refused with 409 and runs
    on, a finished one is removed without a refund. There is no other way to cancel.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="image_to_3d.delete",
        method="DELETE",
        path=f"/openapi/v1/image-to-3d/{path_segment(id)}",
        parse=discard,
    )


def stream(
    id: str,
) -> Operation[ImageTo3DTask]:
    """Stream an Image to 3D task.

    Server-sent events until the task ends. Events before the last carry only id, progress and status; the last
    carries the whole task.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="image_to_3d.stream",
        method="GET",
        path=f"/openapi/v1/image-to-3d/{path_segment(id)}/stream",
        parse=ImageTo3DTask.from_dict,
        streams=True,
    )
