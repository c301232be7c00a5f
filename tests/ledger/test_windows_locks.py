"""The locks of Windows hold as those of Linux do: the same tests run with a stand-in for its calls.

Nothing was tried on Windows; its own run of the tests is in the workflow of every change.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import windows_locks
from helpers.places import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the stand-in locks as Linux can")
FOLDER = Path(next(iter(windows_locks.__path__)))
OTHER = ["test_a_file_system_without_locks", "fork"]
"""Tests that break the calls of Linux, or need forks, which Windows does not have."""
WANTED = ["tests/ledger/test_holders.py"]


def test_the_same_tests(tmp_path: Path) -> None:
    """Processes that live keep their work, and those that end leave it to others."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(FOLDER), *sys.path])}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider"]
    command += [f"--basetemp={tmp_path / 'inner'}", "-k"]  # pytest would remove folders of earlier runs, and cannot
    command += [" and ".join(f"not {name}" for name in OTHER), *WANTED]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
    assert " passed" in done.stdout


def test_the_stand_in_is_used(tmp_path: Path) -> None:
    """Two handles do not lock the same file; what is locked can be read; a lock that is released can be taken."""
    program = """
import sys
from pathlib import Path
from meshwright import system

path = Path(sys.argv[1])
assert "msvcrt" in sys.modules and sys.modules["fcntl"] is None and not system.OPEN_FILES_CAN_BE_RENAMED
first = system.lock(path, wait=False)
path.write_text("read me")
assert (system.lock(path, wait=False), system.is_locked(path), path.read_text()) == (None, True, "read me")
system.unlock(first)
assert not system.is_locked(path) and system.lock(path, wait=True) is not None
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(FOLDER), *sys.path])}
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "a.lock")], env=environment, check=True)
