"""Walks of FlightHub's organization: what it has, a flight and all that can be done to it, and what it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from ...spec.reading import Json
from .flighthub_bench import API, NOT_FOUND, WRONG, FlightHubBench, FlightHubOpener

DAY = 86400
UNKNOWN = "unknown"
API_2 = "/openapi/v2.0"
NOT_OF_THE_PROJECT, OFFLINE, NO_ROUTE = 219014, 213003, 219001
FEATURE = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [9.5, 47.1]}}
RTK = {"host": "rtk.example.com", "port": 2101, "account": "a", "password": "p", "mount_point": "m"}


class Organization:
    """The calls of one project."""

    def __init__(self, bench: FlightHubBench) -> None:
        self.bench = bench
        self.projects = [str(one["uuid"]) for one in bench.done("GET", f"{API}/project")["list"]]
        bench.project = self.projects[0]
        pair = self.done("GET", "/project/device")["list"][0]
        self.dock, self.aircraft = str(pair["gateway"]["sn"]), str(pair["drone"]["sn"])
        self.camera = {"sn": self.dock, "camera_index": pair["gateway"]["camera_list"][0]["camera_index"]}
        self.route = str(self.done("GET", "/wayline")["list"][0]["id"])

    @property
    def now(self) -> int:
        """The time of the service in seconds."""
        return int(self.bench.emulator.settings.clock.now())

    def done(self, method: str, path: str, body: Any = None, **headers: str) -> Json:
        """Make a call that must succeed and return its data."""
        return self.bench.done(method, f"{API}{path}", body, headers=headers)

    def refuse(
        self, code: int, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> None:
        """Make a call that must be refused with a code."""
        self.bench.refuse(code, method, f"{API}{path}", body, headers=headers or {})

    def flight(self, **more: Any) -> Json:
        """Return a request for a flight now."""
        return {"name": "walk", "sn": self.dock, "wayline_uuid": self.route, "task_type": "immediate", **more}

    def fly(self, **more: Any) -> str:
        """Create a flight and return its uuid."""
        return str(self.done("POST", "/flight-task", self.flight(**more)).get("task_uuid"))

    def status(self, task: str) -> str:
        """Return the status of a flight."""
        return str(self.done("GET", f"/flight-task/{task}").get("status"))

    def listed(self, task: str) -> Json:
        """Return a flight of the last or the next days as an item of the list of its dock."""
        span = f"begin_at={self.now - 3 * DAY}&end_at={self.now + 3 * DAY}"
        rows = self.done("GET", f"/flight-task/list?sn={self.dock}&{span}").get("list") or ()
        return next((row for row in rows if row.get("uuid") == task), {})

    def state(self, sn: str) -> Json:
        """Return what a device reports."""
        found: Json = self.done("GET", f"/device/{sn}/state").get("device_state") or {}
        return found


def organization(opened: FlightHubOpener) -> list[str]:
    """Read projects, devices and messages; switch cameras, streams and forwarders; draw on the map; add a member."""
    with opened(private_cloud=True) as bench:
        bench.done("GET", f"{API}/system_status")
        bench.done("GET", f"{API}/device")
        ours = Organization(bench)
        ours.done("PUT", "/project/member", {"add_users": [{"user_id": "1", "role": "project-member"}]})
        for sn in (ours.dock, ours.aircraft):
            bench.expect(ours.done("GET", f"/device/{sn}/state")["device_sn"] == sn, f"the state of {sn} is another's")
        both = ours.done("GET", f"/device/hms?device_sn_list={ours.dock},{ours.aircraft}")["list"]
        bench.expect([one["device_sn"] for one in both] == [ours.dock, ours.aircraft], f"messages of {both}")
        ours.done("POST", "/device/change-camera", {**ours.camera, "camera_position": "outdoor"})
        ours.done("POST", f"/device/{ours.dock}/rtk", RTK)
        live = ours.done("POST", "/live-stream/start", ours.camera)
        bench.expect(live["expire_ts"] == ours.now + 300, f"a livestream ends at {live['expire_ts']}")
        target = {"converter_name": "one", "schema": "rtmp", "schema_option": {"url": "rtmp://live.example.com/one"}}
        place = "/live-stream/converter"
        forwarder = ours.done("POST", place, {**ours.camera, **target})["converter_id"]
        ours.done("PUT", f"{place}/{forwarder}", {"auto_push_stream": True})
        (listed,) = ours.done("GET", place)["list"]
        bench.expect(listed["auto_push_stream"] is True, "a forwarder that was switched on is off")
        ours.done("DELETE", f"{place}/{forwarder}")
        bench.expect(not ours.done("GET", place)["list"], "a forwarder that was deleted is listed")
        ours.done("POST", "/map/element", {"name": "one", "resource": {"type": 0, "content": FEATURE}})
        return bench.findings


def a_flight(opened: FlightHubOpener) -> list[str]:
    """Fly a route with a halt, under control; read its files and its path, make a map, and plan another flight."""
    with opened() as bench:
        ours = Organization(bench)
        task = ours.fly()
        bench.advance(60)
        camera = ours.done("GET", "/project/device")["list"][0]["drone"]["camera_list"][0]["camera_index"]
        wanted = {"drone_sn": ours.aircraft, "payload_index": [camera]}
        lens = {"sn": ours.aircraft, "camera_index": camera, "lens_type": "zoom"}
        ours.done("POST", "/device/control", wanted)
        ours.done("POST", "/device/change-lens", lens)
        quality = {"sn": ours.aircraft, "camera_index": camera, "quality_type": "smooth"}
        ours.done("PUT", "/device/stream/quality", quality)
        left = ours.done("DELETE", "/device/control", wanted)["controls"]
        bench.expect(not left, f"{left} is controlled after the release")
        for command, status in (("flighttask_pause", "paused"), ("flighttask_recovery", "executing")):
            ours.done("POST", f"/device/{ours.aircraft}/command", {"command": command})
            bench.expect(ours.status(task) == status, f"after {command} the flight is {ours.status(task)}")
        span = f"/flight-task/list?sn={ours.dock}&begin_at={ours.now - DAY}&end_at={ours.now + DAY}"
        listed = ours.done("GET", span)["list"]
        bench.expect([one["uuid"] for one in listed] == [task], f"{len(listed)} flights are listed in place of one")
        bench.expect(not ours.done("GET", f"{span}&status=success,timeout")["list"], "a flight in the air has ended")
        bench.advance(3600)
        details = ours.done("GET", f"/flight-task/{task}")
        media = ours.done("GET", f"/flight-task/{task}/media")["list"] or []
        bench.expect(details["status"] == "success", f"an hour later the flight is {details['status']}")
        counted = details["folder_info"].get("uploaded_file_count")
        bench.expect(counted == len(media), f"{counted} files are counted, {len(media)} listed")
        _path(bench, ours.done("GET", f"/flight-task/{task}/track")["track"]["points"])
        _map(bench, ours, details["folder_info"]["folder_id"])
        later = ours.fly(task_type="timed", begin_at=ours.now + DAY)
        for status, shown in (("suspended", "suspended"), ("restored", "waiting")):
            ours.done("PUT", f"/flight-task/{later}/status", {"status": status})
            bench.expect(ours.status(later) == shown, f"a flight that was {status} is {ours.status(later)}")
        return bench.findings


def _path(bench: FlightHubBench, points: list[Json]) -> None:
    """Note a path that goes back in time, or jumps."""
    pairs = list(pairwise(points))
    bench.expect(bool(pairs), "the path of a flight has no points")
    bench.expect(all(one["timestamp"] < two["timestamp"] for one, two in pairs), "a path goes back in time")
    steps = [abs(one["latitude"] - two["latitude"]) + abs(one["longitude"] - two["longitude"]) for one, two in pairs]
    bench.expect(max(steps, default=0) < 0.01, f"a path jumps by {max(steps, default=0)} degrees")


def _map(bench: FlightHubBench, ours: Organization, folder: int) -> None:
    """Make a model of the photos of a flight."""
    wanted = {"reconstruction_type": ["model_2d"], "generate_model_formats": ["b3dm"], "wkt": 'GEOGCS["WGS 84"]'}
    made = ours.done("POST", "/model/create", {"name": "map", "task_folder_id": folder, **wanted})["id"]
    bench.advance(3600)
    listed = [one["id"] for one in ours.done("GET", "/model")["list"] or []]
    bench.expect(made in listed, f"the new model {made} is not among {listed}")
    details = ours.done("GET", f"/model/{made}")
    bench.expect(bool(details["url"]), "a model has no URL")
    ours.done("GET", f"/model/download-url/{made}")


def refusals(opened: FlightHubOpener) -> list[str]:
    """Ask without a project, for others' devices, for flights in the past and without what they need."""
    with opened(private_cloud=True) as bench:
        ours = Organization(bench)
        for path in ("/wayline", "/project/device", "/model"):
            ours.refuse(WRONG, "GET", path, headers={"x-project-uuid": ""})
        other = {"x-project-uuid": ours.projects[1]}
        ours.refuse(NOT_OF_THE_PROJECT, "POST", "/flight-task", ours.flight(), headers=other)
        ours.refuse(NO_ROUTE, "POST", "/flight-task", ours.flight(wayline_uuid=UNKNOWN))
        past = ours.now - DAY
        for more in (
            {"task_type": "timed"},
            {"task_type": "timed", "begin_at": past},
            {"task_type": "recurring", "begin_at": past + 2 * DAY},
            {"task_type": "continuous", "begin_at": past + 2 * DAY},
        ):
            ours.refuse(WRONG, "POST", "/flight-task", ours.flight(**more))
        for body in ({}, {"flight": False}):
            ours.refuse(WRONG, "POST", "/device/control", {"drone_sn": ours.aircraft, **body})
        ours.refuse(WRONG, "POST", f"/device/{ours.aircraft}/command", {"command": "return_home"})
        ours.refuse(OFFLINE, "POST", "/live-stream/start", {"sn": ours.aircraft, "camera_index": "81-0-0"})
        bench.expect(not ours.done("GET", "/live-stream/converter")["list"], "a new organization has forwarders")
        return bench.findings


