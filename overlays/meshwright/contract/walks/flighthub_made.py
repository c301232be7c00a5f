"""What people make in a project of FlightHub: forwarders, annotations, routes and members."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...spec.reading import Json
from ..strangers import NOBODY
from .flighthub_bench import API, NOT_FOUND, WRONG, FlightHubOpener
from .flighthub_organization import NOT_OF_THE_PROJECT, OFFLINE, Organization

PLACE, PLACE_2 = "/live-stream/converter", "/openapi/v2.0/stream-converters"
MOST_FORWARDERS = 20
GB28181 = ("server_id", "server_ip", "server_port", "device_password", "local_port", "device_id", "local_channel")
OPTIONS: dict[str, Json] = {
    "rtsp": {"username": "u", "password": "p"},
    "gb28181": dict.fromkeys(GB28181, "1"),
    "rtmp": {"url": "rtmp://live.example.com/two"},
}
"""The options that a forwarder needs, by its schema."""


def forwarders(opened: FlightHubOpener) -> list[str]:
    """Make forwarders of each schema up to the most, list them in both versions, switch them, and make bad ones."""
    with opened(private_cloud=True) as bench:
        ours = Organization(bench)
        elsewhere = {"x-project-uuid": ours.projects[1]}
        one = {**ours.camera, "converter_name": "one", "schema": "rtmp", "schema_option": {"url": "rtmp://a.example/1"}}
        id = ours.done("POST", PLACE, one)["converter_id"]
        made = [one]
        for schema, option in OPTIONS.items():
            for name in option:
                bad = {**one, "converter_name": "bad", "schema": schema, "schema_option": {**option, name: ""}}
                ours.refuse(WRONG, "POST", PLACE, bad)
            made.append({**one, "converter_name": schema, "schema": schema, "schema_option": option})
            ours.done("POST", PLACE, made[-1])
        flying = {"sn": ours.aircraft, "camera_index": "81-0-0", "converter_name": "air"}
        air = ours.done("POST", PLACE, {**one, **flying})["converter_id"]
        made.append({**one, **flying})
        for more in (
            {"schema_option": {"url": "rtmp://a.example/2"}},  # the name of another
            {"converter_name": "bad"},  # the same camera and target as another
            {"converter_name": "bad", "camera_index": "0-0-0", "schema_option": {"url": "rtmp://a.example/2"}},
        ):
            ours.refuse(WRONG, "POST", PLACE, {**one, **more})
        ours.refuse(NOT_OF_THE_PROJECT, "POST", PLACE, {**one, "converter_name": "bad"}, elsewhere)
        for place, target in ((API + PLACE, "schema_option"), (PLACE_2, "bypass_option")):
            listed = bench.done("GET", place)["list"]
            seen = [{**{name: row.get(name) for name in one}, "schema_option": row.get(target)} for row in listed]
            bench.expect(
                seen == made, f"{place} lists {[row.get('converter_name') for row in listed]} or other members"
            )
            there = bench.done("GET", place, headers=elsewhere)["list"]
            bench.expect(not there, f"{place} lists the forwarders of another project")
        _switched(ours, id, air)
        for method, body in (("PUT", {"auto_push_stream": True}), ("DELETE", None)):
            ours.refuse(NOT_FOUND, method, f"{PLACE}/{NOBODY}", body)
            ours.refuse(NOT_FOUND, method, f"{PLACE}/{id}", body, elsewhere)
        for number in range(len(made), MOST_FORWARDERS + 1):
            more = {**one, "converter_name": f"more {number}", "schema_option": {"url": f"rtmp://b.example/{number}"}}
            if number < MOST_FORWARDERS:
                ours.done("POST", PLACE, more)
            else:
                ours.refuse(WRONG, "POST", PLACE, more)
        return bench.findings


def _switched(ours: Organization, id: str, air: str) -> None:
    """Switch a forwarder of a dock and one of an aircraft, which has power in flight only."""

    def states(*ids: str) -> list[tuple[Any, ...]]:
        rows = {row["converter_id"]: row for row in ours.done("GET", PLACE)["list"]}
        names = ("auto_push_stream", "state", "device_online_status", "code")
        return [tuple(rows[one].get(name) for name in names) for one in ids]

    wanted: list[tuple[Any, ...]] = [(False, "initialized", True, 0), (False, "initialized", False, 0)]
    ours.bench.expect(states(id, air) == wanted, f"new forwarders are {states(id, air)}")
    ours.done("PUT", f"{PLACE}/{id}", {"auto_push_stream": True})
    ours.refuse(OFFLINE, "PUT", f"{PLACE}/{air}", {"auto_push_stream": True})
    ours.done("PUT", f"{PLACE}/{air}", {"auto_push_stream": False})
    ours.fly()
    ours.bench.advance(60)
    ours.done("PUT", f"{PLACE}/{air}", {"auto_push_stream": True})
    wanted = [(True, "running", True, 0), (True, "running", True, 0)]
    ours.bench.expect(states(id, air) == wanted, f"forwarders that were switched on are {states(id, air)}")
    ours.bench.advance(3600)
    ours.done("PUT", f"{PLACE}/{id}", {"auto_push_stream": False})
    wanted = [(False, "initialized", True, 0), (True, "failed", False, OFFLINE)]
    ours.bench.expect(states(id, air) == wanted, f"after a landing and a switch forwarders are {states(id, air)}")


RING = [[9.5, 47.1], [9.6, 47.1], [9.6, 47.2], [9.5, 47.1]]
SHAPES: Sequence[tuple[int, str, Any, bool]] = (
    (0, "Point", [180, 90], True),
    (0, "Point", [-180, -90, 12.5], True),
    (0, "Point", [180.1, 0], False),
    (0, "Point", [0, 90.1], False),
    (0, "Point", [9.5], False),
    (0, "Point", [9.5, 47.1, 1, 2], False),
    (0, "Point", [9.5, "47"], False),
    (0, "Point", [9.5, 47.1, None], False),
    (0, "Point", [True, False], False),
    (1, "LineString", RING[:2], True),
    (1, "LineString", RING[:1], False),
    (1, "LineString", [RING[0], RING[0]], False),
    (1, "LineString", [RING[0], [9.5]], False),
    (2, "Polygon", [RING], True),
    (2, "Polygon", [RING, RING], True),
    (2, "Polygon", [], False),
    (2, "Polygon", [RING[:3]], False),
    (2, "Polygon", [[*RING[:3], RING[2]]], False),
    (2, "Polygon", [[*RING[:2], [9.5], RING[0]]], False),
    (2, "Polygon", [RING, RING[:3]], False),
    (2, "Polygon", RING, False),
    (1, "Point", [9.5, 47.1], False),
    (0, "MultiPoint", [[9.5, 47.1]], False),
)
"""The type of an annotation, its geometry and coordinates, and whether GeoJSON has it."""


def drawings(opened: FlightHubOpener) -> list[str]:
    """Draw every kind of shape, and what is not one; change and remove them in their own project only."""
    with opened() as bench:
        ours = Organization(bench)
        workspace = f"/openapi/v2.0/workspaces/{bench.project}"
        other = f"/openapi/v2.0/workspaces/{ours.projects[1]}", {"x-project-uuid": ours.projects[1]}
        made = str(bench.done("POST", "/openapi/v2.0/map/element", _element(0, "Point", [9.5, 47.1]))["id"])
        for kind, geometry, coordinates, good in SHAPES:
            body = _element(kind, geometry, coordinates)
            change = {"name": "two", "content": body["resource"]["content"]}
            if good:
                ours.done("POST", "/map/element", body)
                bench.done("PUT", f"{workspace}/elements/{made}", change)
            else:
                ours.refuse(WRONG, "POST", "/map/element", body)
                if geometry != "Point" or kind == 0:
                    bench.refuse(WRONG, "PUT", f"{workspace}/elements/{made}", change)
        for path, headers in ((f"{workspace}/elements/{NOBODY}", {}), (f"{other[0]}/elements/{made}", other[1])):
            bench.refuse(NOT_FOUND, "PUT", path, {"name": "x", "content": _content("Point", [1, 2])}, headers=headers)
            bench.refuse(NOT_FOUND, "DELETE", path, headers=headers)
        bench.done("DELETE", f"{workspace}/elements/{made}")
        bench.refuse(
            NOT_FOUND, "PUT", f"{workspace}/elements/{made}", {"name": "x", "content": _content("Point", [1, 2])}
        )
        return bench.findings


def _content(geometry: str, coordinates: Any) -> Json:
    return {"type": "Feature", "properties": {}, "geometry": {"type": geometry, "coordinates": coordinates}}


def _element(kind: int, geometry: str, coordinates: Any) -> Json:
    return {"name": "one", "resource": {"type": kind, "content": _content(geometry, coordinates)}}


def people(opened: FlightHubOpener) -> list[str]:
    """Add people to a project, change them, and list who belongs to it and who flies; the project shows the change."""
    with opened(token=None) as bench:
        ours = Organization(bench)
        version_2 = "/openapi/v2.0"

        def members() -> dict[str, Json]:
            return {one["user_id"]: one for one in bench.done("GET", f"{version_2}/members")["list"]}

        def project() -> Json:
            return next(one for one in ours.done("GET", "/project")["list"] if one["uuid"] == bench.project)

        before, made = members(), project()["created_at"]
        bench.expect(made == project()["updated_at"] <= ours.now * 1000, f"a project is {made} and {project()}")
        bench.advance(50)
        me = bench.done("GET", f"{version_2}/organizations/{project()['org_uuid']}/users/current")["user_id"]
        for entry, role, name in (
            ({"user_id": me, "role": "project-member", "nickname": "Me"}, "project-member", "Me"),
            ({"user_id": me, "role": "project-admin"}, "project-admin", "Me"),
        ):
            ours.done("PUT", "/project/member", {"add_users": [entry]})
            found = members().get(me) or {}
            seen = found.get("user_project_role"), found.get("user_project_callsign")
            bench.expect(seen == (role, name), f"after {entry} a person is {seen}")
        bench.expect(
            set(members()) == {*before, me}, f"{len(members())} members, and {len(before)} before one was added"
        )
        times = project()["created_at"], project()["updated_at"]
        bench.expect(times == (made, ours.now * 1000), f"a project that was changed has the times {times}")
        listed = bench.done("GET", f"{version_2}/users")["list"]
        bench.expect([one["user_id"] for one in listed] == list(members()), "two lists of people differ")
        _flying(ours, me)
        return bench.findings


def _flying(ours: Organization, me: str) -> None:
    """Take control of a flight, and ask everywhere who has it."""
    bench = ours.bench
    organization = ours.done("GET", "/project")["list"][0]["org_uuid"]
    status = "cmds/control/status?device_control_method=flight&device_sn="
    places = (f"/topologies/{status}", f"/organizations/{organization}/manage-devices/{status}")

    def seen() -> list[str]:
        held = [bench.done("GET", f"/openapi/v2.0{place}{ours.aircraft}") for place in places]
        hosts = [row["host"] for row in bench.done("GET", "/openapi/v2.0/topologies/history")["list"]]
        rows = bench.done("GET", "/openapi/v2.0/members")["list"]
        return [
            *(str(one["device_control_user_id"]) for one in held),
            *(str(one["device_control_user_id"]) for one in hosts if one["device_sn"] == ours.aircraft),
            *(str(row["user_id"]) for row in rows if row["user_control_device_sn"] == ours.aircraft),
        ]

    task = ours.fly()
    bench.advance(60)
    bench.expect(set(seen()) == {""}, f"before anyone takes control {seen()} have it")
    ours.done("POST", "/device/control", {"drone_sn": ours.aircraft, "flight": True})
    bench.expect(seen() == [me] * 4, f"{seen()} control a flight of {me}")
    ours.done("POST", f"/device/{ours.aircraft}/command", {"command": "flighttask_pause"})
    said = bench.done("GET", f"/openapi/v2.0/flight-task/oper?task_uuid={task}")
    logs = [(one["method"], one["time"]) for one in said["oper_logs"]]
    bench.expect(logs == [("flighttask_pause", ours.now * 1000)], f"the commands of a flight are {logs}")
    record = bench.done("GET", f"/openapi/v2.0/flight-task/detail?task_uuid={task}")
    for one in (said, record):
        bench.expect([row["user_name"] for row in one["related_users"]] == ["Me"], f"{one['related_users']} flew")
    row = ours.listed(task)
    bench.expect(row["operations"] == {"operator_account": "Me"}, f"{row['operations']} started a flight")
    bench.expect(row["is_break_point_resume"] is False, "a flight that was never resumed is a resumption")


MADE = (forwarders, drawings, people)
