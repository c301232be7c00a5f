from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each, plain
from ..models.model_urls import ModelUrls
from ..models.task_error import TaskError
from ..models.task_status import TaskStatus
from ..models.task_type import TaskType
from ..models.texture_urls import TextureUrls


@define(kw_only=True, repr=False)
class RemeshTask(JsonObject):
    """A model on its way to new faces. Has no expires_at."""

    id: str
    """Its format is not promised."""
    status: TaskStatus
    """The last three are final and never change. CANCELED is documented everywhere and sent by Creative Lab only."""
    progress: int
    """Percent; 0 before the start, 100 after success. May stay at 99 for minutes."""
    texture_urls: list[TextureUrls] | Unset = UNSET
    """The maps of the new texture; not on the page."""
    model_urls: ModelUrls | Unset = UNSET
    """Signed URLs of the model files; a format that was not made is left out. No key is needed, and none may be
    sent."""
    started_at: int | Unset = UNSET
    """Epoch milliseconds; 0 before the start."""
    finished_at: int | Unset = UNSET
    """Epoch milliseconds; 0 before the end."""
    type_: TaskType | Unset = UNSET
    """Which resource a task belongs to."""
    preceding_tasks: int | Unset = UNSET
    """Tasks ahead in the queue; means something only while PENDING."""
    created_at: int | Unset = UNSET
    """Epoch milliseconds."""
    task_error: None | TaskError | Unset = UNSET
    """An object with an empty message, or null, when nothing went wrong."""
    consumed_credits: int | Unset = UNSET
    """Credits that this task costs; 0 once it FAILED, they are given back."""
    thumbnail_url: str | Unset = UNSET
    """Signed URL of a picture of the model, PNG; empty or absent before success."""
    alpha_thumbnail_url: str | Unset = UNSET
    """The same with a transparent background, when asked for."""

    file_places: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("texture_urls", "*", "*"),
        ("model_urls", "*"),
        ("thumbnail_url",),
        ("alpha_thumbnail_url",),
    )
    wire: ClassVar[Wire] = {
        "texture_urls": ("texture_urls", each(TextureUrls.from_dict)),
        "model_urls": ("model_urls", ModelUrls.from_dict),
        "type": ("type_", plain),
        "task_error": ("task_error", TaskError.from_dict),
    }

    if TYPE_CHECKING:

        def _succeeded(self) -> SucceededRemeshTask: ...


if TYPE_CHECKING:

    class SucceededRemeshTask(RemeshTask):
        """A ``RemeshTask`` that has SUCCEEDED, for type checkers: it has these members."""

        model_urls: ModelUrls  # pyright: ignore[reportIncompatibleVariableOverride]
        started_at: int  # pyright: ignore[reportIncompatibleVariableOverride]
        finished_at: int  # pyright: ignore[reportIncompatibleVariableOverride]
        created_at: int  # pyright: ignore[reportIncompatibleVariableOverride]
