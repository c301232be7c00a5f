"""The emulator as a service that costs little: its engine makes nothing, at once. For figures of everything around it.

The product has no such setting on purpose. As a program it serves until its standard input ends, or it is ended.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any, Literal

from .rounds import environment

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
REQUEST: dict[str, Any] = {"image_url": f"data:image/png;base64,{PIXEL}", "should_texture": False}
TOKEN = "token-of-the-bench"


def stubbed(**settings: Any) -> Any:
    """Return an emulator without an engine, with room and credits for any number of tasks."""
    from meshwright.emulator import Emulator, FlightHubSettings, Plan, Settings
    from meshwright.emulator.jobs import JobRunner, Outcome

    async def nothing(_: JobRunner, kind: str, inputs: list[Path], request: dict[str, Any], folder: Path) -> Outcome:
        return Outcome(files={"model_urls": {"glb": "model.glb"}, "thumbnail_url": "preview.png"})

    JobRunner.make = nothing  # type: ignore[assignment, method-assign]
    flighthub = FlightHubSettings(token=TOKEN, import_seconds=0.0)
    plan = Plan(pending=0.0, running=0.0)
    return Emulator(Settings(queue=10**9, balance=10**12, plan=plan, flighthub=flighthub, **settings))


def prepared(folder: Path) -> Any:
    """Return an emulator whose engine has one result, with files."""
    from helpers.prepared_service import shop

    return shop(folder)


@contextmanager
def emulated(kind: Literal["stubbed", "prepared"] = "stubbed") -> Iterator[dict[str, Any]]:
    """Run it in a process of its own; yield its ``url``, and its ``process``."""
    command = [sys.executable, "-P", "-m", "bench.emulated", kind]
    with Popen(command, stdin=PIPE, stdout=PIPE, text=True, env=environment()) as process:
        assert process.stdout is not None
        try:
            yield {"url": process.stdout.readline().strip(), "process": process.pid}
        finally:
            process.terminate()
            process.communicate()


if __name__ == "__main__":
    emulator = stubbed() if sys.argv[1] == "stubbed" else prepared(Path(tempfile.mkdtemp()))
    listener = emulator.listen()
    print(emulator.url, flush=True)
    sys.exit(emulator.run(listener))
