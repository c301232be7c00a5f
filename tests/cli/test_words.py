"""Errors and inputs on the command line: its own words, the next command, stdin, logs."""

from __future__ import annotations

import io
import re
import sys
from types import SimpleNamespace

import pytest
from helpers.prepared_service import PICTURE, prompts
from helpers.shells import Shell
from meshwright.cli.progress import LogBoard
from meshwright.cli.words import in_words


@pytest.mark.parametrize(
    ("text", "group", "words"),
    [
        ("image_url: cat.png does not exist", "image-to-3d", "cat.png does not exist"),
        ("image_to_3d.create: topology: no (HTTP 400)", "image-to-3d", "--topology: no (HTTP 400)"),
        ("target_formats[0]: no", "image-to-3d", "--target-formats: no"),
        ("folder: out cannot be created", "image-to-3d", "--output: out cannot be created"),
        ("folder: out cannot be created", "flighthub route", "--output: out cannot be created"),
        ("balance.get: Invalid API key", "", "Invalid API key"),
        ("about 30 credits, and max_credits is 1", "", "about 30 credits, and --max-credits is 1"),
        ("base_url must be https", "", "--base-url must be https"),
        ("or overwrite the files (overwrite=True, --overwrite)", "", "or overwrite the files (--overwrite)"),
        ("restart=True (--restart) starts over", "", "--restart starts over"),
        ("pass project_uuid=... (--project) or set X", "", "--project or set X"),
        ("wait until it has ended, as with `task.wait()`", "", "wait until it has ended"),
        ("HTTP: //x: a text of the service: image_url: 7", "", "HTTP: //x: a text of the service: image_url: 7"),
    ],
)
def test_words(text: str, group: str, words: str) -> None:
    """Parameters of Python become options, the input of a create is not named twice, other texts are unchanged."""
    assert in_words(text, group) == words


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["photos"], "Error: photos is a folder\n  Next: meshwright image-to-3d create photos/*.jpg\n"),
        (["my photos"], "Error: my photos is a folder\n  Next: meshwright image-to-3d create 'my photos'/*.png\n"),
        (["*.png"], "Error: *.png is a pattern in quotes; without them the shell finds 3 files\n  Next: the same comm"),
        (["none.png"], "Error: none.png does not exist\n"),
        (["cat.png", "-f", "glb"], "Error: --format: needs --output, the folder for the files\n  Next: the same comma"),
        (["-", "-"], "Error: stdin (-) can be given once\n"),
    ],
)
def test_inputs_before_the_key(desk: Shell, arguments: list[str], text: str) -> None:
    """An input that cannot be sent is reported before a key is asked for, with the command that would do."""
    (desk.folder / "photos").mkdir()
    (desk.folder / "photos" / "a.jpg").touch()
    (desk.folder / "my photos").mkdir()
    done = desk("image-to-3d", "create", *arguments, MESHY_API_KEY="")
    assert done.code == 4
    assert done.err.startswith(text)


def test_a_missing_key(desk: Shell) -> None:
    """The error about a key names commands and options."""
    done = desk("balance", MESHY_API_KEY="")
    assert "set MESHY_API_KEY or store one with `meshwright login`; --emulator works offline" in done.err
    assert "api_key" not in done.err


