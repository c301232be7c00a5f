"""The target folder by itself: whose files are in it, which names a download may use, and the record."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from helpers.file_hosts import files_in
from meshwright.downloads.folders import RECORD, TargetFolder, in_use
from meshwright.downloads.partial import partial_file
from meshwright.errors import FolderInUse

A, B = "018a", "018b"


@pytest.fixture(autouse=True)
def _nothing_is_synced(monkeypatch: pytest.MonkeyPatch) -> None:
    """A busy disk would take seconds."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


def placed(folder: TargetFolder, name: str, content: bytes = b"content", suffix: str | None = None) -> Path:
    """Put a file into a folder as a download does."""
    with partial_file(folder.path / name) as part:
        part.restart()
        part.stream.write(content)
        part.stream.flush()
        return folder.place(part, suffix)


def lines(folder: Path) -> list[dict[str, Any]]:
    """Read the record."""
    return [json.loads(line) for line in (folder / RECORD).read_bytes().split(b"\n")[:-1]]


def refused(folder: TargetFolder, *names: str) -> dict[str, str]:
    """Return the files for which a folder is refused, with their owners."""
    try:
        folder.check(names)
    except FolderInUse as error:
        return dict(error.missing)
    return {}


@pytest.mark.parametrize(
    ("count", "shown"), [(1, "a is mine. N"), (3, "a is mine, b is mine, c is mine. N"), (4, "c is mine and 1 more. N")]
)
def test_the_error_names_three_files(count: int, shown: str) -> None:
    """All of them are in ``missing``."""
    error = in_use(Path("out"), dict.fromkeys("abcd"[:count], "is mine"))
    assert shown in str(error)
    assert len(error.missing) == count


def test_whose_files_are_in_the_way(tmp_path: Path) -> None:
    """A file of another task, and one that was not fetched, are; one that was removed since is not."""
    placed(TargetFolder(tmp_path, A), "model.glb")
    placed(TargetFolder(tmp_path, A), "model.obj")
    (tmp_path / "model.obj").unlink()
    (tmp_path / "model.stl").write_bytes(b"mine")
    assert refused(TargetFolder(tmp_path, A), "model.glb", "model.fbx") == {}
    assert refused(TargetFolder(tmp_path, B), "model.fbx") == {"model.glb": f"is of task {A}"}
    changed = "was not fetched for this task, or was changed since"
    assert refused(TargetFolder(tmp_path, A), "model.stl", "model.obj") == {"model.stl": changed}
    assert refused(TargetFolder(tmp_path, B), "model.glb") == {"model.glb": f"is of task {A}"}
    assert refused(TargetFolder(tmp_path, B, overwrite=True), "model.glb", "model.stl") == {}
    assert refused(TargetFolder(tmp_path, B, shared=True), "model.fbx") == {}
    assert refused(TargetFolder(tmp_path, B, shared=True), "model.glb") == {"model.glb": changed}


OURS = ["model.glb", "MODEL.OBJ", "pre_remeshed.glb", "thumbnail.png", "alpha_thumbnail_front.jpg", "2_texture_1.webp"]
OTHERS = ["model.jpg", "model.tiff", "model", "models.glb", "thumbnails.png", "texture.png", "cat.png", "notes.txt"]


@pytest.mark.parametrize("name", [*OURS, *OTHERS])
def test_a_folder_before_anything_is_bought(name: str, tmp_path: Path) -> None:
    """A file with the name of a task's file is refused then, a picture or another file of the user is not."""
    folder = TargetFolder(tmp_path, "")
    folder.check_unused()
    (tmp_path / name).touch()
    if name in OTHERS:
        folder.check_unused()
    else:
        with pytest.raises(FolderInUse):
            folder.check_unused()


