"""An emulator whose engine makes nothing, at once: for figures of the server alone.

The product has no such setting on purpose. Run as a program it serves until it is killed and says its address.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from meshwright.emulator import Emulator, Plan, Settings
from meshwright.emulator.meshy.tasks import Outcome
from meshwright.emulator.meshy.work import Workshop

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
REQUEST: dict[str, Any] = {
    "image_url": f"data:image/png;base64,{PIXEL}",
    "should_texture": False,
}


async def nothing(_: Workshop, kind: str, inputs: list[Path], request: dict[str, Any], folder: Path) -> Outcome:
    """Stand in for ``Workshop.make``: a model that is named and not there."""
    return Outcome(models={"glb": "model.glb"}, thumbnail="preview.png")


def stubbed(**settings: Any) -> Emulator:
    """Return an emulator without an engine, with room and credits for any number of tasks."""
    Workshop.make = nothing  # type: ignore[method-assign]
    return Emulator(Settings(queue=10**9, balance=10**12, plan=Plan(pending=0.0, running=0.0), **settings))


if __name__ == "__main__":
    emulator = stubbed()
    listener = emulator.listen()
    print(emulator.url, flush=True)
    sys.exit(emulator.run(listener))