def test_a_missing_extra(desk: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra of the emulator the next command installs it."""
    monkeypatch.setitem(sys.modules, "meshwright.emulator", None)
    for words in (["emulator"], ["image-to-3d", "create", "cat.png", "--emulator"]):
        assert desk(*words).err.endswith("  Next: pip install 'meshwright[emulator]'\n")


@pytest.mark.filterwarnings("default:.*is not a known value")
def test_known_values_are_all_named(desk: Shell) -> None:
    """A value that is not one of the known ones is warned of, with the nearest, and the refusal names all."""
    done = desk("image-to-3d", "create", "cat.png", "--target-formats", "objj", MESHY_AS_OF="2026-11-30")
    known = "glb, obj, fbx, stl, usdz, 3mf"
    assert f"Warning: target_formats objj is not a known value, one of {known}; did you mean obj?" in done.err
    assert '"objj" is not one of "glb", "obj", "fbx", "stl", "usdz", "3mf"' in done.err


@pytest.mark.parametrize("several", [False, True], ids=["alone", "beside a file"])
def test_a_picture_from_stdin(desk: Shell, several: bool) -> None:
    """``-`` is the picture that comes through a pipe."""
    desk.patch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(PICTURE)))
    done = desk("image-to-3d", "create", "-", *(["cat.png"] if several else []), "-o", "out")
    assert done.code == 0, done.err
    assert (desk.folder / "out" / ("stdin" if several else "") / "model.glb").exists()


def test_words_from_stdin(desk: Shell) -> None:
    """``-`` is the text that comes through a pipe; nothing at all is refused."""
    for content, code in ((b"a chair\n", 0), (b" \n", 4)):
        desk.patch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(content)))
        assert desk("text-to-image", "create", "-", "--ai-model", "nano-banana", "--no-wait").code == code
    assert [task["request"]["prompt"] for task in desk.emulator.state()["tasks"]] == ["a chair"]


def test_verbose(desk: Shell) -> None:
    """--verbose logs each exchange and each file, with neither the key nor a signature, and only for this command."""
    done = desk("image-to-3d", "create", "cat.png", "-o", "out", "--verbose")
    log = re.sub(r"\d\d:\d\d:\d\d", "TIME", done.err)
    assert re.search(r"TIME  POST /openapi/v1/image-to-3d: 202 in \d+ ms \(request [0-9a-f-]{36}\)", log)
    assert "GET '" + desk.emulator.url + "/files/" in log
    assert desk.emulator.api_key not in log
    assert "Signature" not in log
    assert desk("balance").err == ""


def test_a_line_for_logs(capsys: pytest.CaptureFixture[str]) -> None:
    """A line of a log has the time so far, the number of tasks that have ended, and the states of the first others."""
    now = [0.0]
    board = LogBoard([f"{name}.png" for name in "abcdefg"], lambda: now[0])
    board.tick()
    reports = [board.begin(place) for place in range(6)]
    board.end(0, well=True)
    reports[1](SimpleNamespace(status="IN_PROGRESS", progress=40))
    board.queued(2, 5.0)
    now[0] = 61.5
    board.tick()
    assert capsys.readouterr().err == (
        "0:01:01  1 of 7 ended; b.png in progress 40 %, c.png queue is full, d.png sending, e.png sending and 1 more\n"
    )


def test_help_of_a_create(desk: Shell) -> None:
    """The options of a create are in groups, each option once, and three examples end the help."""
    text = desk("image-to-3d", "create", "--help", COLUMNS="100").out
    assert re.findall(r"^([A-Z][\w ]+):$", text, re.MULTILINE) == [
        *("Input", "Model", "Texture", "Files", "Money", "Connection and output"),
    ]
    groups = dict(re.findall(r"^([A-Z][\w ]+):\n((?:.+\n)+)", text, re.MULTILINE))
    for group, option in {"Input": "--input-task-id", "Model": "--topology", "Texture": "--enable-pbr"}.items():
        assert option in groups[group]
    assert "--max-credits" in groups["Money"]
    assert "--output" in groups["Files"]
    options = re.findall(r"^  (?:-\w, )?(--[\w-]+)", text, re.MULTILINE)
    assert len(options) == len(set(options))
    assert prompts(desk.emulator) == []
    assert text.split("Examples:\n")[1].split("\n    ")[0].strip() == (
        "meshwright image-to-3d create picture.png -o out/"
    )


@pytest.mark.parametrize(
    ("words", "input"),
    [
        ("text-to-3d", "create 'a wooden knight' --mode preview -o out/"),
        ("multi-image-to-3d", "create front.png back.png -o out/"),
        ("remesh", "create model.glb -o out/"),
        ("animations", "create TASK_ID --dry-run"),
    ],
)
def test_examples_of_other_kinds(desk: Shell, words: str, input: str) -> None:
    """The examples of a kind have its input and what it requires."""
    assert f"meshwright {words} {input}" in desk(words, "create", "--help").out
