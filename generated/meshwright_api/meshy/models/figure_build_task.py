from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, each, plain
from ..models.lab_model_urls import LabModelUrls
from ..models.task_error import TaskError
from ..models.task_status import TaskStatus
from ..models.task_type import TaskType
from ..models.texture_urls import TextureUrls


@define(kw_only=True, repr=False)
class FigureBuildTask(JsonObject):
    """The design of a figure on its way to a model."""

    id: str
    """Its format is not promised."""
    status: TaskStatus
    """The last three are final and never change. CANCELED is documented everywhere and sent by Creative Lab only."""
    progress: int
    """Percent; 0 before the start, 100 after success. May stay at 99 for minutes."""
    texture_urls: list[TextureUrls] | Unset = UNSET
    """One object with a base colour."""
    thumbnail_url: str | Unset = UNSET
    """Signed URL of a picture of the figure, PNG; empty or absent before success."""
    model_urls: LabModelUrls | Unset = UNSET
    """Signed URLs of the files of a product; what was not made is left out. No key is needed, and none may be sent."""
    started_at: int | None | Unset = UNSET
    """Epoch milliseconds; null before the start."""
    finished_at: int | None | Unset = UNSET
    """Epoch milliseconds; null before the end."""
    expires_at: int | None | Unset = UNSET
    """Epoch milliseconds from which on the task and its files answer 404; three days after the end. null before the
    end."""
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

    file_places: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("texture_urls", "*", "*"),
        ("thumbnail_url",),
        ("model_urls", "*"),
    )
    wire: ClassVar[Wire] = {
        "texture_urls": ("texture_urls", each(TextureUrls.from_dict)),
        "model_urls": ("model_urls", LabModelUrls.from_dict),
        "type": ("type_", plain),
        "task_error": ("task_error", TaskError.from_dict),
    }

    if TYPE_CHECKING:

        def _succeeded(self) -> SucceededFigureBuildTask: ...


if TYPE_CHECKING:

    class SucceededFigureBuildTask(FigureBuildTask):
        """A ``FigureBuildTask`` that has SUCCEEDED, for type checkers: it has these members."""

        model_urls: LabModelUrls  # pyright: ignore[reportIncompatibleVariableOverride]
        started_at: int | None  # pyright: ignore[reportIncompatibleVariableOverride]
        finished_at: int | None  # pyright: ignore[reportIncompatibleVariableOverride]
        created_at: int  # pyright: ignore[reportIncompatibleVariableOverride]
