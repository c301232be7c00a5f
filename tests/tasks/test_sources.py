"""A create takes a handle or a task where the spec takes the id of one, and refuses one that is not SUCCEEDED."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import evolve
from helpers.prepared_service import PICTURE, shop
from meshwright import AsyncMeshy, InputError, Meshy, NotFound
from meshwright.emulator import Emulator, Plan


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory, no_certificates: Path) -> Iterator[Emulator]:
    with shop(tmp_path_factory.mktemp("shop") / "prepared", plan=Plan(pending=3600.0, running=10.0)) as one:
        yield one


@pytest.fixture
def meshy(emulator: Emulator) -> Iterator[Meshy]:
    emulator.reset()
    with Meshy(emulator.api_key, base_url=emulator.url) as client:
        yield client


def test_a_handle_and_a_task_are_sent_as_ids(emulator: Emulator, meshy: Meshy) -> None:
    """The handle of a finished task, and the task that it returns, are sent as the id."""
    source = meshy.image_to_3d.create(image_url=PICTURE)
    emulator.advance(seconds=4000)
    for given in (source, source.get(), source.id):
        made = meshy.remesh.create(input_task_id=given)
        request = next(task["request"] for task in emulator.state()["tasks"] if task["id"] == made.id)
        assert request["input_task_id"] == source.id


def test_a_task_that_is_not_finished_is_refused(emulator: Emulator, meshy: Meshy) -> None:
    """A handle of a waiting task and a task that was waiting when it was read are refused, and nothing is charged."""
    source = meshy.image_to_3d.create(image_url=PICTURE)
    before = emulator.state()["balance"]
    with pytest.raises(InputError, match=rf"task {source.id} is PENDING; wait until it has ended.*nothing was charged"):
        meshy.remesh.create(input_task_id=source)
    with pytest.raises(InputError, match="was, when it was read, PENDING"):
        meshy.print_split.create(input_task_id=source.get())
    assert emulator.state()["balance"] == before


def test_a_failed_task_is_refused(meshy: Meshy, emulator: Emulator) -> None:
    """A task that FAILED does not become a source by waiting: the error advises another one."""
    source = meshy.image_to_3d.create(image_url=PICTURE)
    emulator.advance(seconds=4000)
    failed = evolve(source.get(), status="FAILED")
    with pytest.raises(InputError, match="FAILED; make another one"):
        meshy.convert.create(input_task_id=failed, target_formats=["stl"])


def test_a_deleted_task_is_not_found(meshy: Meshy) -> None:
    """A handle whose task was deleted raises NotFound before the create is sent."""
    source = meshy.image_to_3d.create(image_url=PICTURE)
    source.delete()
    with pytest.raises(NotFound):
        meshy.uv_unwrap.create(input_task_id=source)


async def asynchronously(emulator: Emulator) -> str:
    async with AsyncMeshy(emulator.api_key, base_url=emulator.url) as meshy:
        source = await meshy.image_to_3d.create(image_url=PICTURE)
        with pytest.raises(InputError, match="is PENDING"):
            await meshy.resize.create(input_task_id=source, resize_height=1)
        emulator.advance(seconds=4000)
        made = await meshy.resize.create(input_task_id=source, resize_height=1)
        return made.kind.name


def test_the_asynchronous_client_does_the_same(emulator: Emulator) -> None:
    """Handles of the asynchronous client are taken by its creates."""
    emulator.reset()
    assert asyncio.run(asynchronously(emulator)) == "resize"
