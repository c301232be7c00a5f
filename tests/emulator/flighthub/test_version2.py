"""V2 of the API: the same organization as in V1, under another prefix and with the differences of the spec."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from helpers.organizations import NOON
from meshwright import BadRequest, ConfigurationError, FlightHub, NotFound, RetryPolicy
from meshwright.emulator import Clock, Emulator, FlightHubSettings, Settings
from meshwright.emulator.contract import Contract
from meshwright.emulator.flighthub.endpoints import EXAMPLES
from meshwright.emulator.handlers import find_handlers
from meshwright.spec.calendar import SEED

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


def test_examples_are_of_operations_without_a_handler() -> None:
    """An operation that is answered with its example is in the spec, and nothing else answers it."""
    operations = {one.id: one for one in Contract.on("flighthub", SEED).operations()}
    package = "meshwright.emulator.flighthub.operations"
    assert len(EXAMPLES) == 11  # docs/flighthub.md names the number
    for id in EXAMPLES:
        (found,) = find_handlers(package, [operations[id]], strict=True, examples=EXAMPLES).values()
        assert found.function is None, id
    with pytest.raises(ValueError, match="nothing answers"):
        find_handlers(package, [operations[next(iter(EXAMPLES))]], strict=True)


def test_an_example_says_so(emulator: Emulator, hubs: dict[str, FlightHub]) -> None:
    """An operation about things that are not modelled is answered with an example, and a header says so."""
    headers = {"x-user-token": "token", "x-project-uuid": project_of(hubs)}
    nowhere = httpx.get(f"{emulator.url}{V2}/auto-record-configs", headers={"x-user-token": "token"})
    assert nowhere.json()["code"] == 200610
    answer = httpx.get(f"{emulator.url}{V2}/auto-record-configs", headers=headers)
    assert answer.json()["code"] == 0
    assert "example from the spec" in answer.headers["x-meshwright-emulated"]


def project_of(hubs: dict[str, FlightHub]) -> str:
    return str(hubs["v2.0"].projects.list()[0].uuid)


def test_v1_does_not_have_the_operations_of_v2(hubs: dict[str, FlightHub]) -> None:
    """A client of V1 refuses an operation of V2 before it sends anything, and names what helps."""
    with pytest.raises(ConfigurationError, match=r"organizations\.list is in V2 .* FLIGHTHUB_API_VERSION=v2\.0"):
        hubs["v0.1"].organizations.list()


def test_the_version_from_the_environment(monkeypatch: pytest.MonkeyPatch, emulator: Emulator) -> None:
    """FLIGHTHUB_API_VERSION chooses the version where the client names none; an unknown one is refused."""
    monkeypatch.setenv("FLIGHTHUB_API_VERSION", "v2.0")
    with FlightHub("token", base_url=emulator.url) as hub:
        assert [one.name for one in hub.organizations.list()] == ["Emulated organization"]
    monkeypatch.setenv("FLIGHTHUB_API_VERSION", "v3")
    with pytest.raises(ConfigurationError, match=r"must be v0\.1 or v2\.0, not 'v3'"):
        FlightHub("token", base_url=emulator.url)


def test_people_and_devices(emulator: Emulator, hubs: dict[str, FlightHub]) -> None:
    """The organization, its people, devices and who controls them are those of V1."""
    hub, project = hubs["v2.0"], project_of(hubs)
    org = hub.organizations.list()[0].uuid
    hubs["v0.1"].projects.add_members(add_users=[{"user_id": "1000", "role": "project-admin", "nickname": "Example"}])
    assert hub.organizations.get(org).name == hub.organizations.current_user(org).organization_name
    people = {one.user_id: one for one in hub.organizations.users(org)}
    assert (people["1000"].nickname, people["1000"].user_projects_infos[0].project_uuid) == ("Example", project)
    assert {one.user_id: one.role for one in hub.projects.users()}["1000"] == "project-admin"
    pair = hub.projects.devices()[0]
    dock, aircraft = pair.gateway.sn, pair.drone.sn
    assert hub.projects.device(aircraft).device_project_callsign == pair.drone.callsign
    hub.flights.create(name="one", sn=dock, wayline_uuid=hub.routes.list()[0].id, task_type="immediate")
    emulator.advance(seconds=60)
    free = hub.devices.control_status(device_control_method="flight", device_sn=aircraft)
    hub.devices.acquire_control(drone_sn=aircraft, flight=True)
    user = hub.organizations.current_user(org).user_id
    taken = hub.organizations.device_control(org, device_control_method="flight", device_sn=dock)
    assert (free.device_control_user_id, taken.device_control_user_id) == ("", user)
    host = hub.devices.topologies()[0].host
    assert (host.device_sn, host.device_control_user_id, host.parent_sns) == (aircraft, user, [dock])
    assert host.device_state["latitude"] == hub.devices.state(aircraft).device_state["latitude"]
    assert "project-admin" in [one.role_name for one in hub.organizations.roles(org)]
    assert {one.user_control_device_sn for one in hub.projects.members()} == {""}
    for nothing in (hub.livestreams.of_device(dock), hub.livestreams.shares(), hub.livestreams.shares_of(dock)):
        assert nothing == []
    with pytest.raises(NotFound):
        hub.organizations.get(project)


def test_flights_of_v2(emulator: Emulator, hubs: dict[str, FlightHub]) -> None:
    """Flights are checked beforehand, found by dock and by uuid, and name their commands."""
    hub, project = hubs["v2.0"], project_of(hubs)
    pairs, route = hub.projects.devices(), hub.routes.list()[0].id
    dock = pairs[0].gateway.sn
    assert hub.flights.check(project, sn=dock, wayline_uuid=route).errors == []
    flight = hub.flights.create(name="Survey", sn=dock, wayline_uuid=route, task_type="immediate")
    (busy,) = hub.flights.check(project, sn=dock, wayline_uuid=route).errors
    assert (busy.error_code, flight.id in busy.description) == ("200610", True)
    emulator.advance(seconds=60)
    hub.devices.command(dock, command="flighttask_pause")
    assert [one.method for one in hub.flights.operations(task_uuid=flight.id).oper_logs] == ["flighttask_pause"]
    assert hub.flights.record(task_uuid=flight.id).flight_task_id == flight.id
    other = hub.flights.create(
        name="later", sn=pairs[1].gateway.sn, wayline_uuid=route, task_type="timed", begin_at=int(NOON) + 3600
    )
    assert [one.uuid for one in hub.flights.recent(project, sn=[dock])] == [flight.id]
    assert [one.uuid for one in hub.flights.recent(project)] == [other.id, flight.id]
    assert [one.name for one in hub.flights.batch(project, task_uuids=[flight.id, other.id])] == ["Survey", "later"]
    assert hub.flights.default_name(project, name="Survey").index_name == "Survey (2)"
    assert hub.flights.tcas_groups(project) == hub.flights.air_sense_warnings(project) == hub.flights.exports() == []
    assert hub.flights.alerts().total == 0
    with pytest.raises(BadRequest, match="does not fly the rest"):
        hub.flights.fly_rest(project, task_uuid=flight.id)


def test_a_dock_in_another_project(emulator: Emulator, hubs: dict[str, FlightHub]) -> None:
    """A dock goes into another project, but not while its flights or forwarders are in this one."""
    hub = hubs["v2.0"]
    dock, target = hub.projects.devices()[0].gateway, hub.projects.list()[1].uuid
    camera = {"sn": dock.sn, "camera_index": dock.camera_list[0].camera_index}
    option = {"url": "rtmp://live.example.com/one"}
    made = hub.forwarders.create(converter_name="one", schema="rtmp", schema_option=option, **camera)
    with pytest.raises(BadRequest, match="are forwarded"):
        hub.devices.set_project(active_project_uuid=target, device_sn=dock.sn)
    hub.forwarders.delete(made.converter_id)
    hub.flights.create(name="one", sn=dock.sn, wayline_uuid=hub.routes.list()[0].id, task_type="immediate")
    with pytest.raises(BadRequest, match="have not ended"):
        hub.devices.set_project(active_project_uuid=target, device_sn=dock.sn)
    emulator.advance(hours=2)
    hub.devices.set_project(active_project_uuid=target, device_sn=dock.sn)
    assert dock.sn not in [pair.gateway.sn for pair in hub.projects.devices()]
    with pytest.raises(BadRequest, match="has no relay"):
        hub.devices.pair_relay(device_sn=hub.projects.devices()[0].gateway.sn, pair_enable=True, pair_type="relay")


def test_zones_and_annotations(hubs: dict[str, FlightHub]) -> None:
    """The zones are the fences of the docks; an annotation is changed and deleted by its id."""
    hub, project = hubs["v2.0"], project_of(hubs)
    zones = hub.areas.list()
    assert [one.name for one in zones] == [f"Fence of {pair.gateway.callsign}" for pair in hub.projects.devices()]
    assert zones == hub.areas.of_workspace(project, type_="dfence")
    assert hub.areas.list(type_="nfz") == []
    id = hub.annotations.create(name="one", resource={"type": 0, "content": FEATURE}).id
    line = {"type": "LineString", "coordinates": [[9.5, 47.1], [9.6, 47.1]]}
    assert hub.annotations.update(project, id, name="two", content={**FEATURE, "geometry": line}).id == id
    with pytest.raises(BadRequest, match="coordinates"):
        hub.annotations.update(project, id, name="two", content={**FEATURE, "geometry": {**line, "coordinates": []}})
    hub.annotations.delete(project, id)
    with pytest.raises(NotFound):
        hub.annotations.delete(project, id)
