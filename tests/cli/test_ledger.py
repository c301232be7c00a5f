"""The ledger on the command line: a process that is stopped or killed is followed by ``meshwright resume``."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import define
from meshwright.cli.connection import ledger_path
from meshwright.emulator import Emulator, Plan
from meshwright.ledger import Ledger
from money.workshops import PICTURE, prompts, shop

LONG = 1.5


def _hear_ctrl_c() -> None:
    """Undo what a shell does to its background jobs, which are deaf to SIGINT; so may be the tests' own process."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@define
class Shell:
    """Runs ``meshwright`` in a folder with a ledger of its own."""

    folder: Path
    emulator: Emulator

    @property
    def ledger(self) -> Path:
        return self.folder / "state" / "ledger.sqlite"

    def begin(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        mine = {"MESHY_BASE_URL": self.emulator.url, "MESHY_API_KEY": self.emulator.api_key}
        return subprocess.Popen(
            [sys.executable, "-m", "meshwright", *arguments],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **mine, "MESHWRIGHT_LEDGER": str(self.ledger), **environment},
            preexec_fn=_hear_ctrl_c,
        )

    def __call__(self, *arguments: str, code: int = 0, **environment: str) -> Any:
        """Run it to its end; return what it printed, read as JSON if it is."""
        process = self.begin(*arguments, **environment)
        out, self.trouble = process.communicate()
        assert process.returncode == code, self.trouble
        assert "Traceback" not in self.trouble
        return json.loads(out) if out.startswith(("{", "[")) else out

    trouble: str = ""


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    """A shell beside a picture, and a service whose tasks take a moment."""
    (tmp_path / "cat.png").write_bytes(PICTURE)
    with shop(tmp_path / "prepared", plan=Plan(pending=0.0, running=LONG)) as emulator:
        yield Shell(tmp_path, emulator)


def until_created(shell: Shell) -> None:
    """Wait until a task exists and its id and its folder are written down."""
    for _ in range(1000):
        time.sleep(0.01)
        if shell.ledger.exists():
            try:
                with sqlite3.connect(shell.ledger) as database:
                    if database.execute("select count(*) from download").fetchone()[0]:
                        return
            except sqlite3.OperationalError:  # being made
                pass
            finally:
                database.close()
    raise AssertionError("nothing was created")


@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_stopped_and_resumed(shell: Shell, how: signal.Signals, code: int) -> None:
    """After Ctrl-C or a crash, resume waits for the task and fetches its files where they were to go; buys nothing."""
    process = shell.begin("image-to-3d", "create", "cat.png", "-o", "out", "-f", "glb")
    until_created(shell)
    process.send_signal(how)
    _, said = process.communicate()
    assert process.returncode == code
    assert how != signal.SIGINT or "meshwright resume" in said
    assert not (shell.folder / "out/model.glb").exists()
    done = shell("resume")
    assert [task["status"] for task in done["tasks"]] == ["SUCCEEDED"]
    assert done["tasks"][0]["files"] == [str(shell.folder / "out/model.glb")]
    assert (shell.folder / "out/model.glb").read_bytes()[:4] == b"glTF"
    assert len(prompts(shell.emulator)) == 1
    assert shell("resume")["tasks"] == []


def test_a_lost_answer(shell: Shell) -> None:
    """A create that ended as exit 10 is found by resume, and fetched into a folder of its own."""
    shell.emulator.faults.arm("accept_then_drop")
    shell("image-to-3d", "create", "cat.png", code=10)
    (task,) = shell("resume", "-o", "all")["tasks"]
    assert {Path(path).parent for path in task["files"]} == {Path("all", task["id"])}
    (entry,) = shell("ledger")
    assert (entry["task_id"], entry["status"], entry["state"]) == (task["id"], "SUCCEEDED", "ended")


def test_what_only_a_person_can_tell(shell: Shell) -> None:
    """Two lost creates and two tasks that could be either are named, exit 10, until they are settled by hand."""
    (shell.folder / "dog.png").write_bytes(PICTURE + b"dog")
    for picture in ("cat.png", "dog.png"):
        shell.emulator.faults.arm("accept_then_drop")
        shell("image-to-3d", "create", picture, code=10)
    with Ledger(shell.ledger) as ledger, ledger._transaction() as database:
        database.execute("update submission set intended = intended - 60, settled = settled - 60")
    left = shell("resume", code=10)
    ids = {task.id for task in shell.emulator.meshy.store.all()}
    assert [set(each["candidates"]) for each in left["ambiguous"]] == [ids, ids]
    assert "meshwright ledger settle" in shell.trouble
    one, other = sorted(ids)
    shell("ledger", "settle", "1", one)
    shell("ledger", "settle", "2", other)
    assert {task["id"] for task in shell("resume")["tasks"]} == ids


