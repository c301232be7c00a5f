"""Who controls an aircraft and its cameras. Control lasts until it is released, or until the flight ends (D33)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import define, field, frozen

from ....spec.reading import Json
from ...archive import Archive, Kept
from ..codes import WRONG
from ..troubles import Failure
from .flights import Flights
from .state import Dock, Member

FLIGHT = ""
"""Stands for the control of the flight, where a payload has its index."""


@frozen
class Hold:
    """One person's control of a flight, or of one payload of its aircraft."""

    drone_sn: str
    payload: str
    task_uuid: str
    user: Member

    def described(self, dock: Dock) -> Json:
        """Write it as the service does."""
        return {
            "type": "payload" if self.payload else "flight",
            **({"payload_index": self.payload} if self.payload else {}),
            "gateway": {"sn": dock.sn},
            "user": {"call_sign": self.user.nickname, "user_id": self.user.user_id, "type": "web"},
        }


@define(eq=False)
class Control:
    """The holds of all aircraft."""

    flights: Flights
    archive: Archive | None
    _holds: Kept[Hold] = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._holds = Kept(self.archive, "hold", Hold)

    def acquire(self, dock: Dock, wanted: Sequence[str], user: Member, now: float) -> Json:
        """Take control for a person; raises Failure, and then takes nothing, if another person has some of it."""
        task_uuid = self._flight(dock, wanted, now)
        for payload in wanted:
            holder = self.holder(dock, payload, now)
            if holder is not None and holder.user_id != user.user_id:
                what = f"the payload {payload}" if payload else "the flight"
                raise Failure(
                    WRONG, f"{what} of {dock.aircraft.sn} is controlled by {holder.nickname}; it must be released first"
                )
        for payload in wanted:
            self._holds[_id(dock, payload)] = Hold(dock.aircraft.sn, payload, task_uuid, user)
        return self.described(dock, user, now)

    def release(self, dock: Dock, wanted: Sequence[str], user: Member, now: float) -> Json:
        """Give up the control that a person has; raises Failure, and then releases nothing, if another has it."""
        self._flight(dock, wanted, now)
        for payload in wanted:
            self.require(dock, payload, user, now)
        for payload in wanted:
            del self._holds[_id(dock, payload)]
        return self.described(dock, user, now)

    def require(self, dock: Dock, payload: str, user: Member, now: float) -> None:
        """Raise Failure unless a person has this control."""
        holder = self.holder(dock, payload, now)
        if holder is None or holder.user_id != user.user_id:
            what = f"the payload {payload}" if payload else "the flight"
            state = "under control" if holder is None else f"controlled by {user.nickname}, but by {holder.nickname}"
            raise Failure(WRONG, f"{what} of {dock.aircraft.sn} is not {state}; acquire it first")

    def holder(self, dock: Dock, payload: str, now: float) -> Member | None:
        """Return who controls a payload, or the flight."""
        hold = self._holds.get(_id(dock, payload))
        run = self.flights.schedule(dock.sn).under_way(now)
        return hold.user if hold is not None and run is not None and run.task.uuid == hold.task_uuid else None

    def described(self, dock: Dock, user: Member, now: float) -> Json:
        """List what a person controls of an aircraft."""
        return {"drone_sn": dock.aircraft.sn, "controls": list(self._controls(dock, user, now)) or None}

    def clear(self) -> None:
        """Release everything."""
        self._holds.clear()

    def _controls(self, dock: Dock, user: Member, now: float) -> Iterator[Json]:
        for payload in (FLIGHT, *(camera.index for camera in dock.aircraft.cameras)):
            holder = self.holder(dock, payload, now)
            if holder is not None and holder.user_id == user.user_id:
                yield self._holds[_id(dock, payload)].described(dock)

    def _flight(self, dock: Dock, wanted: Sequence[str], now: float) -> str:
        """Return the task of the flight that is under way; raises Failure."""
        dock.require_online()
        unknown = set(wanted) - {FLIGHT} - {camera.index for camera in dock.aircraft.cameras}
        if unknown or not wanted:
            raise Failure(
                WRONG,
                f"payload_index: {dock.aircraft.sn} has no payload {min(unknown)[:40]!r}"
                if unknown
                else "one of flight and payload_index is needed",
            )
        run = self.flights.schedule(dock.sn).under_way(now)
        if run is None:
            raise Failure(WRONG, f"the aircraft {dock.aircraft.sn} is in its dock")
        return run.task.uuid


def _id(dock: Dock, payload: str) -> str:
    return f"{dock.aircraft.sn} {payload}"
