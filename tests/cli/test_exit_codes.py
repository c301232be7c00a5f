"""Each exit code, provoked; the page ``docs/cli.md`` names the test of each. Every error names the next command."""

from __future__ import annotations

import signal
from dataclasses import replace
from pathlib import Path

import pytest
from helpers.prepared_service import prompts, shop
from helpers.shells import Shell
from meshwright import ConnectionFailed, errors
from meshwright.cli.failures import EXIT_CODES, MEANINGS, exit_code, told
from meshwright.cli.hints import Situation, advise, next_step
from meshwright.core.wire import Reply
from meshwright.emulator import Plan
from meshwright.ledger.journal import Ledger


def test_done(desk: Shell) -> None:
    """Exit 0: a task that SUCCEEDED."""
    done = desk("image-to-3d", "create", "cat.png", "-o", "out")
    assert (done.code, done.err) == (0, "")


def test_task_failed(desk: Shell) -> None:
    """Exit 1: a task that FAILED, with the service's reason and the command that shows it."""
    desk.emulator.faults.arm("fail_task:image_too_complex")
    done = desk("image-to-3d", "create", "cat.png")
    (task,) = desk.emulator.state()["tasks"]
    assert (done.code, done.out) == (1, "")
    assert "image_too_complex" in done.err
    assert done.err.endswith(f"Next: meshwright image-to-3d get {task['id']}\n")


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["image-to-3d", "create", "cat.png", "--topologi", "quad"], "--topology"),
        (["image-to-3d", "crete"], "Did you mean 'create'?"),
        (["balence"], "Did you mean 'balance'?"),
        (["image"], "Did you mean 'image-to-3d'?"),
        (["image-to-3d", "create", "cat.png", "--target-polycount", "99"], "100<=x<=300000"),
        (["api", "GET", "openapi/v1/balance"], "begin with a slash"),
    ],
)
def test_typed_wrongly(desk: Shell, arguments: list[str], meant: str) -> None:
    """Exit 2: an unknown command or option, with the known one that is near, or a value out of its range."""
    done = desk(*arguments)
    assert (done.code, done.out) == (2, "")
    assert meant in done.err
    assert prompts(desk.emulator) == []


@pytest.mark.parametrize("key", ["", "wrong-and-secret"])
def test_key(desk: Shell, key: str) -> None:
    """Exit 3: no key, or a wrong one, which is not shown."""
    done = desk("balance", MESHY_API_KEY=key)
    assert done.code == 3
    assert "meshwright doctor" in done.err
    assert "secret" not in done.err + done.out


def test_refused_input(desk: Shell) -> None:
    """Exit 4: a parameter that the service refuses, or a file that is not there."""
    refused = desk("image-to-3d", "create", "cat.png", "--topology", "pentagon")
    assert (refused.code, refused.err.splitlines()[-1]) == (4, "  Next: meshwright image-to-3d create --help")
    assert desk("image-to-3d", "create", "none.png").code == 4


def test_deleting_what_runs(tmp_path: Path, desk: Shell) -> None:
    """A task that runs cannot be deleted: exit 4, and the command that waits for it."""
    with shop(tmp_path / "slow", plan=Plan(pending=0.0, running=60.0)) as desk.emulator:
        id = desk("image-to-3d", "create", "cat.png", "--no-wait").json["id"]
        done = desk("image-to-3d", "delete", id)
        assert (done.code, done.err.splitlines()[-1]) == (4, f"  Next: meshwright image-to-3d wait {id}")


def test_not_found(desk: Shell) -> None:
    """Exit 5: no task of this id."""
    done = desk("image-to-3d", "get", "none")
    assert (done.code, done.err.splitlines()[-1]) == (5, "  Next: meshwright image-to-3d list --limit 5")


def test_too_many(tmp_path: Path, desk: Shell) -> None:
    """Exit 6: the queue is full; --queue waits for a slot."""
    with shop(tmp_path / "slow", plan=Plan(pending=0.0, running=60.0), queue=1) as desk.emulator:
        desk("image-to-3d", "create", "cat.png", "--no-wait")
        done = desk("image-to-3d", "create", "cat.png", "--no-wait")
        assert done.code == 6
        assert "--queue" in done.err
        assert len(prompts(desk.emulator)) == 1


def test_network(desk: Shell) -> None:
    """Exit 7: the service fails until the client gives up, or nothing listens at the address."""
    desk.patch.setattr(
        "meshwright.core.session.delay_before_retry", lambda *_: None
    )  # its patience has tests of its own
    desk.emulator.faults.arm("server_error")
    done = desk("balance")
    assert done.code == 7
    assert "meshwright doctor" in done.err
    assert desk("balance", MESHY_BASE_URL="http://127.0.0.1:1").code == 7