def test_settling_by_hand(shell: Shell) -> None:
    """Only a lost create can be settled, with an id or as never arrived."""
    shell.emulator.faults.arm("drop")
    shell("image-to-3d", "create", "cat.png", code=10)
    assert len(shell("resume", code=10)["undecided"]) == 1
    for arguments in (["1"], ["1", "id", "--never"], ["2", "--never"]):
        shell("ledger", "settle", *arguments, code=4)
    shell("ledger", "settle", "1", "--never")
    assert shell("resume") == {"tasks": [], "never": [], "ambiguous": [], "undecided": []}
    shell("ledger", "settle", "1", "--never", code=4)


def test_a_task_that_is_gone(shell: Shell) -> None:
    """A task that was deleted elsewhere is told of once and not asked for again."""
    shell("image-to-3d", "create", "cat.png", "--no-wait")
    shell.emulator.reset()
    assert shell("resume")["tasks"] == []
    assert "is gone" in shell.trouble
    shell("resume")
    assert "is gone" not in shell.trouble


def test_a_failed_task_is_no_end_of_it(shell: Shell) -> None:
    """A task that FAILED is shown, and the next ones are waited for."""
    shell.emulator.faults.arm("fail_task:timeout")
    for _ in range(2):
        shell("image-to-3d", "create", "cat.png", "--no-wait")
    assert [task["status"] for task in shell("resume", "-o", "out")["tasks"]] == ["FAILED", "SUCCEEDED"]


def test_without_a_ledger(shell: Shell) -> None:
    """--no-ledger writes nothing, and neither does asking for a balance."""
    shell("image-to-3d", "create", "cat.png", "--no-wait", "--no-ledger")
    shell("balance")
    assert not shell.ledger.exists()
    assert shell("ledger") == []


def test_a_ledger_that_cannot_be(shell: Shell) -> None:
    """Where the ledger cannot be written nothing is bought, and the file is named."""
    shell("image-to-3d", "create", "cat.png", code=11, MESHWRIGHT_LEDGER=str(shell.folder / "cat.png" / "x"))
    assert str(shell.folder / "cat.png") in shell.trouble
    assert prompts(shell.emulator) == []


def test_a_dry_run(shell: Shell) -> None:
    """--dry-run prints the price with its source and sends nothing."""
    price = shell("image-to-3d", "create", "cat.png", "--no-should-texture", "--dry-run")
    assert (price["credits"], price["source"]) == (20, "doc pricing, 2026-10")
    assert prompts(shell.emulator) == []
    assert shell("ledger") == []


def test_a_price_limit(shell: Shell) -> None:
    """--max-credits refuses with exit 9 what would cost more, before anything is sent."""
    shell("image-to-3d", "create", "cat.png", "--max-credits", "29", code=9)
    assert "max_credits is 29" in shell.trouble
    assert prompts(shell.emulator) == []
    shell("image-to-3d", "create", "cat.png", "--max-credits", "30", "--no-wait")


def test_a_full_queue(tmp_path: Path) -> None:
    """--queue waits for a place where the queue is full; without it that is exit 6."""
    (tmp_path / "cat.png").write_bytes(PICTURE)
    with shop(tmp_path / "prepared", plan=Plan(pending=0.0, running=LONG), queue=1) as emulator:
        shell = Shell(tmp_path, emulator)
        shell("image-to-3d", "create", "cat.png", "--no-wait")
        shell("image-to-3d", "create", "cat.png", "--no-wait", code=6)
        shell("image-to-3d", "create", "cat.png", "--no-wait", "--queue")
        assert len(prompts(emulator)) == 2


def test_where_the_ledger_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """MESHWRIGHT_LEDGER names it; else it is in the state folder of the platform."""
    monkeypatch.setenv("MESHWRIGHT_LEDGER", "/x/l.sqlite")
    assert ledger_path() == Path("/x/l.sqlite")
    monkeypatch.setenv("MESHWRIGHT_LEDGER", "")
    monkeypatch.setenv("XDG_STATE_HOME", "/state")
    assert ledger_path() == Path("/state/meshwright/ledger.sqlite")
    monkeypatch.delenv("XDG_STATE_HOME")
    assert ledger_path() == Path("~/.local/state/meshwright/ledger.sqlite")
