"""Disks that are full, folders that cannot be written, readers that go away: a sentence, an exit code, nothing lost."""

from __future__ import annotations

import re
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from money.workshops import prompts

from .shells import Shell

COMMAND = f"{sys.executable} -m meshwright image-to-3d create cat.png"
SMALL = 100_000
"""Bytes; the prepared model has about 200 kB."""


def in_a_namespace(*arguments: str) -> list[str]:
    """Return a command with mounts of its own, which go away with it."""
    return ["unshare", "--mount", "--map-root-user", *arguments]


def can_mount() -> bool:
    """Say whether this machine lets us mount a small disk."""
    if sys.platform != "linux" or shutil.which("unshare") is None:
        return False
    trial = in_a_namespace("mount", "-t", "tmpfs", "-o", "size=64k", "none", "/mnt")
    return subprocess.run(trial, capture_output=True, check=False).returncode == 0


needs_mounts = pytest.mark.skipif(not can_mount(), reason="no mounts of one's own on this machine")


def limited() -> None:
    """Let no file of this process grow beyond SMALL."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, SMALL))


def check_nothing_half_written(desk: Shell, err: str) -> None:
    """Look that the model is not there under its name, that the task is, and that the next command brings it."""
    assert not (desk.folder / "out/model.glb").exists()
    (task,) = desk.emulator.state()["tasks"]
    assert f"Next: meshwright image-to-3d download {task['id']} -o out -f glb" in err
    fetched = desk("image-to-3d", "download", task["id"], "-o", "out")
    assert fetched.code == 0
    assert (desk.folder / "out/model.glb").stat().st_size > SMALL


def test_a_file_that_cannot_grow(desk: Shell) -> None:
    """A model that does not fit is exit 11 with the system's reason; nothing half-written has its name."""
    process = desk.begin("image-to-3d", "create", "cat.png", "-o", "out", "-f", "glb", preexec_fn=limited)
    done = desk.end(process)
    assert (done.code, done.out) == (11, "")
    assert "out/model.glb cannot be written: File too large" in done.err
    check_nothing_half_written(desk, done.err)


@needs_mounts
def test_a_full_disk(desk: Shell) -> None:
    """A full disk is exit 11 and named; the task is fetched later, with the command that was printed."""
    (desk.folder / "out").mkdir()
    script = f"mount -t tmpfs -o size=64k none out && {COMMAND} -o out -f glb"
    done = desk.end(desk.start(in_a_namespace("sh", "-c", script)))
    assert (done.code, done.out) == (11, "")
    assert "out/model.glb cannot be written: No space left on device" in done.err
    check_nothing_half_written(desk, done.err)


@needs_mounts
def test_a_folder_that_is_read_only(desk: Shell) -> None:
    """A folder that cannot be written to is exit 11 before anything is bought, even for root."""
    (desk.folder / "out").mkdir()
    script = f"mount -t tmpfs -o ro none out && {COMMAND} -o out/new"
    done = desk.end(desk.start(in_a_namespace("sh", "-c", script)))
    assert done.code == 11
    assert "out: not writable" in done.err
    assert prompts(desk.emulator) == []


@pytest.mark.parametrize("arguments", [["image-to-3d", "create", "cat.png"], ["image-to-3d", "list"], ["--help"]])
def test_output_to_a_full_disk(desk: Shell, arguments: list[str]) -> None:
    """What cannot be printed is exit 11; a task that was made goes on and is in the ledger."""
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this machine")
    with Path("/dev/full").open("w") as full:
        done = desk.end(desk.begin(*arguments, stdout=full))
    assert done.code == 11
    assert "No space left on device" in done.err
    assert "Exception" not in done.err


@pytest.mark.parametrize("command", ["image-to-3d list", "--help", "image-to-3d create cat.png"])
def test_a_closed_pipe(desk: Shell, command: str) -> None:
    """A reader that goes away is no error of ours, and nothing is said about it."""
    script = f"{sys.executable} -m meshwright {command} | true; exit ${{PIPESTATUS[0]}}"
    done = desk.end(desk.start(["bash", "-c", script]))
    assert (done.code, done.err) == (0, "")


def test_no_stdout_at_all(desk: Shell) -> None:
    """A command whose stdout was closed does its work."""
    script = f"{COMMAND} -o out >&-"
    done = desk.end(desk.start(["bash", "-c", script]))
    assert (done.code, done.err) == (0, "")
    assert (desk.folder / "out/model.glb").exists()


@pytest.mark.filterwarnings("default")
def test_warnings_are_sentences(desk: Shell) -> None:
    """A warning of ours is one sentence without a place in the code."""
    desk.patch.setattr("meshwright.waiting.KNOWN", frozenset[str]())
    done = desk("image-to-3d", "create", "cat.png")
    assert done.code == 0
    assert done.err.startswith("Warning: unknown task status '")
    assert ".py" not in done.err


def test_forty_columns(desk: Shell) -> None:
    """On a narrow terminal no line of the bars is broken and errors are broken between words."""
    code, shown = desk.on_a_terminal("image-to-3d", "create", "cat.png", "none.png", columns=40, NO_COLOR="1")
    assert code == 4
    lines = re.split(r"[\r\n]+", re.sub(r"\x1b\[[\d;?]*\w", "", shown))
    assert "Error: none.png: image_url: none.png" in lines
    assert "does not exist" in lines
    assert max(len(line) for line in lines if "%" in line) <= 40
