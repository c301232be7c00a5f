"""The command line against a running emulator, as processes: output, exit codes, files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import define
from meshwright.emulator import Emulator, Plan, Settings
from meshwright.specs import body_schema, fields, load_spec, media_types, operation
from PIL import Image, ImageDraw

QUICK = ["--target-polycount", "300", "--no-should-texture", "--target-formats", "glb"]


@define
class Shell:
    """Runs ``meshwright`` in a folder that holds a picture."""

    folder: Path
    emulator: Emulator

    def __call__(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("MESHY_")}
        service = {"MESHY_BASE_URL": self.emulator.url, "MESHY_API_KEY": self.emulator.api_key}
        return subprocess.run(
            [sys.executable, "-m", "meshwright", *arguments],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            env={**clean, **service, **environment},
        )

    def created(self) -> str:
        done = self("image-to-3d", "create", "ball.png", "--no-wait", *QUICK)
        assert done.returncode == 0, done.stderr
        task_id: str = json.loads(done.stdout)["id"]
        return task_id


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    """A quick one for the whole module; every test makes its own tasks."""
    with Emulator(Settings(strict=True, plan=Plan(pending=0.1, running=0.3), balance=10_000, queue=1000)) as found:
        yield found


@pytest.fixture
def shell(emulator: Emulator, tmp_path: Path) -> Shell:
    """A shell beside a picture of a ball."""
    image = Image.new("RGB", (96, 96), "white")
    ImageDraw.Draw(image).ellipse((20, 20, 76, 76), fill="navy")
    image.save(tmp_path / "ball.png")
    return Shell(tmp_path, emulator)


def test_create_waits_and_fetches(shell: Shell) -> None:
    """Create with -o prints the finished task as JSON with the paths of its files, which are there."""
    done = shell("image-to-3d", "create", "ball.png", "-o", "out", *QUICK)
    assert (done.returncode, done.stderr) == (0, "")
    task = json.loads(done.stdout)
    assert task["status"] == "SUCCEEDED"
    assert task["files"] == ["out/model.glb", "out/thumbnail.png"]
    assert (shell.folder / "out/model.glb").read_bytes()[:4] == b"glTF"


def test_life_of_a_task(shell: Shell) -> None:
    """A task made without waiting can be shown, waited for, listed, streamed, fetched and deleted by its id."""
    task_id = shell.created()
    waited = shell("image-to-3d", "wait", task_id)
    assert json.loads(waited.stdout)["status"] == "SUCCEEDED"
    assert json.loads(shell("image-to-3d", "get", task_id).stdout)["id"] == task_id
    assert task_id in [task["id"] for task in json.loads(shell("image-to-3d", "list").stdout)]
    assert json.loads(shell("image-to-3d", "stream", task_id).stdout)["progress"] == 100
    fetched = shell("image-to-3d", "download", task_id, "-o", "files", "-f", "glb")
    assert fetched.stdout.split() == ["files/model.glb"]
    assert shell("image-to-3d", "delete", task_id).returncode == 0
    assert shell("image-to-3d", "get", task_id).returncode == 5


def test_resize(shell: Shell) -> None:
    """A local model is sent, scaled and fetched."""
    made = shell("image-to-3d", "create", "ball.png", "-o", "out", *QUICK)
    assert made.returncode == 0, made.stderr
    done = shell("resize", "create", "out/model.glb", "--resize-height", "1.8", "-o", "tall")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["files"] == ["tall/model.glb"]


def test_several_pictures(shell: Shell) -> None:
    """multi-image-to-3d takes one to four files."""
    done = shell("multi-image-to-3d", "create", "ball.png", "ball.png", *QUICK)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["type"] == "multi-image-to-3d"


def test_balance(shell: Shell) -> None:
    """Balance prints a number."""
    assert int(shell("balance").stdout) <= 10_000


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (["image-to-3d", "create", "none.png"], 4, "image_url: none.png does not exist"),
        (["image-to-3d", "create", "."], 4, "is a folder"),
        (["image-to-3d", "create", "text.png"], 4, "must be a PNG or JPEG picture"),
        (["image-to-3d", "create"], 4, "one of image_url or input_task_id must be given"),
        (["image-to-3d", "create", "ball.png", "--target-polycount", "99"], 2, "100<=x<=300000"),
        (["image-to-3d", "create", "ball.png", "--topologi", "quad"], 2, "--topology"),
        (["image-to-3d", "create", "ball.png", "--topology", "pentagon"], 4, '"pentagon" is not one of'),
        (["image-to-3d", "create", "ball.png", "-f", "glb"], 4, "needs --output"),
        (["image-to-3d", "get", "none"], 5, "Task not found"),
        (["image-to-3d", "get", ""], 4, "an id must not be ''"),
        (["image-to-3d", "wait", "none"], 5, "Task not found"),
        (["imagine"], 2, "No such command 'imagine'"),
    ],
)
def test_bad_input(shell: Shell, arguments: list[str], code: int, text: str) -> None:
    """What cannot be done ends with one sentence on stderr and its exit code, nothing on stdout."""
    (shell.folder / "text.png").write_text("no picture at all")
    done = shell(*arguments)
    assert (done.returncode, done.stdout) == (code, "")
    assert text in done.stderr
    assert "Traceback" not in done.stderr


def test_no_key(shell: Shell) -> None:
    """Without a key the way to get on is named: the variable, and the emulator that needs none."""
    done = shell("balance", MESHY_API_KEY="")
    assert done.returncode == 3
    assert "MESHY_API_KEY" in done.stderr
    assert "emulator" in done.stderr


def test_wrong_key_and_no_credits(shell: Shell) -> None:
    """A wrong key is exit 3 and an empty account exit 9; neither shows the key."""
    wrong = shell("balance", MESHY_API_KEY="not-a-key-of-this-service")
    assert wrong.returncode == 3
    assert "not-a-key" not in wrong.stdout + wrong.stderr
    shell.emulator.faults.arm("no_credits")
    assert shell("image-to-3d", "create", "ball.png", *QUICK).returncode == 9


def test_failed_task(shell: Shell) -> None:
    """A task that FAILED is exit 1 with the service's reason."""
    shell.emulator.faults.arm("fail_task:image_too_complex")
    done = shell("image-to-3d", "create", "ball.png", *QUICK)
    assert done.returncode == 1
    assert "image_too_complex" in done.stderr


