"""The reason why a task failed, in every form of the service: in the error, on the command line, in a notebook."""

from __future__ import annotations

from html import escape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from meshwright import TaskFailed
from meshwright.cli.output import show_task
from meshwright.core.dialect import OWN
from meshwright.tasks.reasons import LONGEST, failure_reason
from meshwright.tasks.showing import task_html
from meshwright.tasks.waiting import checked
from meshwright_api.meshy.models import ImageTo3DTask, MultiImageTo3DTask, ResizeTask

REASONS: list[tuple[Any, str]] = [
    ("the picture shows nothing", "the picture shows nothing"),
    (" two\n lines ", "two lines"),
    ({"message": "too complex"}, "too complex"),
    ({"message": "", "code": "timeout"}, "timeout"),
    ({"message": None, "type": "server_error"}, "server_error"),
    ({"message": {"en": "no"}}, '{"en": "no"}'),
    ({"error": "new form"}, '{"error": "new form"}'),
    (["a", "b"], '["a", "b"]'),
    (500, "500"),
    (True, "true"),
]
SILENT: list[Any] = [None, "", {}, [], False, {"message": ""}, {"message": None, "code": ""}]


def failed(kind: Any, error: Any) -> Any:
    """Read a task that FAILED."""
    return kind.from_dict({"id": "t", "status": "FAILED", "progress": 3, "task_error": error})


@pytest.mark.parametrize("kind", [ImageTo3DTask, MultiImageTo3DTask, ResizeTask])
@pytest.mark.parametrize(("error", "reason"), REASONS)
def test_the_reason_is_shown(kind: Any, error: Any, reason: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The error of the wait, the summary of the command line and the notebook's line have the service's words."""
    task = failed(kind, error)
    with pytest.raises(TaskFailed, match="task t FAILED: ") as caught:
        checked(task, OWN)
    assert str(caught.value).endswith(reason)
    show_task(task, as_json=False)
    assert reason in " ".join(capsys.readouterr().out.split())
    assert escape(reason) in task_html(task)


@pytest.mark.parametrize("error", SILENT)
def test_no_reason(error: Any) -> None:
    """Without a reason, the error states that there is none."""
    with pytest.raises(TaskFailed, match="no reason given"):
        checked(failed(ImageTo3DTask, error), OWN)


def test_a_member_that_is_missing() -> None:
    """A task without the member has no reason either."""
    with pytest.raises(TaskFailed, match="no reason given"):
        checked(ImageTo3DTask.from_dict({"id": "t", "status": "FAILED", "progress": 3}), OWN)


def test_a_long_reason_is_cut() -> None:
    """It has at most 500 characters and three dots."""
    assert failure_reason("x" * 500) == "x" * 500
    assert failure_reason("x" * 501) == "x" * 500 + "..."


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda i: st.lists(i) | st.dictionaries(st.text(), i)
    )
)
def test_any_reason_is_one_short_line(error: Any) -> None:
    """Every reason is one line of bounded length."""
    said = failure_reason(failed(ResizeTask, error).task_error)
    assert said.splitlines() in ([], [said])
    assert len(said) <= LONGEST + 3
