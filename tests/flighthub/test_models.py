"""Models through the client, against the emulator with a clock that stands still and against scripted answers."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import shutil
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attrs import evolve
from helpers.engine import survey_samples
from helpers.fakes import FakeTransport, json_reply
from helpers.flighthub import QUICK, TOKEN, emulator
from meshwright import (
    AsyncFlightHub,
    BadRequest,
    ConfigurationError,
    ConnectionFailed,
    DownloadFailed,
    FlightHub,
    InputError,
    ModelDetails,
    ModelStatus,
    ModelType,
    NotFound,
    Resource,
    StartIncomplete,
    SubmissionUnknown,
    TaskCanceled,
    TaskFailed,
    UploadedFile,
    WaitTimeout,
    ZipStatus,
)
from meshwright.core.blocking import run
from meshwright.core.wire import Reply, Request
from meshwright.emulator import Clock, Emulator, Scenario, Settings
from meshwright.emulator.flighthub.lifecycle import Model, Outcome
from meshwright.emulator.flighthub.objects import StoredObject
from meshwright.emulator.flighthub.troubles import Failure
from meshwright.emulator.flighthub.work import make_zip
from meshwright.emulator.jobs import JobRunner
from meshwright.flighthub.envelope import FLIGHTHUB, EnvelopeTransport, FlightHubSession
from meshwright.flighthub.models import AsyncModels, Models
from meshwright.spec.reading import load_spec

M = "00000000-0000-4000-8000-000000000002"
PLAN = QUICK.plan
PARAMETERS = {"2d": "parameter_2d", "3d": "parameter_3d", "3dgs": "parameter_3dgs", "lidar": "parameter_lidar"}


class Site:
    """An emulator whose clock stands still, a client, and an imported resource of twelve photos."""

    def __init__(self, server: Emulator, hub: FlightHub, resource: Resource) -> None:
        self.server, self.hub, self.resource = server, hub, resource

    @property
    def quota(self) -> int:
        return self.server.flighthub.modeling.quota

    def start(self, scenario: Scenario = Scenario.NORMAL, kind: str = "3d") -> Any:
        self.server.flighthub.own.scenario = scenario
        parameters: Any = {PARAMETERS[kind]: {}}
        return self.hub.models.start(self.resource, **parameters)[kind]

    def states(self, model: Any) -> list[tuple[int, int, int, int]]:
        """Look at a model every tenth of the emulator's second; return what differs."""
        found: list[tuple[int, int, int, int]] = []
        for _ in range(8):
            now = model.get()
            state = (now.model_status, now.reconstruction_progress, now.zip_status, now.zip_progress)
            if not found or found[-1] != state:
                found.append(state)
            self.server.advance(seconds=0.1)
        return found


OWN = evolve(QUICK, quota=100, delete_seconds=1.0)


@pytest.fixture(scope="module")
def still() -> Iterator[Emulator]:
    with emulator(OWN, clock=Clock(rate=0)) as server:
        yield server


@pytest.fixture
def quick_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Models are made at once and hold nothing: these tests are about time and money."""

    async def made(model: Model, pictures: Any, folder: Path, settings: Settings) -> Any:
        path = folder.parent / f"{model.uuid}.zip"
        path.write_bytes(b"PK\5\6" + bytes(18))
        return Outcome(size=22), StoredObject(path, "0", 22)

    monkeypatch.setattr("meshwright.emulator.flighthub.reconstructions.make_zip", made)


@pytest.fixture
def real(still: Emulator, photos: Path) -> Iterator[Site]:
    """A site whose models are made by the engine."""
    still.flighthub.own.scenario, still.flighthub.own.scenarios = OWN.scenario, {}
    still.flighthub.troubles.disarm()
    still.flighthub.reset()
    with FlightHub(TOKEN, base_url=still.url, poll_interval=0.01) as hub:
        yield Site(still, hub, hub.resources.get(placed(still, hub, photos)))


@pytest.fixture
def site(quick_work: None, real: Site) -> Site:
    return real


def placed(server: Emulator, hub: FlightHub, photos: Path) -> str:
    """Put photos into the store behind its back, which is quicker, and report them; return the resource's uuid."""
    credential = hub.stores.obtain_token()
    entries: list[UploadedFile] = []
    for path in photos.iterdir():
        copy = Path(shutil.copy(path, server.flighthub.home.folder))
        etag = hashlib.md5(path.read_bytes()).hexdigest()
        server.flighthub.store.keep(credential.key_for(path.name), StoredObject(copy, etag, path.stat().st_size))
        entries.append(UploadedFile(name=path.name, etag=etag))
    hub.stores.upload_callback(
        resource_uuid=credential.resource_uuid, callback_param=credential.callback_param, files=entries
    )
    return credential.resource_uuid


# ---------------------------------------------------------------------------------------------------- the emulated life
ENDS = {
    Scenario.NORMAL: (ModelStatus.MAP_RECONSTRUCTION_SUCCESS, ZipStatus.FINISH, True),
    Scenario.ENDS_AT_15: (ModelStatus.RECONSTRUCTION_SUCCESS, ZipStatus.FINISH, True),
    Scenario.STRAIGHT_TO_9: (ModelStatus.MAP_RECONSTRUCTION_SUCCESS, ZipStatus.FINISH, True),
    Scenario.ZIP_FAILED: (ModelStatus.RECONSTRUCTION_SUCCESS, ZipStatus.FAILED, False),
    Scenario.FAILED: (ModelStatus.MAP_RECONSTRUCTION_FAILED, ZipStatus.INIT, False),
    Scenario.NO_RESOURCES: (ModelStatus.REQUESTING_RESOURCE_FAILED, ZipStatus.INIT, False),
}


def test_a_model_waits_is_made_and_is_packed(site: Site) -> None:
    """12, 14 with growing progress, 15 while the zip is made, 9 with its key (D11)."""
    model = site.start()
    states = site.states(model)
    assert [status for status, *_ in states] == [12, 14, 14, 15, 9]
    assert [progress for _, progress, *_ in states] == [0, 0, 50, 100, 100]
    assert [zipped for *_, zipped, _ in states] == [0, 0, 0, 1, 2]
    done = model.get()
    assert done.model_type is ModelType.MODEL_3D
    assert done.zip_file_key
    assert done.model_size


@pytest.mark.parametrize("scenario", ENDS)
def test_every_end(site: Site, scenario: Scenario) -> None:
    """Each scenario ends as it is described, and the client takes 9 and 15 for success and 8 and 13 for failure."""
    status, zipped, downloadable = ENDS[scenario]
    model = site.start(scenario)
    site.server.advance(seconds=10)
    found = model.get()
    assert (found.model_status, found.zip_status) == (status, zipped)
    if downloadable:
        assert model.wait() == model.wait_for_zip() == found
    else:
        with pytest.raises(TaskFailed) as caught:
            model.wait_for_zip()
        assert caught.value.task_id == model.id
        assert caught.value.task == found
    if scenario in (Scenario.FAILED, Scenario.NO_RESOURCES):
        assert model.wait(check=False).error_code
        with pytest.raises(TaskFailed, match=model.id):
            model.wait()


def test_stop_gives_the_quota_back(site: Site) -> None:
    """A start costs its pictures, a stop gives them back and makes 16; a second stop is refused (D12)."""
    before = site.quota
    model = site.start()
    assert site.quota == before - 12
    site.server.advance(seconds=0.2)
    model.stop()
    assert site.quota == before
    assert model.get().model_status is ModelStatus.RECONSTRUCTION_CANCELED
    with pytest.raises(TaskCanceled, match="was stopped"):
        model.wait()
    with pytest.raises(BadRequest) as caught:
        model.stop()
    assert caught.value.code == 200610


def test_delete_stops_and_forgets(site: Site) -> None:
    """A model under way that is deleted is refunded and unknown afterwards; its zip goes too (D13)."""
    before = site.quota
    model = site.start()
    model.delete()
    assert site.quota == before
    with pytest.raises(NotFound) as caught:
        model.get()
    assert caught.value.code == 200404
    done = site.start()
    site.server.advance(seconds=10)
    key = done.get().zip_file_key
    done.delete()
    assert key not in site.server.flighthub.store.objects


def test_running_lists_what_is_under_way(site: Site) -> None:
    """Waiting and working models are listed; none at all is null on the wire and an empty list here (D15)."""
    assert site.hub.models.running() == []
    first, second = site.start(kind="2d"), site.start(kind="lidar")
    assert {model.model_uuid for model in site.hub.models.running()} == {first.id, second.id}
    first.stop()
    assert [model.model_type for model in site.hub.models.running()] == [ModelType.MODEL_LIDAR]
    site.server.advance(seconds=10)
    assert site.hub.models.running() == []


def test_the_quota_is_a_limit(site: Site) -> None:
    """A start that the quota does not cover is refused whole, and nothing is charged."""
    parameters: Any = dict.fromkeys(PARAMETERS.values(), "{}")
    for _ in range(2):
        site.hub.models.start(site.resource, **parameters)
    assert site.quota == 100 - 2 * 4 * 12
    with pytest.raises(BadRequest, match="quota"):
        site.hub.models.start(site.resource, **parameters)
    assert site.quota == 4
    assert len(site.server.flighthub.modeling.models) == 8


def test_one_refused_model_does_not_hide_the_others(site: Site) -> None:
    """A sub_error_code inside a reply of code 0 is raised, with handles of the models that go on."""
    site.server.flighthub.own.scenarios = {"3dgs": Scenario.REFUSED}
    with pytest.raises(StartIncomplete, match="3dgs with sub_error_code 999999; going on: 3d") as caught:
        site.hub.models.start(site.resource, parameter_3d={}, parameter_3dgs={})
    assert list(caught.value.refused) == ["3dgs"]
    assert caught.value.started["3d"].get().model_status is ModelStatus.REQUESTING_RESOURCE
    assert site.quota == 100 - 12


def test_a_resource_goes_with_its_models_when_asked_to(site: Site) -> None:
    """delete_resource_if_finish deletes it once the last model has ended; models use copies until then (D9)."""
    models = site.hub.models.start(site.resource, parameter_2d={}, parameter_3d={}, delete_resource_if_finish=True)
    uuid = site.resource.resource_uuid or ""
    models["2d"].stop()
    assert site.hub.resources.get(uuid).status == 1
    site.server.advance(seconds=10)
    assert models["3d"].get().zip_status is ZipStatus.FINISH
    assert site.hub.resources.get(uuid).status == 2
    site.server.advance(seconds=2)
    gone = site.hub.resources.get(uuid)
    assert (gone.status, gone.file_names, gone.resource_size) == (3, [], 0)


def test_a_deleted_resource_does_not_stop_its_models(site: Site) -> None:
    """Models that were started before go on, new ones are refused (D8, D9)."""
    model = site.start()
    site.hub.resources.delete(site.resource.resource_uuid or "")
    site.server.advance(seconds=10)
    assert model.wait_for_zip().zip_file_key
    with pytest.raises(BadRequest, match="the resource has 0 files"):
        site.hub.models.start(site.resource.resource_uuid or "", parameter_3d={})


def test_an_engine_that_breaks_down_is_the_end_of_its_model_only(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake of the emulator's own ends the model as failed, in place of one that is made for ever."""

    async def broken(*_: object) -> None:
        raise KeyError("zip")

    monkeypatch.setattr("meshwright.emulator.flighthub.reconstructions.make_zip", broken)
    model = site.start()
    site.server.advance(seconds=10)
    assert model.get().model_status is ModelStatus.MAP_RECONSTRUCTION_FAILED
    assert site.hub.models.running() == []


# ---------------------------------------------------------------------------------------------------- starting
def test_parameters_become_json_strings(site: Site) -> None:
    """Dicts are written as JSON, strings are sent as they are, anything that is not a JSON object is refused."""
    asked: list[Any] = []
    hub = scripted(lambda request: asked.append(body_of(request)) or start_reply("3d", "2d"))
    hub.start(M, parameter_3d={"quality_level": 1, "name": "Zürich"}, parameter_2d='{"map_mode": 1}')
    assert json.loads(asked[0]["parameter_3d"]) == {"quality_level": 1, "name": "Zürich"}
    assert asked[0]["parameter_2d"] == '{"map_mode": 1}'
    assert "parameter_lidar" not in asked[0]
    for wrong in ("[1]", "no json", '"text"', {"x": float("nan")}, {1, 2}):
        with pytest.raises(InputError, match="parameter_3d"):
            hub.start(M, parameter_3d=wrong)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="at least one of"):
        hub.start(M)
    assert len(asked) == 1


@pytest.mark.parametrize("kind", PARAMETERS)
def test_limits_of_a_kind_are_known_before_a_start(kind: str) -> None:
    """The numbers of files that the spec allows are checked here when the resource is known: 5 to 20000, 10 to 4000."""
    fewest, most = (10, 4000) if kind == "3dgs" else (5, 20000)
    hub = scripted(lambda _: start_reply(kind))
    parameter: Any = {PARAMETERS[kind]: {}}
    for count, good in ((fewest - 1, False), (fewest, True), (most, True), (most + 1, False)):
        resource = Resource(resource_uuid=M, file_names=[str(number) for number in range(count)])
        if good:
            hub.start(resource, **parameter)
        else:
            with pytest.raises(InputError, match=f"{count} files; it takes {fewest} to {most}"):
                hub.start(resource, **parameter)


def test_the_emulator_knows_the_limits_too(site: Site) -> None:
    """A start by uuid alone is refused by the service."""
    small = site.server.flighthub.modeling.resources.known[site.resource.resource_uuid or ""]
    for name in list(small.files)[:8]:
        del small.files[name]
    with pytest.raises(BadRequest, match="4 files, not 5 to 20000"):
        site.hub.models.start(small.uuid, parameter_2d={})


@pytest.mark.parametrize("status", [200, 500])
def test_a_start_whose_answer_is_lost_is_never_repeated(site: Site, status: int) -> None:
    """The service accepted it and answered with an error: the error names where to look, and there is one model."""
    site.server.flighthub.troubles.arm("models.start", Failure(200500, "upstream", status=status), after=True)
    with pytest.raises(SubmissionUnknown, match=r"models\.running\(\)"):
        site.start()
    assert len(site.hub.models.running()) == 1


@pytest.mark.parametrize(("sent", "error"), [(True, SubmissionUnknown), (False, ConnectionFailed)])
def test_a_start_whose_connection_breaks(sent: bool, error: type[Exception]) -> None:
    """Broken off after it was sent, a start may have arrived and is not repeated; before that it is merely not done."""
    seen: list[Request] = []

    def broken(request: Request) -> Reply:
        seen.append(request)
        raise ConnectionFailed("reset by peer", sent=sent)

    with pytest.raises(error):
        scripted(broken).start(M, parameter_2d={})
    assert (len(seen) == 1) is sent


def test_a_start_that_was_too_frequent_is_repeated(site: Site) -> None:
    """Code 210429 means that nothing was done, so even a start is sent again."""
    site.server.flighthub.troubles.arm("models.start", Failure(210429, "Operations too frequent"), count=2)
    site.start()
    assert len(site.hub.models.running()) == 1


# ---------------------------------------------------------------------------------------------------- waiting
def body_of(request: Request) -> Any:
    assert request.body is not None
    return json.loads(b"".join(request.body))


def start_reply(*kinds: str) -> Reply:
    jobs = {f"model_{kind}": {"uuid": M, "status": 12, "sub_error_code": 0} for kind in kinds}
    return json_reply({"code": 0, "message": "", "data": jobs})


def scripted(answer: Callable[[Request], Any], transport: FakeTransport | None = None) -> Models:
    """A client whose service is a function."""
    fake = transport or FakeTransport(answer, lambda _: (Reply(status=404), []))
    session = FlightHubSession(
        transport=EnvelopeTransport(fake), dialect=FLIGHTHUB, base_url="https://hub.test", headers={}
    )
    return Models(session)


