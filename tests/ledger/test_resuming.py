"""The unfinished work of an account, as ``resume`` sorts it: by kind, state, age and holder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.fakes import FakeTransport, json_reply
from meshwright import ConfigurationError, Ledger
from meshwright.core.blocking import run
from meshwright.ledger.resuming import Resumed, resume
from meshwright.meshy.dialect import MESHY
from meshwright.tasks.session import TaskSession
from meshwright.tasks.submitting import account
from meshwright_api.meshy import tasks

T0 = 1_700_000_000.0
RETENTION = 3 * 86400.0
KINDS = {"image-to-3d": tasks.IMAGE_TO_3D}


@pytest.fixture
def session(tmp_path: Path) -> Iterator[TaskSession]:
    """Open a session with a new ledger and a service whose lists are empty."""
    with Ledger(tmp_path / "ledger", now=lambda: T0) as ledger:
        transport = FakeTransport(lambda _: json_reply([]), lambda _: (json_reply({}), []))
        yield TaskSession(transport=transport, dialect=MESHY, base_url="http://127.0.0.1:1", headers={}, ledger=ledger)


def record(session: TaskSession, id: str, kind: str = "image-to-3d", age: float = 1.0, **columns: str) -> None:
    """Record a task."""
    ledger = session.ledger
    assert isinstance(ledger, Ledger)
    ledger.created(ledger.intend(account(session), kind, {}, "d"), id)
    for name, value in {"intended": T0 - age, **columns}.items():
        ledger.store.database.execute(f"update submission set {name} = ? where task_id = ?", (value, id))


def names(left: Resumed[Any]) -> dict[str, list[str | None]]:
    """Return the ids in each list that has any."""
    found = {
        "tasks": [handle.id for handle in left.tasks],
        "unfetched": [handle.id for handle in left.unfetched],
        "downloads": [wanted.task_id for _, wanted in left.downloads],
        **{name: [s.task_id for s in getattr(left, name)] for name in ("in_use", "unsupported", "undecided", "never")},
    }
    return {name: ids for name, ids in found.items() if ids}


def test_without_a_ledger(session: TaskSession) -> None:
    """There is nothing to resume from."""
    session = TaskSession(transport=session.transport, dialect=MESHY, base_url="http://127.0.0.1:1", headers={})
    with pytest.raises(ConfigurationError, match="there is no ledger to resume from"):
        run(resume(session, KINDS))


def test_work_that_this_version_does_not_know(session: TaskSession, tmp_path: Path) -> None:
    """Tasks of another kind or in another state are reported, not touched; those that have ended are not."""
    record(session, "mine")
    record(session, "kind", "image-to-4d")
    record(session, "state", state="paused")
    record(session, "ended", "image-to-4d", state="ended", status="SUCCEEDED")
    record(session, "refused", "image-to-4d", state="refused")
    record(session, "never", "image-to-4d", state="never")
    assert isinstance(session.ledger, Ledger)
    session.ledger.download_wanted("kind", tmp_path, None)
    assert names(run(resume(session, KINDS))) == {"tasks": ["mine"], "unsupported": ["kind", "state"]}


def test_what_the_service_still_has(session: TaskSession) -> None:
    """Three days after its create a task is not reported as in use or unfetched any more, and not a moment earlier."""
    for name, age in (("young", RETENTION - 1), ("old", RETENTION)):
        record(session, f"{name} kind", "image-to-4d", age)
        record(session, f"{name} ended", age=age, state="ended", status="SUCCEEDED")
    assert names(run(resume(session, KINDS))) == {"unfetched": ["young ended"], "unsupported": ["young kind"]}


def test_a_list_is_read_to_an_empty_page(session: TaskSession) -> None:
    """Only an empty page is the end of a list, so a service that has no tasks at all is asked once."""
    assert isinstance(session.ledger, Ledger)
    session.ledger.unknown(session.ledger.intend(account(session), "image-to-3d", {}, "d", ahead=0.0))
    session.ledger.now = lambda: T0 + 100
    assert [entry.number for entry in run(resume(session, KINDS)).never] == [1]
    assert len(session.transport.requests) == 1


def test_a_last_page_that_is_short(session: TaskSession) -> None:
    """A page with few tasks may be cut short, so another is asked for before a create counts as not received."""
    assert isinstance(session.ledger, Ledger)
    session.ledger.unknown(session.ledger.intend(account(session), "image-to-3d", {}, "d", ahead=0.0))
    session.ledger.now = lambda: T0 + 100
    pages = [json_reply([{"id": "old", "created_at": int((T0 - 90_000) * 1000), "texture_prompt": ""}]), json_reply([])]
    session.transport.answer = lambda _: pages.pop(0)
    assert [entry.number for entry in run(resume(session, KINDS)).never] == [1]
    assert pages == []