def as_new(opened: FlightHubOpener) -> list[str]:
    """Change everything in an organization that can be changed, and reset the emulator."""
    with opened(private_cloud=True) as bench:
        ours = Organization(bench)
        before = _content(ours)
        target = {"converter_name": "one", "schema": "rtmp", "schema_option": {"url": "rtmp://live.example.com/one"}}
        converter = ours.done("POST", "/live-stream/converter", {**ours.camera, **target})["converter_id"]
        ours.done("POST", "/device/change-camera", {**ours.camera, "camera_position": "outdoor"})
        ours.done("PUT", "/project/member", {"add_users": [{"user_id": "1", "role": "project-member"}]})
        element = bench.done(
            "POST", f"{API_2}/map/element", {"name": "one", "resource": {"type": 0, "content": FEATURE}}
        )
        flown = ours.fly()
        ours.fly(task_type="timed", begin_at=ours.now + DAY)
        bench.advance(60)
        ours.done("POST", "/device/control", {"drone_sn": ours.aircraft, "flight": True})
        bench.expect(_content(ours) != before, "nothing has changed")
        bench.begin_anew()
        after = _content(ours)
        wrong = [name for name, value in before.items() if after[name] != value]
        bench.expect(not wrong, f"after a reset there are other {', '.join(wrong)}")
        ours.refuse(NOT_FOUND, "GET", f"/flight-task/{flown}")
        ours.refuse(NOT_FOUND, "DELETE", f"/live-stream/converter/{converter}")
        bench.refuse(NOT_FOUND, "DELETE", f"{API_2}/workspaces/{bench.project}/elements/{element['id']}")
        bench.expect(ours.status(ours.fly()) == "executing", "after a reset nothing flies")
        return bench.findings


def _content(ours: Organization) -> Json:
    """Return what an organization holds, without the times at which it was made."""
    span = f"sn={ours.dock}&begin_at={ours.now - DAY}&end_at={ours.now + 2 * DAY}"
    lists = {
        "projects": "/project",
        "devices": "/project/device",
        "routes": "/wayline",
        "flights": f"/flight-task/list?{span}",
        "forwarders": "/live-stream/converter",
    }
    found = {name: ours.done("GET", path)["list"] or [] for name, path in lists.items()}
    times = ("created_at", "updated_at", "update_time")
    whole: Json = {
        name: [{key: value for key, value in row.items() if key not in times} for row in rows]
        for name, rows in found.items()
    }
    people = ours.bench.done("GET", f"{API_2}/members")["list"]
    charge = ours.state(ours.aircraft)["battery"]
    return {**whole, "members": people, "batteries": charge}


ORGANIZATION = (organization, a_flight, refusals, as_new)
