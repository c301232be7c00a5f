"""A batch buys each item once, fetches its files, and goes on where it stopped."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from helpers.batches import Yard, by_name
from helpers.prepared_service import PICTURE, model, shop
from helpers.processes import wait_for
from meshwright import DownloadFailed, LedgerError, step
from meshwright.emulator import Plan
from meshwright.fleet import work
from meshwright.fleet.results import Fetch, FolderResults
from meshwright.ledger.purchases import Purchases

pytestmark = pytest.mark.usefixtures("no_certificates")


def test_pictures_become_models(both: Yard) -> None:
    """Each picture is bought once, its files are in a folder of its name, and the status counts them."""
    with both.batch() as batch:
        added = batch.add("image_to_3d", iter(both.pictures(5)), should_texture=False)
        assert (added.new, added.known, batch.status().queued) == (5, 0, 5)
        items = by_name(batch.run())
        assert {item.status for item in items.values()} == {"done"}
        status = batch.status()
    assert (status.done, status.left, status.failed, status.open_creates) == (5, 0, 0, 0)
    assert (status.credits, status.planned) == (added.credits, added.credits)
    assert len(both.bought()) == 5
    for name, item in items.items():
        assert [Path(path) for path in item.files] == [both.out / name / "model.glb", both.out / name / "thumbnail.png"]
        assert (both.out / name / "model.glb").read_bytes() == model()
        assert (both.out / name / "thumbnail.png").read_bytes() == PICTURE


def test_the_same_program_again(yard: Yard) -> None:
    """A program that is run again buys nothing, and gets the items of before; a new picture is bought."""
    for count in (2, 2, 3):
        with yard.batch() as batch:
            batch.add("image_to_3d", yard.pictures(count))
            assert len(by_name(batch.run())) == count
        assert len(yard.bought()) == count


def test_two_workers_share_a_batch(both: Yard) -> None:
    """Two programs that work at once buy each item once, and each of them sees all items end."""
    with both.batch() as first, both.batch() as second:
        first.add("image_to_3d", both.pictures(4))
        other = threading.Thread(target=second.stop)
        assert len(by_name(first.run())) == 4
        other.start()
        other.join()
        assert len(by_name(second.run())) == 4
    assert len(both.bought()) == 4


def test_any_kind_of_task(yard: Yard) -> None:
    """Every kind that has a create can be an item: of a text, of several pictures, of a task."""
    one, two, three = yard.pictures(3)
    with yard.batch() as batch:
        batch.add("text_to_3d", "a wooden knight", mode="preview")
        batch.add("multi_image_to_3d", [[one, two], [three]])
        batch.add("image_to_3d", one, name="source")
        items = by_name(batch.run())
        assert set(items) == {"a_wooden_knight", "item-000", "item-002", "source"}
        task = yard.emulator.state()["tasks"][-1]["id"]
        batch.add("remesh", name="smaller", input_task_id=task, target_polycount=500)
        assert by_name(batch.run())["smaller"].status == "done"
    assert {kind for kind, _ in yard.bought()} == {"text-to-3d-preview", "multi-image-to-3d", "image-to-3d", "remesh"}


def test_failed_items(yard: Yard) -> None:
    """An item whose task FAILED has the service's reason; ``retry`` buys it again, and nothing else."""
    yard.emulator.faults.arm("fail_task:moderation_blocked")
    with yard.batch(places=1) as batch:
        batch.add("image_to_3d", yard.pictures(2))
        (failed,) = (item for item in batch.run() if item.status == "failed")
        assert "moderation" in failed.reason
        assert [item.name for item in batch.status().failures] == [failed.name]
        assert batch.retry() == 1
        assert by_name(batch.run())[failed.name].status == "done"
        assert batch.retry() == 0
    assert len(yard.bought()) == 3


