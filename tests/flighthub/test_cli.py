"""``meshwright flighthub`` against a running emulator, as processes: output, exit codes, files."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import define, evolve
from flighthub.samples import QUICK, TOKEN, emulator, make_photos, names_in
from meshwright.cli.failures import exit_code
from meshwright.emulator import Emulator
from meshwright.emulator.flighthub.objects import StoreError
from meshwright.emulator.flighthub.troubles import STORE
from meshwright.errors import CredentialExpired, UploadIncomplete


@define
class Shell:
    """Runs ``meshwright flighthub`` in a folder that holds ``photos/``."""

    folder: Path
    server: Emulator

    def environment(self, **more: str) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("FLIGHTHUB_")}
        service = {"FLIGHTHUB_BASE_URL": self.server.url, "FLIGHTHUB_USER_TOKEN": TOKEN}
        return {**clean, **service, **more}

    def __call__(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "meshwright", "flighthub", *arguments],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            env=self.environment(**environment),
        )

    def json(self, *arguments: str) -> object:
        done = self(*arguments)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return json.loads(done.stdout)


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    make_photos(tmp_path / "photos", 10)
    with emulator(evolve(QUICK, plan=evolve(QUICK.plan, running=0.1))) as server:
        yield Shell(tmp_path, server)


def test_the_whole_way(shell: Shell) -> None:
    """upload, resource get, model start, running, wait, get, download, delete and stop, all as JSON in a pipe."""
    resource = shell.json("upload", "photos", "--name", "site")
    assert isinstance(resource, dict)
    uuid = resource["resource_uuid"]
    assert resource["file_names"]
    assert shell.json("resource", "get", uuid) == resource
    models = shell.json("model", "start", uuid, "--3d", "{}", "--2d", '{"map_mode": 1}')
    assert isinstance(models, dict)
    assert set(models) == {"2d", "3d"}
    waited = shell.json("model", "wait", models["3d"], "--zip", "--poll-interval", "0.1")
    assert isinstance(waited, dict)
    assert (waited["model_status"], waited["zip_status"]) == (9, 2)
    assert shell.json("model", "get", models["3d"]) == waited
    fetched = shell("model", "download", models["3d"], "-o", "out", "--guess-url")
    assert sorted(Path(line).name for line in fetched.stdout.split()) == ["README.txt", "mosaic.jpg"]
    assert (shell.folder / fetched.stdout.split()[0]).exists()
    assert shell("model", "delete", models["3d"]).returncode == 0
    assert shell("resource", "delete", uuid).returncode == 0
    assert shell.json("model", "running") == []
    again = shell("model", "stop", models["2d"])
    assert again.returncode == 4
    assert "code 200610" in again.stderr


def test_a_broken_upload_is_gone_on_with(shell: Shell) -> None:
    """Exit code 12 and a sentence that names what is missing; the same command again finishes it."""
    shell.server.flighthub.troubles.arm(STORE, StoreError(403, "AccessDenied", "no"), skip=4, count=100)
    broken = shell("upload", "photos", "--parallel", "1")
    assert broken.returncode == 12
    assert "holds 4 of 10 files" in broken.stderr
    assert "Run the upload again" in broken.stderr
    shell.server.flighthub.troubles.disarm()
    resource = shell.json("upload", "photos")
    assert isinstance(resource, dict)
    assert sorted(resource["file_names"]) == names_in(shell.folder / "photos")


def test_bad_input(shell: Shell) -> None:
    """Each mistake is one sentence on stderr with its own exit code, and no traceback."""
    cases = [
        (shell("upload", "nowhere"), 4, "does not exist"),
        (shell("upload", "photos", FLIGHTHUB_USER_TOKEN=""), 3, "no token"),
        (shell("upload", "photos", FLIGHTHUB_USER_TOKEN="of-another-region"), 3, "one region only"),
        (shell("model", "start", "00000000-0000-4000-8000-000000000001"), 4, "at least one of"),
        (shell("model", "get", "00000000-0000-4000-8000-000000000001"), 5, "code 200404"),
    ]
    for done, code, words in cases:
        assert (done.returncode, done.stdout) == (code, ""), done.stderr
        assert words in done.stderr
        assert "Traceback" not in done.stderr
        assert "of-another-region" not in done.stderr


def test_progress_on_a_terminal(shell: Shell) -> None:
    """On a terminal there is a bar for all files; the uuid stands alone on stdout."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "meshwright", "flighthub", "upload", "photos"],
        cwd=shell.folder,
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
        env=shell.environment(TERM="xterm", COLUMNS="120"),
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            block = os.read(ours, 65536)
        except OSError:  # the other end has gone
            break
        if not block:
            break
        shown += block
    os.close(ours)
    stdout, _ = process.communicate()
    assert process.returncode == 0
    assert b"10 of 10 files" in shown
    assert json.loads(stdout)["status"] == 1


def test_exit_codes_of_uploads() -> None:
    """An incomplete upload has a code of its own, whatever made it so."""
    for kind in (UploadIncomplete, CredentialExpired):
        assert exit_code(kind("no", resource_uuid="r", uploaded=[], missing={})) == 12
