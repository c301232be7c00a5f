from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from attrs import define

from ..._runtime import UNSET, JsonObject, Unset, Wire, plain
from ..models.motion_result import MotionResult
from ..models.task_error import TaskError
from ..models.task_status import TaskStatus
from ..models.task_type import TaskType


@define(kw_only=True, repr=False)
class TextToMotionTask(JsonObject):
    """Words on their way to a motion."""

    id: str
    """Its format is not promised."""
    status: TaskStatus
    """The last three are final and never change. CANCELED is documented everywhere and sent by Creative Lab only."""
    progress: int
    """Percent; 0 before the start, 100 after success. May stay at 99 for minutes."""
    result: MotionResult | None | Unset = UNSET
    """The motion; null until the task has SUCCEEDED."""
    expires_at: int | Unset = UNSET
    """Epoch milliseconds from which on the task and its files answer 404; three days after the end. 0 before the
    end."""
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

    file_places: ClassVar[tuple[tuple[str, ...], ...]] = (("result", "motion_url"),)
    wire: ClassVar[Wire] = {
        "result": ("result", MotionResult.from_dict),
        "type": ("type_", plain),
        "task_error": ("task_error", TaskError.from_dict),
    }

    if TYPE_CHECKING:

        def _succeeded(self) -> SucceededTextToMotionTask: ...


if TYPE_CHECKING:

    class SucceededTextToMotionTask(TextToMotionTask):
        """A ``TextToMotionTask`` that has SUCCEEDED, for type checkers: it has these members."""

        result: MotionResult  # pyright: ignore[reportIncompatibleVariableOverride]
        started_at: int  # pyright: ignore[reportIncompatibleVariableOverride]
        finished_at: int  # pyright: ignore[reportIncompatibleVariableOverride]
        created_at: int  # pyright: ignore[reportIncompatibleVariableOverride]
