"""Folders in use: nothing is bought for one that the files could not go to, and nothing is replaced unasked."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.shells import Shell

CREATE = ("image-to-3d", "create", "cat.png", "--no-should-texture")


def written(path: Path) -> tuple[int, int]:
    """Return values that change when a file is rewritten, and not when it is read."""
    return (found := path.stat()).st_ino, found.st_mtime_ns


def bought(desk: Shell) -> int:
    """Count the tasks of the account."""
    return len(desk.emulator.state()["tasks"])


@pytest.mark.parametrize(
    ("there", "options"),
    [
        ("model.glb", ()),
        ("model.glb", ("-f", "glb")),
        ("thumbnail.webp", ()),
        ("model.usdz", ("--no-wait",)),
        ("cat/model.glb", ("--jobs", "1")),
        ("dog/model.obj", ("dog.png",)),
    ],
)
def test_a_folder_in_use(there: str, options: tuple[str, ...], desk: Shell) -> None:
    """A file of the user's that would be replaced is named, and nothing is bought."""
    (kept := desk.folder / "out" / there).parent.mkdir(parents=True)
    kept.write_text("paid for yesterday")
    done = desk(*CREATE, *options, "-o", "out")
    assert done.code == 4
    assert Path(there).name in done.err
    assert done.err.splitlines()[-1] == "  Next: the same command with another folder (-o), or with --overwrite"
    assert bought(desk) == 0
    assert kept.read_text() == "paid for yesterday"


@pytest.mark.parametrize(("there", "options"), [("model.obj", ("-f", "glb")), ("model.jpg", ()), ("notes.txt", ())])
def test_a_folder_with_other_files(there: str, options: tuple[str, ...], desk: Shell) -> None:
    """Files that no file of the task will replace are no matter."""
    (desk.folder / "out").mkdir()
    (desk.folder / "out" / there).write_text("mine")
    assert desk(*CREATE, *options, "-o", "out").code == 0
    assert (desk.folder / "out" / there).read_text() == "mine"


def test_the_same_command_again(desk: Shell) -> None:
    """A second create into the folder of the first is refused, with --overwrite it is done; files come once a task."""
    assert desk(*CREATE, "-f", "glb", "-o", "out").code == 0
    first = written(desk.folder / "out" / "model.glb")
    again = desk(*CREATE, "-f", "obj", "-o", "out")
    assert (again.code, bought(desk)) == (4, 1)
    assert "is of task" in again.err
    (task,) = desk.emulator.state()["tasks"]
    assert desk("image-to-3d", "download", task["id"], "-o", "out").code == 0
    assert written(desk.folder / "out" / "model.glb") == first
    assert (desk.folder / "out" / "thumbnail.png").exists()
    assert desk(*CREATE, "-f", "glb", "-o", "out", "--overwrite").code == 0
    assert bought(desk) == 2
    assert written(desk.folder / "out" / "model.glb") != first


def test_waiting_for_a_task_into_a_folder_in_use(desk: Shell) -> None:
    """The error comes before the wait; the task is kept, and its files go to the folder of the next command."""
    id = desk(*CREATE, "--no-wait").json["id"]
    (desk.folder / "model.glb").write_text("mine")
    refused = desk("image-to-3d", "wait", id, "-o", ".")
    assert (refused.code, refused.err.splitlines()[-1]) == (
        4,
        "  Next: the same command with another folder (-o), or with --overwrite",
    )
    assert desk("image-to-3d", "wait", id, "-f", "glb", "-o", ".", "--overwrite").code == 0
    assert (desk.folder / "model.glb").read_bytes().startswith(b"glTF")


@pytest.mark.parametrize("name", ["con", "NUL", "com1", "aux.tar"])
def test_folders_called_like_devices(name: str, desk: Shell) -> None:
    """An input that is called like a device of Windows has a folder that can be made there."""
    (desk.folder / "cat.png").rename(desk.folder / f"{name}.png")
    done = desk("image-to-3d", "create", f"{name}.png", "dog.png", "-f", "glb", "-o", "out")
    assert done.code == 0
    assert (desk.folder / "out" / f"_{name}" / "model.glb").exists()
