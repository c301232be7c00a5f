"""Several inputs of one command: each its own task, folder and line; bounded, priced as a whole, safe to stop."""

from __future__ import annotations

import json
import os
import re
import signal
from pathlib import Path
from urllib.parse import quote

import pytest
from helpers.prepared_service import PICTURE, prompts, shop
from helpers.shells import PICTURES, Shell
from hypothesis import given
from hypothesis import strategies as st
from meshwright.cli.failures import MEANINGS, WORST_FIRST, worst
from meshwright.cli.following import Job, Outcome, existing, stopped
from meshwright.cli.hints import Situation
from meshwright.cli.inputs import folder_names
from meshwright.cli.progress import MANY
from meshwright.emulator import Plan
from meshwright.ledger.journal import Ledger


def test_each_its_own(desk: Shell) -> None:
    """Three pictures are three tasks: a line of JSON each, files in a folder of each one's name, all in the ledger."""
    done = desk("image-to-3d", "create", *PICTURES, "-o", "out")
    assert (done.code, done.err) == (0, "")
    assert {line["input"]: line["files"] for line in done.lines} == {
        f"{name}.png": [f"out/{name}/model.glb", f"out/{name}/thumbnail.png"] for name in ("cat", "dog", "owl")
    }
    assert {line["status"] for line in done.lines} == {"SUCCEEDED"}
    with Ledger(desk.ledger) as ledger:
        assert {entry.task_id for entry in ledger.submissions()} == {line["id"] for line in done.lines}


def test_one_bad_input_among_good_ones(desk: Shell) -> None:
    """An input that cannot be sent is reported, with what to do, and the others are made; the exit code is its own."""
    (desk.folder / "text.png").write_text("no picture at all")
    done = desk("image-to-3d", "create", "cat.png", "text.png", "none.png", "dog.png", "-o", "out")
    assert done.code == 4
    lines = {line["input"]: line for line in done.lines}
    assert {name for name, line in lines.items() if "error" in line} == {"text.png", "none.png"}
    assert lines["none.png"]["error"]["message"] == "none.png does not exist"
    assert lines["none.png"]["error"]["next"] == ""
    assert "Error: text.png must be a PNG or JPEG picture" in done.err
    assert (desk.folder / "out/dog/model.glb").exists()
    assert not (desk.folder / "out/none").exists()


def test_a_failed_task_among_good_ones(desk: Shell) -> None:
    """A task that FAILED does not stop the others; its line has the task and the error."""
    desk.emulator.faults.arm("fail_task:timeout")
    done = desk("image-to-3d", "create", *PICTURES, "--jobs", "1")
    assert done.code == 1
    assert [line["status"] for line in done.lines] == ["FAILED", "SUCCEEDED", "SUCCEEDED"]
    error = done.lines[0]["error"]
    assert (error["type"], error["exit_code"]) == ("TaskFailed", 1)
    assert error["next"].endswith(f"meshwright image-to-3d get {done.lines[0]['id']}")


@pytest.mark.parametrize(("fault", "code"), [("no_credits", 9), ("bad_key", 3)])
def test_what_would_fail_for_all(desk: Shell, fault: str, code: int) -> None:
    """An error that all other creates would meet too stops the rest before they are sent."""
    key = {"MESHY_API_KEY": "wrong"} if fault == "bad_key" else {}
    if fault != "bad_key":
        desk.emulator.faults.arm(fault)
    done = desk("image-to-3d", "create", *PICTURES, "--jobs", "1", **key)
    assert done.code == code
    assert done.err.count("Error") == 1
    assert "Nothing was sent for the other 2." in done.err
    assert len(done.lines) == 3
    assert prompts(desk.emulator) == []


def test_the_sum_is_what_counts(desk: Shell) -> None:
    """--max-credits bounds what all inputs cost together, before any is sent; --dry-run prints it without a key."""
    refused = desk("image-to-3d", "create", *PICTURES, "--max-credits", "89")
    assert (refused.code, refused.out, prompts(desk.emulator)) == (9, "", [])
    assert "3 inputs cost about 90 credits" in refused.err
    assert "meshwright balance" in refused.err
    price = desk("image-to-3d", "create", *PICTURES, "--dry-run", MESHY_API_KEY="")
    assert (price.json["credits"], price.json["inputs"]) == (90, 3)
    assert desk("image-to-3d", "create", *PICTURES, "--max-credits", "90", "--no-wait").code == 0
    assert len(prompts(desk.emulator)) == 3


def test_estimate(desk: Shell) -> None:
    """Estimate prices what a create would send, for one task of several pictures as for several tasks."""
    several = desk("estimate", "image-to-3d", *PICTURES, "--no-should-texture", MESHY_API_KEY="")
    assert several.json["credits"] == 60
    assert desk("estimate", "multi-image-to-3d", *PICTURES, MESHY_API_KEY="").json["credits"] == 30
    assert prompts(desk.emulator) == []