def test_chosen_formats_before_anything_is_bought(tmp_path: Path) -> None:
    """With formats, only these models are refused; a folder that is missing is free."""
    (tmp_path / "model.glb").touch()
    folder = TargetFolder(tmp_path, "")
    folder.check_unused(["obj"])
    with pytest.raises(FolderInUse, match=r"model\.glb"):
        folder.check_unused(["obj", "glb"])
    TargetFolder(tmp_path / "missing", "").check_unused()


def edit(path: Path) -> None:
    path.write_bytes(b"CONTENT")


def append(path: Path) -> None:
    path.write_bytes(b"content!")


@pytest.mark.parametrize("change", [edit, append, Path.unlink])
def test_what_is_kept(change: Callable[[Path], Any], tmp_path: Path) -> None:
    """An unchanged file of the task is, up to the size limit; under the name that was asked for."""
    folder = TargetFolder(tmp_path, A)
    path = placed(folder, "thumbnail.png", suffix=".webp")
    assert path.name == "thumbnail.webp"
    assert [folder.kept("thumbnail.png", limit) for limit in (None, 7, 6)] == [path, path, None]
    assert folder.kept("thumbnail.webp") is None
    assert TargetFolder(tmp_path, B).kept("thumbnail.png") is None
    change(path)
    assert folder.kept("thumbnail.png") is None


def test_the_record(tmp_path: Path) -> None:
    """It has one line for each file, and the name that was asked for where that differs."""
    folder = TargetFolder(tmp_path, A)
    for _ in range(2):
        placed(folder, "model.glb")
    placed(folder, "thumbnail.png", suffix=".webp")
    known = {"task": A, "size": 7, "sha256": sha256(b"content").hexdigest()}
    assert lines(tmp_path) == [
        {**known, "name": "model.glb"},
        {**known, "name": "thumbnail.webp", "asked": "thumbnail.png"},
    ]


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_record_that_was_cut(end: str, tmp_path: Path) -> None:
    """A line that a crash has cut does not take the next one with it, and no line is left empty."""
    (tmp_path / RECORD).write_text(f'"cut"{end}')
    placed(TargetFolder(tmp_path, A), "model.glb")
    first, second = lines(tmp_path)
    assert (first, second["name"]) == ("cut", "model.glb")


@pytest.mark.parametrize(
    "change", [{"task": 7}, {"name": 7}, {"name": "../model.glb"}, {"asked": 7}, {"size": None}, {"sha256": None}]
)
def test_lines_that_are_not_of_ours(change: dict[str, Any], tmp_path: Path) -> None:
    """A line with another type, or with a name outside the folder, makes no file ours."""
    folder = TargetFolder(tmp_path, A)
    path = placed(folder, "model.glb")
    (entry,) = lines(tmp_path)
    (tmp_path / RECORD).write_text(json.dumps({**entry, **change}) + "\n")
    assert folder.kept("model.glb") is None
    assert refused(folder, "model.glb") == {"model.glb": "was not fetched for this task, or was changed since"}
    assert path.exists()


def test_names_that_are_taken(tmp_path: Path) -> None:
    """A picture that gets the suffix of another file of the task is numbered, in any case of the letters."""
    folder = TargetFolder(tmp_path, A)
    folder.check(["a.WEBP", "a.png", "b.png"])
    assert placed(folder, "a.png", b"1", suffix=".webp").name == "2_a.webp"
    assert placed(folder, "b.png", b"2", suffix=".webp").name == "b.webp"
    assert placed(folder, "b.png", b"3", suffix=".webp").name == "b.webp"
    assert files_in(tmp_path) == ["2_a.webp", "b.webp"]


def test_a_file_that_came_meanwhile(tmp_path: Path) -> None:
    """It is not replaced, and nothing is recorded of the download."""
    (tmp_path / "model.glb").write_bytes(b"mine")
    with pytest.raises(FolderInUse):
        placed(TargetFolder(tmp_path, A), "model.glb")
    assert (tmp_path / "model.glb").read_bytes() == b"mine"
    assert files_in(tmp_path) == ["model.glb"]
    assert not (tmp_path / RECORD).exists()
