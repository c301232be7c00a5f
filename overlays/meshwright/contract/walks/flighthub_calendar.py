"""FlightHub's planned flights: the days of repeated ones, and those that wait for their time, dock or battery."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from ...spec.reading import Json
from .flighthub_bench import WRONG, FlightHubOpener
from .flighthub_organization import DAY, Organization

ZONE = ZoneInfo("Europe/Berlin")
FIRST, LAST = "2026-09-22 00:00", "2026-11-02 23:59"
"""The span of the repeated flights, which begins on a Tuesday; summer time ends in it, on 2026-10-25."""
WINDOW = 1800
"""Seconds for which a planned flight waits for its dock (D70)."""
RESERVE, CHARGE = 10, 1 / 36
"""Percent with which an aircraft lands when its battery was low, and that it charges in a second (D71)."""
DAYS: Sequence[tuple[Json, str]] = (
    ({"repeat_type": "nonrepeating"}, "09-22"),
    ({"repeat_type": "daily", "repeat_option": {"interval": 15}}, "09-22 10-07 10-22"),
    (
        {"repeat_type": "weekly", "repeat_option": {"interval": 2, "days_of_week": [0, 3]}},
        "09-23 10-04 10-07 10-18 10-21 11-01",
    ),
    ({"repeat_type": "weekly", "repeat_option": {"days_of_week": [6]}}, "09-26 10-03 10-10 10-17 10-24 10-31"),
    ({"repeat_type": "absolute_monthly", "repeat_option": {"days_of_month": [22, 31]}}, "09-22 10-22 10-31"),
    ({"repeat_type": "absolute_monthly", "repeat_option": {"interval": 2, "days_of_month": [1, 22]}}, "09-22 11-01"),
    (
        {"repeat_type": "relative_monthly", "repeat_option": {"days_of_week": [1, 3], "week_of_month": 4}},
        "09-23 09-28 10-26 10-28",
    ),
    (
        {"repeat_type": "relative_monthly", "repeat_option": {"interval": 2, "days_of_week": [0], "week_of_month": 1}},
        "11-01",
    ),
)
"""How a flight is repeated, and the days on which it flies; days of the week count from Sunday as 0 (D75)."""


def _stamp(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp())


def _begins(ours: Organization, name: str) -> list[str]:
    """Return the local times at which the flights of a name begin."""
    span = f"sn={ours.dock}&begin_at={_stamp(FIRST) - DAY}&end_at={_stamp(LAST) + 200 * DAY}&name={name}"
    listed = ours.done("GET", f"/flight-task/list?{span}").get("list") or ()
    moments = [datetime.fromisoformat(str(one.get("begin_at"))).astimezone(ZONE) for one in listed]
    return [f"{moment:%m-%d %H:%M}" for moment in sorted(moments)]


def repeated(opened: FlightHubOpener) -> list[str]:
    """Plan flights that are repeated in each way, in a zone whose summer time ends, and list their beginnings."""
    with opened() as bench:
        ours = Organization(bench)
        span = {"begin_at": _stamp(FIRST), "end_at": _stamp(LAST), "time_zone": ZONE.key}
        ten, noon = _stamp("2026-09-01 10:00"), _stamp("2026-09-01 12:00")
        kinds: tuple[tuple[str, Json], ...] = (
            ("recurring", {"recurring_task_start_time_list": [ten, noon]}),
            ("continuous", {"continuous_task_periods": [[ten, ten + 600], [noon, noon + 600]]}),
        )
        for kind, times in kinds:
            for number, (more, days) in enumerate(DAYS):
                body = {**span, **times, **more, "task_type": kind, "name": f"{kind} {number}."}
                task = ours.fly(**body)
                wanted = [f"{day} {hour}" for day in days.split() for hour in ("10:00", "12:00")]
                found = _begins(ours, body["name"])
                bench.expect(found == wanted, f"{kind} {more} begins at {', '.join(found)}, not {', '.join(wanted)}")
                _echoed(ours, task, {**times, **more, **more.get("repeat_option", {})})
        recurring = {**span, "task_type": "recurring", "repeat_type": "daily", "recurring_task_start_time_list": [ten]}
        for number, (begins, ends, first, last) in enumerate(
            (
                ("2026-10-01 10:00", "2026-10-03 10:00", "10-01 10:00", "10-03 10:00"),
                ("2026-10-01 10:01", "2026-10-03 09:59", "10-02 10:00", "10-02 10:00"),
            )
        ):
            ours.fly(**{**recurring, "begin_at": _stamp(begins), "end_at": _stamp(ends), "name": f"edge {number}."})
            found = _begins(ours, f"edge {number}.")
            bench.expect([found[0], found[-1]] == [first, last], f"from {begins} to {ends}: {', '.join(found)}")
        winter = {"begin_at": _stamp("2026-11-15 00:00"), "end_at": _stamp("2027-05-10 00:00"), "name": "winter."}
        months = {"repeat_type": "absolute_monthly", "repeat_option": {"interval": 5, "days_of_month": [20]}}
        ours.fly(**{**recurring, **winter, **months})
        found = _begins(ours, "winter.")
        bench.expect(found == ["11-20 10:00", "04-20 10:00"], f"every fifth month over a new year: {found}")
        _not_planned(ours, recurring)
        return bench.findings


def _echoed(ours: Organization, task: str, asked: Json) -> None:
    """Note what the details of a flight do not show as it was asked for."""
    shown = ours.done("GET", f"/flight-task/{task}")
    wrong = {name for name, value in asked.items() if name != "repeat_option" and shown.get(name) != value}
    ours.bench.expect(not wrong, f"a flight with {asked} shows others: {', '.join(sorted(wrong))}")


def _not_planned(ours: Organization, body: Json) -> None:
    """Ask for repeated flights that can never fly."""
    past, ten = ours.now - 10 * DAY, body["recurring_task_start_time_list"][0]
    continuous = {"task_type": "continuous"}
    for more in (
        {"begin_at": body["end_at"], "end_at": body["begin_at"]},
        {"begin_at": past, "end_at": past + 5 * DAY},
        {"begin_at": _stamp("2026-10-01 11:00"), "end_at": _stamp("2026-10-01 12:00")},
        {"time_zone": "Mars/Olympus"},
        {"begin_at": body["begin_at"] * 1000, "end_at": body["end_at"] * 1000},
        {**continuous, "continuous_task_periods": [[ten, ten]]},
        {**continuous, "continuous_task_periods": [[ten + 60, ten]]},
        {**continuous, "continuous_task_periods": [[ten, ten + 600, ten + 900]]},
    ):
        ours.refuse(WRONG, "POST", "/flight-task", ours.flight(**{**body, **more}))


def held_back(opened: FlightHubOpener) -> list[str]:
    """Suspend planned flights and restore them in time and too late; let flights wait for a dock that is busy."""
    with opened() as bench:
        ours = Organization(bench)
        begins = ours.now + 600
        held = ours.fly(name="held", task_type="timed", begin_at=begins)
        late = ours.fly(name="late", task_type="timed", begin_at=begins + DAY)
        for status in ("suspended", "restored", "suspended"):
            bench.advance(1)
            for task in (held, late):
                ours.done("PUT", f"/flight-task/{task}/status", {"status": status})
        bench.advance(600 + 300 - 3)
        bench.expect(ours.status(held) == "suspended", f"a flight that is held back is {ours.status(held)}")
        ours.done("PUT", f"/flight-task/{held}/status", {"status": "restored"})
        restored = _times(ours, held)["run_at"]
        bench.expect(restored == begins + 300, f"a flight that was restored runs {restored - begins} s after its time")
        bench.expect(ours.status(held) == "executing", f"a flight that was restored is {ours.status(held)}")
        ours.refuse(WRONG, "PUT", f"/flight-task/{held}/status", {"status": "suspended"})
        ours.refuse(WRONG, "POST", "/flight-task", ours.flight())  # its dock is busy
        waits = ours.fly(name="waits", task_type="timed", begin_at=ours.now + 10)
        bench.advance(60)
        bench.expect(ours.status(waits) == "waiting", f"a flight whose dock is busy is {ours.status(waits)}")
        bench.advance(3600)
        ended, began = _times(ours, held)["completed_at"], _times(ours, waits)["run_at"]
        bench.expect(0 <= began - ended <= 1, f"a flight begins {began - ended} s after its dock is free")
        bench.advance(DAY + WINDOW)
        ours.done("PUT", f"/flight-task/{late}/status", {"status": "restored"})
        bench.advance(60)
        _late(ours, late, begins + DAY)
        ours.refuse(WRONG, "PUT", f"/flight-task/{late}/status", {"status": "suspended"})
        return bench.findings


def _times(ours: Organization, task: str) -> dict[str, int]:
    """Return the times of a flight in seconds; 0 stands for one that is not reached."""
    return {
        name: int(datetime.fromisoformat(text).timestamp()) if (text := str(ours.listed(task).get(name) or "")) else 0
        for name in ("begin_at", "run_at", "completed_at")
    }


def _late(ours: Organization, task: str, begins: int) -> None:
    """Note how a flight that was restored after its window differs from one that has timed out."""
    status, times = ours.status(task), _times(ours, task)
    ours.bench.expect(status == "timeout", f"a flight that was restored after {WINDOW} s is {status}")
    wanted = {"begin_at": begins, "run_at": 0, "completed_at": begins + WINDOW}
    ours.bench.expect(times == wanted, f"a flight that timed out has {times}, not {wanted}")


def empty_batteries(opened: FlightHubOpener) -> list[str]:
    """Let an aircraft wait until its battery is low; start flights that need more than it holds."""
    with opened() as bench:
        ours = Organization(bench)
        task = ours.fly()
        bench.advance(40)
        ours.done("POST", f"/device/{ours.aircraft}/command", {"command": "flighttask_pause"})
        status, waited = "paused", 0
        while status in ("paused", "executing") and waited < 3600:
            bench.advance(60)
            status, waited = ours.status(task), waited + 60
        bench.expect(status == "terminated", f"a flight that waited for an hour is {status}")
        times = _times(ours, task)
        lasted = times["completed_at"] - times["run_at"]
        bench.expect(1200 < lasted < 3600, f"a battery lasts {lasted} s")
        left = _battery(ours) - (ours.now - times["completed_at"]) * CHARGE
        bench.expect(RESERVE - 1 < left < RESERVE + 2, f"a battery that was low holds {left:.0f} % after the landing")
        bench.advance(1800)
        battery = _battery(ours)
        ours.refuse(WRONG, "POST", "/flight-task", ours.flight(min_battery_capacity=battery + 5))
        fails = ours.fly(task_type="timed", begin_at=ours.now + 1, min_battery_capacity=battery + 5)
        flies = ours.fly(task_type="timed", begin_at=ours.now + 2, min_battery_capacity=battery - 5)
        bench.advance(60)
        row = ours.listed(fails)
        bench.expect(row["status"] == "starting_failure", f"a flight without a battery is {row['status']}")
        bench.expect(bool((row["exceptions"] or {}).get("code")), f"a start that failed has {row['exceptions']}")
        bench.expect(ours.status(flies) == "executing", f"a flight with enough battery is {ours.status(flies)}")
        return bench.findings


def _battery(ours: Organization) -> int:
    return int(ours.state(ours.aircraft)["battery"]["capacity_percent"])


CALENDAR = (repeated, held_back, empty_batteries)
