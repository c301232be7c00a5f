"""What type checkers and editors see of the client."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import meshwright
import pytest

ROOT = Path(meshwright.__file__).parents[2]

PROGRAM = """\
from meshwright import AsyncFlightHub, AsyncMeshy, FlightHub, ImageTo3DTask, Meshy

meshy = Meshy("k")
reveal_type(meshy.image_to_3d.create)
reveal_type(meshy.image_to_3d.create(image_url="https://x/a.png"))
reveal_type(meshy.image_to_3d.task("018a").wait())
reveal_type(meshy.image_to_3d.task("018a").wait().model_urls)
reveal_type(meshy.image_to_3d.task("018a").wait(check=False).model_urls)
reveal_type(meshy.image_to_3d.run("out", image_url=b"").task.model_urls)
reveal_type(meshy.rigging.task("018a").wait().result)
reveal_type(meshy.text_to_image.task("018a").wait().image_urls)
reveal_type(meshy.image_to_3d.list(sort_by="-created_at"))
reveal_type(meshy.resize.get("018a"))
reveal_type(AsyncMeshy("k").image_to_3d.create)


async def main(meshy: AsyncMeshy) -> ImageTo3DTask:
    task = await meshy.image_to_3d.create(image_url=b"", enable_pbr=True)
    async for listed in meshy.image_to_3d.list():
        reveal_type(listed)
    return await task.wait()


hub = FlightHub("t")
reveal_type(hub.models.get)
reveal_type(hub.models.stop("m"))
reveal_type(hub.models.running())
reveal_type(hub.models.start("r", parameter_2d={}))
reveal_type(hub.models.model("m").wait())
reveal_type(AsyncFlightHub("t").models.get)
reveal_type(AsyncFlightHub("t").models.start)
reveal_type(AsyncFlightHub("t").resources.upload)


meshy.image_to_3d.create(picture="https://x/a.png")
meshy.image_to_3d.create("https://x/a.png")
meshy.image_to_3d.create(enable_pbr="yes")
meshy.multi_image_to_3d.create(image_url="https://x/a.png")
meshy.image_to_3d.task(7)
hub.models.get(uuid="m")
hub.models.get(7)
hub.models.stop()
"""


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> dict[int, str]:
    """Check the program once, with the settings and the cache of scripts/lint; return the messages by line."""
    pytest.importorskip("mypy")
    program = tmp_path_factory.mktemp("typing") / "program.py"
    program.write_text(PROGRAM)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", str(program)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr, done.stderr
    found: dict[int, str] = {}
    for line, text in re.findall(r"^.*program\.py:(\d+): (.*)$", done.stdout, re.MULTILINE):
        found[int(line)] = found.get(int(line), "") + text + "\n"
    return found


def line_of(code: str) -> int:
    """Find a line of the program."""
    return PROGRAM.splitlines().index(code) + 1


@pytest.mark.parametrize(
    ("code", "handle"),
    [
        ("reveal_type(meshy.image_to_3d.create)", "meshwright.tasks.handles.TaskHandle"),
        ('reveal_type(AsyncMeshy("k").image_to_3d.create)', "meshwright.tasks.handles.AsyncTaskHandle"),
    ],
)
def test_create_shows_its_parameters(messages: dict[int, str], code: str, handle: str) -> None:
    """An editor sees the parameters of the spec by name, and that a handle of the right task comes back."""
    shown = messages[line_of(code)]
    assert "def (*, image_url: str | os.PathLike[str] | bytes | typing.BinaryIO" in shown
    for parameter in ("enable_pbr: bool |", "target_formats: list[", "origin_at: "):
        assert parameter in shown, parameter
    assert f"{handle}[" in shown
    assert "ImageTo3DTask" in shown


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ('reveal_type(meshy.image_to_3d.create(image_url="https://x/a.png"))', "TaskHandle["),
        ('reveal_type(meshy.image_to_3d.task("018a").wait())', ".SucceededImageTo3DTask"),
        (
            'reveal_type(meshy.image_to_3d.task("018a").wait().model_urls)',
            '"meshwright_api.meshy.models.model_urls.ModelUrls"',
        ),
        ('reveal_type(meshy.image_to_3d.task("018a").wait(check=False).model_urls)', "Unset"),
        (
            'reveal_type(meshy.image_to_3d.run("out", image_url=b"").task.model_urls)',
            '"meshwright_api.meshy.models.model_urls.ModelUrls"',
        ),
        ('reveal_type(meshy.rigging.task("018a").wait().result)', 'rigging_result.RiggingResult"'),
        ('reveal_type(meshy.text_to_image.task("018a").wait().image_urls)', '"list[str]"'),
        ('reveal_type(meshy.image_to_3d.list(sort_by="-created_at"))', "Iterator["),
        ('reveal_type(meshy.resize.get("018a"))', ".ResizeTask"),
        ("        reveal_type(listed)", ".ImageTo3DTask"),
        ("reveal_type(hub.models.get)", "def (model_uuid: str) -> meshwright_api.flighthub.models.model_details."),
        ('reveal_type(hub.models.stop("m"))', "None"),
        ("reveal_type(hub.models.running())", "list[meshwright_api.flighthub.models.model_details.ModelDetails]"),
        ('reveal_type(hub.models.start("r", parameter_2d={}))', "dict[str, meshwright.flighthub.reconstructions.Model"),
        ('reveal_type(hub.models.model("m").wait())', ".ModelDetails"),
        (
            'reveal_type(AsyncFlightHub("t").models.get)',
            "def (model_uuid: str) -> typing.Coroutine[Any, Any, meshwright",
        ),
        ('reveal_type(AsyncFlightHub("t").models.start)', "dict[str, meshwright.flighthub.reconstructions.AsyncModelH"),
        ('reveal_type(AsyncFlightHub("t").resources.upload)', "typing.Coroutine[Any, Any, meshwright_api.flighthub."),
    ],
)
def test_results_have_types(messages: dict[int, str], code: str, shown: str) -> None:
    """Results are typed by the resource they came from."""
    assert shown in messages[line_of(code)]


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ('meshy.image_to_3d.create(picture="https://x/a.png")', "call-arg"),
        ('meshy.image_to_3d.create("https://x/a.png")', "misc|call-arg|arg-type"),
        ('meshy.image_to_3d.create(enable_pbr="yes")', "arg-type"),
        ('meshy.multi_image_to_3d.create(image_url="https://x/a.png")', "call-arg"),
        ("meshy.image_to_3d.task(7)", "arg-type"),
        ('hub.models.get(uuid="m")', "call-arg"),
        ("hub.models.get(7)", "arg-type"),
        ("hub.models.stop()", "call-arg"),
    ],
)
def test_mistakes_are_found(messages: dict[int, str], code: str, error: str) -> None:
    """A wrong keyword, a positional argument and a wrong type are errors before anything runs."""
    assert re.search(rf"error: .*\[({error})\]", messages[line_of(code)])


def test_nothing_else_is_wrong(messages: dict[int, str]) -> None:
    """The right calls pass mypy --strict."""
    wrong = {line for line, text in messages.items() if "error:" in text}
    assert wrong == set(
        range(line_of('meshy.image_to_3d.create(picture="https://x/a.png")'), line_of("hub.models.stop()") + 1)
    )
