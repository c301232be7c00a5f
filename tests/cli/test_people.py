"""The output for people on stdout: summaries in place of JSON, sizes, colours, lines broken between words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from helpers.prepared_service import PICTURE, shop
from helpers.shells import Done, Shell
from meshwright.cli.output import size
from meshwright.emulator import Plan

ID = "01a20050-0000-7000-8000-000000000001"


@pytest.fixture
def person(desk: Shell) -> Shell:
    """A desk whose stdout is a terminal of 80 columns."""
    desk.watched = True
    desk.patch.setenv("COLUMNS", "80")
    return desk


def plain(done: Done) -> list[str]:
    """Return what was printed, without colours and with one id for all."""
    assert done.code == 0, done.err
    text = re.sub(r"\x1b\[\d*m", "", done.out)
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", ID, text).splitlines()


def test_one(person: Shell) -> None:
    """One task is a line and its files."""
    assert plain(person("image-to-3d", "create", "cat.png", "-o", "out")) == [
        f"{ID}  SUCCEEDED  15 credits",
        "  200.1 kB  out/model.glb",
        "      72 B  out/thumbnail.png",
    ]


def test_several(person: Shell) -> None:
    """Several are a line each in the order they were given, with their files, and the sum."""
    assert plain(person("image-to-3d", "create", "cat.png", "dog.png", "-o", "out", "-f", "glb")) == [
        "cat.png  SUCCEEDED  15 credits",
        "  200.1 kB  out/cat/model.glb",
        "dog.png  SUCCEEDED  15 credits",
        "  200.1 kB  out/dog/model.glb",
        "2 of 2 succeeded, 30 credits",
    ]


def test_without_waiting(person: Shell) -> None:
    """--no-wait prints the id; of several inputs each with its id."""
    assert plain(person("image-to-3d", "create", "cat.png", "--no-wait")) == [ID]
    assert plain(person("image-to-3d", "create", "cat.png", "dog.png", "--no-wait")) == [
        f"cat.png  {ID}",
        f"dog.png  {ID}",
        "2 of 2 created",
    ]


def test_what_failed(tmp_path: Path, person: Shell) -> None:
    """The summary names what failed, what was not sent and what goes on; stderr has the reasons."""
    person.emulator.faults.arm("no_credits")
    done = person("image-to-3d", "create", "cat.png", "dog.png", "--jobs", "1")
    assert re.sub(r"\x1b\[\d*m", "", done.out) == "cat.png  failed\ndog.png  not sent\n0 of 2 succeeded\n"
    with shop(tmp_path / "slow", plan=Plan(pending=0.0, running=60.0)) as person.emulator:
        late = person("image-to-3d", "create", "cat.png", "--jobs", "1", "--timeout", "0.000001")
    assert re.sub(r"\x1b\[\d*m", "", late.out) == "cat.png  goes on\n0 of 1 succeeded\n"


def test_prices(person: Shell) -> None:
    """A price is a sentence; of several the sum comes first."""
    (one,) = plain(person("estimate", "image-to-3d", "cat.png"))
    assert one.startswith("about 30 credits (estimate for ")
    (two,) = plain(person("image-to-3d", "create", "cat.png", "dog.png", "--dry-run"))
    assert two.startswith("2 inputs, about 60 credits; each about 30 credits (")


def test_looking_back(person: Shell) -> None:
    """Lists have a head and fit the terminal, and name the input, the price and the folder; ids are whole."""
    person("image-to-3d", "create", "cat.png", "-o", "out")
    (person.folder / "a picture with a long name.png").write_bytes(PICTURE)
    person("image-to-3d", "create", "a picture with a long name.png")
    for words, head, row in (
        (["image-to-3d", "list"], "CREATED  STATUS  DONE  CREDITS  INPUT", "SUCCEEDED  100 %  15  cat.png"),
        (["ledger"], "NO  CREATED  KIND  INPUT  STATE  CREDITS", "image-to-3d  cat.png  SUCCEEDED  15"),
    ):
        lines = plain(person(*words))
        assert re.split("  +", lines[0]) == head.split("  ")
        assert re.sub("  +", "  ", lines[3]).endswith(row)
        assert [lines[2], lines[4]] == [f"      {ID}", f"      {ID}  out/"]
        assert max(map(len, lines)) <= 80
        narrow = plain(person(*words, COLUMNS="60"))
        assert max(map(len, narrow)) <= 60
        assert "…" in narrow[1]
    left = person("resume")
    assert plain(left) == ["Nothing is left to do."]
    assert "Next: meshwright resume -o FOLDER" in left.err


def test_what_to_do_next(person: Shell) -> None:
    """After a success the next command is printed, unless the files are there or it is not wanted."""
    made = person("image-to-3d", "create", "cat.png")
    (task,) = person.emulator.state()["tasks"]
    step = f"  Next: meshwright image-to-3d download {task['id']} -o FOLDER\n"
    assert made.err == step
    assert person("image-to-3d", "get", task["id"]).err == step
    assert person("image-to-3d", "stream", task["id"]).err == step
    assert person("image-to-3d", "wait", task["id"], "-o", "out").err == ""
    assert person("image-to-3d", "create", "cat.png", "--quiet").err == ""
    assert person("image-to-3d", "get", task["id"], "--json").err == ""
    sent = person("image-to-3d", "create", "cat.png", "--no-wait")
    assert sent.err == f"  Next: meshwright image-to-3d wait {sent.out.strip()}\n"


def test_what_to_do_after_delete_and_settle(person: Shell) -> None:
    """After delete the list is named; after settle the command that fetches the files, or buys the task again."""
    sent = person("image-to-3d", "create", "cat.png", "--no-wait")
    person("image-to-3d", "wait", sent.out.strip())
    gone = person("image-to-3d", "delete", sent.out.strip())
    assert (gone.out, gone.err) == ("", "  Next: meshwright image-to-3d list --limit 5\n")
    person.emulator.faults.arm("accept_then_drop")
    assert person("image-to-3d", "create", "dog.png").code == 10
    (task,) = person.emulator.state()["tasks"]
    never = person("ledger", "settle", "2", "--never")
    assert never.err == "  Next: the same create again, if the task is still wanted; nothing was bought\n"
    found = person("ledger", "settle", "2", task["id"])
    assert found.err == "  Next: meshwright resume waits for it and fetches its files\n"


def test_files_that_resume_leaves(person: Shell) -> None:
    """A task that resume waited for without a folder has files left, which the next command fetches."""
    person("image-to-3d", "create", "cat.png", "--no-wait")
    assert "One finished task has files that were never fetched.\n  Next: meshwright resume -o" in person("resume").err
    assert "never fetched" not in person("resume", "-o", "rest").err


def test_what_was_refused_has_no_id(person: Shell) -> None:
    """The ledger shows a create that was refused in one line."""
    person.emulator.faults.arm("no_credits")
    person("image-to-3d", "create", "cat.png")
    assert [line.split()[-2:] for line in plain(person("ledger"))[1:]] == [["cat.png", "refused"]]


def test_resuming(person: Shell) -> None:
    """Resume shows the files that it fetched, with paths relative to this folder, under the name of the input."""
    person("image-to-3d", "create", "cat.png", "--no-wait")
    assert plain(person("resume", "-o", "rest")) == [
        "cat.png  SUCCEEDED  15 credits",
        f"  200.1 kB  rest/{ID}/model.glb",
        f"      72 B  rest/{ID}/thumbnail.png",
        "1 of 1 succeeded, 15 credits",
    ]


def test_a_failed_task(person: Shell) -> None:
    """A task that FAILED is shown with the reason; one that runs with its percents."""
    person.emulator.faults.arm("fail_task:timeout")
    person("image-to-3d", "create", "cat.png")
    (task,) = person.emulator.state()["tasks"]
    shown = plain(person("image-to-3d", "get", task["id"]))
    assert shown[0].startswith(f"{ID}  FAILED")
    assert shown[1].startswith("  ")


def test_colours(person: Shell) -> None:
    """The status has a colour, unless NO_COLOR is set."""
    person("image-to-3d", "create", "cat.png")
    assert "\x1b[32mSUCCEEDED" in person("image-to-3d", "list").out
    assert "\x1b" not in person("image-to-3d", "list", NO_COLOR="1").out


def test_json_on_a_terminal(person: Shell) -> None:
    """--json prints JSON on a terminal too."""
    assert person("image-to-3d", "create", "cat.png", "--json").json["status"] == "SUCCEEDED"
    assert [line["status"] for line in person("image-to-3d", "create", "cat.png", "dog.png", "--json").lines] == [
        "SUCCEEDED",
        "SUCCEEDED",
    ]
    assert person("estimate", "resize", "--json").json["credits"] >= 0


def test_doctor(person: Shell) -> None:
    """Doctor prints a line for each thing, and what is wrong with the ledger's place."""
    lines = plain(person("doctor", MESHWRIGHT_LEDGER=str(person.folder / "cat.png/x")))
    assert any(line.startswith("extra cli") and line.endswith("installed") for line in lines)
    assert "CANNOT be written" in " ".join(lines)


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (1_500_000, "1.5 MB"), (10**12, "1000.0 GB")]
)
def test_sizes(count: int, text: str) -> None:
    """Sizes are decimal, as the file managers of today have them."""
    assert size(count) == text
