"""V2 of the API: the same organization as in V1, under another prefix and with the differences of the spec."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from helpers.organizations import NOON
from meshwright import FlightHub, RetryPolicy
from meshwright.emulator import Clock, Emulator, FlightHubSettings, Settings

V2 = "/openapi/v2.0"
FEATURE = {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [9.5, 47.1]}}


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    chosen = FlightHubSettings(private_cloud=True)
    with Emulator(Settings(clock=Clock(rate=0, epoch=NOON), seed=1, strict=True, flighthub=chosen)) as running:
        yield running


@pytest.fixture
def hubs(emulator: Emulator) -> Iterator[dict[str, FlightHub]]:
    """A client of each version, in the first project."""
    with FlightHub("token", base_url=emulator.url) as hub:
        project = hub.projects.list()[0].uuid
    options: dict[str, Any] = {"base_url": emulator.url, "project_uuid": project, "retry": RetryPolicy(attempts=1)}
    with FlightHub("token", **options) as v1, FlightHub("token", api_version="v2.0", **options) as v2:
        yield {"v0.1": v1, "v2.0": v2}


def test_both_versions_have_one_organization(emulator: Emulator, hubs: dict[str, FlightHub]) -> None:
    """A flight that V2 creates and commands is the one that V1 shows (D18)."""
    v1, v2 = hubs["v0.1"], hubs["v2.0"]
    assert v1.projects.devices() == v2.projects.devices()
    dock, route = v2.projects.devices()[0].gateway.sn, v2.routes.list()[0].id
    flight = v2.flights.create(name="both", sn=dock, wayline_uuid=route, task_type="immediate")
    emulator.advance(seconds=60)
    v2.devices.command(dock, command="flighttask_pause")
    assert v1.flights.flight(flight.id).get().status == "paused"
    assert v2.projects.storage_credential().bucket == v1.projects.storage_credential().bucket


def test_v2_answers_in_its_own_words(emulator: Emulator, hubs: dict[str, FlightHub]) -> None:
    """V2 names the id of a new annotation, lists operators and exceptions, pages forwarders, and calls two members
    otherwise (D59, D60, D61).
    """
    v1, v2 = hubs["v0.1"], hubs["v2.0"]
    resource = {"type": 0, "content": FEATURE}
    first, second = (hub.annotations.create(name="one", resource=resource) for hub in (v1, v2))
    assert (bool(first.id), bool(second.id)) == (False, True)
    pair = v2.projects.devices()[0]
    camera = {"sn": pair.gateway.sn, "camera_index": pair.gateway.camera_list[0].camera_index}
    for name in ("one", "two", "three"):
        target = {"url": f"rtmp://live.example.com/{name}"}
        v2.forwarders.create(converter_name=name, schema="rtmp", schema_option=target, **camera)
    assert [one.bypass_option.url for one in v2.forwarders.list()] == [
        f"rtmp://live.example.com/{name}" for name in ("one", "two", "three")
    ]
    v2.flights.create(name="both", sn=camera["sn"], wayline_uuid=v2.routes.list()[0].id, task_type="immediate")
    (told,) = v2.devices.hms(device_sn_list=[camera["sn"]])
    assert told.device_hms.list_[0].in_the_sky == "on_the_ground"
    headers = {"x-user-token": "token", "x-project-uuid": str(v2.projects.list()[0].uuid)}
    span = f"flight-task/list?sn={camera['sn']}&begin_at={int(NOON) - 60}&end_at={int(NOON) + 60}"
    forms = [
        httpx.get(f"{emulator.url}/openapi/{version}/{span}", headers=headers).json()["data"]["list"][0]
        for version in ("v0.1", "v2.0")
    ]
    assert [(type(row["operations"]), row["exceptions"]) for row in forms] == [(dict, None), (list, [])]
    page = httpx.get(f"{emulator.url}{V2}/stream-converters?page=2&page_size=2", headers=headers).json()["data"]
    assert ([one["converter_name"] for one in page["list"]], page["pagination"]["total"]) == (["three"], 3)


def test_v2_refuses_by_its_own_names(emulator: Emulator) -> None:
    """A member of V1 is not one of V2, its own method is the only one, and an unknown path is a bare 404."""
    headers = {"x-user-token": "token"}
    with httpx.Client(base_url=f"{emulator.url}{V2}", headers=headers) as http:
        refused = http.post("/device/x/command", json={"command": "return_home"}).json()
        assert refused["code"] == 200610
        assert "device_command" in refused["message"]
        for method, path in (("GET", "/project/sts-token"), ("GET", "/live-stream/converter"), ("GET", "/none")):
            answer = http.request(method, path)
            assert (answer.status_code, answer.text) == (404, "404 page not found")
        assert http.get("/project", headers={"x-user-token": ""}).json()["code"] == 200401
