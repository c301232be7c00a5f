"""Handles by themselves: what they report to hooks, which notes they put on a task, what is equal, what is replaced."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from attrs import define, evolve, field
from helpers.fakes import FakeTransport, json_reply
from helpers.waits import ID, answers, state
from meshwright import FolderInUse, TaskFailed
from meshwright.core.blocking import run
from meshwright.core.hooks import Downloaded, Exchange, Waited
from meshwright.core.wire import Reply
from meshwright.meshy.dialect import MESHY
from meshwright.tasks.handles import AsyncTaskHandle, Handle, TaskHandle, blocking
from meshwright.tasks.session import TaskSession
from meshwright_api.meshy.tasks import IMAGE_TO_3D, RESIZE

CONTENT = b"v 0 0 0"
DONE = state("SUCCEEDED", 100, consumed_credits=30, model_urls={"obj": "https://files.example/a.obj"})
MISSING = Reply(status=404)


@define
class Recorder:
    """A hook that keeps events."""

    events: list[Any] = field(factory=list)

    def __call__(self, exchange: Exchange) -> None:
        pass

    def event(self, event: Waited | Downloaded) -> None:
        self.events.append(event)


def handle_of(*replies: Reply, hooks: tuple[Any, ...] = ()) -> AsyncTaskHandle[Any]:
    """Return a handle of a task that is polled every five seconds; its file is CONTENT."""
    whole = Reply(status=200, headers={"content-length": str(len(CONTENT))})
    transport = FakeTransport(
        answers(*replies), lambda request: (MISSING, ()) if "/stream" in request.url else (whole, [(0.0, CONTENT)])
    )
    session = TaskSession(transport=transport, dialect=MESHY, base_url="https://x", headers={}, hooks=hooks)
    return AsyncTaskHandle(ID, IMAGE_TO_3D, session)


def wait(handle: AsyncTaskHandle[Any]) -> Any:
    return run(handle.wait())


def wait_blocking(handle: AsyncTaskHandle[Any]) -> Any:
    return blocking(handle).wait()


both = pytest.mark.parametrize("use", [wait, wait_blocking], ids=["AsyncMeshy", "Meshy"])


@both
@pytest.mark.parametrize(("cost", "credits"), [(30, 30), ("30", 0), (None, 0)])
def test_a_wait_is_reported(use: Callable[[Any], Any], cost: Any, credits: int) -> None:
    """A hook learns the kind, the end, the price and the length of a wait, also of one that ends with an error."""
    recorder = Recorder()
    use(handle_of(json_reply({**DONE, "consumed_credits": cost}), hooks=(recorder,)))
    with pytest.raises(TaskFailed):
        use(handle_of(json_reply(state()), json_reply(state("FAILED", 50)), hooks=(recorder,)))
    done, failed = recorder.events
    assert done == Waited("image-to-3d", "SUCCEEDED", credits, 0.0)
    assert evolve(failed, seconds=0.0) == Waited("image-to-3d", "FAILED", 0, 0.0)
    assert failed.seconds == pytest.approx(5.0, rel=0.11)


def test_a_download_is_reported(tmp_path: Path) -> None:
    """A hook learns how many bytes were fetched."""
    recorder = Recorder()
    (path,) = run(handle_of(json_reply(DONE), hooks=(recorder,)).download(tmp_path))
    assert path.read_bytes() == CONTENT
    assert recorder.events == [Downloaded("image-to-3d", len(CONTENT))]


def test_four_files_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A download asks its transport for no more, neither for models nor for pictures."""
    limits: list[int] = []

    async def gather(_: FakeTransport, jobs: Iterable[Callable[[], Any]], limit: int) -> list[Any]:
        limits.append(limit)
        return [await job() for job in jobs]

    monkeypatch.setattr(FakeTransport, "gather", gather)
    run(handle_of(json_reply(DONE)).download(tmp_path))
    assert limits == [4, 4]


@both
def test_the_notes_of_an_emulator(use: Callable[[Any], Any]) -> None:
    """They are read when a task has ended, if an emulator announced itself; an error there does not end the wait."""
    silent, noted = json_reply(DONE), json_reply(DONE, x_meshwright_notes='["a guess"]')
    emulated = json_reply(DONE, x_meshwright_contract="seed")
    assert list(use(handle_of(silent, noted)).notes) == []
    assert list(use(handle_of(emulated, noted)).notes) == ["a guess"]
    assert list(use(handle_of(emulated, json_reply({}, 500))).notes) == []
    assert run(handle_of(noted).notes()) == ["a guess"]


def test_nothing_is_replaced_by_default(tmp_path: Path) -> None:
    """A file of the user is only replaced with ``overwrite``."""
    (tmp_path / "model.obj").write_bytes(b"mine")
    with pytest.raises(FolderInUse):
        run(handle_of(json_reply(DONE)).download(tmp_path))
    with pytest.raises(FolderInUse):
        blocking(handle_of(json_reply(DONE))).download(tmp_path)
    blocking(handle_of(json_reply(DONE))).download(tmp_path, overwrite=True)
    assert (tmp_path / "model.obj").read_bytes() == CONTENT


def test_equal_handles() -> None:
    """Handles are equal if they refer to the same task, also those of different clients."""
    one, other = handle_of(json_reply(DONE)), handle_of(MISSING)
    assert one == evolve(one, session=other.session, created=7.0)
    assert one != evolve(one, kind=RESIZE)
    assert one != evolve(one, id="another")


@pytest.mark.parametrize(
    ("id", "shown"), [("018a", "018a"), ("x" * 12, "x" * 12), ("0123456789abc", "01234567…"), (ID, f"{ID[:8]}…")]
)
def test_how_a_handle_is_shown(id: str, shown: str) -> None:
    """The kind and enough of the id; nothing of the session."""
    handle: Handle[Any] = evolve(handle_of(MISSING), id=id)
    assert repr(handle) == f"<AsyncTaskHandle image-to-3d {shown}>"
    assert repr(blocking(handle)) == f"<TaskHandle image-to-3d {shown}>"
    assert isinstance(blocking(handle), TaskHandle)
