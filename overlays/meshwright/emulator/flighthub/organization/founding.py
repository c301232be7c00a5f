"""Found the emulated organization: two projects, three docks and their aircraft, whose names and models are ours.

The same seed gives the same organization, and no seed that of seed 0, so that a program can name its docks. The keys of
models and cameras are those that the service's documents show; what they stand for here is emulated.
"""

from __future__ import annotations

from random import Random

from ...archive import together
from ..naming import Uuids
from .state import Aircraft, Camera, DeviceModel, Dock, Member, Organization, Project

DOCK_MODEL = DeviceModel("3-2-0", "Emulated Dock", "airport")
AIRCRAFT_MODEL = DeviceModel("0-91-1", "Emulated Aircraft", "drone")
DOCK_CAMERA, AIRCRAFT_CAMERA = "165-0-7", "81-0-0"
LENSES = ["wide", "zoom", "ir"]
POSITIONS = ["indoor", "outdoor"]
ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
AGE = 30 * 86400.0
"""Seconds since the projects were made."""
SITES = [
    (
        "Quarry",
        "An emulated quarry with two docks.",
        47.1640,
        9.5130,
        [("North", 0.0, 0.0), ("South", -0.0045, 0.0030)],
    ),
    ("River", "An emulated stretch of a river with one dock.", 47.1400, 9.5080, [("River", 0.0, 0.0)]),
]
"""Name, introduction and centre of each project, and the callsigns of its docks with their distance in degrees."""
HEIGHT = 460.0


def found(organization: Organization, seed: int | None, now: float) -> None:
    """Put the projects and docks of a seed into an organization that has none."""
    random = Random(f"organization {seed or 0}")
    uuids = Uuids(random)
    with together(organization.archive):
        for name, introduction, latitude, longitude, docks in SITES:
            project = Project(uuids.new(), name, introduction, now - AGE, now - AGE, latitude, longitude)
            for nickname, role in (("Ada", "project-admin"), ("Ben", "project-member")):
                member = Member(uuids.new(), nickname, role)
                project.members[member.user_id] = member
            organization.projects[project.uuid] = project
            for callsign, north, east in docks:
                dock = _dock(random, callsign, latitude + north, longitude + east, project)
                organization.docks[dock.sn] = dock


def _dock(random: Random, callsign: str, latitude: float, longitude: float, project: Project) -> Dock:
    cameras = [Camera(AIRCRAFT_CAMERA, list(LENSES), LENSES[0])]
    aircraft = Aircraft(_sn(random, "MWA"), f"Aircraft {callsign}", AIRCRAFT_MODEL, cameras)
    return Dock(
        sn=_sn(random, "MWD"),
        callsign=f"Dock {callsign}",
        model=DOCK_MODEL,
        latitude=round(latitude, 6),
        longitude=round(longitude, 6),
        height=HEIGHT,
        aircraft=aircraft,
        project_uuid=project.uuid,
        cameras=[Camera(DOCK_CAMERA, list(POSITIONS), POSITIONS[0])],
    )


def _sn(random: Random, prefix: str) -> str:
    return prefix + "".join(random.choices(ALPHABET, k=11))
