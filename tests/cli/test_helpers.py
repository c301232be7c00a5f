"""api, doctor and completion; the imports of the command line before it knows the command."""

from __future__ import annotations

import io
import json
import socket
import subprocess
import sys
from datetime import datetime
from typing import Any

import pytest
from helpers.prepared_service import prompts
from helpers.shells import Shell
from meshwright.cli.app import COMMANDS
from meshwright.cli.hub_connection import languages, regions
from meshwright.flighthub import LANGUAGES, REGIONS
from meshwright.flighthub.uploads import PARALLEL

HEAVY = ("httpx", "attrs", "attr", "rich", "asyncio", "meshwright.meshy.client", "meshwright.core.transport")


def test_raw_get(desk: Shell) -> None:
    """The status goes to stderr, the body to stdout as JSON."""
    done = desk("api", "get", "/openapi/v1/balance")
    assert (done.code, done.err) == (0, "HTTP 200\n")
    assert set(done.json) == {"balance"}


@pytest.mark.parametrize("how", ["text", "file", "stdin"])
def test_raw_post(desk: Shell, how: str) -> None:
    """A body is given as it is, by a file or by a pipe; the answer is printed as it came."""
    body = json.dumps({"image_url": "data:image/png;base64,iVBORw0KGgoAAAA=", "should_texture": False})
    (desk.folder / "body.json").write_text(body)
    desk.patch.setattr(sys, "stdin", io.StringIO(body))
    given = {"text": body, "file": "@body.json", "stdin": "@-"}[how]
    done = desk("api", "POST", "/openapi/v1/image-to-3d", "-d", given)
    assert done.code == 0, done.err
    (task,) = desk.emulator.state()["tasks"]
    assert done.json == {"result": task["id"]}


@pytest.mark.parametrize(("fault", "code"), [("rate_limit", 6), ("server_error", 10), ("drop", 10)])
def test_raw_post_is_sent_once(desk: Shell, fault: str, code: int) -> None:
    """A POST is never sent again, not even where a create would be; what was armed for a second one stays armed."""
    desk.emulator.faults.arm(fault, count=2)
    done = desk("api", "POST", "/openapi/v1/image-to-3d", "-d", "{}")
    assert done.code == code
    assert len(desk.emulator.faults.waiting) == 1
    assert prompts(desk.emulator) == []


def test_raw_error(desk: Shell) -> None:
    """The body of a refusal is printed too, and the exit code is that of the error."""
    done = desk("api", "GET", "/openapi/v1/image-to-3d/none")
    assert (done.code, done.json) == (5, {"message": "Task not found"})
    assert done.err.startswith("HTTP 404\nError: GET /openapi/v1/image-to-3d/none: Task not found")


def test_raw_flighthub(desk: Shell) -> None:
    """--service flighthub calls the other service."""
    there = {"FLIGHTHUB_BASE_URL": desk.emulator.url, "FLIGHTHUB_USER_TOKEN": "emulator"}
    done = desk("api", "GET", "/openapi/v0.1/open_model/models/running", "--service", "flighthub", **there)
    assert (done.code, done.err) == (0, "HTTP 200\n")
    assert done.json["code"] == 0
    path = "/openapi/v0.1/open_model/models/00000000-0000-4000-8000-000000000001"
    gone = desk("api", "GET", path, "--service", "flighthub", **there)
    assert (gone.code, gone.json["code"]) == (5, 200404)


@pytest.mark.parametrize("data", ["{", "[1]", "@none.json", "@."])
def test_raw_bad_body(desk: Shell, data: str) -> None:
    """A body that is not a JSON object, or a missing file, is a usage error that names --data."""
    done = desk("api", "POST", "/x", "-d", data)
    assert (done.code, done.out) == (2, "")
    assert "--data" in done.err


@pytest.mark.parametrize("path", ["https://elsewhere.test/x", "@elsewhere.test/x", "x"])
def test_raw_stays_at_the_service(desk: Shell, path: str) -> None:
    """A path that could lead to another host is refused, so that the key stays at the service."""
    done = desk("api", "GET", path)
    assert done.code == 2


def test_doctor_asks_nobody(desk: Shell) -> None:
    """Doctor prints versions, extras, addresses, where the key is and the ledger; it opens no connection, shows no key
    and makes no file.
    """

    def refuse(*_: Any) -> None:
        raise AssertionError("doctor opened a connection")

    desk.patch.setattr(socket.socket, "connect", refuse)
    done = desk("doctor", HTTPS_PROXY="http://user:password@proxy.test")
    found = done.json
    assert (done.code, done.err) == (0, "")
    assert found["meshy"] == {"address": desk.emulator.url, "key": "MESHY_API_KEY"}
    assert found["extras"]["cli"] == []
    assert found["ledger"] == {"path": str(desk.ledger), "exists": False, "usable": True}
    assert "HTTPS_PROXY" in found["environment"]
    assert desk.emulator.api_key not in done.out
    assert "password" not in done.out
    assert not desk.ledger.parent.exists()


