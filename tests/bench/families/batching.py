"""A batch of tasks on SQLite: what an item costs its worker, from the purchase to the files, and what adding one costs.

The service is an emulator whose engine has one prepared result of 200 kB. The intervals are those of the product.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..emulated import emulated
from ..measuring import Sample, measured
from ..rows import Budget, Contender, Row


@contextmanager
def service(size: int) -> Iterator[dict[str, Any]]:
    """Run the service, and write so many different pictures."""
    from helpers.prepared_service import PICTURE

    with tempfile.TemporaryDirectory() as name, emulated("prepared") as met:
        pictures = Path(name, "pictures")
        pictures.mkdir()
        for number in range(size):
            (pictures / f"item-{number:05}.png").write_bytes(PICTURE + number.to_bytes(4, "big"))
        yield {"url": met["url"], "pictures": str(pictures)}


def batch(size: int, url: str, pictures: str) -> Sample:
    """Add all items and work until they are done, in this process."""
    from meshwright import Batch

    with tempfile.TemporaryDirectory() as name:
        place = Path(name, "batch.sqlite")
        with (
            measured() as found,
            Batch(place, out=Path(name, "out"), api_key="msy_bench", base_url=url, rate=200.0) as all,
        ):
            cpu = time.process_time()
            all.add("image_to_3d", sorted(Path(pictures).iterdir()), should_texture=False)
            added = time.process_time() - cpu
            done = sum(item.status == "done" for item in all.run())
        kept = sum(path.stat().st_size for path in Path(name).iterdir() if path.is_file())
    return {**found, "done": done / size, "each": found["cpu"] / size, "added": added / size, "disk each": kept / size}


ROWS = (
    Row(
        name="batch",
        title="A batch of 100 tasks (SQLite)",
        size=100,
        smoke=None,
        rounds=1,
        service=service,
        contenders=(Contender("ours", batch, "fleet", "ours"),),
        budgets=(
            Budget("done", 1.0, at_least=True),
            Budget("each", 0.05),
            Budget("disk each", 8_000),
            Budget("peak", 100e6),
        ),
        note="The CPU each is that of an item from `add` to its files, and a share of the process's start.",
    ),
)
