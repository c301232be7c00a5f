"""Files of the emulator: private to the user, and removed when no longer needed."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from helpers.api import SMALL, Api, data_uri, picture
from meshwright import system
from meshwright.emulator import Clock, Emulator, Settings
from meshwright.emulator.folders import LOCK, private_folder, remove, remove_leftovers, temporary_folder

pytestmark = [
    pytest.mark.usefixtures("no_certificates"),
    pytest.mark.skipif(not system.OWNERS, reason="modes and locks of POSIX"),
]
RUNNING = """
import sys
from meshwright import system
from meshwright.emulator import Clock, Emulator, Settings
from meshwright.emulator.jobs import result_cache

result_cache()
with Emulator(Settings(clock=Clock(rate=0))):
    print("ready", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files of the test's own."""
    found = tmp_path / "temp"
    found.mkdir()
    monkeypatch.setenv("TMPDIR", str(found))
    monkeypatch.setattr(tempfile, "tempdir", str(found))
    return found


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_kept_files_are_private(tmp_path: Path, started: Any, umask: int) -> None:
    """With any umask, folders of --data have mode 0700 and files 0600: pictures, models, keys, the archive."""
    before, data = os.umask(umask), tmp_path / "data"
    try:
        api: Api = started(data=data)
        guided = {**SMALL, "should_texture": True, "texture_image_url": data_uri(picture())}
        made = api.done(body=guided)
        api.create("resize", {"input_task_id": made["id"], "resize_height": 1.0})
    finally:
        os.umask(before)
    found = {path: mode(path) for path in [data, *data.rglob("*")]}
    assert {path.name for path in found} >= {"data", "files", "tasks.sqlite", "signing.key", "input_0", "model.glb"}
    assert {path: oct(bits) for path, bits in found.items() if bits != (0o700 if path.is_dir() else 0o600)} == {}


def test_files_of_before_become_private(tmp_path: Path) -> None:
    """A folder that an earlier version wrote is closed to others at the next start."""
    with Emulator(Settings(data=tmp_path / "data")):
        pass
    kept = [tmp_path / "data", *(tmp_path / "data").rglob("*")]
    for path in kept:
        path.chmod(0o755 if path.is_dir() else 0o644)
    with Emulator(Settings(data=tmp_path / "data")):
        assert {mode(path) for path in kept if path.exists() and path.is_dir()} == {0o700}
        assert {mode(path) for path in kept if path.is_file()} == {0o600}


def test_a_folder_with_files_of_others_keeps_its_mode(tmp_path: Path) -> None:
    """Only what is ours is changed: a folder that holds other things too stays open to whom it was."""
    tmp_path.chmod(0o755)
    (tmp_path / "notes.txt").write_text("mine")
    private_folder(tmp_path, "tasks.sqlite")
    assert mode(tmp_path) == 0o755


def test_what_a_killed_emulator_leaves_goes_at_the_next_start(temp: Path) -> None:
    """A killed emulator leaves folders; the next one removes them, and neither those of one that lives nor others."""
    dead, living = (
        subprocess.Popen([sys.executable, "-c", RUNNING], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for _ in range(2)
    )
    try:
        for process in (dead, living):
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
        (temp / "meshwright-of-the-user").mkdir()
        (temp / "meshwright-emulator-unlocked").mkdir()
        dead.send_signal(signal.SIGKILL)
        dead.wait()
        assert len(list(temp.glob(f"*{LOCK}"))) == 6
        with Emulator(Settings(clock=Clock(rate=0))) as emulator:
            assert emulator.meshy.folder.is_dir()
            assert len(list(temp.glob(f"*{LOCK}"))) == 5
        assert len(list(temp.glob(f"*{LOCK}"))) == 3
        assert (temp / "meshwright-of-the-user").is_dir()
        assert (temp / "meshwright-emulator-unlocked").is_dir()
    finally:
        for process in (dead, living):
            process.communicate()
    assert {path.name for path in temp.iterdir()} == {"meshwright-of-the-user", "meshwright-emulator-unlocked"}


def test_links_are_not_followed(temp: Path, tmp_path: Path) -> None:
    """A link with a name of ours, to a folder that looks like a leftover, is left alone with what it leads to."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "file").touch()
    (temp / "meshwright-emulator-x").symlink_to(other)
    (temp / f"meshwright-emulator-x{LOCK}").touch()
    (temp / "meshwright-emulator-y").mkdir()
    (temp / f"meshwright-emulator-y{LOCK}").symlink_to(other / "file")
    remove_leftovers(temp)
    assert (other / "file").exists()
    assert (temp / "meshwright-emulator-y").exists()


def test_a_file_system_without_locks(temp: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be locked, no folder is ever taken for a leftover."""
    monkeypatch.setattr(system, "try_lock", lambda _: None)
    folder = temporary_folder("emulator")
    monkeypatch.undo()
    remove_leftovers(temp)
    assert list(temp.iterdir()) == [folder]
    remove(folder)
    assert not folder.exists()