@pytest.mark.parametrize("fault", ["accept_then_drop", "drop", "rate_limit", "unavailable"])
def test_trouble_at_a_create(yard: Yard, fault: str) -> None:
    """A create whose answer is lost, that did not arrive or was refused for now is bought exactly once."""
    yard.emulator.faults.arm(fault)
    with yard.batch() as batch:
        batch.add("image_to_3d", yard.pictures(3))
        assert {item.status for item in batch.run()} == {"done"}
        assert batch.status().open_creates == 0
    assert len(yard.bought()) == 3


# ------------------------------------------------------------------------------------------------------------- budgets
def test_a_budget_that_ends_in_the_middle(both: Yard) -> None:
    """The batch buys up to its budget, names the items that were not bought, and goes on when it is raised."""
    with both.batch() as batch:
        price = batch.add("image_to_3d", both.pictures(1)).credits
        batch.change(max_credits=2 * price + 1)
        batch.add("image_to_3d", both.pictures(5))
        items = by_name(batch.run())
        unpaid = [item for item in items.values() if item.status == "unpaid"]
        assert (len(unpaid), len(both.bought())) == (3, 2)
        assert f"the budget of {2 * price + 1} credits is spent: {2 * price} so far" in unpaid[0].reason
        assert batch.status().credits == 2 * price
        batch.change(max_credits=5 * price)
        assert {item.status for item in batch.run()} == {"done"}
    assert len(both.bought()) == 5


def test_an_account_without_credits(tmp_path: Path) -> None:
    """Once the account has too few credits, the rest is not bought, and the items have that as their reason."""
    with shop(tmp_path / "prepared", balance=12) as emulator:
        yard = Yard(tmp_path, emulator, str(tmp_path / "batch.sqlite"))
        with yard.batch(places=1) as batch:
            batch.add("image_to_3d", yard.pictures(4), should_texture=False)
            items = by_name(batch.run())
        states = [item.status for item in items.values()]
        assert {"done", "unpaid"} == set(states)
        assert states.count("done") == len(yard.bought())
        assert any("too few credits" in item.reason for item in items.values())


def test_a_full_queue_lowers_the_places(tmp_path: Path) -> None:
    """With more places than the plan has, the batch finds the plan's number and loses nothing."""
    with shop(tmp_path / "prepared", queue=2, plan=Plan(pending=0.1, running=1.0)) as emulator:
        yard = Yard(tmp_path, emulator, str(tmp_path / "batch.sqlite"))
        with yard.batch(places=10) as batch:
            batch.add("image_to_3d", yard.pictures(5))
            assert {item.status for item in batch.run()} == {"done"}
            assert batch.status().room < 10
        assert len(yard.bought()) == 5


def test_settings_changed_while_a_worker_runs(tmp_path: Path, place: str) -> None:
    """Another program's change of places and of the budget reaches a worker that runs; unpaid items can be retried."""
    with shop(tmp_path / "prepared", plan=Plan(pending=0.0, running=10_000.0)) as emulator:
        yard = Yard(tmp_path, emulator, place)
        with yard.batch(places=1) as batch, yard.batch(places=None) as other:
            batch.add("image_to_3d", yard.pictures(5))
            working = threading.Thread(target=batch.work)
            working.start()
            try:
                wait_for(lambda: len(yard.bought()) == 1)
                price = other.status().credits
                other.change(places=3, max_credits=3 * price)
                wait_for(lambda: len(yard.bought()) == 3)
                other.change(places=5)
                wait_for(lambda: other.status().unpaid == 2)
                assert len(yard.bought()) == 3
                other.change(max_credits=None)
                assert other.retry() == 2
                wait_for(lambda: len(yard.bought()) == 5)
            finally:
                batch.stop()
                working.join()
            assert batch.settings.places == 5


