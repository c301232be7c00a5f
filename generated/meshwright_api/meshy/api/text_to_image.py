"""Operations of the tag text_to_image: each returns the request, described but not performed."""

from __future__ import annotations

from ..._runtime import (
    UNSET,
    Operation,
    Unset,
    array,
    discard,
    given,
    path_segment,
)
from ..models import (
    AspectRatio,
    CharacterPose,
    CreateTextToImage,
    ImageMaker,
    SortBy,
    TaskCreated,
    TextToImageTask,
)


def list_(
    *,
    page_num: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    sort_by: SortBy | Unset = UNSET,
) -> Operation[list[TextToImageTask]]:
    """List Text to Image tasks.

    A bare JSON array, one page of it; neither a total nor a cursor.

    Args:
        page_num: Which page; the first is 1. (from 1; to 2147483647; the service's default: 1)
        page_size: Tasks a page. (from 1; to 50; the service's default: 10)
        sort_by: By creation time, ascending (`+created_at`, on the wire `%2Bcreated_at`) or descending
            (`-created_at`). Not stated what happens without it; the emulator sorts descending (D17). (one of
            +created_at, -created_at)
    """
    return Operation(
        name="text_to_image.list",
        method="GET",
        path="/openapi/v1/text-to-image",
        parse=array(TextToImageTask.from_dict),
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
    ai_model: ImageMaker,
    prompt: str,
    generate_multi_view: bool | Unset = UNSET,
    aspect_ratio: AspectRatio | Unset = UNSET,
    pose_mode: CharacterPose | Unset = UNSET,
    remove_background: bool | Unset = UNSET,
) -> Operation[TaskCreated]:
    """Create a Text to Image task.

    Draws a picture of words, or three views of one object. The price depends on the model, not on the number of
    pictures.

    Args:
        ai_model: The model that draws; the gpt-image models cost more where they are given pictures. (one of
            nano-banana, nano-banana-2-lite (since 2026-10-13), nano-banana-2-1 (since 2026-10-13), nano-banana-2,
            nano-banana-pro, gpt-image-2 (since 2026-06), gpt-image-2-5-flare (since 2026-10-13), gpt-
            image-2-5-sunburst (since 2026-10-13), or others to come)
        prompt: The words of the picture.
        generate_multi_view: Draw three views of one object for one price; excludes aspect_ratio. (the service's
            default: false)
        aspect_ratio: Width to height. 3:2 and 2:3 are offered by the gpt-image models only. (one of 1:1, 16:9,
            9:16, 4:3, 3:4, 3:2, 2:3, or others to come; the service's default: 1:1; has an effect only if
            generate_multi_view is false)
        pose_mode: The pose of a character. (one of a-pose, t-pose, or others to come)
        remove_background: Leave the backdrop out; the picture is a PNG with transparency. Has no effect on
            several views. (the service's default: false; has an effect only if generate_multi_view is false;
            since 2026-08-17)
    """
    return Operation(
        name="text_to_image.create",
        method="POST",
        path="/openapi/v1/text-to-image",
        parse=TaskCreated.from_dict,
        body=CreateTextToImage(
            ai_model=ai_model,
            prompt=prompt,
            generate_multi_view=generate_multi_view,
            aspect_ratio=aspect_ratio,
            pose_mode=pose_mode,
            remove_background=remove_background,
        ).to_dict(),
    )


def get(
    id: str,
) -> Operation[TextToImageTask]:
    """Retrieve a Text to Image task.

    Answers 404 once the task has expired, three days after it finished.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="text_to_image.get",
        method="GET",
        path=f"/openapi/v1/text-to-image/{path_segment(id)}",
        parse=TextToImageTask.from_dict,
    )


def delete(
    id: str,
) -> Operation[None]:
    """Delete a Text to Image task.

    Irreversible; the files go too. A PENDING task is refunded, an IN_PROGRESS one is refused with 409 and runs
    on, a finished one is removed without a refund. There is no other way to cancel.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="text_to_image.delete",
        method="DELETE",
        path=f"/openapi/v1/text-to-image/{path_segment(id)}",
        parse=discard,
    )


def stream(
    id: str,
) -> Operation[TextToImageTask]:
    """Stream a Text to Image task.

    Server-sent events until the task ends. Events before the last carry only id, progress and status; the last
    carries the whole task.

    Args:
        id: The id that the create call returned. Its format is not promised.
    """
    return Operation(
        name="text_to_image.stream",
        method="GET",
        path=f"/openapi/v1/text-to-image/{path_segment(id)}/stream",
        parse=TextToImageTask.from_dict,
        streams=True,
    )
