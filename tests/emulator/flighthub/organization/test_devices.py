"""Projects, docks and aircraft of the emulated organization, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from helpers.organizations import Organized
from meshwright.emulator import FlightHubSettings
from meshwright.emulator.flighthub.organization.devices import NOT_CONNECTED
from meshwright.emulator.flighthub.organization.state import Project
from meshwright.emulator.flighthub.troubles import Failure

PAYLOAD, DOCK_CAMERA = "81-0-0", "165-0-7"


@pytest.fixture
def ours() -> Organized:
    return Organized(FlightHubSettings(private_cloud=True))


def river(ours: Organized) -> Project:
    """The second project."""
    return list(ours.service.organization.projects.values())[1]


def code(ours: Organized, operation: str, body: Any = None, **more: Any) -> int:
    """Return the code with which a call is refused."""
    with pytest.raises(Failure) as caught:
        ours.call(operation, body, **more)
    return caught.value.code


def names(found: Mapping[str, Any]) -> list[str]:
    return [one["name"] for one in found["list"]]


def test_a_seed_founds_the_same_organization() -> None:
    """Two projects, three docks in different places, and no serial number twice; the same in each emulator."""
    first, second = Organized().service.organization, Organized().service.organization
    assert [*first.docks] == [*second.docks]
    assert [len(first.docks_of(project)) for project in first.projects.values()] == [2, 1]
    docks = first.docks.values()
    assert len({sn for dock in docks for sn in (dock.sn, dock.aircraft.sn)}) == 6
    assert len({(dock.latitude, dock.longitude) for dock in docks}) == 3


def test_the_list_of_projects(ours: Organized) -> None:
    """Pages of the oldest first, all with usage=simple, those whose names hold a text, in a chosen order (D38)."""

    def listed(**query: Any) -> list[str]:
        return names(ours.call("projects.list", query=query))

    assert listed() == listed(usage="simple", page=7, page_size=1) == ["Quarry", "River"]
    assert [listed(page=page, page_size=1) for page in (1, 2, 3)] == [["Quarry"], ["River"], []]
    assert listed(q="RIV") == ["River"]
    assert listed(sort_column="name", sort_type="DESC") == ["River", "Quarry"]


def test_members_are_added_or_changed(ours: Organized) -> None:
    """A second call with the same user_id changes the role and keeps the name that it does not send."""
    for entry in ({"user_id": "u1", "nickname": "Cyd", "role": "project-admin"}, {"user_id": "u1"}, {"user_id": "u2"}):
        ours.call("projects.add_members", {"add_users": [entry]})
    ours.call("projects.add_members", {"add_users": [{"user_id": "u1", "role": "project-member"}]})
    members = ours.project.members
    assert (members["u1"].nickname, members["u1"].role, members["u2"].role) == (
        "Cyd",
        "project-member",
        "project-member",
    )
    assert "u1" not in river(ours).members


def test_an_aircraft_has_power_in_flight_only(ours: Organized) -> None:
    """In its dock it is not connected and lists no cameras; in flight it moves, drains its battery, and its dock is
    busy.
    """
    dock, aircraft = ours.dock, ours.dock.aircraft

    def state() -> Any:
        return ours.call("devices.state", device_sn=aircraft.sn)["device_state"]

    (pair, _) = ours.call("projects.devices")["list"]
    assert (pair["drone"]["camera_list"], pair["drone"]["mode_code"]) == (None, NOT_CONNECTED)
    assert (pair["gateway"]["mode_code"], state()["battery"]) == (0, {"capacity_percent": 100})
    ours.fly()
    ours.clock.advance(seconds=60)
    before = state()
    ours.clock.advance(seconds=30)
    after = state()
    assert (before["latitude"], before["longitude"]) != (after["latitude"], after["longitude"])
    assert after["height"] > dock.height
    assert after["battery"]["capacity_percent"] < 100
    (pair, _) = ours.call("projects.devices")["list"]
    assert pair["gateway"]["mode_code"] == 4
    assert pair["drone"]["device_online_status"]
    assert pair["drone"]["camera_list"] == [
        {
            "camera_index": PAYLOAD,
            "lens_list": [{"lens_type": "wide", "available_lens_types": ["wide", "zoom", "ir"]}],
        }
    ]


def test_bad_calls(ours: Organized) -> None:
    """No project is 200610, an unknown one 200404, a foreign device 219014, an offline one 213003, a command to an
    aircraft in its dock and 1,001 devices 200610 (D32).
    """
    organization, dock, other = ours.service.organization, ours.dock, river(ours)
    with pytest.raises(Failure, match="X-Project-Uuid not found or empty") as caught:
        organization.project(None)
    assert caught.value.code == 200610
    with pytest.raises(Failure) as caught:
        organization.project("00000000-0000-4000-8000-0000000000ff")
    assert caught.value.code == 200404
    assert code(ours, "devices.state", project=other, device_sn=dock.sn) == 219014
    assert code(ours, "devices.hms", query={"device_sn_list": [dock.sn, "unknown"]}) == 219014
    assert code(ours, "devices.command", {"command": "return_home"}, device_sn=dock.sn) == 200610
    assert code(ours, "livestreams.start", {"sn": dock.aircraft.sn, "camera_index": PAYLOAD}) == 213003
    many = {"device_sn_list": [f"D{number}" for number in range(1001)]}
    assert code(ours, "devices.hms", query=many) == 200610
    organization.set_offline([dock.callsign])
    rtk = {"host": "rtk.example", "port": 2101, "account": "a", "password": "b", "mount_point": "m"}
    switch = {"sn": dock.sn, "camera_index": DOCK_CAMERA}
    assert code(ours, "devices.command", {"command": "return_home"}, device_sn=dock.sn) == 213003
    assert code(ours, "devices.calibrate_rtk", rtk, device_sn=dock.sn) == 213003
    assert code(ours, "devices.change_camera", switch) == 213003
    assert code(ours, "livestreams.start", switch) == 213003


def test_what_needs_an_online_dock(ours: Organized) -> None:
    """While a flight is under way and its dock is offline, commands, control, cameras, streams and new flights are
    refused with 213003, also for the aircraft; routes, tasks and files are still read.
    """
    dock, sn = ours.dock, ours.dock.aircraft.sn
    task = ours.fly()
    ours.clock.advance(seconds=60)
    control = {"drone_sn": sn, "payload_index": [PAYLOAD], "flight": True}
    ours.call("devices.acquire_control", control)
    ours.service.organization.set_offline([dock.sn])
    payload = {"sn": sn, "camera_index": PAYLOAD}
    flight = {"name": "one", "sn": dock.sn, "wayline_uuid": ours.survey.uuid, "task_type": "immediate"}
    assert code(ours, "devices.command", {"command": "return_home"}, device_sn=sn) == 213003
    assert code(ours, "devices.acquire_control", control) == 213003
    assert code(ours, "devices.release_control", control) == 213003
    assert code(ours, "devices.change_lens", {**payload, "lens_type": "zoom"}) == 213003
    assert code(ours, "devices.set_stream_quality", {**payload, "quality_type": "smooth"}) == 213003
    assert code(ours, "livestreams.start", payload) == 213003
    assert code(ours, "flights.create", flight) == 213003
    assert ours.status(task) == "executing"
    assert ours.call("flights.track", task_uuid=task)["track"]["points"]


def test_an_offline_dock_reports_nothing(ours: Organized) -> None:
    """A dock that is offline, and its aircraft, have no device_state; the other dock has one (D34)."""
    dock, other = ours.service.organization.docks_of(ours.project)
    ours.service.organization.set_offline([dock.sn])
    for sn in (dock.sn, dock.aircraft.sn):
        assert "device_state" not in ours.call("devices.state", device_sn=sn)
    assert ours.call("devices.state", device_sn=other.sn)["device_state"]["mode_code"] == 0


def test_two_pilots(ours: Organized) -> None:
    """Another user cannot take, switch or release a payload under control; control ends with the flight (D33)."""
    dock, sn = ours.dock, ours.dock.aircraft.sn
    wanted = {"drone_sn": sn, "payload_index": [PAYLOAD], "flight": True}
    lens = {"sn": sn, "camera_index": PAYLOAD, "lens_type": "ir"}
    assert code(ours, "devices.acquire_control", wanted) == 200610
    ours.fly()
    ours.clock.advance(seconds=60)
    assert code(ours, "devices.change_lens", lens) == 200610
    held = ours.call("devices.acquire_control", wanted)
    assert [(one["type"], one.get("payload_index")) for one in held["controls"]] == [
        ("flight", None),
        ("payload", PAYLOAD),
    ]
    assert ours.call("devices.acquire_control", wanted) == held
    for operation in ("devices.acquire_control", "devices.release_control"):
        assert code(ours, operation, wanted, token="other") == 200610
    assert code(ours, "devices.change_lens", lens, token="other") == 200610
    ours.call("devices.change_lens", lens)
    assert dock.aircraft.cameras[0].chosen == "ir"
    quality = {"sn": sn, "camera_index": PAYLOAD, "quality_type": "smooth"}
    assert code(ours, "devices.set_stream_quality", quality, token="other") == 200610
    ours.call("devices.set_stream_quality", quality)
    assert dock.aircraft.cameras[0].quality == "smooth"
    ours.call("devices.release_control", {"drone_sn": sn, "flight": True})
    taken = ours.call("devices.acquire_control", {"drone_sn": sn, "flight": True}, token="other")
    assert [one["type"] for one in taken["controls"]] == ["flight"]
    ours.clock.advance(hours=1)
    ours.fly()
    ours.clock.advance(seconds=60)
    assert len(ours.call("devices.acquire_control", wanted, token="third")["controls"]) == 2


def test_what_cannot_be_controlled(ours: Organized) -> None:
    """Nothing, an unknown payload, and a dock are refused."""
    ours.fly()
    ours.clock.advance(seconds=60)
    sn = ours.dock.aircraft.sn
    for wanted in ({"drone_sn": sn}, {"drone_sn": sn, "payload_index": ["0-0-0"]}, {"drone_sn": ours.dock.sn}):
        assert code(ours, "devices.acquire_control", wanted) == 200610


def test_the_cameras_of_a_dock(ours: Organized) -> None:
    """A position is chosen, without one the next is taken, and an unknown camera is refused."""
    camera, switch = ours.dock.cameras[0], {"sn": ours.dock.sn, "camera_index": DOCK_CAMERA}
    ours.call("devices.change_camera", {**switch, "camera_position": "outdoor"})
    assert camera.chosen == "outdoor"
    ours.call("devices.change_camera", switch)
    assert camera.chosen == "indoor"
    assert code(ours, "devices.change_camera", {**switch, "camera_index": "0-0-0"}) == 200610
    assert code(ours, "devices.change_camera", {**switch, "sn": ours.dock.aircraft.sn}) == 219014


def test_health_messages(ours: Organized) -> None:
    """A dock has a sample, its aircraft one in flight, in the language that is asked for, and both are marked
    as emulated (D36).
    """
    dock, query = ours.dock, {"device_sn_list": [ours.dock.sn, ours.dock.aircraft.sn], "language": "en"}

    def found(**more: Any) -> dict[str, Any]:
        listed = ours.call("devices.hms", query={**query, **more})["list"]
        return {one["device_sn"]: one["device_hms"]["list"] for one in listed}

    assert found()[dock.aircraft.sn] is None
    assert "模拟" in found(language="zh")[dock.sn][0]["message"]
    ours.fly()
    ours.clock.advance(seconds=60)
    for sn, place in ((dock.sn, "on_the_ground"), (dock.aircraft.sn, "in_the_sky")):
        (message,) = found()[sn]
        assert message["message"].startswith("Emulated: ")
        assert message["in_the_key"] == place
    ours.service.own.hms = False
    assert found() == {dock.sn: None, dock.aircraft.sn: None}


def test_rtk(ours: Organized) -> None:
    """No RTK service is called: a host below .invalid fails, every other is taken (D39)."""
    rtk = {"port": 2101, "account": "a", "password": "b", "mount_point": "m"}
    for host, status in (("rtk.example", "ok"), ("rtk.invalid", "failure")):
        answer = ours.call("devices.calibrate_rtk", {**rtk, "host": host}, device_sn=ours.dock.sn)
        assert answer["status"] == status


POINT: dict[str, Any] = {"type": "Point", "coordinates": [9.5, 47.1, 460]}
LINE: dict[str, Any] = {"type": "LineString", "coordinates": [[9.5, 47.1], [9.6, 47.1]]}
RING: list[Any] = [[9.5, 47.1], [9.6, 47.1], [9.6, 47.2], [9.5, 47.1]]
AREA: dict[str, Any] = {"type": "Polygon", "coordinates": [RING]}


def annotated(ours: Organized, kind: int, geometry: dict[str, Any]) -> Any:
    content = {"type": "Feature", "properties": {"color": "#2D8CF0"}, "geometry": geometry}
    return ours.call("annotations.create", {"name": "mark", "resource": {"type": kind, "content": content}})


@pytest.mark.parametrize(("kind", "geometry"), [(0, POINT), (1, LINE), (2, AREA)])
def test_annotations(ours: Organized, kind: int, geometry: dict[str, Any]) -> None:
    """A point, a line and a polygon are kept with their project; the answer is empty (D60)."""
    assert annotated(ours, kind, geometry) == {}
    (one,) = ours.service.annotations.known.values()
    assert (one.name, one.project_uuid, one.content["geometry"]) == ("mark", ours.project.uuid, geometry)


@pytest.mark.parametrize(
    ("kind", "geometry"),
    [
        (1, POINT),
        (3, POINT),
        (0, {"type": "Point", "coordinates": [9.5]}),
        (0, {"type": "Point", "coordinates": [200, 47]}),
        (0, {"type": "Point", "coordinates": ["9.5", "47"]}),
        (1, {"type": "LineString", "coordinates": [[9.5, 47.1], [9.5, 47.1]]}),
        (2, {"type": "Polygon", "coordinates": [RING[:3]]}),
        (2, {"type": "Polygon", "coordinates": []}),
    ],
)
def test_annotations_without_a_shape(ours: Organized, kind: int, geometry: dict[str, Any]) -> None:
    """A geometry of another type, a place off the earth, and a line or an area without extent are refused."""
    with pytest.raises(Failure):
        annotated(ours, kind, geometry)
    assert not ours.service.annotations.known


def test_forwarders(ours: Organized) -> None:
    """A forwarder is initialized, runs once it is switched on, fails when its device goes offline, and sends nothing;
    names and targets are unique, options are checked, and 20 are the most (D37).
    """
    body = {
        "converter_name": "one",
        "sn": ours.dock.sn,
        "camera_index": DOCK_CAMERA,
        "schema": "rtmp",
        "schema_option": {"url": "rtmp://127.0.0.1/live"},
    }

    def listed() -> list[tuple[str, str, int]]:
        found = ours.call("forwarders.list")["list"] or []
        return [(one["converter_name"], one["state"], one["code"]) for one in found]

    assert listed() == []
    id = ours.call("forwarders.create", body)["converter_id"]
    assert listed() == [("one", "initialized", 0)]
    ours.call("forwarders.switch", {"auto_push_stream": True}, converter_id=id)
    assert listed() == [("one", "running", 0)]
    for wrong in (
        {**body, "schema_option": {"url": "rtmp://127.0.0.1/other"}},
        {**body, "converter_name": "two"},
        {**body, "converter_name": "two", "schema": "gb28181"},
        {**body, "converter_name": "two", "camera_index": "0-0-0", "schema_option": {"url": "rtmp://127.0.0.1/2"}},
    ):
        assert code(ours, "forwarders.create", wrong) == 200610
    for number in range(2, 21):
        option = {"url": f"rtmp://127.0.0.1/{number}"}
        ours.call("forwarders.create", {**body, "converter_name": str(number), "schema_option": option})
    more = {**body, "converter_name": "21", "schema_option": {"url": "rtmp://127.0.0.1/21"}}
    assert code(ours, "forwarders.create", more) == 200610
    ours.service.organization.set_offline([ours.dock.sn])
    assert listed()[0] == ("one", "failed", 213003)
    assert code(ours, "forwarders.delete", project=river(ours), converter_id=id) == 200404
    ours.call("forwarders.delete", converter_id=id)
    assert len(listed()) == 19