def models_in_turn(*states: dict[str, Any]) -> tuple[Models, FakeTransport]:
    """A service that shows these states one after the other, and the last for ever."""
    left = list(states)

    def answer(_: Request) -> Reply:
        state = left.pop(0) if len(left) > 1 else left[0]
        return json_reply({"code": 0, "message": "", "data": {"model_uuid": M, **state}})

    fake = FakeTransport(answer, lambda _: (Reply(status=404), []))
    return scripted(answer, fake), fake


def test_pauses_grow_from_ten_seconds_to_a_minute() -> None:
    """Every look is one GET, and the pauses between them are those of decision D19."""
    hub, fake = models_in_turn(
        *[{"model_status": 14, "reconstruction_progress": p} for p in range(9)], {"model_status": 9}
    )
    assert hub.model(M).wait().model_status == 9
    assert len(fake.requests) == 10
    assert fake.slept[0] == pytest.approx(10, rel=0.11)
    assert fake.slept[-1] == pytest.approx(60, rel=0.11)


def test_unknown_statuses_go_on() -> None:
    """An undocumented number, or no status at all, means that the model goes on; no warning, no crash."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        hub, _ = models_in_turn({"model_status": 10}, {"model_status": 77}, {}, {"model_status": 15})
        assert hub.model(M).wait().model_status is ModelStatus.RECONSTRUCTION_SUCCESS


def test_a_zip_may_come_long_after_the_model() -> None:
    """The wait for the zip goes on over 15 and 9 until it is finished and has a key."""
    hub, fake = models_in_turn(
        {"model_status": 15, "zip_status": 0},
        {"model_status": 15, "zip_status": 1},
        {"model_status": 9, "zip_status": 2, "zip_file_key": ""},
        {"model_status": 9, "zip_status": 2, "zip_file_key": "k"},
    )
    assert hub.model(M).wait_for_zip().zip_file_key == "k"
    assert len(fake.requests) == 4


def test_a_wait_that_ends_names_the_model() -> None:
    """The timeout error has the uuid and the last state, and is a TimeoutError."""
    hub, fake = models_in_turn({"model_status": 14, "reconstruction_progress": 40})
    with pytest.raises(WaitTimeout, match=rf"{M} was RECONSTRUCTION_EXECUTING at 40 %") as caught:
        hub.model(M).wait(timeout=120)
    assert isinstance(caught.value, TimeoutError)
    assert caught.value.task_id == M
    assert fake.clock == pytest.approx(1120)


def test_updates_are_told_once_each() -> None:
    """on_update is called for every change and not for a repetition."""
    hub, _ = models_in_turn({"model_status": 12}, {"model_status": 12}, {"model_status": 14}, {"model_status": 9})
    seen: list[ModelDetails] = []
    hub.model(M).wait(on_update=seen.append)
    assert [model.model_status for model in seen] == [12, 14, 9]


def test_nulls_in_place_of_lists_and_data() -> None:
    """A null list is empty; a model without data is an error of its own, not a crash."""
    assert scripted(lambda _: json_reply({"code": 0, "message": "", "data": {"list": None}})).running() == []
    with pytest.raises(Exception, match="holds no data"):
        scripted(lambda _: json_reply({"code": 0, "message": "", "data": None})).get(M)
    scripted(lambda _: json_reply({"code": 0, "message": ""})).delete(M)
    scripted(lambda _: json_reply({"code": 0, "message": "", "data": {}})).stop(M)


def test_the_seeds_example_field_by_field() -> None:
    """The one documented answer of the service comes out of the client as it went in, every field with its meaning."""
    example = load_spec("flighthub")["paths"]["/openapi/v0.1/open_model/models/{model_uuid}"]["get"]["responses"]["200"]
    value = example["content"]["application/json"]["examples"]["succeeded"]["value"]
    model = scripted(lambda _: json_reply(value)).get("476954f7-3ad4-4dcf-a03f-2654d5e0d3cc")
    assert model.resource_uuid == "69e49a97-6a02-4638-b1b5-b9e871b6c51e"
    assert model.model_uuid == "476954f7-3ad4-4dcf-a03f-2654d5e0d3cc"
    assert model.model_type is ModelType.MODEL_3D
    assert model.model_status is ModelStatus.MAP_RECONSTRUCTION_SUCCESS
    assert model.model_size == 37420969
    assert model.reconstruction_progress == 100
    assert model.error_code == 0
    assert model.zip_status is ZipStatus.FINISH
    assert model.zip_progress == 100
    assert model.zip_file_key == "xxxx"
    assert model.to_dict() == value["data"]
    assert not model.additional_properties


# ---------------------------------------------------------------------------------------------------- the zip
MODEL_FILES = ["b3dm/tile.b3dm", "b3dm/tileset.json", "model.glb", "model.ply"]
MODEL_FILES += ["obj/model.mtl", "obj/model.obj", "obj/texture.png"]
RESULT_FILES = {
    "2d": ["orthophoto.tif", "preview.jpg"],
    "3d": MODEL_FILES,
    "3dgs": ["splats.ply"],
    "lidar": ["points.las", "points.ply"],
}


def test_the_zip_says_that_it_is_emulated(real: Site, tmp_path: Path) -> None:
    """Photos that know no place become a labelled contact sheet; the note names parameters without an effect."""
    parameters: Any = {"parameter_2d": {"map_mode": 1, "quality_level": 3}}
    model = real.hub.models.start(real.resource, **parameters)["2d"]
    real.server.advance(seconds=10)
    files = model.download_zip(tmp_path / "out", resolver=real.hub.models.download_url)
    assert {path.name for path in files} == {"README.txt", "report.json", "contact_sheet.jpg"}
    note = next(path for path in files if path.name == "README.txt").read_text()
    assert "EMULATED" in note
    assert "Parameters without an effect in the emulator: map_mode." in note
    assert next(path for path in files if path.suffix == ".jpg").read_bytes()[:3] == b"\xff\xd8\xff"
    (only,) = model.download_zip(tmp_path / "zip", resolver=real.hub.models.download_url, unzip=False)
    assert zipfile.is_zipfile(only)


def started(site: Site, files: Path, *kinds: str) -> dict[str, Any]:
    """Start models of these files; the clock is past their end."""
    parameters: Any = {PARAMETERS[kind]: {"quality_level": 3} for kind in kinds}
    models: Any = site.hub.models.start(placed(site.server, site.hub, files), **parameters)
    site.server.advance(seconds=10)
    return dict(models)


def test_photos_that_know_their_place_become_results_of_every_kind(real: Site, tmp_path: Path) -> None:
    """A map, a model, splats and points, each as a zip with the layout of docs/surveys.md."""
    (site := tmp_path / "site").mkdir()
    for number in range(10):
        survey_samples.photo(site / f"{number}.jpg", 6.0 * number)
    for kind, model in started(real, site, *PARAMETERS).items():
        folder = tmp_path / "out" / kind
        model.download_zip(folder, resolver=real.hub.models.download_url)
        (root,) = {path.parent for path in folder.rglob("README.txt")}
        names = sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
        assert names == sorted(["README.txt", "report.json", *RESULT_FILES[kind]])
        assert json.loads((root / "report.json").read_text())["method"] == "flat mosaic"


def test_point_clouds_become_one(real: Site, tmp_path: Path) -> None:
    """A LiDAR job of LAS files gives one LAS of all their points."""
    (site := tmp_path / "site").mkdir()
    for number in range(5):
        points = np.arange(12.0).reshape(4, 3) + number
        (site / f"{number}.las").write_bytes(survey_samples.las_file(points))
    model = started(real, site, "lidar")["lidar"]
    files = model.download_zip(tmp_path / "out", resolver=real.hub.models.download_url)
    assert {path.name for path in files} == {"README.txt", "report.json", "points.las"}
    report = next(path for path in files if path.suffix == ".json")
    assert json.loads(report.read_text())["points"] == 5 * 4


def test_photogrammetry_has_a_time_of_its_own(real: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The setting asks the engine for the measured surface and lets it take longer than other jobs."""
    asked: list[tuple[str, float]] = []

    async def said(_: object, job: Any, seconds: float) -> Any:
        asked.append((job["request"]["method"], seconds))
        return {"error": {"message": "no"}}

    monkeypatch.setattr("meshwright.emulator.jobs.Workers.run", said)
    model = real.server.flighthub.modeling.models[real.start(Scenario.NO_RESOURCES).id]
    for measured in (False, True):
        own = evolve(OWN, photogrammetry=measured, photogrammetry_seconds=900.0)
        outcome, _ = asyncio.run(make_zip(model, [], tmp_path, JobRunner(Settings(flighthub=own, job_seconds=7.0))))
        assert outcome.error == "no"
    assert asked == [("mosaic", 7.0), ("photogrammetry", 900.0)]