def test_timed_out(tmp_path: Path, desk: Shell) -> None:
    """Exit 8: the waiting ended and the task goes on; the next command has its id and the folder."""
    with shop(tmp_path / "slow", plan=Plan(pending=0.0, running=60.0)) as desk.emulator:
        done = desk("image-to-3d", "create", "cat.png", "--timeout", "0.001", "-o", "my out")
        (task,) = desk.emulator.state()["tasks"]
        assert done.code == 8
        assert done.err.endswith(f"Next: meshwright image-to-3d wait {task['id']} -o 'my out'\n")


def test_credits(desk: Shell) -> None:
    """Exit 9: the balance does not cover the task, or --max-credits does not."""
    desk.emulator.faults.arm("no_credits")
    done = desk("image-to-3d", "create", "cat.png")
    assert done.code == 9
    assert "meshwright balance" in done.err
    assert desk("image-to-3d", "create", "cat.png", "--max-credits", "1").code == 9


def test_submission_unknown(desk: Shell) -> None:
    """Exit 10: the answer to a create is lost; it is not sent again, and resume finds out."""
    desk.emulator.faults.arm("accept_then_drop")
    done = desk("image-to-3d", "create", "cat.png")
    assert (done.code, done.err.splitlines()[-1]) == (10, "  Next: meshwright resume")
    assert len(prompts(desk.emulator)) == 1
    desk.emulator.faults.arm("accept_then_drop")
    alone = desk("image-to-3d", "create", "cat.png", "--no-ledger")
    assert (alone.code, alone.err.splitlines()[-1]) == (10, "  Next: meshwright image-to-3d list --limit 5")


def lose_creates(desk: Shell, *pictures: str, fault: str) -> None:
    """Lose the answers of creates, a minute ago."""
    for picture in pictures:
        desk.emulator.faults.arm(fault)
        assert desk("image-to-3d", "create", picture).code == 10
    with Ledger(desk.ledger) as ledger, ledger._transaction() as database:
        database.execute("update submission set intended = intended - 60, settled = settled - 60")


def test_too_early_to_tell(desk: Shell) -> None:
    """Exit 10 of resume: it is too early to decide about a create whose answer was lost; a later resume decides."""
    desk.emulator.faults.arm("drop")
    assert desk("image-to-3d", "create", "cat.png").code == 10
    early = desk("resume")
    assert (early.code, early.err.splitlines()[-1]) == (10, "  Next: meshwright resume, in half a minute.")


def test_not_received(desk: Shell) -> None:
    """Exit 13: resume has found that a create was not received and cost nothing; it is reported once."""
    lose_creates(desk, "cat.png", fault="drop")
    told = desk("resume")
    assert (told.code, len(told.json["never"])) == (13, 1)
    assert "was not received and cost nothing" in told.err
    assert desk("resume").code == 0


def test_ambiguous(desk: Shell) -> None:
    """Exit 14: a create whose answer was lost may be one of several tasks; it is named until it is settled by hand."""
    lose_creates(desk, "cat.png", "dog.png", fault="accept_then_drop")
    for _ in range(2):
        told = desk("resume")
        assert (told.code, len(told.json["ambiguous"])) == (14, 2)
        assert "meshwright ledger settle NUMBER ID" in told.err


def test_local_file(desk: Shell) -> None:
    """Exit 11: the folder for the files cannot be made, which is found out before anything is bought."""
    done = desk("image-to-3d", "create", "cat.png", "-o", "dog.png/out")
    assert done.code == 11
    assert "dog.png: not a folder" in done.err
    assert "-o" in done.err
    assert prompts(desk.emulator) == []


def test_ctrl_c(tmp_path: Path, desk: Shell) -> None:
    """Exit 130: Ctrl-C ends the waiting and deletes nothing."""
    with shop(tmp_path / "slow", plan=Plan(pending=0.0, running=60.0)) as desk.emulator:
        process = desk.begin("image-to-3d", "create", "cat.png")
        while not prompts(desk.emulator):
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        stopped = desk.end(process)
        assert (stopped.code, stopped.out) == (130, "")
        assert "Next: meshwright resume" in stopped.err
        (task,) = desk.emulator.state()["tasks"]
        assert desk("image-to-3d", "get", task["id"]).code == 0


def test_ctrl_c_elsewhere(desk: Shell) -> None:
    """Where nothing was created Ctrl-C names what can be gone on with, if there is such a thing."""

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    desk.patch.setattr("meshwright.meshy.client.Meshy.balance", interrupted)
    assert (desk("balance").code, desk("balance").err) == (130, "\nStopped. Nothing was deleted.\n")
    desk.patch.setattr("meshwright.tasks.handles.TaskHandle.stream", interrupted)
    stopped = desk("image-to-3d", "stream", "t-1")
    assert stopped.err.endswith("Next: meshwright image-to-3d wait t-1\n")
    desk.patch.setattr("meshwright.flighthub.resources.Resources.upload", interrupted)
    there = {"FLIGHTHUB_BASE_URL": desk.emulator.url, "FLIGHTHUB_USER_TOKEN": "emulator"}
    assert "the same command again" in desk("flighthub", "upload", "cat.png", **there).err