def test_estimate_for_an_emulator(desk: Shell) -> None:
    """--emulator estimates what the embedded emulator charges, and MESHY_AS_OF what one on this machine does;
    --max-credits and --dry-run use it too.
    """
    free = {"MESHY_API_KEY": ""}
    assert desk("estimate", "image-to-3d", "cat.png", "--emulator", **free).json["credits"] == 15
    assert desk("image-to-3d", "create", "cat.png", "--dry-run", "--emulator", **free).json["day"] == "seed"
    told = {"MESHY_AS_OF": desk.emulator.as_of}
    assert desk("estimate", "image-to-3d", "cat.png", **told).json["credits"] == 15
    assert desk("image-to-3d", "create", "cat.png", "--max-credits", "14", **told).code == 9
    assert desk("image-to-3d", "create", "cat.png", "--max-credits", "15", "--no-wait", **told).code == 0


def test_ids_only(desk: Shell) -> None:
    """--no-wait prints input and id of each and waits for none."""
    done = desk("image-to-3d", "create", *PICTURES, "--no-wait")
    assert [set(line) for line in done.lines] == [{"input", "id"}] * 3


def test_jobs_at_once(desk: Shell) -> None:
    """No more than --jobs tasks are unfinished at any moment."""
    done = desk("image-to-3d", "create", *PICTURES, *PICTURES, "--jobs", "2")
    spans = [(line["created_at"], line["finished_at"]) for line in done.lines]
    assert max(sum(a < moment < b for a, b in spans) for moment, _ in spans) <= 2
    assert len(spans) == 6


def test_one_input_with_jobs(desk: Shell) -> None:
    """With --jobs a script gets the same layout for one input as for many; without it one has the folder itself."""
    assert desk("image-to-3d", "create", "cat.png", "--jobs", "4", "-o", "a").lines[0]["files"][0] == "a/cat/model.glb"
    assert desk("image-to-3d", "create", "cat.png", "-o", "b").json["files"][0] == "b/model.glb"


def test_inputs_of_the_same_name(desk: Shell) -> None:
    """Files of different inputs never meet, also where the names differ in the ending, the folder or case only."""
    (desk.folder / "more").mkdir()
    for name in ("more/cat.png", "cat.jpg", "Cat.png"):
        (desk.folder / name).write_bytes(PICTURE)
    done = desk("image-to-3d", "create", "cat.png", "more/cat.png", "cat.jpg", "Cat.png", "-o", "out", "-f", "glb")
    assert sorted(line["files"][0] for line in done.lines) == [
        "out/Cat-3/model.glb",
        "out/cat-2/model.glb",
        "out/cat/model.glb",
        "out/more-cat/model.glb",
    ]


@given(st.lists(st.one_of(st.text(), st.builds(lambda text: f"https://host/{quote(text)}?x", st.text())), max_size=8))
def test_folder_names(sources: list[str]) -> None:
    """Any names of inputs give names of one folder each, all different, none of which leaves the folder."""
    names = folder_names(sources)
    assert len({name.casefold() for name in names}) == len(names) == len(sources)
    for name in names:
        assert name not in ("", ".", "..")
        assert not set(name) & set('/\\:*?"<>|\0\n')
        assert len(os.fsencode(name)) < 400


def test_several_models(desk: Shell) -> None:
    """Resize takes several models."""
    for name in ("a.glb", "b.glb"):
        (desk.folder / name).write_bytes(b"glTF" + bytes(60))
    done = desk("resize", "create", "a.glb", "b.glb", "--resize-height", "1", "-o", "out")
    assert done.code == 0, done.err
    assert sorted(line["files"][0] for line in done.lines) == ["out/a/model.glb", "out/b/model.glb"]


def test_several_pictures_of_one_object(desk: Shell) -> None:
    """multi-image-to-3d makes one task of all of them and knows no --jobs."""
    done = desk("multi-image-to-3d", "create", *PICTURES)
    assert (done.code, done.json["type"]) == (0, "multi-image-to-3d")
    assert desk("multi-image-to-3d", "create", *PICTURES, "--jobs", "2").code == 2


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("*.tiff", "*.tiff matches nothing in "),
        ("*.png", "*.png is a pattern in quotes; without them the shell finds 3 files"),
        (".", ". is a folder"),
    ],
)
def test_patterns_and_folders(desk: Shell, source: str, text: str) -> None:
    """A pattern that the shell left as it is, and a folder, are named, alone and among other inputs."""
    alone = desk("image-to-3d", "create", source)
    assert alone.code == 4
    assert text in alone.err
    assert prompts(desk.emulator) == []
    among = desk("image-to-3d", "create", source, "cat.png")
    assert among.code == 4
    assert text in among.err
    assert len(prompts(desk.emulator)) == 1


