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
from helpers.flighthub import make_photos
from helpers.prepared_service import prompts
from helpers.shells import Shell

COMMAND = f"{sys.executable} -m meshwright image-to-3d create cat.png"
SMALL = 160_000
"""Bytes; the prepared model has about 200 kB, and the ledger with its log more than 100 kB."""


def in_a_namespace(*arguments: str) -> list[str]:
    """Return a command with mounts of its own, which go away with it."""
    return ["unshare", "--mount", "--map-root-user", *arguments]


def can_mount() -> bool:
    """Return whether this machine lets us mount a small disk."""
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
    """Check that the model is not there under its name, that the task is, and that the next command fetches it."""
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
    """A failing stdout is exit 11; a task that was made goes on and is in the ledger."""
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full on this machine")
    with Path("/dev/full").open("w") as full:
        done = desk.end(desk.begin(*arguments, stdout=full))
    assert done.code == 11
    assert "No space left on device" in done.err
    assert "Exception" not in done.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this machine")
@pytest.mark.parametrize("inputs", [["cat.png"], ["cat.png", "dog.png", "owl.png", "cat.png"]])
def test_an_output_that_is_full_hides_no_purchase(desk: Shell, inputs: list[str]) -> None:
    """A failing stdout stops no other input, and stderr names all that was made, with no hint to buy it again;
    if stderr is full too, the exit code still shows it.
    """
    command = ("image-to-3d", "create", *inputs, "--jobs", "2", "-o", "out")
    with Path("/dev/full").open("w") as full:
        done = desk.end(desk.begin(*command, stdout=full))
        mute = desk.end(desk.begin(*command[:-1], "mute", stdout=full, stderr=full))
    first, *named, step = done.err.splitlines()
    assert (done.code, mute.code, len(named)) == (11, 11, len(inputs))
    assert (first, step) == ("Error: the output: No space left on device", "  Next: meshwright ledger")
    ids = {task["id"] for task in desk.emulator.state()["tasks"]}
    assert len(ids) == 2 * len(inputs)
    assert {line.split()[0] for line in named} < ids
    assert len(list((desk.folder / "out").glob("*/model.glb"))) == len(inputs)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this machine")
def test_a_resume_that_cannot_be_printed(desk: Shell) -> None:
    """A resume whose stdout is full fetches the files and names on stderr what is left to decide; its code is 10."""
    desk("image-to-3d", "create", "cat.png", "--no-wait", "-o", "out")
    desk.emulator.faults.arm("drop")
    desk("image-to-3d", "create", "dog.png")
    with Path("/dev/full").open("w") as full:
        done = desk.end(desk.begin("resume", stdout=full))
    assert done.code == 10
    assert "it is too recent" in done.err
    assert done.err.endswith("Error: the output: No space left on device\n  Next: meshwright ledger\n")
    assert (desk.folder / "out/model.glb").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this machine")
def test_started_models_that_cannot_be_printed(desk: Shell) -> None:
    """FlightHub models that were started are named on stderr where stdout is full, as they used up picture quota."""
    there = {"FLIGHTHUB_BASE_URL": desk.emulator.url, "FLIGHTHUB_USER_TOKEN": "emulator"}
    make_photos(desk.folder / "photos", 10)
    resource = desk("flighthub", "upload", "photos", **there).json["resource_uuid"]
    with Path("/dev/full").open("w") as full:
        command = ("flighthub", "model", "start", resource, "--3d", "{}")
        done = desk.end(desk.begin(*command, environment=there, stdout=full))
    (model,) = desk("flighthub", "model", "running", **there).json
    assert done.code == 11
    assert f"\n  3d     {model['model_uuid']}\n  Next: meshwright flighthub model running\n" in done.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this machine")
def test_an_error_that_cannot_be_told(desk: Shell) -> None:
    """A stderr that is full stops no other input and changes no exit code."""
    with Path("/dev/full").open("w") as full:
        done = desk.end(desk.begin("image-to-3d", "create", "none.png", "cat.png", "--jobs", "1", stderr=full))
    assert (done.code, [line["input"] for line in done.lines]) == (4, ["none.png", "cat.png"])


