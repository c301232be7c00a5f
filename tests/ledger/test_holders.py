"""A process that is alive keeps what it works on; what it leaves is free as soon as it has ended, however it did."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from helpers.prepared_service import PICTURE, shop
from meshwright import Ledger, LedgerError, Meshy, system
from meshwright.emulator import Clock
from meshwright.ledger.holders import FileLock
from meshwright.ledger.journal import IN_FLIGHT_SECONDS, INTENDED, UNKNOWN

pytestmark = [
    pytest.mark.skipif(not system.LOCKS, reason="no locks on this system"),
    pytest.mark.usefixtures("no_certificates"),
]

BUYER = """
import os, sys, time
from pathlib import Path
from meshwright import Ledger

ledger = Ledger(sys.argv[1])
ledger.sending(ledger.intend("me", "resize", {}, "under way"))
ledger.created(ledger.intend("me", "resize", {}, "made"), "task-1")
ledger.download_wanted("task-1", Path("out"), None)
how = sys.argv[2]
if how == "fork":
    begun, beginning = os.pipe()
    if os.fork() == 0:
        os.close(1)
        os.write(beginning, b"x")
        time.sleep(60)
    os.read(begun, 1)
if how == "spawn":
    import subprocess
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], stdout=subprocess.DEVNULL)
print("ready", flush=True)
if how == "close":
    ledger.let_go(1)
    ledger.close()
    print("closed", flush=True)
sys.stdin.readline()
"""


@contextmanager
def buying(ledger: Path, how: str = "") -> Iterator[subprocess.Popen[str]]:
    """Run a process that has a create under way and a task whose files it wants, in a session of its own."""
    process = subprocess.Popen(
        [sys.executable, "-c", BUYER, str(ledger), how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def lost(ledger: Ledger) -> list[int]:
    """Return the numbers of the lost creates."""
    return [entry.number for entry in ledger.lost("me")]


@pytest.mark.parametrize("frozen", [False, True], ids=["running", "frozen"])
def test_a_living_process_keeps_its_work(tmp_path: Path, frozen: bool) -> None:
    """As long as a process lives, also one that is stopped, its create is not lost and its task is not taken over."""
    with Ledger(tmp_path / "ledger") as ledger, buying(tmp_path / "ledger") as process:
        if frozen:
            process.send_signal(signal.SIGSTOP)
        later = ledger.now() + 10 * IN_FLIGHT_SECONDS
        ledger.now = lambda: later
        assert lost(ledger) == []
        assert ledger.claim("me") == set()


@pytest.mark.parametrize("how", ["", "fork", "spawn"])
def test_what_a_dead_process_left_is_free(tmp_path: Path, how: str) -> None:
    """Once the process is killed all of it is free at once, also if a child of it is still running."""
    with Ledger(tmp_path / "ledger") as ledger, buying(tmp_path / "ledger", how) as process:
        assert ledger.claim("me") == set()
        process.kill()
        process.wait()
        assert lost(ledger) == [1]
        assert ledger.claim("me") == {"task-1"}
        holders = "select holder from submission where task_id is not null union select holder from download"
        assert ledger.store.rows(holders) == [(ledger.store.holder.name,)]


def test_a_closed_ledger_holds_nothing(tmp_path: Path) -> None:
    """A process that has closed its ledger holds nothing, though it is still running; its lock file is gone."""
    with Ledger(tmp_path / "ledger") as ledger, buying(tmp_path / "ledger", "close") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "closed\n"
        assert lost(ledger) == [1]
        assert ledger.claim("me") == {"task-1"}
        assert [path.name for path in tmp_path.glob("*.holder")] == [f"ledger.{ledger._holder.name}.holder"]
    assert list(tmp_path.glob("*.holder")) == []


def test_a_process_number_means_nothing(tmp_path: Path) -> None:
    """A create of a dead process is lost although a living process has the number now, as after a reboot or in a
    container.
    """
    with Ledger(tmp_path / "ledger") as ledger:
        with buying(tmp_path / "ledger"):
            pass
        ledger.store.database.execute("update submission set process = ?", (os.getpid(),))
        assert lost(ledger) == [1]
        ledger.store.database.execute(
            "update submission set state = 'intended', sent = 1, process = ?", (os.getppid(),)
        )
        assert lost(ledger) == [1, 2]


def test_left_files_are_removed(tmp_path: Path) -> None:
    """The lock files of processes that were killed are removed by the next that buys; those of living ones stay."""
    others = [tmp_path / name for name in ("ledger.txt", "ledger.0123.lock", "another.0123.holder", "ledger-0.holder")]
    for path in others:
        path.touch()
    for _ in range(3):
        with buying(tmp_path / "ledger"):
            pass
    assert [path for path in others if not path.exists()] == []
    for path in others[2:]:
        path.unlink()
    assert len(list(tmp_path.glob("*.holder"))) == 1  # of the last, which none has followed
    with Ledger(tmp_path / "ledger") as ledger:
        ledger.intend("me", "resize", {}, "d")
        assert len(list(tmp_path.glob("*.holder"))) == 1
        with buying(tmp_path / "ledger"):
            assert len(list(tmp_path.glob("*.holder"))) == 2


def test_a_lock_file_that_was_removed(tmp_path: Path) -> None:
    """A lock whose file a user has removed can be released."""
    lock = FileLock.take(tmp_path / "lock", wait=False)
    assert lock is not None
    (tmp_path / "lock").unlink()
    lock.release()


@pytest.mark.parametrize("renamed", [True, False], ids=["Linux", "Windows"])
def test_a_lock_that_is_released(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, renamed: bool) -> None:
    """Its file is removed and its handle closed: a worker takes thousands of them."""
    there: list[bool] = []
    unlock = system.unlock

    def seen(handle: int) -> None:
        there.append((tmp_path / "lock").exists())
        unlock(handle)

    monkeypatch.setattr(system, "OPEN_FILES_CAN_BE_RENAMED", renamed)
    monkeypatch.setattr(system, "unlock", seen)
    lock = FileLock.take(tmp_path / "lock", wait=False)
    assert lock is not None
    lock.release()
    assert there == [not renamed]  # removed while it is locked: none can lock a file that is about to go
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(lock._handle)


def test_a_look_while_the_name_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process whose new lock file another one checks at that moment waits for its lock."""
    monkeypatch.setattr("meshwright.ledger.holders.token_hex", lambda _: "0123")
    with Ledger(tmp_path / "ledger") as ledger:
        path = ledger.store.holder.file("0123")
        handle = system.lock(path, wait=False)
        assert handle is not None
        entering = threading.Thread(target=ledger.store.holder.enter)
        entering.start()
        entering.join(0.05)
        system.unlock(handle)
        entering.join()
        assert system.is_locked(path)


def test_ledgers_of_one_process_are_one_holder(tmp_path: Path) -> None:
    """Two ledgers of one file in a process share what is held, until the last is closed."""
    with Ledger(tmp_path / "ledger") as first:
        with Ledger(tmp_path / "ledger") as second:
            second.created(second.intend("me", "resize", {}, "d"), "task-1")
        assert first.claim("me") == {"task-1"}
        assert len(list(tmp_path.glob("*.holder"))) == 1
    assert list(tmp_path.glob("*.holder")) == []


@pytest.mark.parametrize("removed", [False, True])
def test_a_file_system_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, removed: bool) -> None:
    """Where a folder has no locks buying goes on; what is in flight is then left alone for a quarter of an hour."""

    def refused(*_: object) -> None:
        for path in [*tmp_path.glob("*.holder"), *tmp_path.glob("*.lock")] if removed else ():
            path.unlink()
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", refused)
    with Ledger(tmp_path / "ledger") as ledger:
        ledger.created(ledger.intend("me", "resize", {}, "d"), "task-1")
        number = ledger.intend("me", "resize", {}, "d")
        ledger.sending(number)
        ledger.let_go(number)
        assert ledger.lost("me") == []
        assert ledger.claim("me") == {"task-1"}
        later = ledger.now() + IN_FLIGHT_SECONDS + 1
        ledger.now = lambda: later
        assert lost(ledger) == [number]
        turn = ledger.take_turn("me")
        assert turn is not None
        turn()
    assert [path.name for path in tmp_path.iterdir()] == ["ledger"]