def test_doctor_on_a_terminal(desk: Shell) -> None:
    """A person gets lines."""
    code, shown = desk.on_a_terminal("doctor", columns=100, MESHWRIGHT_LEDGER=str(desk.folder / "cat.png/x"))
    assert code == 0
    assert "CANNOT be written" in shown
    assert "meshwright 0." in shown


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(desk: Shell, shell: str) -> None:
    """The script of each shell asks the program itself."""
    done = desk("completion", shell)
    assert done.code == 0
    assert "_MESHWRIGHT_COMPLETE" in done.out


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("meshwright im", "image-to-3d"),
        ("meshwright image-to-3d create --target-pol", "--target-polycount"),
        ("meshwright emulator --plan p", "pro"),
        ("meshwright image-to-3d create c", "file"),
        ("meshwright image-to-3d create c.png --format gl", "gltf"),
        ("meshwright image-to-3d create c.png --ai-model meshy-7", "meshy-7.1"),
        ("meshwright emulator --fault sse", "sse_garbage"),
    ],
)
def test_completed(desk: Shell, typed: str, offered: str) -> None:
    """Commands, options, choices and files are completed."""
    assert offered in completed(desk, typed)


def test_recent_ids_are_completed(desk: Shell) -> None:
    """The newest tasks of the command's kind in the ledger are offered, with their inputs where a shell shows them."""
    assert not any(completed(desk, "meshwright image-to-3d get 0"))
    made = [desk("image-to-3d", "create", name, "--no-wait").json["id"] for name in ("cat.png", "dog.png")]
    desk("resize", "create", "cat.png", "--no-wait")
    assert [id for id in completed(desk, "meshwright image-to-3d get 0") if len(id) > 5] == made[::-1]
    assert not any(completed(desk, "meshwright remesh get 0"))
    typed = {"COMP_WORDS": "meshwright image-to-3d wait ", "COMP_CWORD": "3"}
    assert "cat.png created" in desk(_MESHWRIGHT_COMPLETE="zsh_complete", **typed).out


def test_files_are_left_to_the_shell(desk: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Completing a file reads no folder, so that a folder of ten thousand pictures costs nothing here."""

    def refuse(*arguments: object) -> None:
        raise AssertionError(arguments)

    for name in ("listdir", "scandir"):
        monkeypatch.setattr(f"os.{name}", refuse)
    assert completed(desk, "meshwright image-to-3d create pic") == ["file", "pic", ""]


def completed(desk: Shell, typed: str) -> list[str]:
    """Return what a shell is offered for the beginning of a command."""
    count = str(len(typed.split()) - 1)
    done = desk(_MESHWRIGHT_COMPLETE="bash_complete", COMP_WORDS=typed, COMP_CWORD=count)
    assert (done.code, done.err) == (0, "")
    return done.out.replace("\n", ",").split(",")


@pytest.mark.parametrize(("day", "offered"), [("2026-10-09", True), ("2026-10-10", False)])
def test_retired_values_are_not_completed(
    desk: Shell, monkeypatch: pytest.MonkeyPatch, day: str, offered: bool
) -> None:
    """A value is offered until its last day, and accepted after it: the service decides."""
    noon = datetime.fromisoformat(f"{day}T12:00+00:00").timestamp()
    monkeypatch.setattr("meshwright.cli.values.time.time", lambda: noon)
    found = completed(desk, "meshwright remesh create --topology q")
    assert "quad" in found
    assert ("meshy-5" in completed(desk, "meshwright retexture create --ai-model m")) == offered


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["--version"], ["image-to-3d", "create", "--help"], ["flighthub", "upload", "--help"], ["api", "-h"]],
)
def test_help_is_light(arguments: list[str]) -> None:
    """Help imports neither the HTTP library nor attrs nor rich."""
    program = (
        "import sys\nfrom meshwright.cli.app import app\n"
        f"app.main({arguments!r}, prog_name='meshwright', standalone_mode=False)\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"
    assert done.stdout


def test_every_command_is_there(desk: Shell) -> None:
    """Every command of the list can be imported, and its own help has the sentence of the list."""
    for name in COMMANDS:
        assert desk(name, "--help").code == 0


def test_what_the_spec_says_of_flighthub() -> None:
    """Regions, languages and numbers in the help are those of the client."""
    assert regions() == list(REGIONS)
    assert set(languages()) == set(LANGUAGES)
    assert PARALLEL == 8