def test_the_wait_ends_and_the_task_goes_on(shell: Shell) -> None:
    """A wait that ends is exit 8, names the id and says that the task goes on."""
    done = shell("image-to-3d", "create", "ball.png", "--timeout", "0.001", *QUICK)
    assert done.returncode == 8
    assert "it goes on" in done.stderr


def test_lost_answer(shell: Shell) -> None:
    """A create whose answer is lost is exit 10 and is not sent again."""
    before = len(shell.emulator.meshy.store.all())
    shell.emulator.faults.arm("accept_then_drop")
    done = shell("image-to-3d", "create", "ball.png", *QUICK)
    assert done.returncode == 10
    assert "may have been charged" in done.stderr
    assert len(shell.emulator.meshy.store.all()) == before + 1


def test_every_parameter_is_an_option(shell: Shell) -> None:
    """The help of create names every parameter of the spec that is not deprecated."""
    spec = load_spec("meshy")
    for tag in ("image_to_3d", "multi_image_to_3d", "resize"):
        found = fields(spec, body_schema(operation(spec, f"{tag}.create")) or {})
        main = next(name for name, field in found.items() if media_types(field))
        text = shell(tag.replace("_", "-"), "create", "--help").stdout
        wanted = [name for name, field in found.items() if name != main and not field.get("deprecated")]
        assert [name for name in wanted if f"--{name.replace('_', '-')}" not in text] == []


def test_closed_pipe(shell: Shell) -> None:
    """A reader that goes away is no error of ours."""
    shell.created()
    command = f"{sys.executable} -m meshwright image-to-3d list | head -c 1 > /dev/null; exit ${{PIPESTATUS[0]}}"
    environment = {**os.environ, "MESHY_BASE_URL": shell.emulator.url, "MESHY_API_KEY": shell.emulator.api_key}
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, env=environment)
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr
