"""A batch of photo folders: each becomes models of FlightHub, is started once, and goes on where it stopped."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import define, evolve
from helpers.batches import by_name
from helpers.flighthub import QUICK, TOKEN, emulator, make_photos
from helpers.hub_shell import Shell
from meshwright import FlightHubBatch, InputError
from meshwright.emulator import Emulator, ModelPlan
from meshwright.emulator.flighthub.troubles import Failure
from meshwright.flighthub.batch import StartSettler
from meshwright.flighthub.envelope import listed, unwrapped
from meshwright_api.flighthub.api import models

pytestmark = pytest.mark.usefixtures("no_certificates")
UNSEEN = evolve(QUICK, plan=ModelPlan(waiting=0.0, running=0.0, packing=0.0))
IN_SIGHT = evolve(QUICK, plan=ModelPlan(waiting=0.1, running=6.0, packing=0.1))


@define
class Site:
    """Folders of photos, a service and the place of a ledger."""

    folder: Path
    server: Emulator
    place: str

    def folders(self, count: int, photos: int = 6) -> list[Path]:
        return [make_photos(self.folder / f"site-{number}", photos + number) for number in range(count)]

    def batch(self, **settings: Any) -> FlightHubBatch:
        given = {"out": self.folder / "maps", "rate": 200.0, "shared": True, **settings}
        return FlightHubBatch(self.place, token=TOKEN, base_url=self.server.url, **given)

    @property
    def models(self) -> int:
        """Number of models that the service has."""
        return len(self.server.flighthub.modeling.models)

    @property
    def resources(self) -> int:
        """Number of uploads that the service has seen."""
        return len(self.server.flighthub.modeling.resources.known)


@pytest.fixture(params=[QUICK], ids=["quick"])
def site(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A service with the models' times of the test."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with emulator(request.param) as server:
        yield Site(tmp_path, server, str(tmp_path / "batch.sqlite"))


def test_folders_become_models(site: Site, place: str) -> None:
    """Each folder is uploaded, made into the models that were asked for, and unpacked; nothing is made again."""
    site.place = place
    folders = site.folders(2)
    with site.batch() as batch:
        added = batch.add(folders, parameter_2d={}, parameter_3d={})
        assert (added.new, added.credits) == (2, 2 * (6 + 7))
        items = by_name(batch.run())
        assert {name: item.status for name, item in items.items()} == {"site-0": "done", "site-1": "done"}
        assert (batch.status().credits, site.models) == (added.credits, 4)
    for item in items.values():
        assert len({Path(file).relative_to(site.folder / "maps" / item.name).parts[0] for file in item.files}) == 2
        assert all(Path(file).is_file() for file in item.files)
    with site.batch() as batch:
        assert batch.add(folders, parameter_2d={}, parameter_3d={}).known == 2
        assert len(by_name(batch.run())) == 2
    assert (site.models, site.resources) == (4, 2)


@pytest.mark.parametrize("site", [IN_SIGHT], indirect=True)
def test_a_lost_answer_in_sight(site: Site) -> None:
    """A start whose answer was lost is found among the models in progress, and not sent again."""
    site.server.flighthub.troubles.arm("models.start", Failure(200500, "upstream", status=502), after=True)
    with site.batch() as batch:
        batch.add(site.folders(1), parameter_2d={})
        (item,) = batch.run()
        assert (item.status, batch.status().open_creates) == ("done", 0)
    assert site.models == 1


@pytest.mark.parametrize("site", [UNSEEN], indirect=True)
def test_a_lost_answer_out_of_sight(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lost start whose models may have ended is left to a person; it is not sent again, also by ``retry``."""
    settle = StartSettler.settle

    async def settle_late(self: StartSettler) -> Any:
        while await self.session.call(unwrapped(models.running(), listed)):  # however long the engine takes
            await asyncio.sleep(0.05)
        return await settle(self)

    monkeypatch.setattr(StartSettler, "settle", settle_late)
    site.server.flighthub.troubles.arm("models.start", Failure(200500, "upstream", status=502), after=True)
    with site.batch() as batch:
        batch.add(site.folders(2), parameter_2d={})
        items = by_name(batch.run())
        (lost,) = (item for item in items.values() if item.status == "failed")
        assert "ledger settle" in lost.reason
        assert batch.retry() == 1
        assert by_name(batch.run())[lost.name].reason == lost.reason
    assert site.models == 2


def test_a_quota_that_ends(site: Site) -> None:
    """Without enough pictures left a folder fails with the service's reason; ``retry`` does not upload it again."""
    modeling = site.server.flighthub.modeling
    modeling.spend(modeling.quota - 5)
    with site.batch() as batch:
        batch.add(site.folders(1), parameter_2d={})
        (item,) = batch.run()
        assert (item.status, "quota" in item.reason) == ("failed", True)
        modeling.spend(-1)
        assert batch.retry() == 1
        assert [item.status for item in batch.run()] == ["done"]
    assert (site.models, site.resources) == (1, 1)


def test_a_budget_of_pictures(site: Site) -> None:
    """A batch starts no more models than its pictures allow."""
    with site.batch(max_pictures=14) as batch:
        batch.add(site.folders(3), parameter_2d={})
        assert sorted(item.status for item in batch.run()) == ["done", "done", "unpaid"]
    assert site.models == 2


def test_folders_that_are_refused(site: Site) -> None:
    """Folders that are missing or cannot be a model, and an item without parameters, are refused; nothing is added."""
    few = make_photos(site.folder / "few", 2)
    with site.batch() as batch:
        for folder, parameters, said in (
            (site.folder / "none", {"parameter_2d": {}}, "does not exist"),
            (few, {"parameter_3d": {}}, "at least"),
            (site.folders(1)[0], {}, "at least one of parameter_2d"),
            (site.folders(1)[0], {"parameter_2d": "[]"}, "must be a JSON object"),
        ):
            with pytest.raises(InputError, match=said):
                batch.add(folder, **parameters)
        assert batch.status().left == 0


def test_folders_by_commands(site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Folders are added, made and counted by commands; the unit of their price is pictures."""
    folders = [str(folder) for folder in site.folders(2)]
    monkeypatch.setenv("FLIGHTHUB_BATCH", site.place)
    shell = Shell(site.folder, site.server, monkeypatch, capsys)

    def run(*words: str) -> tuple[int, str, Any]:
        done = shell("batch", *words)
        return done.returncode, done.stderr, json.loads(done.stdout or "null")

    wanted = ("--2d", "{}", "-o", "maps", "--max-pictures", "6")
    code, said, added = run("add", *folders, *wanted)
    assert (code, added) == (0, {"new": 2, "known": 0, "pictures": 13}), said
    _, said, _ = run("work", "--until-done")
    assert "1 done" in said
    assert "1 not paid" in said
    assert run("set", "--max-pictures", "13")[2]["max_credits"] == 13
    assert run("retry")[2] == {"again": 1}
    assert run("work", "--until-done")[0] == 0
    assert run("status")[2]["done"] == 2
    assert site.models == 2