def test_a_reader_that_goes_away(desk: Shell) -> None:
    """When the reader of the lines has gone, what was asked for is made all the same."""
    process = desk.begin("image-to-3d", "create", *PICTURES, "--jobs", "1", "-o", "out")
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    process.stdout = None
    done = desk.end(process)
    assert (done.code, done.err) == (0, "")
    assert (desk.folder / "out/owl/model.glb").exists()


def test_stopped_and_resumed(tmp_path: Path, desk: Shell) -> None:
    """After Ctrl-C the tasks that go on are named, and resume fetches each into its folder; nothing is bought twice."""
    with shop(tmp_path / "slow", plan=Plan(pending=0.0, running=60.0)) as desk.emulator:
        process = desk.begin("image-to-3d", "create", *PICTURES, "-o", "out", "-f", "glb")
        while len(prompts(desk.emulator)) < 3 or _wanted(desk.ledger) < 3:
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        stopped = desk.end(process)
        assert stopped.code == 130
        assert stopped.err.startswith("Stopped. Nothing was deleted.\n3 tasks go on:")
        assert "Next: meshwright resume" in stopped.err
        ids = {task["id"] for task in desk.emulator.state()["tasks"]}
        assert [id for id in ids if id not in stopped.err] == []
        desk.emulator.advance(minutes=5)
        resumed = desk("resume")
        assert (resumed.code, {task["id"] for task in resumed.json["tasks"]}) == (0, ids)
        assert all((desk.folder / f"out/{name}/model.glb").exists() for name in ("cat", "dog", "owl"))
        assert len(prompts(desk.emulator)) == 3


def _wanted(path: Path) -> int:
    if not path.exists():
        return 0
    with Ledger(path) as ledger:
        return len(ledger._rows("select number from download"))


def test_stopped_without_a_ledger(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a ledger Ctrl-C leaves a command for each task, with its id, its folder and its address."""
    job = Job("cat.png", existing("image_to_3d", "t-1"), ((Path("my out"), ("glb",)),), "image-to-3d")
    at = Situation(base_url="http://127.0.0.1:1")
    end = stopped([Outcome(job, id="t-1", begun=True), Outcome(job, begun=True), Outcome(job)], at)
    assert end.exit_code == 130
    said = capsys.readouterr().err
    assert "Next: meshwright image-to-3d wait t-1 -o 'my out' -f glb --base-url http://127.0.0.1:1\n" in said
    assert "A create was being sent" in said
    assert said.endswith("Next: meshwright image-to-3d list --limit 5 --base-url http://127.0.0.1:1\n")


def test_bars(desk: Shell) -> None:
    """On a terminal there is a bar for each and one for all, then the result of each with the sum; no JSON."""
    code, shown = desk.on_a_terminal("image-to-3d", "create", *PICTURES, "-o", "out", columns=100)
    assert code == 0
    assert all(text in shown for text in (*PICTURES, "all 3", "3 of 3 succeeded, ", " credits", "out/cat/model.glb"))
    assert "{" not in shown


def test_bars_of_many(desk: Shell) -> None:
    """The bars of many tasks make room when they end; what failed is counted and named."""
    more = [f"none-{number}.png" for number in range(MANY)]
    code, shown = desk.on_a_terminal("image-to-3d", "create", "cat.png", *more, columns=100, NO_COLOR="1")
    assert code == 4
    last = re.sub(r"\x1b\[[\d;?]*\w", "", shown).split("all 9")[-1]
    assert f"{MANY} failed" in last
    assert "none-7.png  failed" in last
    assert "1 of 9 succeeded" in last


@pytest.mark.parametrize("columns", [40, 100])
def test_quiet_and_colourless(desk: Shell, columns: int) -> None:
    """--quiet shows no bars, and NO_COLOR no colours; nothing else changes."""
    _, shown = desk.on_a_terminal("image-to-3d", "create", "cat.png", "--quiet", columns=columns, NO_COLOR="1")
    assert "\x1b" not in shown
    assert "SUCCEEDED" in shown


def test_worst() -> None:
    """The code of several outcomes is that of the worst, and every code has its place."""
    assert worst([0, 4, 1]) == 1
    assert worst([1, 10, 3]) == 10
    assert worst([]) == 0
    assert set(WORST_FIRST) == set(MEANINGS) - {2, 130}


def test_lines_are_whole(desk: Shell) -> None:
    """Every line is one document, also when the prompt holds line ends and other scripts."""
    done = desk("image-to-3d", "create", "cat.png", "dog.png", "--texture-prompt", "rot\nund 猫", "--no-wait")
    assert {json.loads(line)["input"] for line in done.out.splitlines()} == {"cat.png", "dog.png"}
