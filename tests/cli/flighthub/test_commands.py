"""``meshwright flighthub`` against a running emulator: output, exit codes, files."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from helpers.flighthub import make_photos, names_in
from helpers.hub_shell import Shell
from helpers.shells import read_terminal
from meshwright import FlightHub
from meshwright.cli.failures import exit_code
from meshwright.emulator.flighthub.objects import StoreError
from meshwright.emulator.flighthub.troubles import STORE
from meshwright.errors import CredentialExpired, UploadIncomplete


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
    assert {Path(line).name for line in fetched.stdout.split()} > {"README.txt"}
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


def test_photos_of_two_cards(shell: Shell) -> None:
    """Two photos of one name are refused with the option that helps; with it both arrive, and so do linked ones."""
    make_photos(shell.folder / "cards" / "100MEDIA", 5)
    make_photos(shell.folder / "elsewhere", 5)
    (shell.folder / "cards" / "101MEDIA").symlink_to(shell.folder / "elsewhere")
    refused = shell("upload", "cards")
    assert refused.returncode == 4
    assert "--names folder" in refused.stderr
    resource = shell.json("upload", "cards", "--names", "folder")
    assert isinstance(resource, dict)
    names = [f"{media}MEDIA_DJI_{number:04}.JPG" for media in (100, 101) for number in range(5)]
    assert sorted(resource["file_names"]) == names
    again = shell.json("upload", "cards/100MEDIA", "cards/101MEDIA", "--names", "folder")
    assert isinstance(again, dict)
    assert sorted(again["file_names"]) == names


@pytest.mark.parametrize("again", [[], ["--restart"]])
def test_a_file_of_the_users_is_no_journal(shell: Shell, again: list[str]) -> None:
    """--manifest with another file is refused in a sentence; the file stays, and nothing is uploaded."""
    mine = shell.folder / "mine.json"
    mine.write_text('{"precious": true}')
    done = shell("upload", "photos", "--manifest", "mine.json", *again)
    assert (done.returncode, done.stdout) == (4, "")
    assert "mine.json is not the journal of an upload and was not changed; name another file" in done.stderr
    assert mine.read_text() == '{"precious": true}'
    assert not shell.server.flighthub.store.objects


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
    hints = [done.stderr.partition("Next: ")[2].strip() for done, _, _ in cases]
    assert hints[0] == "meshwright flighthub upload --help"
    assert hints[3:] == ["meshwright flighthub model start --help", "meshwright flighthub model running"]


def test_progress_on_a_terminal(shell: Shell) -> None:
    """On a terminal there is a bar for all files; the uuid stands alone on stdout."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "meshwright", "flighthub", "upload", "photos"],
        cwd=shell.folder,
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
        env={**os.environ, **shell.service(), "TERM": "xterm", "COLUMNS": "120"},
    )
    os.close(theirs)
    shown = read_terminal(ours)
    stdout, _ = process.communicate()
    assert process.returncode == 0
    assert b"10 of 10 files" in shown
    assert json.loads(stdout)["status"] == 1


def test_the_embedded_emulator(shell: Shell) -> None:
    """FlightHub(emulator=True) goes the whole way without a token, a region or a server of one's own."""
    with FlightHub(emulator=True) as hub:
        resource = hub.resources.upload(shell.folder / "photos")
        models = hub.models.start(resource, parameter_3dgs={})
        files = models["3dgs"].download_zip(shell.folder / "out", resolver=hub.models.download_url)
        assert {path.name for path in files} >= {"README.txt"}


def test_exit_codes_of_uploads() -> None:
    """An incomplete upload has a code of its own for every cause."""
    for kind in (UploadIncomplete, CredentialExpired):
        assert exit_code(kind("no", resource_uuid="r", uploaded=[], missing={})) == 12
