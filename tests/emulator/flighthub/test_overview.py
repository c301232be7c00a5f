"""FlightHub's part of the emulator's page and of the API for tests in other languages; resetting it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import httpx
import pytest
from helpers.browser import seen
from helpers.flighthub import TOKEN, emulator
from helpers.organizations import NOON
from meshwright import FlightHub
from meshwright.emulator import Clock, Emulator
from meshwright.emulator.flighthub.model_files import shown_files
from meshwright.emulator.flighthub.troubles import Failure


def state(server: Emulator) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{server.url}/_emulator/state", timeout=60).json()["flighthub"]
    return found


def test_models_are_shown_with_their_zips(server: Emulator, hub: FlightHub, photos: Path) -> None:
    """A model is listed from its start to its end, and its zip can be fetched by the address that is shown."""
    resource = hub.resources.upload(photos)
    handle = hub.models.start(resource, parameter_2d={})["2d"]
    (begun,) = state(server)["models"]
    assert (begun["model_uuid"], begun["kind"], begun["pictures"]) == (handle.id, "2d", 12)
    handle.wait_for_zip()
    (ended,) = state(server)["models"]
    assert (ended["stage"], ended["reconstruction_progress"], ended["error"]) == ("SUCCEEDED", 100, "")
    assert httpx.get(ended["zip_url"]).content.startswith(b"PK")


def test_starting_over_gives_the_quota_back(server: Emulator, hub: FlightHub, photos: Path) -> None:
    """A reset, by HTTP or in Python, forgets models, resources and faults and returns the quota of every picture."""
    before = state(server)
    for forget in (lambda: httpx.post(f"{server.url}/_emulator/reset"), server.reset):
        resource = hub.resources.upload(photos)
        hub.models.start(resource, parameter_2d={})
        assert state(server)["quota"] == before["quota"] - 12
        server.flighthub.troubles.arm("models.running", Failure(200403, "no"))
        forget()
        assert state(server) == before
        assert hub.models.running() == []


@pytest.fixture
def flying() -> Iterator[Emulator]:
    """An emulator whose clock stands still, with an aircraft on its route and an annotation of hostile text."""
    with emulator(clock=Clock(rate=0, epoch=NOON)) as one:
        service = one.flighthub
        project = next(iter(service.organization.projects.values()))
        (patrol,) = [route for route in service.routes.of(project) if route.name == "Patrol"]
        dock = service.organization.docks_of(project)[0]
        flight = {"name": "round", "sn": dock.sn, "wayline_uuid": patrol.uuid, "task_type": "immediate"}
        mark = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [dock.longitude, dock.latitude]}}
        note = {"name": "<img src=x onerror=alert(1)>", "resource": {"type": 0, "content": mark}}
        headers = {"x-user-token": TOKEN, "x-project-uuid": project.uuid}
        with httpx.Client(base_url=one.url + "/openapi/v0.1", headers=headers, trust_env=False) as http:
            assert http.post("/flight-task", json=flight).json()["code"] == 0
            assert http.post("/map/element", json=note).json()["code"] == 0
        one.advance(seconds=60)
        yield one


def test_the_map_has_what_flies(flying: Emulator) -> None:
    """The state has the docks, the route under way, the track so far and the place of the aircraft, until it lands."""
    project = flying.state()["flighthub"]["organization"]["projects"][0]
    first, second = project["docks"]
    assert (second["position"], second["route"], second["track"]) == (None, [], [])
    assert len(first["route"]) == 7
    assert first["position"]["above"] > 10
    assert len(first["track"]) > 10
    assert first["track"][0] == pytest.approx(first["place"])
    assert [(one["name"], one["status"]) for one in project["flights"]] == [("round", "executing")]
    flying.advance(hours=1)
    project = flying.state()["flighthub"]["organization"]["projects"][0]
    assert project["docks"][0]["position"] is None
    assert project["flights"][0]["status"] == "success"


def test_the_browser_draws_the_map(flying: Emulator, tmp_path: Path) -> None:
    """The page shows the docks, the route, the track and the aircraft, and the name of an annotation as text."""
    page = seen(flying.url, tmp_path)
    assert page.count('<g class="dock"') == 2
    assert page.count('<g class="aircraft"') == page.count('class="route"') == page.count('class="track"') == 1
    assert "1 aircraft in flight" in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_what_is_shown_of_a_zip(server: Emulator) -> None:
    """The first GLB and JPEG of a zip are served by a signed address, and nothing else of it."""
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("notes.txt", "no")
        archive.writestr("model.glb", b"glTF")
    service = server.flighthub
    service.store.put("fh/a/b.zip", out.getvalue())
    found = shown_files(service, "fh/a/b.zip", server.url)
    assert list(found) == ["glb"]
    answer = httpx.get(found["glb"], trust_env=False)
    assert (answer.content, answer.headers["content-type"]) == (b"glTF", "model/gltf-binary")
    for wrong in (found["glb"].replace(".glb", ".jpg"), found["glb"].replace("Signature=", "Signature=0")):
        assert httpx.get(wrong, trust_env=False).status_code == 403
    assert shown_files(service, "fh/none.zip", server.url) == {}
