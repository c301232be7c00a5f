"""The flights of a project: create, list and read them. Handles follow single flights.

Each call is defined once, for both clients. A flight that was created moves an aircraft: at once, or at its times.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, ParamSpec, TypeVar

from attrs import frozen
from meshwright_api._runtime import BadArgument, Operation
from meshwright_api.flighthub import api
from meshwright_api.flighthub.models import CreateFlightAnswer, FlightCreated

from ..core.calls import Deferred
from ..core.methods import Awaited, Blocking, like
from ..errors import InputError
from ..tasks.ids import checked_id
from ..tasks.submitting import submit
from .calls import Call, Calls
from .envelope import FlightHubSession, listed, members, unwrapped
from .missions import AsyncFlightHandle, FlightHandle, Mission

Params = ParamSpec("Params")
H = TypeVar("H", bound=Mission)
R = TypeVar("R")

KIND = "flighthub-flight"
"""Kind of the entries of flights in a ledger."""


@frozen
class Created:
    """The answer to a create, in the form that the ledger stores."""

    result: str


def _created(answer: FlightCreated) -> Created:
    return Created(checked_id(answer.task_uuid or ""))


def created(
    find: Callable[[], Callable[Params, Operation[CreateFlightAnswer]]], handle: Callable[[str, FlightHubSession], R]
) -> Deferred[Params, R]:
    """Return the method that creates a flight and returns its handle."""

    async def create(self: Any, /, *args: Params.args, **kwargs: Params.kwargs) -> R:
        try:
            operation = unwrapped(find()(*args, **kwargs), _created)
        except BadArgument as error:
            raise InputError(error.name, error.reason) from None
        return handle(await submit(self.session, KIND, operation), self.session)

    return Deferred(lambda: like(find(), create, getattr(handle, "__name__", None)))


class FlightCalls(Calls, Generic[H]):
    """Flights of aircraft along routes.

    ``create`` is one POST, never repeated once it may have arrived; with a ledger it is recorded before it is sent.
    Times in calls are seconds since 1970 or datetimes with a time zone; answers have RFC 3339 texts, of which
    ``time_of`` makes datetimes. ``update_status`` holds a planned flight back, or lets the aircraft take off;
    ``fly_rest`` (V2) flies on where a flight broke off.
    """

    _handle: type[H]

    list = Call(lambda: api.flights.list_, listed)
    get = Call(lambda: api.flights.get)
    update_status = Call(lambda: api.flights.update_status)
    media = Call(lambda: api.flights.media, listed)
    track = Call(lambda: api.flights.track)
    # V2
    recent = Call(lambda: api.flights.recent, listed)
    batch = Call(lambda: api.flights.batch, listed)
    record = Call(lambda: api.flights.record)
    operations = Call(lambda: api.flights.operations)
    check = Call(lambda: api.flights.check)
    fly_rest = Call(lambda: api.flights.fly_rest)
    default_name = Call(lambda: api.flights.default_name)
    decrypt_serials = Call(lambda: api.flights.decrypt_serials)
    exports = Call(lambda: api.flights.exports, listed)
    alerts = Call(lambda: api.flights.alerts)
    tcas_groups = Call(lambda: api.flights.tcas_groups, members)
    air_sense_warnings = Call(lambda: api.flights.air_sense_warnings, members)

    def flight(self, task_uuid: str) -> H:
        """Return a handle for a flight that exists; sends nothing."""
        return self._handle(checked_id(task_uuid), self.session)


class AsyncFlights(FlightCalls[AsyncFlightHandle], Awaited):
    """Flights of aircraft along routes, for asyncio."""

    _handle = AsyncFlightHandle
    create = created(lambda: api.flights.create, AsyncFlightHandle)


class Flights(FlightCalls[FlightHandle], Blocking):
    """Flights of aircraft along routes."""

    _handle = FlightHandle
    create = created(lambda: api.flights.create, FlightHandle)
