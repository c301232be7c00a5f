"""Families of kinds on the command line: a group of groups, whose hints and ledger name commands that exist."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.contract.prepared import prepare
from helpers.sample import sample_picture
from helpers.shells import Shell
from meshwright.emulator import Emulator, Plan, Settings
from meshwright.spec.reading import load_kinds, words_of

FAMILY = "creative-lab"
KINDS = [kind for kind in load_kinds("meshy") if len(words_of("meshy", kind)) > 1]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Shell]:
    """A shell beside a picture, and an emulator whose work takes moments."""
    prepare(monkeypatch)
    sample_picture(tmp_path / "cat.png")
    with Emulator(Settings(plan=Plan(pending=0.02, running=0.05))) as emulator:
        yield Shell(tmp_path, emulator, monkeypatch, capsys)


def test_every_kind_has_its_command(desk: Shell) -> None:
    """Each kind of a family is a command of its group, and not one of the whole program."""
    listed = desk(FAMILY, "--help").out
    for kind in KINDS:
        assert f"  {words_of('meshy', kind)[1]}  " in listed
        assert desk(kind, "list").code == 2
    assert f"  {FAMILY}  " in desk("--help").out


def test_a_mistyped_kind(desk: Shell) -> None:
    """A name that is not in the group comes with the nearest one."""
    done = desk(FAMILY, "keychian-build", "list")
    assert (done.code, "Did you mean 'keychain-build'?" in done.err) == (2, True)


def test_life_of_a_task(desk: Shell) -> None:
    """A prototype and a build are made, shown, listed and canceled by the commands of their group."""
    prototype = desk(FAMILY, "keychain-prototype", "create", "cat.png", "--name-text", "Tom").json
    assert (prototype["status"], prototype["name_text"]) == ("SUCCEEDED", "Tom")
    options = json.dumps({"badge_shape": "star"})
    build = desk(FAMILY, "keychain-build", "create", prototype["id"], "--options", options, "-o", "made").json
    assert build["files"] == ["made/model.glb"]
    assert [task["id"] for task in desk(FAMILY, "keychain-build", "list").json] == [build["id"]]
    desk.emulator.faults.arm("stuck_task")
    waiting = desk(FAMILY, "lamp-prototype", "create", "cat.png", "--no-wait").json["id"]
    assert desk(FAMILY, "lamp-prototype", "delete", waiting).code == 0
    assert desk(FAMILY, "lamp-prototype", "get", waiting).json["status"] == "CANCELED"
    failed = desk(FAMILY, "lamp-prototype", "wait", waiting)
    assert failed.code == 1
    assert "CANCELED: it was canceled on request" in failed.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["keychain-build", "delete", "none"], 5),
        (["keychain-build", "wait", "none"], 5),
        (["fidget-pixel-prototype", "create", "cat.png"], 2),
        (["lamp-build", "create", "none"], 5),
    ],
)
def test_the_next_command_exists(desk: Shell, words: list[str], code: int) -> None:
    """An error of such a command names the next one in words that the program takes."""
    done = desk(FAMILY, *words)
    assert done.code == code
    for line in done.err.splitlines():
        if "Next: meshwright" in line:
            named = shlex.split(line.partition("Next: meshwright")[2])
            assert named[:2] == [FAMILY, words[0]]
            assert desk(*named[: named.index("--base-url")] if "--base-url" in named else named).code == 0


@pytest.mark.parametrize(
    ("text", "reason"), [("star", "'star' is not JSON"), ("[1]", "'[1]' is not a JSON object")], ids=["text", "list"]
)
def test_options_are_a_json_object(desk: Shell, text: str, reason: str) -> None:
    """A parameter that is an object is given as JSON; anything else is refused before a request."""
    done = desk(FAMILY, "keychain-build", "create", "some-id", "--options", text)
    assert (done.code, reason in done.err) == (2, True)


def test_estimates(desk: Shell) -> None:
    """The price of a create is estimated under the name of its kind, without a request."""
    assert desk("estimate", f"{FAMILY}-keycap-build", "some-id", "--candidate-id", "x").json["credits"] == 50