def test_the_asyncio_client_downloads_too(real: Site, tmp_path: Path) -> None:
    """A resolver may be a coroutine function."""
    model = real.start()
    real.server.advance(seconds=10)

    async def main() -> list[Path]:
        async with AsyncFlightHub(TOKEN, base_url=real.server.url, poll_interval=0.01) as hub:
            return await hub.models.model(model.id).download_zip(tmp_path, resolver=hub.models.download_url)

    assert {path.name for path in asyncio.run(main())} >= {"README.txt", "model.glb", "tileset.json"}


def test_without_a_resolver_the_client_says_what_is_not_known(site: Site, tmp_path: Path) -> None:
    """How a key becomes a URL is not documented, so nothing is guessed unasked."""
    model = site.start()
    site.server.advance(seconds=10)
    with pytest.raises(ConfigurationError, match="not documented: pass resolver="):
        model.download_zip(tmp_path)


def test_a_key_that_is_a_url_needs_no_resolver(tmp_path: Path) -> None:
    """Should the key be a URL already, it is fetched, without the token."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("model.obj", "v 0 0 0\n")
    state = {"model_status": 9, "zip_status": 2, "zip_file_key": "https://cdn.test/x.zip"}
    reply = json_reply({"code": 0, "message": "", "data": state})
    fake = FakeTransport(lambda _: reply, lambda _: (Reply(status=200), [(0.0, packed.getvalue())]))
    (path,) = scripted(lambda _: reply, fake).model(M).download_zip(tmp_path)
    assert path.read_text() == "v 0 0 0\n"
    assert fake.streams[0].url == "https://cdn.test/x.zip"
    assert "x-user-token" not in fake.streams[0].headers


def test_a_second_download_asks_for_nothing(tmp_path: Path) -> None:
    """If the model was unpacked already, the call raises before it waits or fetches, and names what to do."""
    (tmp_path / M).mkdir()
    (tmp_path / M / "model.obj").write_text("v 0 0 0\n")
    hub, fake = models_in_turn({"model_status": 9, "zip_status": 2, "zip_file_key": "https://cdn.test/x.zip"})
    with pytest.raises(DownloadFailed, match=r"holds files already.*name another folder"):
        hub.model(M).download_zip(tmp_path)
    assert not fake.requests
    assert not fake.streams
    assert [path.name for path in tmp_path.iterdir()] == [M]


def test_an_expired_url_is_asked_for_again(tmp_path: Path) -> None:
    """A URL that is no longer good is resolved once more."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a", "b")
    reply = json_reply({"code": 0, "message": "", "data": {"model_status": 9, "zip_status": 2, "zip_file_key": "k"}})
    urls = iter(["https://cdn.test/old", "https://cdn.test/new"])

    def served(request: Request) -> tuple[Reply, list[tuple[float, bytes]]]:
        return (Reply(status=403), []) if request.url.endswith("old") else (Reply(status=200), [(0, packed.getvalue())])

    fake = FakeTransport(lambda _: reply, served)
    (path,) = scripted(lambda _: reply, fake).model(M).download_zip(tmp_path, resolver=lambda _: next(urls))
    assert path.read_text() == "b"


def test_a_handle_sends_nothing() -> None:
    """A model is found again by its uuid from any process; an empty uuid is refused."""
    hub, fake = models_in_turn({})
    assert hub.model(M).id == M
    with pytest.raises(InputError):
        hub.model("")
    assert not fake.requests
    assert run(AsyncModels(hub.session).get(M)).model_uuid == M
