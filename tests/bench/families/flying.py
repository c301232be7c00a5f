"""A day of an emulated organization, 3 docks and 40 flights: what a minute of it costs while it is watched."""

from __future__ import annotations

from random import Random

from ..measuring import Sample, measured
from ..rows import Contender, Row

MINUTES = 24 * 60 + 40
"""The last flights begin in the evening."""


def day(size: int) -> Sample:
    """Plan so many flights, then let a day pass, minute by minute, with a look at each dock; read all tracks at last.

    Every answer is checked by the spec, as the tests do.
    """
    from helpers.organizations import Organized

    ours, random = Organized(), Random(21)
    service, begin = ours.service, int(ours.clock.now())
    projects, docks = service.organization.projects, list(service.organization.docks.values())
    with measured() as found:
        for _ in range(size):
            dock = random.choice(docks)
            project = projects[dock.project_uuid]
            body = {"name": "day", "sn": dock.sn, "wayline_uuid": random.choice(service.routes.of(project)).uuid}
            body |= {"task_type": "timed", "begin_at": begin + random.randrange(60, 86_000)}
            ours.call("flights.create", body, project)
        for minute in range(MINUTES if size > 1 else 60):
            for dock in docks:
                service.flights.battery(dock.sn, ours.clock.now())
            if minute % 10 == 0:
                for dock in docks:
                    query = {"sn": dock.sn, "begin_at": begin, "end_at": begin + 90_000}
                    ours.call("flights.list", project=projects[dock.project_uuid], query=query)
            ours.clock.advance(seconds=60)
        for uuid, task in service.flights.tasks.items():
            ours.call("flights.track", project=projects[task.project_uuid], task_uuid=uuid)
    return {**found, "each": found["cpu"] / ours.answers}


ROWS = (
    Row(
        name="flying",
        quick=1,
        title="A day of FlightHub: 3 docks, 40 flights",
        size=40,
        rounds=3,
        contenders=(Contender("ours", day, "main", "ours"),),
        note="On the fast clock: planned, looked at every minute, listed every ten, and all tracks read. The CPU each "
        "is that of an answer. No other program emulates this.",
    ),
)
