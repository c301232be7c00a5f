"""The tools at work: money, files, and wrong arguments."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from helpers.prepared_service import PICTURE, shop
from meshwright import AsyncMeshy, InputError, Ledger, PriceTooHigh, RetryPolicy, SubmissionUnknown
from meshwright.emulator import Emulator
from meshwright.mcp_server.desk import Desk, open_desk

pytestmark = pytest.mark.usefixtures("no_certificates")
Scenario = Callable[[Desk], Coroutine[Any, Any, None]]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, no_certificates: Path) -> Iterator[Emulator]:
    with shop(tmp_path_factory.mktemp("shop") / "prepared", as_of="today") as emulator:
        yield emulator


@pytest.fixture
def play(service: Emulator, tmp_path: Path) -> Callable[[Scenario], None]:
    """Play a scenario with the tools; the picture is in the folder, and each desk shares the ledger."""
    service.reset()
    (tmp_path / "picture.png").write_bytes(PICTURE)

    def run(scenario: Scenario) -> None:
        async def main() -> None:
            async with desk_in(service, tmp_path) as desk:
                await scenario(desk)

        asyncio.run(main())

    return run


@asynccontextmanager
async def desk_in(service: Emulator, folder: Path) -> AsyncIterator[Desk]:
    with Ledger(folder / "ledger.sqlite") as ledger:
        retry = RetryPolicy(attempts=1)
        async with AsyncMeshy(
            service.api_key, base_url=service.url, as_of="today", ledger=ledger, retry=retry
        ) as meshy:
            yield open_desk(meshy, None, ledger, folder)


async def ignored(percent: float, status: str) -> None:
    """Take the progress."""


def request(folder: Path, **more: Any) -> dict[str, Any]:
    return {"key": "cat", "max_credits": 30, "image_url": str(folder / "picture.png"), **more}


def test_a_key_buys_once(play: Callable[[Scenario], None], service: Emulator, tmp_path: Path) -> None:
    """Calls with one key, also at the same time and by another server, return one task; another key buys another."""
    found: list[Any] = []

    async def scenario(desk: Desk) -> None:
        calls = [desk.use("create_image_to_3d", request(tmp_path), ignored) for _ in range(3)]
        found.extend(await asyncio.gather(*calls))

    play(scenario)
    play(scenario)
    assert len({one["id"] for one in found}) == 1
    assert [one["bought_before"] for one in found].count(False) == 1
    assert len(service.state()["tasks"]) == 1

    async def another(desk: Desk) -> None:
        await desk.use("create_image_to_3d", request(tmp_path, key="dog"), ignored)

    play(another)
    assert len(service.state()["tasks"]) == 2


def test_a_key_means_one_request(play: Callable[[Scenario], None], service: Emulator, tmp_path: Path) -> None:
    """A key that was used for another request is refused, and nothing is sent."""

    async def scenario(desk: Desk) -> None:
        await desk.use("create_image_to_3d", request(tmp_path), ignored)
        with pytest.raises(InputError, match="'cat' was used for another request"):
            await desk.use("create_image_to_3d", request(tmp_path, enable_pbr=True), ignored)

    play(scenario)
    assert len(service.state()["tasks"]) == 1


def test_a_lost_answer(play: Callable[[Scenario], None], service: Emulator, tmp_path: Path) -> None:
    """After a lost answer the same key finds the task that was bought, and buys no other."""

    async def scenario(desk: Desk) -> None:
        service.faults.arm("accept_then_drop")
        with pytest.raises(SubmissionUnknown):
            await desk.use("create_image_to_3d", request(tmp_path), ignored)
        found = await desk.use("create_image_to_3d", request(tmp_path), ignored)
        assert found["bought_before"]
        assert found["id"] == service.state()["tasks"][0]["id"]

    play(scenario)
    assert len(service.state()["tasks"]) == 1


def test_a_refused_create_can_be_repeated(play: Callable[[Scenario], None], service: Emulator, tmp_path: Path) -> None:
    """A create above its limit sends nothing, and its key may be used again with a higher one."""

    async def scenario(desk: Desk) -> None:
        with pytest.raises(PriceTooHigh):
            await desk.use("create_image_to_3d", request(tmp_path, max_credits=29), ignored)
        assert service.state()["tasks"] == []
        assert not (await desk.use("create_image_to_3d", request(tmp_path), ignored))["bought_before"]

    play(scenario)


def test_from_a_picture_to_a_file(play: Callable[[Scenario], None], tmp_path: Path) -> None:
    """A task is estimated, made, waited for with its progress, listed and downloaded below the folder, nowhere else."""
    seen: list[str] = []

    async def watched(percent: float, status: str) -> None:
        seen.append(status)

    async def scenario(desk: Desk) -> None:
        parameters = {"image_url": str(tmp_path / "picture.png"), "should_texture": False}
        price = await desk.use("estimate", {"kind": "image-to-3d", "parameters": parameters}, ignored)
        made = await desk.use("create_image_to_3d", {"key": "1", "max_credits": 20, **parameters}, ignored)
        assert price["credits"] == made["estimated_credits"] == 20
        named = {"kind": "image-to-3d", "id": made["id"]}
        assert (await desk.use("wait", named, watched))["status"] == seen[-1] == "SUCCEEDED"
        assert [task["id"] for task in await desk.use("list_tasks", {"kind": "image-to-3d"}, ignored)] == [made["id"]]
        files = (await desk.use("download", {**named, "folder": "cat", "formats": ["glb"]}, ignored))["files"]
        assert files == [str(tmp_path / "cat" / "model.glb")]
        with pytest.raises(InputError, match="is not below"):
            await desk.use("download", {**named, "folder": "../cat"}, ignored)

    play(scenario)


def test_a_wait_that_is_too_short(play: Callable[[Scenario], None], service: Emulator, tmp_path: Path) -> None:
    """When the seconds are over, the task is returned as it is, and goes on."""

    async def scenario(desk: Desk) -> None:
        made = await desk.use("create_image_to_3d", request(tmp_path), ignored)
        found = await desk.use("wait", {"kind": "image-to-3d", "id": made["id"], "seconds": 0}, ignored)
        assert found["id"] == made["id"]

    play(scenario)


WRONG: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("make", {}, "there is no tool 'make'"),
    ("wait", {"kind": "image-to-3d"}, "id: wait needs it"),
    ("wait", {"kind": "teapot", "id": "1"}, "'teapot' is not one of image-to-3d"),
    ("balance", {"now": True}, "now: balance has no such argument"),
    ("create_resize", {"key": "", "max_credits": 1, "model_url": "https://x.example/a.glb"}, "must not be empty"),
    ("create_resize", {"key": "1", "max_credits": True}, "must be of type integer, not True"),
    ("create_resize", {"max_credits": 1, "model_url": "https://x.example/a.glb"}, "key: create_resize needs it"),
    ("estimate", {"kind": "resize", "parameters": {"size": 1}}, "size: resize has no such parameter"),
)


def test_wrong_arguments(play: Callable[[Scenario], None], service: Emulator) -> None:
    """A wrong call is refused before anything is sent, and the error names the argument."""

    async def scenario(desk: Desk) -> None:
        for tool, arguments, message in WRONG:
            with pytest.raises(InputError, match=message):
                await desk.use(tool, arguments, ignored)

    play(scenario)
    assert service.state()["tasks"] == []
