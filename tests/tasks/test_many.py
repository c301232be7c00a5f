"""Many tasks of the emulator followed at once, with both clients: ends of every kind, few requests, the ledger."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.prepared_service import PICTURE, shop
from meshwright import AsyncMeshy, Ledger, Meshy, WaitTimeout
from meshwright.emulator import Clock, Emulator
from meshwright.ledger.journal import ENDED

pytestmark = pytest.mark.usefixtures("no_certificates")

MANY = 60


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Emulator]:
    """A service whose clock stands still."""
    with shop(tmp_path / "prepared", clock=Clock(rate=0), strict=True) as found:
        yield found


def bought(meshy: Meshy, emulator: Emulator) -> list[Any]:
    """Create many tasks, two of which fail."""
    emulator.faults.arm("fail_task:timeout", 2)
    return [meshy.image_to_3d.create(image_url=PICTURE) for _ in range(MANY)]


def test_followed_to_their_ends(emulator: Emulator, tmp_path: Path) -> None:
    """Every task comes once, failures too, at the cost of two pages; the ledger has seen all ends."""
    asked: list[str] = []
    with (
        Ledger(tmp_path / "ledger") as ledger,
        Meshy(emulator.api_key, base_url=emulator.url, ledger=ledger, rate=None) as meshy,
    ):
        tasks = bought(meshy, emulator)
        emulator.advance(seconds=10)
        with Meshy(
            emulator.api_key, base_url=emulator.url, ledger=ledger, hooks=[lambda told: asked.append(told.operation)]
        ) as other:
            ended = list(other.as_completed(tasks))
        assert Counter(task.status for task in ended) == {"SUCCEEDED": MANY - 2, "FAILED": 2}
        assert {task.id for task in ended} == {task.id for task in tasks}
        assert asked == ["image_to_3d.list"] * 2
        assert len(ledger.submissions(None, ENDED)) == MANY
        left = meshy.resume()
        assert (left.tasks, len(left.unfetched)) == ([], MANY - 2)


def test_the_wait_ends(emulator: Emulator) -> None:
    """Tasks that do not end are named, and go on."""
    with Meshy(emulator.api_key, base_url=emulator.url, rate=None) as meshy:
        tasks = bought(meshy, emulator)
        with pytest.raises(WaitTimeout) as caught:
            list(meshy.as_completed(tasks, timeout=0.01))
        assert tasks[0].id in str(caught.value)
        assert f"and {MANY - 5} more" in str(caught.value)
        assert [task["finished_at"] for task in emulator.state()["tasks"]] == [0] * MANY


def test_asynchronously(emulator: Emulator) -> None:
    """The asyncio client does the same; two of its watchers share the connections."""

    async def main() -> list[Any]:
        async with AsyncMeshy(emulator.api_key, base_url=emulator.url, rate=None) as meshy:
            emulator.faults.arm("fail_task:timeout", 2)
            creating = [meshy.image_to_3d.create(image_url=PICTURE) for _ in range(MANY)]
            tasks = await asyncio.gather(*creating)
            emulator.advance(seconds=10)

            async def watch(some: Any) -> list[Any]:
                return [task async for task in meshy.as_completed(some)]

            halves = await asyncio.gather(watch(tasks[: MANY // 2]), watch(tasks[MANY // 2 :]))
            return halves[0] + halves[1]

    ended = asyncio.run(main())
    assert Counter(task.status for task in ended) == {"SUCCEEDED": MANY - 2, "FAILED": 2}
    assert len({task.id for task in ended}) == MANY
