"""Flight tasks on the clock: what is refused, what each becomes, and what commands change."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from helpers.organizations import Organized
from hypothesis import given, settings
from hypothesis import strategies as st
from meshwright.emulator import FlightHubSettings
from meshwright.emulator.flighthub.naming import project_prefix
from meshwright.emulator.flighthub.organization.dock_schedule import FlightFault, Status
from meshwright.emulator.flighthub.organization.geo import Spot
from meshwright.emulator.flighthub.organization.wpml import FASTEST
from meshwright.emulator.flighthub.organization.wpml_writer import write_route
from meshwright.emulator.flighthub.troubles import Failure

ENDS = {Status.STARTING_FAILURE, Status.TERMINATED, Status.SUCCESS, Status.TIMEOUT}
BEFORE = {Status.WAITING, Status.SUSPENDED}
AIRBORNE = {Status.EXECUTING, Status.PAUSED}


@pytest.fixture
def ours() -> Organized:
    return Organized()


def follows(before: Status, after: Status) -> bool:
    """Return whether a task may have one status and later the other."""
    if before in ENDS:
        return after is before
    return before in BEFORE or after not in {*BEFORE, Status.STARTING_FAILURE, Status.TIMEOUT}


def test_a_flight_from_the_dock_to_the_dock(ours: Organized) -> None:
    """It executes, takes its photos, lands, and then uploads them one a second (D77)."""
    uuid = ours.fly()
    assert ours.status(uuid) == "executing"
    assert ours.call("flights.media", task_uuid=uuid) == {"list": None}
    ours.clock.advance(seconds=60)
    assert len(ours.call("flights.track", task_uuid=uuid)["track"]["points"]) == 26
    run = ours.service.flights.run(uuid, ours.project)
    assert run.course is not None
    ours.clock.advance(seconds=run.course.end - ours.clock.now())
    assert ours.status(uuid) == "success"
    ours.clock.advance(seconds=3)
    folder = ours.call("flights.get", task_uuid=uuid)["folder_info"]
    assert (folder["expected_file_count"], folder["uploaded_file_count"]) == (16, 3)
    query = {"sn": ours.dock.sn, "begin_at": 0, "end_at": 2**32, "status": ["success"], "name": "fli"}
    (item,) = ours.call("flights.list", query=query)["list"]
    assert (item["status"], item["media_upload_status"]) == ("success", "uploading")
    assert (item["current_waypoint_index"], item["total_waypoints"]) == (16, 16)
    assert ours.call("flights.list", query={**query, "status": ["waiting"]}) == {"list": None}


def test_uploaded_routes(ours: Organized) -> None:
    """A report adds the route in an object of the project's own; anything else is refused with the reason, and a reset
    leaves the routes of the beginning.
    """
    store, prefix = ours.service.store, project_prefix(ours.project.uuid)
    content = write_route(ours.path((50, 50, 40), (150, 50, 40)))
    other = project_prefix(list(ours.service.organization.projects)[1])
    for key, held in ((f"{prefix}a.kmz", content), (f"{prefix}b.kmz", b"<kml/>"), (f"{other}c.kmz", content)):
        store.put(key, held)
    uuid = ours.call("routes.finish_upload", {"object_key": f"{prefix}a.kmz", "name": "Mine"})["uuid"]
    detail = ours.call("routes.get", wayline_id=uuid)
    assert (detail["name"], detail["wayline_point_nums"], detail["size"]) == ("Mine", 2, len(content))
    assert detail["distance"] == pytest.approx(100, abs=0.1)
    assert ours.call("routes.list")["list"][0]["name"] == "Mine"
    for key, reason in {
        f"{prefix}b.kmz": "not a KMZ",
        f"{other}c.kmz": "no uploaded object",
        "d": "no uploaded",
    }.items():
        code, message = ours.refusal("routes.finish_upload", {"object_key": key, "name": "No"})
        assert code == 200610
        assert reason in message
    ours.fly(ours.service.routes.known[uuid])
    ours.service.reset()
    assert not ours.service.flights.tasks
    assert [route["name"] for route in ours.call("routes.list")["list"]] == ["Survey of the meadow", "Patrol"]


def test_refused_flights(ours: Organized) -> None:
    """Each with the code of the service where one is known, and nothing is planned: one waypoint is 219019, a route
    that leaves the fence 219020 (D74).
    """
    now, other = int(ours.clock.now()), list(ours.service.organization.docks.values())[2]
    one = ours.route(ours.path((50, 50, 40)))
    far = ours.route(ours.path((50, 50, 40), (2600, 0, 40)))
    high = ours.route(ours.path((50, 50, 40), (60, 50, 600)))

    def refused(**changes: Any) -> tuple[int, str]:
        with pytest.raises(Failure) as caught:
            ours.fly(**changes)
        return caught.value.code, str(caught.value)

    assert refused(sn=other.sn) == (219014, f"the device '{other.sn}' does not belong to the project Quarry")
    assert refused(wayline_uuid="no")[0] == 219001
    assert refused(route=one) == (219019, "the route 'ours' has one waypoint; a flight needs two")
    assert refused(route=far)[0] == 219020
    assert "goes 2600 m away from the dock" in refused(route=far)[1]
    assert "600 m up" in refused(route=high)[1]
    assert refused(task_type="timed")[1] == "a task of the type timed needs begin_at, in seconds since 1970"
    assert "begin_at is in the past" in refused(task_type="timed", begin_at=now - 60)[1]
    assert "is not a time in seconds" in refused(end_at=10**15)[1]
    assert "is before begin_at" in refused(task_type="recurring", begin_at=now + 60, end_at=now + 30)[1]
    assert (
        "time_zone 'Moon'"
        in refused(
            task_type="recurring", begin_at=now, end_at=now + 60, recurring_task_start_time_list=[now], time_zone="Moon"
        )[1]
    )
    assert "in their own docks only" in refused(landing_dock_sn=other.sn)[1]
    assert "more than 1500 m" in refused(rth_altitude=1501)[1]
    ours.dock.online = False
    assert refused() == (213003, f"the dock {ours.dock.sn} is offline")
    ours.dock.online = True
    assert not ours.service.flights.tasks
    ours.fly()
    assert f"the dock {ours.dock.sn} is busy" in refused()[1]
    ours.clock.advance(seconds=130)
    assert "less than the 100 % of min_battery_capacity" in refused(min_battery_capacity=100)[1]
    assert len(ours.service.flights.tasks) == 1


def test_commands(ours: Organized) -> None:
    """A pause holds the aircraft where it is, a recovery goes on; a return ends the flight early unless it is
    cancelled; nothing is sent to an aircraft in its dock (D72).
    """
    flights, dock = ours.service.flights, ours.dock

    def sent(command: str) -> str:
        try:
            flights.command(dock, command, ours.clock.now())
        except Failure as failure:
            return str(failure)
        return ""

    assert "is in its dock" in sent("return_home")
    uuid = ours.fly()
    assert "phase of the flight is preparing" in sent("flighttask_pause")
    ours.clock.advance(seconds=35)
    assert sent("flighttask_pause") == ""
    assert ours.status(uuid) == "paused"
    there = flights.under_way(dock.sn, ours.clock.now())
    assert there is not None
    held = there.at(ours.clock.now())
    ours.clock.advance(seconds=100)
    after = there.at(ours.clock.now())
    assert (held.latitude, held.longitude, held.mode) == (after.latitude, after.longitude, 3)
    assert after.battery < held.battery
    assert "phase of the flight is hover" in sent("return_home_cancel")
    assert sent("flighttask_recovery") == ""
    ours.clock.advance(seconds=5)
    assert sent("return_home") == ""
    ours.clock.advance(seconds=5)
    assert sent("return_home_cancel") == ""
    assert sent("flighttask_recovery") == ""
    ours.clock.advance(seconds=300)
    assert ours.status(uuid) == "success"
    second = ours.fly()
    ours.clock.advance(seconds=40)
    assert sent("return_specific_home") == ""
    ours.clock.advance(seconds=300)
    assert ours.status(second) == "terminated"
    query = {"sn": dock.sn, "begin_at": 0, "end_at": 2**32}
    assert ours.call("flights.list", query=query)["list"][1]["exceptions"]["message"] == "return_home was sent"


def test_planned_flights(ours: Organized) -> None:
    """A suspended flight does not start; a restored one does; one that cannot start for half an hour times out; a
    battery below the task's own minimum is a failure of the start (D70, D76).
    """
    now = int(ours.clock.now())
    held = ours.fly(task_type="timed", begin_at=now + 100)
    lost = ours.fly(task_type="timed", begin_at=now + 200)
    hungry = ours.fly(task_type="timed", begin_at=now + 7000, min_battery_capacity=101)
    for uuid in (held, lost):
        ours.call("flights.update_status", {"status": "suspended"}, task_uuid=uuid)
    ours.clock.advance(seconds=400)
    assert [ours.status(uuid) for uuid in (held, lost)] == ["suspended", "suspended"]
    ours.call("flights.update_status", {"status": "restored"}, task_uuid=held)
    assert ours.status(held) == "executing"
    code, message = ours.refusal("flights.update_status", {"status": "suspended"}, task_uuid=held)
    assert (code, message) == (200610, "the task is executing; only one that has not begun can be suspended")
    ours.clock.advance(seconds=2000)
    ours.call("flights.update_status", {"status": "restored"}, task_uuid=lost)
    assert [ours.status(uuid) for uuid in (held, lost)] == ["success", "timeout"]
    ours.clock.advance(seconds=5000)
    assert ours.status(hungry) == "starting_failure"
    flown = ours.fly()
    assert "immediate task" in ours.refusal("flights.update_status", {"status": "suspended"}, task_uuid=flown)[1]


@pytest.mark.parametrize(("fault", "status"), [("fails_to_start", "starting_failure"), ("aborts", "terminated")])
def test_armed_faults(ours: Organized, fault: str, status: str) -> None:
    """The next flight fails with a reason; the one after it succeeds."""
    ours.service.flights.armed.append(FlightFault(fault))
    uuid = ours.fly()
    ours.clock.advance(seconds=400)
    assert ours.status(uuid) == status
    (item,) = ours.call("flights.list", query={"sn": ours.dock.sn, "begin_at": 0, "end_at": 2**32})["list"]
    assert "armed fault" in item["exceptions"]["message"]
    second = ours.fly()
    ours.clock.advance(seconds=400)
    assert ours.status(second) == "success"


def test_flights_survive_a_restart(tmp_path: Path) -> None:
    """A paused flight is still paused where it was, and can go on; its route and its plans are kept."""
    before = Organized(data=tmp_path)
    route = before.route(before.path((50, 50, 40), (150, 50, 40)))
    uuid = before.fly(route)
    later = before.fly(task_type="timed", begin_at=int(before.clock.now()) + 3600)
    before.call("flights.update_status", {"status": "suspended"}, task_uuid=later)
    before.clock.advance(seconds=30)
    before.service.flights.command(before.dock, "flighttask_pause", before.clock.now())
    asyncio.run(before.service.close())
    after = Organized(data=tmp_path)
    assert after.clock.now() == pytest.approx(before.clock.now())
    assert [after.status(one) for one in (uuid, later)] == ["paused", "suspended"]
    assert after.call("flights.track", task_uuid=uuid) == before.call("flights.track", task_uuid=uuid)
    assert after.call("routes.get", wayline_id=route.uuid)["wayline_point_nums"] == 2
    after.service.flights.command(after.dock, "flighttask_recovery", after.clock.now())
    after.clock.advance(seconds=300)
    assert after.status(uuid) == "success"
    asyncio.run(after.service.close())


def test_repeated_flights_are_tasks_of_their_own(ours: Organized) -> None:
    """A recurring task flies at its times of the day, a continuous one once in each period (D75)."""
    noon, day = int(ours.clock.now()) // 86400 * 86400 + 86400, 86400
    first = ours.fly(
        task_type="recurring",
        begin_at=noon,
        end_at=noon + 4 * day,
        recurring_task_start_time_list=[noon + 3600, noon + 7200],
        repeat_type="daily",
        repeat_option={"interval": 2},
        time_zone="Europe/Berlin",
    )
    tasks = list(ours.service.flights.tasks.values())
    assert tasks[0].uuid == first
    assert [task.begin - noon for task in tasks] == [3600, 7200, 2 * day + 3600, 2 * day + 7200]
    second = ours.fly(
        task_type="continuous",
        begin_at=noon,
        end_at=noon + day - 1,
        continuous_task_periods=[[noon + 20000, noon + 30000]],
    )
    assert [(task.begin - noon, task.deadline - noon) for task in list(ours.service.flights.tasks.values())[4:]] == [
        (20000, 30000)
    ]
    assert ours.call("flights.get", task_uuid=second)["repeat_type"] == "daily"


steps = st.lists(
    st.tuples(
        st.sampled_from(
            (
                *("immediate", "timed", "suspended", "restored", "wait", "wait"),
                *("flighttask_pause", "flighttask_recovery", "return_home", "return_home_cancel"),
            )
        ),
        st.integers(1, 400),
    ),
    max_size=14,
)


@given(steps)
@settings(max_examples=40, deadline=None)
def test_whatever_is_asked_the_states_are_legal(asked: list[tuple[str, int]]) -> None:
    """Each task goes from state to state legally, a dock has one flight at a time, and what was true stays true."""
    ours = Organized()
    flights, dock = ours.service.flights, ours.dock
    seen: dict[str, Status] = {}
    for step, seconds in asked:
        try:
            if step == "immediate":
                ours.fly()
            elif step == "timed":
                ours.fly(task_type="timed", begin_at=int(ours.clock.now()) + seconds)
            elif step in ("suspended", "restored") and flights.tasks:
                uuid = list(flights.tasks)[seconds % len(flights.tasks)]
                ours.call("flights.update_status", {"status": step}, task_uuid=uuid)
            elif step != "wait":
                flights.command(dock, step, ours.clock.now())
        except Failure:
            pass
        known = {
            uuid: (run.status(ours.clock.now()), run.start)
            for uuid, run in flights.schedule(dock.sn).runs.items()
            if run.start <= ours.clock.now()
        }
        ours.clock.advance(seconds=seconds)
        now, runs = ours.clock.now(), flights.schedule(dock.sn).runs
        assert sum(run.status(now) in AIRBORNE for run in runs.values()) <= 1
        for uuid, run in runs.items():
            assert follows(seen.get(uuid, Status.WAITING), run.status(now)), (seen[uuid], run.status(now))
            seen[uuid] = run.status(now)
            if uuid in known:
                assert run.start == known[uuid][1]
        assert 0 <= flights.battery(dock.sn, now) <= 100


def require_continuous(points: list[dict[str, Any]]) -> None:
    """Raise AssertionError unless an aircraft can have flown so."""
    for before, after in pairwise(points):
        seconds = (after["timestamp"] - before["timestamp"]) / 1000
        here, there = (Spot(point["latitude"], point["longitude"], point["height"]) for point in (before, after))
        assert 0 < seconds <= 2.001
        assert here.distance(there) <= FASTEST * seconds + 0.1


def test_a_day_of_a_busy_organization() -> None:
    """Three docks, 40 flights, a fault in twenty: states are legal, tracks continuous, batteries not negative, all
    answers valid by the spec.
    """
    random = Random(21)
    ours = Organized(FlightHubSettings(flight_faults=0.05))
    service, flights = ours.service, ours.service.flights
    begin, docks = int(ours.clock.now()), list(service.organization.docks.values())
    projects = service.organization.projects
    for _ in range(40):
        dock = random.choice(docks)
        project = projects[dock.project_uuid]
        route = random.choice(service.routes.of(project))
        body = {"name": "day", "sn": dock.sn, "wayline_uuid": route.uuid, "task_type": "timed"}
        ours.call("flights.create", {**body, "begin_at": begin + random.randrange(60, 86_000)}, project)
    seen: dict[str, Status] = dict.fromkeys(flights.tasks, Status.WAITING)
    states: set[Status] = set()
    for minute in range(24 * 60 + 40):
        now = ours.clock.now()
        for dock in docks:
            flight = flights.under_way(dock.sn, now)
            if flight is not None and random.random() < 0.15:
                command = random.choice(["flighttask_pause", "flighttask_recovery", "return_home"])
                with suppress(Failure):  # it does not fit every phase
                    flights.command(dock, command, now)
            assert 0 <= flights.battery(dock.sn, now) <= 100
        for uuid, task in flights.tasks.items():
            status = flights.schedule(task.sn).runs[uuid].status(now)
            assert follows(seen[uuid], status), (seen[uuid], status)
            seen[uuid] = status
            states.add(status)
        if minute % 30 == 0:
            for dock in docks:
                query = {"sn": dock.sn, "begin_at": begin, "end_at": begin + 90_000}
                ours.call("flights.list", project=projects[dock.project_uuid], query=query)
        ours.clock.advance(seconds=60)
    for uuid, task in flights.tasks.items():
        project = projects[task.project_uuid]
        track = ours.call("flights.track", project=project, task_uuid=uuid)
        require_continuous(track["track"]["points"] or [])
        detail = ours.call("flights.get", project=project, task_uuid=uuid)
        assert detail["status"] in ENDS
    assert states >= {Status.WAITING, Status.EXECUTING, Status.PAUSED, Status.TERMINATED, Status.SUCCESS}
    assert ours.answers >= 40 + 3 * 49 + 2 * 40
