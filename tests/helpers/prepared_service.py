"""An emulator whose engine returns one prepared result: a whole purchase without the work."""

from __future__ import annotations

import json
import os
import struct
from pathlib import Path
from typing import Any

from attrs import define, field
from meshwright.emulator import Emulator, Plan, Settings
from meshwright.emulator.jobs import Outcome
from meshwright.spec.shapes import shape_of

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(64)


def model(size: int = 200_000) -> bytes:
    """Make a GLB of about so many bytes."""
    text = json.dumps({"asset": {"version": "2.0"}, "extras": "x" * size}).encode()
    text += b" " * (-len(text) % 4)
    return struct.pack("<4sII", b"glTF", 2, 20 + len(text)) + struct.pack("<I4s", len(text), b"JSON") + text


@define
class PreparedWorkshop:
    """Replaces the engine: links two files."""

    folder: Path
    files: dict[str, bytes] = field(factory=lambda: {"model.glb": model(), "thumbnail.png": PICTURE})

    def __attrs_post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.files.items():
            (self.folder / name).write_bytes(content)

    async def make(self, kind: str, inputs: list[Path], request: Any, folder: Path) -> Outcome:
        if "model_urls" not in shape_of("meshy", kind).shown:
            return Outcome()
        for name in self.files:
            os.link(self.folder / name, folder / name)
        return Outcome(files={"model_urls": {"glb": "model.glb"}, "thumbnail_url": "thumbnail.png"})

    async def close(self) -> None:
        """Do nothing: there is no process."""


def shop(folder: Path, sort: type[Emulator] = Emulator, **settings: Any) -> Emulator:
    """Make an emulator without an engine; real clock, tasks that take moments."""
    wanted = {"plan": Plan(pending=0.02, running=0.05), "balance": 10**9, "queue": 10**6, "seed": 1, **settings}
    emulator = sort(Settings(**wanted))
    emulator.meshy._runner = PreparedWorkshop(folder)  # type: ignore[assignment]
    return emulator


def prompts(emulator: Emulator) -> list[str]:
    """List what was bought, by the prompts."""
    return [task["request"].get("texture_prompt", "") for task in emulator.state()["tasks"]]
