"""What many tasks cost the emulator: memory, and the time of a look, a list and an expiry among them.

Without the engine: ``python tests/bench/emulator_memory.py --tasks 100000``. Linux only.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from emulator_stub import REQUEST, stubbed
from meshwright.emulator import Clock
from meshwright.emulator.meshy.service import MeshyService

BASE = "http://127.0.0.1:8765"
PAGE = {"page_num": 1, "page_size": 50, "sort_by": "-created_at"}


def resident() -> float:
    """Return the memory of this process in MiB."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20


async def timed(what: Callable[[], Awaitable[Any]], times: int) -> float:
    """Return the milliseconds that one call takes."""
    began = time.perf_counter()
    for _ in range(times):
        await what()
    return round((time.perf_counter() - began) * 1000 / times, 3)


async def run(meshy: MeshyService, count: int) -> dict[str, float]:
    """Create, look, list, expire."""
    filled = {"ai_model": "meshy-4", "target_polycount": 30000, "topology": "triangle", **REQUEST}
    await meshy.create("image-to-3d", dict(filled), 5)
    before, began = resident(), time.perf_counter()
    for _ in range(count):
        id = await meshy.create("image-to-3d", dict(filled), 5)
    creating = time.perf_counter() - began
    await asyncio.sleep(0)
    found = {
        "tasks": count,
        "MiB before": round(before, 1),
        "MiB after": round(resident(), 1),
        "bytes a task": round((resident() - before) * 2**20 / count),
        "creates a second": round(count / creating),
        "ms of a GET": await timed(lambda: meshy.get("image-to-3d", id, BASE), 200),
        "ms of a list": await timed(lambda: meshy.page("image-to-3d", PAGE, BASE), 50),
        "ms of the last page": await timed(
            lambda: meshy.page("image-to-3d", {**PAGE, "page_num": count // 50}, BASE), 5
        ),
    }
    meshy.settings.clock.advance(days=3, seconds=1)
    began = time.perf_counter()
    await meshy.balance()
    return {**found, "ms to expire all": round((time.perf_counter() - began) * 1000)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tasks", type=int, default=100_000)
    asked = parser.parse_args()
    emulator = stubbed(clock=Clock(rate=0))

    async def measure() -> dict[str, float]:
        try:
            return await run(emulator.meshy, asked.tasks)
        finally:
            await emulator.meshy.close()

    print(json.dumps(asyncio.run(measure()), indent=2))


if __name__ == "__main__":
    main()