def test_a_lock_that_cannot_be_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a lock fails for another reason, nothing is bought: others could not see that this process lives."""

    def failed(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("fcntl.flock", failed)
    with Ledger(tmp_path / "ledger") as ledger:
        with pytest.raises(LedgerError, match="Input/output error"):
            ledger.intend("me", "resize", {}, "d")
        with pytest.raises(LedgerError, match="Input/output error"):
            ledger.take_turn("me")
        assert ledger.submissions() == []


@pytest.mark.parametrize("replaced", [False, True])
def test_a_lock_file_that_is_removed_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, replaced: bool) -> None:
    """The lock of a file that another process removes or replaces before it is locked is taken again."""
    path, handles = tmp_path / "lock", list[int]()
    take = system.lock

    def lock(path: Path, *, wait: bool) -> int | None:
        handle = take(path, wait=wait)
        assert handle is not None
        handles.append(handle)
        if len(handles) == 1:
            path.unlink()
            if replaced:
                path.touch()
        return handle

    monkeypatch.setattr(system, "lock", lock)
    held = FileLock.take(path, wait=False)
    assert held is not None
    assert (len(handles), system.is_locked(path)) == (2, True)
    held.release()


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """A lock file that is a link to another file counts as held, and that file is left alone."""
    (tmp_path / "precious").write_text("mine")
    link = tmp_path / "ledger.0123.holder"
    link.symlink_to(tmp_path / "precious")
    assert system.is_locked(link)
    with Ledger(tmp_path / "ledger") as ledger:
        ledger.intend("me", "resize", {}, "d")
    assert link.is_symlink()
    assert (tmp_path / "precious").read_text() == "mine"


def test_resume_leaves_it_to_the_process_that_lives(tmp_path: Path) -> None:
    """resume() reports the task and the create of another process as in use, and returns them once it has ended."""
    with (
        shop(tmp_path / "prepared", clock=Clock(rate=0)) as emulator,
        Ledger(tmp_path / "ledger") as ledger,
        Meshy(emulator.api_key, base_url=emulator.url, ledger=ledger, rate=None) as meshy,
    ):
        task = meshy.image_to_3d.create(image_url=PICTURE)
        with buying(tmp_path / "ledger"):
            with ledger._transaction() as database:
                (theirs,) = database.execute("select holder from submission where number = 2").fetchone()
                (account,) = database.execute("select account from submission where number = 1").fetchone()
                database.execute("update submission set account = ?, kind = 'image-to-3d'", (account,))
                database.execute("update submission set holder = ? where number = 1", (theirs,))
            left = meshy.resume()
            assert (left.tasks, left.downloads, left.unfetched, left.undecided) == ([], [], [], [])
            assert [(entry.number, entry.state) for entry in left.in_use] == [
                (1, "created"),
                (2, INTENDED),
                (3, "created"),
            ]
        left = meshy.resume()
        assert left.in_use == []
        assert {handle.id for handle in left.tasks} == {task.id, "task-1"}
        assert [handle.id for handle, _ in left.downloads] == ["task-1"]
        assert [entry.number for entry in left.undecided] == [2]
        assert ledger.submissions(None, UNKNOWN)[0].number == 2


def test_a_task_that_another_process_creates_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A task that a living process gets just after the work of the dead was taken over is left to it too."""
    with (
        shop(tmp_path / "prepared", clock=Clock(rate=0)) as emulator,
        Ledger(tmp_path / "ledger") as ledger,
        Meshy(emulator.api_key, base_url=emulator.url, ledger=ledger, rate=None) as meshy,
    ):
        task = meshy.image_to_3d.create(image_url=PICTURE)
        claim = Ledger.claim

        def claim_before(ledger: Ledger, account: str, kinds: Collection[str], since: float) -> set[str]:
            ledger.store.database.execute("update submission set account = 'another'")
            held = claim(ledger, account, kinds, since)
            ledger.store.database.execute("update submission set account = ?, holder = 'theirs'", (account,))
            return held

        monkeypatch.setattr(Ledger, "claim", claim_before)
        left = meshy.resume()
    assert (left.tasks, left.downloads, left.unfetched) == ([], [], [])
    assert [entry.task_id for entry in left.in_use] == [task.id]