def test_the_number_of_fetchers_changed_while_a_worker_runs(both: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program's change of the fetchers reaches a worker that runs: it fetches so many items at once."""
    begun: list[str] = []
    gate = threading.Event()
    store = FolderResults.store

    async def stored(self: FolderResults, name: str, fetch: Fetch) -> list[str]:
        begun.append(name)
        while not gate.is_set():
            await asyncio.sleep(0.01)
        return await store(self, name, fetch)

    monkeypatch.setattr(FolderResults, "store", stored)
    with both.batch(fetchers=1) as batch, both.batch() as other:
        batch.add("image_to_3d", both.pictures(4))
        working = threading.Thread(target=batch.work, kwargs={"until_done": True})
        working.start()
        try:
            wait_for(lambda: other.status().made == 4 and begun)
            assert len(begun) == 1
            other.change(fetchers=3)
            wait_for(lambda: len(begun) == 3)
        finally:
            gate.set()
            working.join()
        assert (other.status().done, len(both.bought())) == (4, 4)


def test_the_pace_changed_while_a_worker_runs(tmp_path: Path, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program's change of the pace reaches a worker that runs."""
    asked: list[float] = []
    next_turn = Purchases.next_turn

    def recorded(self: Purchases, rate: float) -> float:
        asked.append(rate)
        return next_turn(self, rate)

    monkeypatch.setattr(Purchases, "next_turn", recorded)
    with shop(tmp_path / "prepared", plan=Plan(pending=0.0, running=10_000.0)) as emulator:
        yard = Yard(tmp_path, emulator, place)
        with yard.batch(rate=100.0) as batch, yard.batch(rate=None) as other:
            batch.add("image_to_3d", yard.pictures(1))
            working = threading.Thread(target=batch.work)
            working.start()
            try:
                wait_for(lambda: asked)
                other.change(rate=150.0)
                wait_for(lambda: asked[-1] == 150.0)  # the task is looked at for as long as it runs
            finally:
                batch.stop()
                working.join()
    assert asked[0] == 100.0


def test_stopping(both: Yard) -> None:
    """Who stops to look at the results stops buying; the next run goes on, and nothing is bought twice."""
    with both.batch(places=1) as batch:
        batch.add("image_to_3d", both.pictures(4))
        for _item in batch.run():
            break
        assert batch.status().left > 0
        assert batch.status().open_creates == 0
        assert len(by_name(batch.run())) == 4
    assert len(both.bought()) == 4


def test_a_batch_that_is_closed(both: Yard) -> None:
    """After its block a batch holds no connection: its own calls are refused, and others may take its locks."""
    with both.batch() as batch:
        batch.add("image_to_3d", both.pictures(1))
        lock = batch._ledger.store.try_lock("watch me")
        assert lock is not None
    with pytest.raises(LedgerError):
        batch.status()
    with both.batch() as other:
        assert other._ledger.store.try_lock("watch me") is not None


def break_results(patch: pytest.MonkeyPatch, failures: int, then: Callable[[], None] = lambda: None) -> list[str]:
    """Let so many attempts to fetch files fail, each after a call; returns the list that is to hold all attempts."""
    tried: list[str] = []
    store = FolderResults.store

    async def stored(self: FolderResults, name: str, fetch: Fetch) -> list[str]:
        tried.append(name)
        if len(tried) <= failures:
            then()
            raise DownloadFailed("the file host is away")
        return await store(self, name, fetch)

    patch.setattr(FolderResults, "store", stored)
    return tried


@pytest.mark.parametrize(("failures", "status"), [(5, "done"), (6, "failed")])
def test_files_that_cannot_be_fetched(yard: Yard, monkeypatch: pytest.MonkeyPatch, failures: int, status: str) -> None:
    """Files are tried six times in a minute; an item that failed for its files is fetched by ``retry``, not bought."""
    assert sum(work.PAUSES) == 62.0
    monkeypatch.setattr(work, "PAUSES", (0.0,) * len(work.PAUSES))
    tried = break_results(monkeypatch, failures)
    with yard.batch() as batch:
        batch.add("image_to_3d", yard.pictures(1))
        (item,) = batch.run()
        assert (item.status, len(tried)) == (status, 6)
        assert item.reason == ("" if status == "done" else "its files: the file host is away")
        assert batch.retry() == (status == "failed")
        assert [item.status for item in batch.run()] == ["done"]
    assert len(yard.bought()) == 1


def test_a_stop_while_files_cannot_be_fetched(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that stops waits for no other attempt; the item stays, and the next worker fetches its files."""
    with yard.batch() as batch:
        tried = break_results(monkeypatch, 1, batch.stop)
        batch.add("image_to_3d", yard.pictures(1))
        batch.work()
        assert (batch.status().made, len(tried)) == (1, 1)
        assert [item.status for item in batch.run()] == ["done"]
    assert len(yard.bought()) == 1


# -------------------------------------------------------------------------------------------------------------- chains
def test_a_chain(both: Yard) -> None:
    """Each task is made of the nearest one before it that the spec allows, and has a folder for its files."""
    with both.batch() as batch:
        chain = [step("remesh", target_polycount=500), step("analyze"), step("repair")]
        added = batch.add("image_to_3d", both.pictures(2), then=chain)
        items = by_name(batch.run())
        assert batch.status().credits == added.credits
    assert {item.status for item in items.values()} == {"done"}, items
    kinds = [kind for kind, _ in both.bought()]
    assert sorted(kinds) == sorted(2 * ["image-to-3d", "remesh", "print-analyze", "print-repair"])
    names = [str(Path(path).relative_to(both.out)) for path in items["item-000"].files]
    assert names[0] == "item-000/4-print-repair/model.glb"
    assert "item-000/3-print-analyze/task.json" in names
    tasks = {task["id"]: task for task in both.emulator.state()["tasks"]}
    made_of = {
        (task["type"], tasks[id]["type"]) for task in tasks.values() if (id := task["request"].get("input_task_id"))
    }
    assert made_of == {("remesh", "image-to-3d"), ("print-analyze", "remesh"), ("print-repair", "print-analyze")}


def test_a_chain_by_the_modes_of_one_kind(yard: Yard) -> None:
    """A refine is made of its preview."""
    with yard.batch() as batch:
        batch.add("text_to_3d", "a knight", mode="preview", then=[step("refine")])
        assert [item.status for item in batch.run()] == ["done"]
    assert [kind for kind, _ in yard.bought()] == ["text-to-3d-preview", "text-to-3d-refine"]


def test_a_chain_goes_on_at_the_task_that_failed(yard: Yard) -> None:
    """After a budget that ended between two tasks, only the second is bought."""
    with yard.batch() as batch:
        added = batch.add("image_to_3d", yard.pictures(1), then=[step("remesh")])
        batch.change(max_credits=added.credits - 1)
        assert [item.status for item in batch.run()] == ["unpaid"]
        batch.change(max_credits=added.credits)
        assert [item.status for item in batch.run()] == ["done"]
    assert [kind for kind, _ in yard.bought()] == ["image-to-3d", "remesh"]


# -------------------------------------------------------------------------------------------------------------- expiry
def test_files_that_expire_are_reported(yard: Yard) -> None:
    """Items whose files the service deletes within a day, and that are not fetched, are in the status."""
    with yard.batch() as batch:
        batch.add("image_to_3d", yard.pictures(2))
        item = batch._items.in_state("queued")[0]
        batch._items.advance(item, 1, batch._ledger.now() + 3600)
        assert [each.name for each in batch.status().expiring] == [item.name]
        assert batch.status().to_dict()["expiring"][0]["name"] == item.name


def test_clocks_an_hour_apart(yard: Yard) -> None:
    """A machine whose clock is an hour ahead of the service's finds a create whose answer was lost."""
    yard.emulator.faults.arm("accept_then_drop")
    with yard.batch() as batch:
        batch._ledger.now = lambda: time.time() + 3600
        batch.add("image_to_3d", yard.pictures(2))
        assert {item.status for item in batch.run()} == {"done"}
    assert len(yard.bought()) == 2
