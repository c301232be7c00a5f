"""``run``: a create, a wait and a download in one call, and what is left when it is interrupted at each of them."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.clients import settled
from helpers.prepared_service import shop
from meshwright import AsyncMeshy, FolderInUse, Ledger, Meshy, TaskFailed
from meshwright.core.blocking import run
from meshwright.core.hooks import Exchange
from meshwright.emulator import Emulator
from meshwright.tasks import results

pytestmark = pytest.mark.usefixtures("no_certificates")
both = pytest.mark.parametrize("asynchronous", [False, True], ids=["Meshy", "AsyncMeshy"])
URL = "data:image/png;base64,iVBORw0KGgo="


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Emulator]:
    """Start an emulator that makes prepared models."""
    with shop(tmp_path / "engine") as emulator:
        yield emulator


def play(emulator: Emulator, scenario: Callable[[Any], Any], *, asynchronous: bool, **more: Any) -> Any:
    """Play a scenario with a client of either kind."""
    settings: dict[str, Any] = {"api_key": emulator.api_key, "base_url": emulator.url, **more}
    if not asynchronous:
        with Meshy(**settings) as client:
            return run(scenario(client))

    async def main() -> Any:
        async with AsyncMeshy(**settings) as client:
            return await scenario(client)

    return asyncio.run(main())


@both
def test_one_call(emulator: Emulator, tmp_path: Path, asynchronous: bool) -> None:
    """One call returns the task in its terminal state and the paths of all its files."""

    async def scenario(client: Any) -> Any:
        return await settled(client.image_to_3d.run(tmp_path / "out", image_url=URL, enable_pbr=True))

    result = play(emulator, scenario, asynchronous=asynchronous)
    assert result.task.status == "SUCCEEDED"
    assert [path.name for path in result.paths] == ["model.glb", "thumbnail.png"]
    [bought] = emulator.state()["tasks"]
    assert (bought["id"], bought["request"]["enable_pbr"]) == (result.task.id, True)


def test_a_kind_without_files(emulator: Emulator, tmp_path: Path) -> None:
    """An analysis has no files to download; its task is the result."""

    async def scenario(client: Any) -> Any:
        made = await settled(client.image_to_3d.run(tmp_path / "model", image_url=URL))
        return client.print_analyze.run(tmp_path / "analysis", input_task_id=made.task)

    result = play(emulator, scenario, asynchronous=False)
    assert (result.task.status, result.paths) == ("SUCCEEDED", [])


def test_help_of_run() -> None:
    """The signature has the folder, which is positional, and the parameters of the create."""
    with Meshy("k") as meshy:
        signature = inspect.signature(meshy.image_to_3d.run)
        created = inspect.signature(meshy.image_to_3d.create)
        text = inspect.getdoc(meshy.image_to_3d.run) or ""
    assert list(signature.parameters) == ["folder", *created.parameters]
    assert signature.parameters["folder"].kind is inspect.Parameter.POSITIONAL_ONLY
    assert "download its files" in text
    assert "enable_pbr:" in text


def test_a_folder_in_use_buys_nothing(emulator: Emulator, tmp_path: Path) -> None:
    """A folder with a model of another task, or of the user, is refused before anything is sent."""
    (tmp_path / "model.glb").write_bytes(b"mine")

    async def scenario(client: Any) -> None:
        client.image_to_3d.run(tmp_path, image_url=URL)

    with pytest.raises(FolderInUse, match=r"model\.glb"):
        play(emulator, scenario, asynchronous=False)
    assert emulator.state()["tasks"] == []


def test_a_task_that_fails(emulator: Emulator, tmp_path: Path) -> None:
    """A task that FAILED is refunded: the error comes without a note about files to fetch."""

    async def scenario(client: Any) -> None:
        client.image_to_3d.run(tmp_path / "out", image_url=URL)

    emulator.faults.arm("fail_task")
    with pytest.raises(TaskFailed) as caught:
        play(emulator, scenario, asynchronous=False)
    assert not getattr(caught.value, "__notes__", [])


@both
@pytest.mark.parametrize("part", ["create", "wait", "download"])
def test_interrupted(
    emulator: Emulator, tmp_path: Path, part: str, asynchronous: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Interrupted at any of the three parts, the call has bought one task, as a note reports, and the ledger resumes it
    to the same files, whose folder it knows once the task is created.
    """
    stop: type[BaseException] = asyncio.CancelledError if asynchronous else KeyboardInterrupt
    stopped = False

    def stop_at(where: str) -> None:
        nonlocal stopped
        if where == part and not stopped:
            stopped = True
            raise stop

    def watch(exchange: Exchange) -> None:
        stop_at("create" if exchange.operation == "image_to_3d.create" else "wait")

    async def fetch(*arguments: Any, **more: Any) -> Any:
        stop_at("download")
        return await fetched(*arguments, **more)

    fetched = results.fetch
    monkeypatch.setattr(results, "fetch", fetch)
    folder = tmp_path / "out"
    noted: list[str] = []

    async def interrupted(client: Any) -> None:
        try:
            await settled(client.image_to_3d.run(folder, image_url=URL))
        except BaseException as error:
            noted.extend(getattr(error, "__notes__", []))
            raise

    async def resumed(client: Any) -> Any:
        found = await settled(client.resume())
        [handle] = found.tasks or [handle for handle, _ in found.downloads]
        await settled(handle.wait())
        paths = await settled(handle.download(folder))
        return handle.id, [wanted.folder for _, wanted in found.downloads], [path.name for path in paths]

    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        with pytest.raises(stop):
            play(emulator, interrupted, asynchronous=asynchronous, ledger=ledger, hooks=[watch])
        [bought] = emulator.state()["tasks"]
        id, folders, names = play(emulator, resumed, asynchronous=asynchronous, ledger=ledger)
    assert (id, names) == (bought["id"], ["model.glb", "thumbnail.png"])
    assert len(emulator.state()["tasks"]) == 1
    [note] = noted
    assert folders == ([] if part == "create" else [folder])
    assert ("may have been received" if part == "create" else f".task({id!r}).download({str(folder)!r})") in note
