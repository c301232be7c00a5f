from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, plain
from ..models.model_urls import ModelUrls
from ..models.task_error import TaskError
from ..models.task_status import TaskStatus
from ..models.task_type import TaskType


@define(kw_only=True, repr=False)
class PrintMultiColorTask(JsonObject):
    """A model on its way to a few colours. Has neither thumbnail nor textures nor expires_at."""

    id: str
    """Its format is not promised."""
    status: TaskStatus
    """The last three are final and never change. CANCELED is documented everywhere and sent by Creative Lab only."""
    progress: int
    """Percent; 0 before the start, 100 after success. May stay at 99 for minutes."""
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

    file_places: ClassVar[tuple[tuple[str, ...], ...]] = (("model_urls", "*"),)
    wire: ClassVar[Wire] = {
        "model_urls": ("model_urls", ModelUrls.from_dict),
        "type": ("type_", plain),
        "task_error": ("task_error", TaskError.from_dict),
    }

    if TYPE_CHECKING:

        def _succeeded(self) -> SucceededPrintMultiColorTask: ...


if TYPE_CHECKING:

    class SucceededPrintMultiColorTask(PrintMultiColorTask):
        """A ``PrintMultiColorTask`` that has SUCCEEDED, for type checkers: it has these members."""

        model_urls: ModelUrls  # pyright: ignore[reportIncompatibleVariableOverride]
        started_at: int  # pyright: ignore[reportIncompatibleVariableOverride]
        finished_at: int  # pyright: ignore[reportIncompatibleVariableOverride]
        created_at: int  # pyright: ignore[reportIncompatibleVariableOverride]
