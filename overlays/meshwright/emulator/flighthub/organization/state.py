"""The parts of an organization: projects, and docks with their aircraft. Times are seconds since the epoch."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Protocol
from uuid import UUID, uuid5

from attrs import define, field, frozen

from ....spec.reading import Json
from ...archive import Archive, Kept, together
from ..codes import FOREIGN_DEVICE, NOT_FOUND, OFFLINE, WRONG
from ..troubles import Failure

PEOPLE = UUID("00000000-0000-4000-8000-0000000000aa")
"""The name space of the ids of people."""


@frozen
class DeviceModel:
    """A model of device; ``key`` is its domain, type and sub-type: ``3-2-0``."""

    key: str
    name: str
    device_class: str

    def described(self) -> Json:
        """Write it as the service does: all members are strings."""
        domain, kind, sub_type = self.key.split("-")
        return {
            "key": self.key,
            "domain": domain,
            "type": kind,
            "sub_type": sub_type,
            "name": self.name,
            "class": self.device_class,
        }


@define
class Camera:
    """A camera: which of its ``choices`` (positions of a dock's, lenses of an aircraft's) is ``chosen``."""

    index: str
    choices: list[str]
    chosen: str
    quality: str = "adaptive"
    """The quality of its live stream."""


@define
class Aircraft:
    """An aircraft; it has power only while it flies."""

    sn: str
    callsign: str
    model: DeviceModel
    cameras: list[Camera]


@define
class Dock:
    """A dock and the aircraft that lives in it. Degrees; ``height`` is in metres above the ellipsoid."""

    sn: str
    callsign: str
    model: DeviceModel
    latitude: float
    longitude: float
    height: float
    aircraft: Aircraft
    project_uuid: str
    cameras: list[Camera]
    online: bool = True

    def require_online(self) -> None:
        """Raise Failure if the dock is offline: nothing reaches it or its aircraft then."""
        if not self.online:
            raise Failure(OFFLINE, f"the dock {self.sn} is offline")


@define
class Member:
    """A person in a project."""

    user_id: str
    nickname: str = ""
    role: str = "project-member"


@define
class Project:
    """A project; the devices name it. Its centre is in degrees."""

    uuid: str
    name: str
    introduction: str
    created: float
    updated: float
    latitude: float
    longitude: float
    members: dict[str, Member] = field(factory=dict[str, Member])
    """By user_id."""


@frozen
class Position:
    """Where an aircraft is, and how it does: degrees, metres above the ellipsoid, degrees from north, percent; ``mode``
    is the service's mode_code.
    """

    latitude: float
    longitude: float
    height: float
    heading: float
    battery: int
    mode: int


class Flight(Protocol):
    """A flight that is under way."""

    def at(self, now: float) -> Position:
        """Return where its aircraft is at a moment."""
        ...


class Flights(Protocol):
    """The flights of an organization."""

    def under_way(self, dock_sn: str, now: float) -> Flight | None:
        """Return the flight of a dock's aircraft at a moment."""
        ...

    def battery(self, dock_sn: str, now: float) -> float:
        """Return the percent of the battery of a dock's aircraft."""
        ...


@define(eq=False)
class Organization:
    """The projects and the docks, by uuid and by serial number."""

    uuid: str
    archive: Archive | None
    flights: Flights | None = None
    projects: Kept[Project] = field(init=False)
    docks: Kept[Dock] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.projects = Kept(self.archive, "project", Project)
        self.docks = Kept(self.archive, "dock", Dock)

    def project(self, uuid: str | None) -> Project:
        """Return the project of a header X-Project-Uuid; raises Failure."""
        if not uuid:
            raise Failure(WRONG, "X-Project-Uuid not found or empty")
        if (found := self.projects.get(uuid.lower())) is None:
            raise Failure(NOT_FOUND, f"project {uuid[:100]} not found in the organization")
        return found

    def docks_of(self, project: Project) -> list[Dock]:
        """Return the docks of a project."""
        return [dock for dock in self.docks.values() if dock.project_uuid == project.uuid]

    def dock(self, sn: str, project: Project) -> Dock:
        """Return a dock of a project by its serial number; raises Failure."""
        found = self.docks.get(sn)
        if found is None or found.project_uuid != project.uuid:
            raise _foreign(sn, project)
        return found

    def device(self, sn: str, project: Project) -> tuple[Dock, Dock | Aircraft]:
        """Return a device of a project by its serial number, after the dock that it belongs to; raises Failure."""
        for dock in self.docks_of(project):
            if sn == dock.sn:
                return dock, dock
            if sn == dock.aircraft.sn:
                return dock, dock.aircraft
        raise _foreign(sn, project)

    def dock_of(self, sn: str) -> Dock:
        """Return the dock with this serial number, or whose aircraft has it, of any project; raises Failure."""
        for dock in self.docks.values():
            if sn in (dock.sn, dock.aircraft.sn):
                return dock
        raise Failure(NOT_FOUND, f"the organization has no device {sn[:100]!r}")

    def devices(self) -> Iterator[Dock | Aircraft]:
        """Yield all docks and aircraft."""
        for dock in self.docks.values():
            yield dock
            yield dock.aircraft

    def position(self, dock: Dock, now: float) -> Position | None:
        """Return where a dock's aircraft is, or None while it is in its dock."""
        flight = None if self.flights is None else self.flights.under_way(dock.sn, now)
        return None if flight is None else flight.at(now)

    def has_power(self, dock: Dock, device: Dock | Aircraft, now: float) -> bool:
        """Return whether a device is online: an aircraft has power only while it flies."""
        return dock.online and (device is dock or self.position(dock, now) is not None)

    def battery(self, dock: Dock, now: float) -> float:
        """Return the percent of the battery of a dock's aircraft."""
        return 100.0 if self.flights is None else self.flights.battery(dock.sn, now)

    def user_of(self, token: str) -> Member:
        """Return the person whose token it is: each token is another person."""
        user_id = str(uuid5(PEOPLE, token))
        known = (project.members.get(user_id) for project in self.projects.values())
        return next((member for member in known if member), Member(user_id, f"Pilot {user_id[:4]}", "project-admin"))

    def require_docks(self, names: Collection[str]) -> None:
        """Raise ValueError for a name that is not the serial number or the callsign of a dock."""
        known = {name for dock in self.docks.values() for name in (dock.sn, dock.callsign)}
        if unknown := sorted(set(names) - known):
            docks = ", ".join(f"{dock.callsign} ({dock.sn})" for dock in self.docks.values())
            raise ValueError(f"there is no dock {unknown[0]!r}; the docks are {docks}")

    def set_offline(self, names: Collection[str]) -> None:
        """Take docks offline by serial number or callsign, and all others online; raises ValueError."""
        self.require_docks(names)
        for dock in self.docks.values():
            dock.online = dock.sn not in names and dock.callsign not in names
        self.docks.save(*self.docks)

    def clear(self) -> None:
        """Forget all."""
        with together(self.archive):
            self.projects.clear()
            self.docks.clear()


def _foreign(sn: str, project: Project) -> Failure:
    return Failure(FOREIGN_DEVICE, f"the device {sn[:100]!r} does not belong to the project {project.name}")