def test_every_error_has_a_code() -> None:
    """Every error of the tree has an exit code, and every code that an error has is explained."""
    for name in errors.__all__:
        kind = getattr(errors, name)
        if issubclass(kind, errors.MeshwrightError):
            assert any(issubclass(kind, known) for known, _ in EXIT_CODES), name
    assert {code for _, code in EXIT_CODES} <= set(MEANINGS)
    assert exit_code(ConnectionFailed("no", sent=False)) == 7


def test_next_step_of_an_embedded_emulator() -> None:
    """What ended with the command is not named: neither a task of the embedded emulator nor a ledger."""
    at = Situation(group="image-to-3d", id="t-1", ephemeral=True)
    for error in (
        errors.WaitTimeout("t-1", None, 1.0),
        errors.DownloadFailed("no"),
        errors.SubmissionUnknown("create", "no"),
        errors.TaskFailed("no", task=None, task_id="t-1"),
    ):
        assert "t-1" not in next_step(error, at)
        assert "resume" not in next_step(error, at)


AT = Situation(group="image-to-3d", verb="create", folder=Path("out"), base_url="https://u", journaled=True)
MADE = replace(AT, id="t-1")
REPLY = Reply(status=400)
AGAIN = "the same command again"


@pytest.mark.parametrize(
    ("error", "step"),
    [
        (errors.TaskFailed("", task=None, task_id="t-2"), "meshwright image-to-3d get t-2 --base-url https://u"),
        (errors.WaitTimeout("t-2", None, 1), "meshwright image-to-3d wait t-2 -o out --base-url https://u"),
        (errors.SubmissionUnknown("", ""), "meshwright resume"),
        (errors.NotFound("", operation="", reply=REPLY), "meshwright image-to-3d list --limit 5 --base-url https://u"),
        (errors.BadRequest("", operation="", reply=REPLY), "meshwright image-to-3d create --help --base-url https://u"),
        (errors.ConfigurationError(), "meshwright doctor"),
        (errors.PermissionDenied("", operation="", reply=REPLY), "meshwright doctor"),
        (errors.UnexpectedResponse("", operation="", reply=REPLY), "meshwright doctor"),
        (errors.QueueFull("", operation="", reply=REPLY), "the same command with --queue"),
        (errors.RateLimited("", operation="", reply=REPLY), AGAIN),
        (errors.ServerError("", operation="", reply=REPLY), AGAIN),
        (errors.ConnectionFailed("", sent=False), AGAIN),
        (errors.UploadIncomplete("", resource_uuid="", uploaded=[], missing={}), AGAIN),
        (errors.PriceTooHigh("", "", 1), "meshwright balance"),
        (errors.LedgerError(), "the same command with --no-ledger"),
        (errors.StartIncomplete(started={}, refused={}), "meshwright flighthub model running"),
        (OSError(28, "full"), "the same command with another folder"),
    ],
)
def test_next_step(error: BaseException, step: str) -> None:
    """Every error has a next step, with the real id, folder and address in it."""
    assert next_step(error, AT).startswith(step)


WAIT = "meshwright image-to-3d wait t-1 -o out --base-url https://u"


@pytest.mark.parametrize(
    ("error", "step"),
    [
        (errors.ResultNotReady(), WAIT),
        (errors.Conflict("", operation="", reply=REPLY), WAIT),
        (errors.BadRequest("", operation="", reply=REPLY), WAIT),
        (errors.RateLimited("", operation="", reply=REPLY), WAIT),
        (errors.ServerError("", operation="", reply=REPLY), WAIT),
        (errors.ConnectionFailed("", sent=False), WAIT),
        (errors.LedgerError(), f"{WAIT} --no-ledger"),
        (errors.DownloadFailed(), "meshwright image-to-3d download t-1 -o out --base-url https://u"),
        (errors.InputError("", ""), "meshwright image-to-3d download t-1 -o out --base-url https://u"),
        (OSError(28, "full"), WAIT),
        (KeyboardInterrupt(), WAIT),
    ],
)
def test_next_step_of_a_task(error: BaseException, step: str) -> None:
    """Once there is a task, no next step buys a second one, and no exit code means that nothing was bought."""
    assert next_step(error, MADE) == step
    if isinstance(error, Exception):
        advise(error, MADE)
        assert exit_code(error) in (7, 11)
        assert "t-1" in told(error)


def test_the_task_is_named() -> None:
    """A key that is refused while a task is waited for leaves the id on stderr: the next step has no place for it."""
    error = errors.AuthenticationError("no", operation="", reply=REPLY)
    advise(error, MADE)
    assert told(error).splitlines()[1] == "  Task: t-1"


def test_next_step_of_a_download() -> None:
    """A download that failed is asked for again with the real id, folder and formats."""
    at = Situation(group="resize", id="t-1", folder=Path("out"), formats=("glb",))
    assert next_step(errors.DownloadFailed("no"), at) == "meshwright resize download t-1 -o out -f glb"
