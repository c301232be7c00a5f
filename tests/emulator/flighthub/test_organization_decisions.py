"""What the sources leave open about the organization, and what the emulator does: each decision is followed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from helpers.flighthub import QUICK, TOKEN, emulator
from meshwright.emulator import Emulator
from meshwright.emulator.clock import Clock


class Organization:
    """Plain requests to an emulator whose clock stands still."""

    def __init__(self, server: Emulator) -> None:
        self.clock = server.settings.clock
        self.http = httpx.Client(base_url=f"{server.url}/openapi/v0.1", headers={"x-user-token": TOKEN})
        self.http.headers["x-project-uuid"] = self("GET", "/project")["list"][0]["uuid"]
        pair = self("GET", "/project/device")["list"][0]
        self.dock, self.aircraft = pair["gateway"]["sn"], pair["drone"]["sn"]

    def answer(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """Return the whole envelope."""
        return self.http.request(method, path, json=body, params=query).json()

    def __call__(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """Return the data of a success."""
        found = self.answer(method, path, body, **query)
        assert found["code"] == 0, found
        return found.get("data")

    def code(self, method: str, path: str, body: Any = None, **query: Any) -> int:
        """Return the code."""
        return int(self.answer(method, path, body, **query)["code"])

    def flight(self, **more: Any) -> dict[str, Any]:
        """Return a request for a flight now."""
        route = next(one["id"] for one in self("GET", "/wayline")["list"] if one["name"] == "Patrol")
        return {"name": "f", "sn": self.dock, "wayline_uuid": route, "task_type": "immediate", **more}


@pytest.fixture(scope="module")
def ours() -> Iterator[Organization]:
    with emulator(QUICK, clock=Clock(rate=0)) as server:
        found = Organization(server)
        yield found
        found.http.close()


def test_times_of_requests_are_seconds(ours: Organization) -> None:
    """A time in milliseconds is refused where seconds are asked for (D50)."""
    seconds = int(ours.clock.now()) + 1000
    path = "/flight-task/list"
    assert ours.code("GET", path, sn=ours.dock, begin_at=0, end_at=seconds) == 0
    assert ours.code("GET", path, sn=ours.dock, begin_at=0, end_at=seconds * 1000) == 200610
    wrong = ours.flight(task_type="timed", begin_at=seconds * 1000)
    assert ours.code("POST", "/flight-task", wrong) == 200610


def test_a_flight_needs_little(ours: Organization) -> None:
    """A flight needs no time zone (D56), and any least charge is taken (D57); null is as good as nothing."""
    later = {"task_type": "timed", "begin_at": int(ours.clock.now()) + 10**5}
    for more in ({}, {"time_zone": "Europe/Rome"}, {"min_battery_capacity": 30}, {"end_at": None}):
        assert ours("POST", "/flight-task", ours.flight(**later, **more))["task_uuid"]
    for missing in ("recurring", "continuous"):
        assert ours.code("POST", "/flight-task", ours.flight(task_type=missing, begin_at=None)) == 200610


def test_a_flight_in_the_air(ours: Organization) -> None:
    """`command` is taken (D52) for the aircraft and for its dock (D63); control needs payloads or the flight (D54);
    times are RFC 3339 in UTC, and empty before (D51); what happened is an object of V1, or null (D61).
    """
    task = ours("POST", "/flight-task", ours.flight())["task_uuid"]
    ours.clock.advance(seconds=60)
    (item,) = (one for one in _flights(ours) if one["uuid"] == task)
    assert item["run_at"].endswith("Z")
    assert item["completed_at"] == ""
    assert [type(item[name]) for name in ("operations", "exceptions")] == [dict, type(None)]
    for sn, command in ((ours.aircraft, "flighttask_pause"), (ours.dock, "flighttask_recovery")):
        assert ours.code("POST", f"/device/{sn}/command", {"command": command}) == 0
        assert ours.code("POST", f"/device/{sn}/command", {"device_command": command}) == 200610
    for body, code in (({"flight": True}, 0), ({}, 200610), ({"flight": False}, 200610)):
        assert ours.code("POST", "/device/control", {"drone_sn": ours.aircraft, **body}) == code
    ours.clock.advance(hours=1)


def _flights(ours: Organization) -> Any:
    return ours("GET", "/flight-task/list", sn=ours.dock, begin_at=0, end_at=2**32)["list"]


def test_cameras_and_messages(ours: Organization) -> None:
    """A camera is switched without a position too (D53); messages are asked for without a language too (D66), and say
    where the aircraft was as in V1 (D58).
    """
    camera = {"sn": ours.dock, "camera_index": "165-0-7"}
    for position in ({}, {"camera_position": "outdoor"}):
        assert ours.code("POST", "/device/change-camera", {**camera, **position}) == 0
    for language in ({}, {"language": "en"}):
        (device,) = ours("GET", "/device/hms", device_sn_list=ours.dock, **language)["list"]
        assert all("in_the_key" in record and "in_the_sky" not in record for record in device["device_hms"]["list"])


def test_annotations_and_pages(ours: Organization) -> None:
    """An annotation needs no source (D55); a page may have any number of projects (D65)."""
    feature = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [9.5, 47.1]}}
    for source in ({}, {"element_source": 0}):
        body = {"name": "a", "resource": {"type": 0, "content": feature}, **source}
        assert ours.code("POST", "/map/element", body) == 0
    assert [len(ours("GET", "/project", page_size=size)["list"]) for size in (1, 5000)] == [1, 2]
    assert ours.code("GET", "/project", page_size=0) == 200610


def test_stores_and_files(ours: Organization) -> None:
    """Access to the store is a GET in V1 (D62); the URL of a file has the path of V2 (D64); the forwarders of a public
    cloud are a bare 404 (D59).
    """
    assert ours("GET", "/project/sts-token")["credentials"]["expire"] == 900
    assert ours.code("GET", "/model/download-url/unknown") == 200404
    answer = ours.http.get("/live-stream/converter")
    assert (answer.status_code, answer.text) == (404, "404 page not found")
