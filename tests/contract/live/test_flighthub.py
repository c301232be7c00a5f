"""The visit of a live FlightHub, made to the emulator: it changes nothing, finds drifts, and knows its bounds."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from helpers.contract.drifting_flighthub import ANSWERS, plant
from helpers.contract.prepared import prepare
from helpers.other_server import other_server, send
from meshwright.contract.__main__ import main
from meshwright.contract.expectations import Expectations
from meshwright.contract.live import organization, visiting
from meshwright.contract.live.bounds import CannotVisit, flighthub_cost
from meshwright.contract.strangers import NOBODY, filled
from meshwright.contract.walks.flighthub_bench import ROOT, TOKEN, FlightHubBench, opened_flighthub
from meshwright.contract.walks.flighthub_organization import Organization
from meshwright.emulator import Emulator, Settings
from meshwright.emulator.flighthub import endpoints
from meshwright.spec.reading import load_spec

pytestmark = pytest.mark.usefixtures("breaks_the_contract")


@pytest.fixture(scope="module")
def site() -> Iterator[FlightHubBench]:
    """An emulator with running models of another client; no visit may change it."""
    with pytest.MonkeyPatch.context() as patch, opened_flighthub() as bench:
        prepare(patch)
        patch.setattr(organization, "SPAN", 10**9)  # the clock of this service stands still
        Organization(bench).fly()
        bench.advance(300.0)
        bench.start(bench.resource(10), "2d", "3d", "3dgs", "lidar")
        bench.advance(1.0)
        assert bench.findings == []
        yield bench


@pytest.fixture(autouse=True)
def _token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLIGHTHUB_USER_TOKEN", TOKEN)


def visit(url: str, folder: Path, *more: str) -> int:
    files = ["--har", str(folder / "a.har"), "--drift", str(folder / "divergence.yaml")]
    return main(
        [
            "--target",
            "live",
            "--service",
            "flighthub",
            "--base-url",
            url,
            "--rate",
            "10000",
            "--fuzz",
            "0",
            *files,
            *more,
        ]
    )


def state(site: FlightHubBench) -> tuple[Any, ...]:
    service = site.emulator.flighthub
    # Zips come when the engine is ready, and the photos of a flight are rendered when they are listed.
    photos = {key for key in list(service.store.objects) if key.endswith(".JPG") and "open_reconstruction" in key}
    made, projects = service.modeling, service.organization.projects
    flights = [run.task.uuid for project in projects.values() for run in service.flights.runs(project)]
    return made.quota, set(made.models), set(made.resources.known), photos, flights, str(projects)


def test_changes_nothing_and_finds_nothing(site: FlightHubBench, tmp_path: Path) -> None:
    """Nothing is made, stopped or deleted, no credential is taken; a service that follows its spec shows no drift."""
    before = state(site)
    assert visit(site.emulator.url, tmp_path) == 0, (tmp_path / "divergence.yaml").read_text("utf-8")
    assert state(site) == before
    assert "[]" in (tmp_path / "divergence.yaml").read_text("utf-8")
    text = (tmp_path / "a.har").read_text("utf-8")
    assert TOKEN not in text
    assert len(json.loads(text)["log"]["entries"]) > 40
    assert main(["--service", "flighthub", "--replay", str(tmp_path / "a.har")]) == 0


def test_emulator_of_the_documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A visit of an emulator that takes any token finds nothing; if it took what is none too, that would be found."""
    monkeypatch.setenv("FLIGHTHUB_USER_TOKEN", "any")
    with Emulator(Settings()) as emulator:
        assert visit(emulator.url, tmp_path, "--fuzz", "4") == 0, (tmp_path / "divergence.yaml").read_text("utf-8")
        monkeypatch.setattr(endpoints, "authorize", lambda *_: None)
        assert visit(emulator.url, tmp_path) == 1
    assert "a call without a valid token succeeds" in (tmp_path / "divergence.yaml").read_text("utf-8")


@pytest.mark.parametrize("name", ANSWERS)
def test_planted_answers(site: FlightHubBench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A drift of the answers is found, and still nothing is changed."""
    change, word = ANSWERS[name]
    before = state(site)
    plant(monkeypatch, change)
    assert visit(site.emulator.url, tmp_path) == 1
    assert word in (tmp_path / "divergence.yaml").read_text("utf-8")
    assert state(site) == before


def test_guard() -> None:
    """Every request that could change something is refused before it is sent, for every caller."""
    operations = {operation.id: operation for operation in Expectations.of(load_spec("flighthub")).operations}
    other = NOBODY.replace("0", "1")
    for id, tail, body in (
        ("stores.obtain_token", "", None),
        ("models.delete", other, None),
        ("models.stop", other, None),
        ("resources.delete", other, None),
        ("models.start", "", {"resource_uuid": other, "parameter_3d": "{}"}),
        ("stores.upload_callback", "", {"resource_uuid": other}),
    ):
        with pytest.raises(CannotVisit, match="would change something"):
            flighthub_cost(operations[id], f"{ROOT}/{tail}", body)
    assert flighthub_cost(operations["models.delete"], f"{ROOT}/models/{NOBODY}", None) == 0
    for operation in operations.values():
        if not operation.template.startswith(ROOT) and (operation.method != "GET" or "credential" in operation.id):
            for body in (None, {}, {"resource_uuid": NOBODY}):
                with pytest.raises(CannotVisit, match="would change something"):
                    flighthub_cost(operation, filled(operation.template), body)


@pytest.mark.parametrize(
    ("variables", "more", "words"),
    [
        ({"FLIGHTHUB_USER_TOKEN": ""}, [], "no key: set FLIGHTHUB_USER_TOKEN"),
        ({"FLIGHTHUB_USER_TOKEN": "msy_a_key"}, [], "a key of Meshy"),
        ({"FLIGHTHUB_USER_TOKEN": "a b"}, [], "characters that a key cannot have"),
        ({}, ["--spend", "5"], "the prices of FlightHub are unknown"),
        ({}, ["--base-url", "http://example.com"], "https"),
        ({}, ["--base-url", ""], "which region"),
    ],
)
def test_bad_input(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    variables: dict[str, str],
    more: list[str],
    words: str,
) -> None:
    """One line reports the error, and nothing is sent."""
    for name, value in {"FLIGHTHUB_USER_TOKEN": TOKEN, **variables}.items():
        monkeypatch.setenv(name, value)
    for name in ("FLIGHTHUB_REGION", "FLIGHTHUB_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    with other_server(lambda handler, _: send(handler, 200)) as other:
        assert visit(other.url, tmp_path, *more) == 2
        assert other.received == []
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


def test_other_servers(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], site: FlightHubBench
) -> None:
    """HTML, JSON that is not an envelope, a refused token, no project, no answer: one line and one request each."""
    monkeypatch.setattr(visiting, "SECONDS", 0.3)

    def answering(status: int, body: bytes, kind: str = "application/json") -> Any:
        return lambda handler, _: send(handler, status, body, content_type=kind)

    def silent(handler: BaseHTTPRequestHandler, _: int) -> None:
        time.sleep(1)

    for answer, words in (
        (answering(200, b"<html>", "text/html"), "is not FlightHub"),
        (answering(200, b'{"balance": 5}'), "is not FlightHub"),
        (answering(404, b"404 page not found", "text/plain"), "is not FlightHub"),
        (answering(401, b'{"code": 200401, "message": "no"}'), "refuses the token"),
        (answering(200, b'{"code": 200401, "message": "no"}'), "refuses the token"),
        (answering(200, b'{"code": 200610, "message": "project"}'), "FLIGHTHUB_PROJECT_UUID"),
        (silent, "does not answer"),
    ):
        with other_server(answer) as other:
            assert visit(other.url, tmp_path) == 2
            assert len(other.received) == 1
        said = capsys.readouterr().err
        assert words in said
        assert said.count("\n") == 1
    monkeypatch.setenv("FLIGHTHUB_USER_TOKEN", "of-another-region")
    assert visit(site.emulator.url, tmp_path) == 2
    assert "one region only" in capsys.readouterr().err