UNPRINTABLE = [("latin-1", "мышь.png"), ("utf-8:strict", "\udcff.png")]
"""An encoding of stdout, and a name that it has no characters for."""


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are text elsewhere")
@pytest.mark.parametrize(("encoding", "name"), UNPRINTABLE)
def test_a_name_that_cannot_be_printed(desk: Shell, encoding: str, name: str) -> None:
    """An input whose name stdout cannot write is escaped in the JSON, and the other inputs are made."""
    shutil.copy(desk.folder / "cat.png", desk.folder / name)
    command = ("image-to-3d", "create", name, "cat.png", "dog.png", "--jobs", "1", "-o", "out")
    done = desk.end(desk.begin(*command, environment={"PYTHONIOENCODING": encoding}))
    assert (done.code, done.err) == (0, "")
    assert [line["input"] for line in done.lines] == [name, "cat.png", "dog.png"]
    assert len(list((desk.folder / "out").glob("*/model.glb"))) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are text elsewhere")
@pytest.mark.parametrize(("encoding", "name"), UNPRINTABLE)
def test_a_name_that_a_terminal_cannot_show(desk: Shell, encoding: str, name: str) -> None:
    """On a terminal such a name is escaped, in the bars and in the summary."""
    shutil.copy(desk.folder / "cat.png", desk.folder / name)
    code, shown = desk.on_a_terminal("image-to-3d", "create", name, "cat.png", columns=100, PYTHONIOENCODING=encoding)
    assert code == 0
    assert "2 of 2 succeeded" in shown
    assert name.encode("ascii", "backslashreplace").decode() in shown


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are text elsewhere")
def test_a_folder_that_the_ledger_cannot_keep(desk: Shell) -> None:
    """A folder whose name, or the name of where it is, is not UTF-8 is refused before anything is bought."""
    strange = desk.folder / "o\udcff"
    strange.mkdir()
    inputs = ("image-to-3d", "create", str(desk.folder / "cat.png"))
    for process in (desk.begin(*inputs, "-o", "o\udcff"), desk.begin(*inputs, "-o", "out", cwd=strange)):
        done = desk.end(process)
        assert done.code == 4
        assert "--output: " in done.err
        assert "not UTF-8" in done.err
    assert prompts(desk.emulator) == []


@pytest.mark.parametrize("command", ["image-to-3d list", "--help", "image-to-3d create cat.png"])
def test_a_closed_pipe(desk: Shell, command: str) -> None:
    """A reader that goes away is not an error, and nothing is printed about it."""
    script = f"{sys.executable} -m meshwright {command} | true; exit ${{PIPESTATUS[0]}}"
    done = desk.end(desk.start(["bash", "-c", script]))
    assert (done.code, done.err) == (0, "")


def test_no_stdout_at_all(desk: Shell) -> None:
    """A command whose stdout was closed does its work."""
    script = f"{COMMAND} -o out >&-"
    done = desk.end(desk.start(["bash", "-c", script]))
    assert (done.code, done.err) == (0, "")
    assert (desk.folder / "out/model.glb").exists()


@pytest.mark.parametrize(
    ("command", "code", "variable"),
    [("ledger", 11, "MESHWRIGHT_LEDGER"), ("balance", 3, "MESHWRIGHT_KEYS"), ("doctor", 0, "MESHWRIGHT_KEYS")],
)
def test_no_home(desk: Shell, command: str, code: int, variable: str) -> None:
    """Without a home folder, as in many containers, a command that needs one names the variable to set."""

    def unknown(_: int) -> None:
        raise KeyError

    desk.patch.setattr("pwd.getpwuid", unknown)
    for name in ("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        desk.patch.delenv(name, raising=False)
    done = desk(command, MESHY_API_KEY="", MESHWRIGHT_LEDGER="", MESHWRIGHT_KEYS="")
    assert done.code == code
    assert "no home folder" in done.out + done.err
    assert variable in done.out + done.err


@pytest.mark.filterwarnings("default")
def test_warnings_are_sentences(desk: Shell) -> None:
    """A warning of ours is one sentence without a place in the code."""
    desk.patch.setattr("meshwright.core.dialect.Statuses.known", lambda *_: False)
    done = desk("image-to-3d", "create", "cat.png")
    assert done.code == 0
    assert done.err.startswith("Warning: unknown task status '")
    assert ".py" not in done.err


def test_forty_columns(desk: Shell) -> None:
    """On a narrow terminal no line of the bars is broken and errors are broken between words."""
    code, shown = desk.on_a_terminal("image-to-3d", "create", "cat.png", "none.png", columns=40, NO_COLOR="1")
    assert code == 4
    lines = re.split(r"[\r\n]+", re.sub(r"\x1b\[[\d;?]*\w", "", shown))
    assert "Error: none.png does not exist" in lines
    assert max(len(line) for line in lines if "%" in line) <= 40
