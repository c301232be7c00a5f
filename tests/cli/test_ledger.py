"""The ledger on the command line: a process that is stopped or killed is followed by ``meshwright resume``."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import signal
import sqlite3
import time
from pathlib import Path

import pytest
from helpers.prepared_service import prompts, shop
from helpers.shells import Shell, read_terminal
from meshwright.cli.connection import ledger_path
from meshwright.cli.turns import turn_file
from meshwright.core.asyncio_transport import AsyncTransport
from meshwright.emulator import Plan
from meshwright.ledger.journal import Ledger

SLOW = Plan(pending=0.0, running=60.0)


def until_created(desk: Shell) -> None:
    """Wait until a task exists and its id and its folder are written down."""
    for _ in range(6000):
        time.sleep(0.01)
        if desk.ledger.exists():
            database = sqlite3.connect(desk.ledger)
            try:
                if database.execute("select count(*) from download").fetchone()[0]:
                    return
            except sqlite3.OperationalError:  # being made
                pass
            finally:
                database.close()
    raise AssertionError("nothing was created")


@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_stopped_and_resumed(tmp_path: Path, desk: Shell, how: signal.Signals, code: int) -> None:
    """After Ctrl-C or a crash, resume waits for the task and fetches its files where they were to go; buys nothing."""
    with shop(tmp_path / "slow", plan=SLOW) as desk.emulator:
        process = desk.begin("image-to-3d", "create", "cat.png", "-o", "out", "-f", "glb")
        until_created(desk)
        process.send_signal(how)
        stopped = desk.end(process)
        assert stopped.code == code
        assert how != signal.SIGINT or "Next: meshwright resume" in stopped.err
        assert not (desk.folder / "out/model.glb").exists()
        desk.emulator.advance(minutes=5)
        (task,) = desk("resume").json["tasks"]
        assert (task["status"], task["files"]) == ("SUCCEEDED", [str(desk.folder / "out/model.glb")])
        assert (desk.folder / "out/model.glb").read_bytes()[:4] == b"glTF"
        assert len(prompts(desk.emulator)) == 1
        assert desk("resume").json["tasks"] == []


def held(path: Path) -> bool:
    """Return whether a process holds the lock."""
    with path.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def test_two_at_once(tmp_path: Path, desk: Shell) -> None:
    """A second resume waits for the first, reports it, and finds nothing left; the files are fetched once."""
    with shop(tmp_path / "slow", plan=SLOW) as desk.emulator:
        desk("image-to-3d", "create", "cat.png", "--no-wait", "-o", "out")
        first = desk.begin("resume")
        while not held(turn_file(desk.ledger)):
            assert first.poll() is None
        second = desk.begin("resume")
        assert second.stderr is not None
        assert second.stderr.readline().startswith("Another meshwright resume is using")
        desk.emulator.advance(minutes=5)
        done, waited = desk.end(first), desk.end(second)
    assert (done.code, waited.code, waited.json["tasks"]) == (0, 0, [])
    assert [task["files"][0] for task in done.json["tasks"]] == [str(desk.folder / "out/model.glb")]


def test_a_process_that_waits_keeps_its_task(tmp_path: Path, desk: Shell) -> None:
    """A resume during a create that waits leaves its task alone and reports it; the create succeeds, with its files."""
    with shop(tmp_path / "slow", plan=SLOW) as desk.emulator:
        first = desk.begin("image-to-3d", "create", "cat.png", "-o", "out")
        until_created(desk)
        beside = desk("resume", "-o", "all")
        (kept,) = beside.json["in_use"]
        assert (beside.code, beside.json["tasks"]) == (0, [])
        assert f"{kept['task_id']}: another process works on it" in beside.err
        desk.emulator.advance(minutes=5)
        done = desk.end(first)
    assert (done.code, done.json["files"][0]) == (0, "out/model.glb")
    assert not (desk.folder / "all").exists()
    assert not any(desk("resume").json.values())


def test_a_kind_of_a_newer_version(desk: Shell) -> None:
    """Creates of kinds that this version does not know are reported and left alone; the known ones are resumed."""
    desk("image-to-3d", "create", "cat.png", "--no-wait")
    with Ledger(desk.ledger) as ledger:
        (known,) = ledger.submissions()
        with ledger._transaction() as database:
            for state, id in (("created", "t-1"), ("unknown", None), ("intended", None), ("ended", "t-2")):
                database.execute(
                    "insert into submission (account, kind, parameters, digest, state, intended, process, task_id, "
                    "status) select account, 'kind-of-tomorrow', '{}', '', ?, intended, 1, ?, ? from submission "
                    "where number = 1",
                    (state, id, "SUCCEEDED" if state == "ended" else None),
                )
            database.execute(
                "insert into submission (account, kind, parameters, digest, state, intended, process) "
                "select account, kind, '{}', '', 'paused', intended, 1 from submission where number = 1"
            )
        ledger.download_wanted("t-1", desk.folder / "out", None)
        before = ledger._rows("select * from submission where number > 1")
    left = desk("resume", "-o", "all")
    assert [task["id"] for task in left.json["tasks"]] == [known.task_id]
    assert [each["number"] for each in left.json["unsupported"]] == [2, 3, 4, 6]
    assert left.code == 0
    assert left.err.count("of a kind or in a state that this version does not know") == 4
    assert len(desk("ledger").json) == 6
    for arguments in (["3", "t-3"], ["3", known.task_id or ""]):
        assert desk("ledger", "settle", *arguments).code == 4
    with Ledger(desk.ledger) as ledger:
        assert ledger._rows("select * from submission where number > 1") == before


@pytest.mark.parametrize("command", [["resume"], ["ledger"], ["ledger", "settle", "1", "--never"]])
@pytest.mark.parametrize("content", [b"a text", b"SQLite format 3\0" + bytes(200), b"{}"])
def test_a_file_of_another_kind(desk: Shell, command: list[str], content: bytes) -> None:
    """A file that is not a ledger is refused with its name and what to do, and is left as it was."""
    path = desk.folder / "notes"
    path.write_bytes(content)
    refused = desk(*command, MESHWRIGHT_LEDGER=str(path))
    assert refused.code == 11
    assert str(path) in refused.err
    assert "MESHWRIGHT_LEDGER" in refused.err
    assert path.read_bytes() == content
    assert [found.name for found in desk.folder.glob("notes*")] == ["notes"]


def test_a_lost_answer(desk: Shell) -> None:
    """A create that ended as exit 10 is found by resume, and fetched into a folder of its own."""
    desk.emulator.faults.arm("accept_then_drop")
    assert desk("image-to-3d", "create", "cat.png").code == 10
    (task,) = desk("resume", "-o", "all").json["tasks"]
    assert {Path(path).parent for path in task["files"]} == {Path("all", task["id"])}
    (entry,) = desk("ledger").json
    assert (entry["task_id"], entry["status"], entry["state"]) == (task["id"], "SUCCEEDED", "ended")


def test_what_only_a_person_can_tell(desk: Shell) -> None:
    """Two lost creates and two tasks that could be either are named, exit 14, until they are settled by hand."""
    for picture in ("cat.png", "dog.png"):
        desk.emulator.faults.arm("accept_then_drop")
        assert desk("image-to-3d", "create", picture).code == 10
    with Ledger(desk.ledger) as ledger, ledger._transaction() as database:
        database.execute("update submission set intended = intended - 60, settled = settled - 60")
    left = desk("resume")
    ids = {task["id"] for task in desk.emulator.state()["tasks"]}
    assert left.code == 14
    assert [set(each["candidates"]) for each in left.json["ambiguous"]] == [ids, ids]
    assert "meshwright ledger settle" in left.err
    one, other = sorted(ids)
    desk("ledger", "settle", "1", one)
    desk("ledger", "settle", "2", other)
    assert {task["id"] for task in desk("resume").json["tasks"]} == ids


def test_settling_by_hand(desk: Shell) -> None:
    """Only a lost create can be settled, with an id or as not received."""
    desk.emulator.faults.arm("drop")
    assert desk("image-to-3d", "create", "cat.png").code == 10
    fresh = desk("resume")
    assert (fresh.code, len(fresh.json["undecided"])) == (10, 1)
    for arguments in (["1"], ["1", "id", "--never"], ["2", "--never"]):
        assert desk("ledger", "settle", *arguments).code == 4
    assert desk("ledger", "settle", "1", "--never").code == 0
    assert desk("ledger", "settle", "1", "a-typing-error").code == 5
    settled = desk("resume")
    assert settled.code == 0
    assert not any(settled.json.values())
    assert desk("ledger", "settle", "1", "--never").code == 4


def test_a_verdict_that_was_wrong(desk: Shell) -> None:
    """A create that was called not received by mistake can still be given its task, and then no other."""
    desk.emulator.faults.arm("accept_then_drop")
    assert desk("image-to-3d", "create", "cat.png").code == 10
    (task,) = desk.emulator.state()["tasks"]
    assert desk("ledger", "settle", "1", "--never").code == 0
    assert desk("ledger", "settle", "1", task["id"]).code == 0
    assert desk("ledger", "settle", "1", task["id"]).code == 4
    assert [each["id"] for each in desk("resume").json["tasks"]] == [task["id"]]


def test_another_key(desk: Shell) -> None:
    """A create that another key left open is reported, by its number."""
    desk("image-to-3d", "create", "cat.png", "--no-wait")
    left = desk("resume", MESHY_API_KEY="msy_rotated")
    assert left.json["tasks"] == []
    assert "another key or address: 1 open" in left.err
    assert "another key" not in desk("resume").err


def test_a_task_that_is_gone(desk: Shell) -> None:
    """A task that was deleted elsewhere is reported once, as not found, and not requested again."""
    desk("image-to-3d", "create", "cat.png", "--no-wait")
    desk.emulator.reset()
    left = desk("resume")
    assert (left.code, left.json["tasks"], len(left.json["gone"])) == (5, [], 1)
    assert left.json["gone"][0] in left.err
    assert desk("resume").json["gone"] == []


def test_a_failed_task_is_no_end_of_it(desk: Shell) -> None:
    """A task that FAILED is shown, and the next ones are waited for and fetched."""
    desk.emulator.faults.arm("fail_task:timeout")
    for _ in range(2):
        desk("image-to-3d", "create", "cat.png", "--no-wait")
    left = desk("resume", "-o", "out")
    assert (left.code, [task["status"] for task in left.json["tasks"]]) == (1, ["FAILED", "SUCCEEDED"])


def test_without_a_ledger(desk: Shell) -> None:
    """--no-ledger writes nothing, and neither does asking for a balance."""
    desk("image-to-3d", "create", "cat.png", "--no-wait", "--no-ledger")
    desk("balance")
    assert not desk.ledger.exists()
    assert desk("ledger").json == []


def test_a_ledger_that_cannot_be(desk: Shell) -> None:
    """Where the ledger cannot be written nothing is bought, and the file is named."""
    done = desk("image-to-3d", "create", "cat.png", MESHWRIGHT_LEDGER=str(desk.folder / "cat.png" / "x"))
    assert done.code == 11
    assert str(desk.folder / "cat.png") in done.err
    assert "--no-ledger" in done.err
    assert prompts(desk.emulator) == []


def test_a_dry_run(desk: Shell) -> None:
    """--dry-run prints the price with its source and sends nothing."""
    price = desk("image-to-3d", "create", "cat.png", "--no-should-texture", "--dry-run").json
    assert (price["credits"], price["source"]) == (20, "doc pricing, 2026-10")
    assert prompts(desk.emulator) == []
    assert desk("ledger").json == []


def test_a_price_limit(desk: Shell) -> None:
    """--max-credits refuses with exit 9 what would cost more, before anything is sent."""
    refused = desk("image-to-3d", "create", "cat.png", "--max-credits", "29")
    assert refused.code == 9
    assert "--max-credits is 29" in refused.err
    assert prompts(desk.emulator) == []
    assert desk("image-to-3d", "create", "cat.png", "--max-credits", "30", "--no-wait").code == 0


def test_a_full_queue(tmp_path: Path, desk: Shell) -> None:
    """--queue waits for a slot if the queue is full; several inputs always do."""

    async def pass_the_time(transport: AsyncTransport, seconds: float) -> None:
        desk.emulator.advance(minutes=5)

    with shop(tmp_path / "slow", plan=SLOW, queue=1) as desk.emulator:
        desk("image-to-3d", "create", "cat.png", "--no-wait")
        desk.patch.setattr(AsyncTransport, "sleep", pass_the_time)
        assert desk("image-to-3d", "create", "cat.png", "--no-wait", "--queue").code == 0
        assert desk("image-to-3d", "create", "cat.png", "dog.png", "--no-wait", "--jobs", "1").code == 0
        assert len(prompts(desk.emulator)) == 4


def shown_until(terminal: int, text: str) -> str:
    """Read what is shown on a terminal until a text has come."""
    shown = b""
    while text.encode() not in shown:
        shown += os.read(terminal, 65536)
    return shown.decode()


@pytest.mark.parametrize("pictures", [["cat.png"], ["cat.png", "dog.png"]], ids=["one", "several"])
def test_ctrl_c_in_a_full_queue(tmp_path: Path, desk: Shell, pictures: list[str]) -> None:
    """While the queue is full the bar shows it and the next try; Ctrl-C then buys nothing and reports that."""
    with shop(tmp_path / "slow", plan=SLOW, queue=1) as desk.emulator:
        desk("image-to-3d", "create", "cat.png", "--no-wait")
        ours, theirs = pty.openpty()
        size = {"TERM": "xterm", "COLUMNS": "120", "LINES": "24"}
        process = desk.begin("image-to-3d", "create", *pictures, "--queue", environment=size, stderr=theirs)
        os.close(theirs)
        shown = shown_until(ours, "queue is full, next try ")
        while len(pictures) > shown.count("queue is full"):
            shown += shown_until(ours, "queue is full, next try ")
        process.send_signal(signal.SIGINT)
        after = read_terminal(ours).decode()
        assert desk.end(process).code == 130
        assert re.search(r"next try \d\d:\d\d:\d\d", shown + after)
        assert "nothing was bought" in after
        assert "may have arrived" not in after
        assert "Next: the same command again" in after
        assert len(prompts(desk.emulator)) == 1
    assert [entry["state"] for entry in desk("ledger").json] == ["refused"] * len(pictures) + ["created"]


def test_where_the_ledger_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """MESHWRIGHT_LEDGER names it; else it is in the state folder of the platform."""
    monkeypatch.setenv("MESHWRIGHT_LEDGER", "/x/l.sqlite")
    assert ledger_path() == Path("/x/l.sqlite")
    monkeypatch.setenv("MESHWRIGHT_LEDGER", "")
    monkeypatch.setenv("XDG_STATE_HOME", "/state")
    assert ledger_path() == Path("/state/meshwright/ledger.sqlite")
    monkeypatch.delenv("XDG_STATE_HOME")
    assert ledger_path() == Path("~/.local/state/meshwright/ledger.sqlite")
