"""FlightHub's envelope: every answer is ``{code, message, data}``, and a failure mostly arrives with HTTP 200.

The transport translates each known code into the corresponding HTTP status, so that retries and errors work as for
any other service. Every call has a new X-Request-Id, which every error names: the vendor's support asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol, TypeVar, cast, overload
from uuid import uuid4

from attrs import evolve, frozen
from meshwright_api._runtime import Operation, Unset
from meshwright_api.flighthub.models import StatusAnswer

from ..core.dialect import Dialect
from ..core.refusals import error_class, error_for
from ..core.retrying import may_have_arrived
from ..core.session import UNREADABLE
from ..core.wire import Reply, Request, Stream, Transport
from ..errors import ApiError, ConfigurationError, ConnectionFailed, RateLimited, SubmissionUnknown
from ..tasks.session import TaskSession
from ..tasks.waiting import Pace
from .versions import V1, in_version

T = TypeVar("T")
D = TypeVar("D")
D_co = TypeVar("D_co", covariant=True)

FLIGHTHUB = Dialect(
    name="flighthub",
    key_header="x-user-token",
    key_hint="check the token (FLIGHTHUB_USER_TOKEN); it is good in one region only, this is",
)
"""The region or address is appended to the hint."""
STATUS_OF_CODE = {
    200401: 401,  # token
    200403: 403,
    200404: 404,
    200610: 400,  # a parameter or the state does not fit
    210429: 429,
    200500: 500,
    210500: 500,
    210318: 502,  # upstream
    210504: 504,
}
"""HTTP statuses for codes seen in public clients; the service's own list is not known."""
NO_RESOURCE = 231011
"""Of a list, that it is empty, as a client of V2 has seen; of anything else, that it does not exist."""
HARMLESS = frozenset(
    {
        "stores.obtain_token",  # costs nothing
        "stores.upload_callback",  # looked up in its resource
        "livestreams.start",  # a second URL for the same stream
        "models.stop",
        "models.delete",
        "resources.delete",
        "annotations.update",  # the same again
        "annotations.delete",
        "flights.decrypt_serials",  # changes nothing
    }
)
"""Operations that change something and may still take effect twice. All others but GET are sent once, and their answer
may be lost: they move an aircraft, cost something, or change what others see."""
LOOK_AT = {
    "models": "models.running()",
    "flights": "flights.list(...)",
    "maps": "maps.list()",
    "routes": "routes.list()",
    "forwarders": "forwarders.list()",
    "devices": "devices.state(...)",
}
"""Where the effect of an operation shows, by tag; elsewhere only FlightHub itself shows it."""
PROJECT = "X-Project-Uuid"
"""The only setting of the client that an operation can need."""


class Answer(Protocol[D_co]):
    """The protocol of an envelope in the generated models."""

    @property
    def data(self) -> D_co | Unset:
        """The content of the answer."""
        ...


class Listed(Protocol[D]):
    """The protocol of a list in the generated models."""

    @property
    def list_(self) -> list[D] | Unset | None:
        """The members."""
        ...


@overload
def unwrapped(operation: Operation[Answer[T]]) -> Operation[T]: ...
@overload
def unwrapped(operation: Operation[Answer[D]], read: Callable[[D], T] | None) -> Operation[T]: ...
def unwrapped(operation: Operation[Answer[Any]], read: Callable[[Any], Any] | None = None) -> Operation[Any]:
    """Return the operation with the envelope's content, converted by ``read``, as its result; None if there is none.

    The service writes no data in four forms: absent, null, ``{}`` and ``[]``. A list is empty then.
    """

    def parse(value: Any) -> Any:
        if isinstance(value, dict) and value.get("data", value) == []:
            value = {**value, "data": None}
        answer = operation.parse(value)
        if isinstance(answer, StatusAnswer):
            return None
        data = None if isinstance(answer.data, Unset) else answer.data
        if data is None and read in (listed, members):
            return []
        if data is None and "None" not in type(answer).__annotations__["data"]:
            raise ValueError("the envelope holds no data")
        return data if read is None else read(data)

    return converted(operation, parse)


def listed(found: Listed[T] | None) -> list[T]:
    """Return the members of a list; null is read as an empty list."""
    return [] if found is None else found.list_ or []


def members(found: list[T] | None) -> list[T]:
    """Return the members of a list that is the whole content; null is read as an empty list."""
    return found or []


def converted(operation: Operation[Any], parse: Callable[[Any], T]) -> Operation[T]:
    """Return the operation with another parser of its answer."""
    return evolve(operation, parse=parse)


def code_of(reply: Reply) -> int:
    """Return the code of an envelope; 0 for success, or if the answer is not an envelope."""
    try:
        code = reply.json()["code"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return 0
    return code if code.__class__ is int else 0


@frozen
class EnvelopeTransport:
    """A transport that sets the HTTP status that corresponds to an answer's code, and the id of its request."""

    inner: Transport

    async def send(self, request: Request) -> Reply:
        """Perform one request."""
        asked = request.headers.get("x-request-id", "")
        try:
            reply = await self.inner.send(request)
        except ConnectionFailed as error:
            raise ConnectionFailed(f"{error} (request {asked})", sent=error.sent) from error
        status = STATUS_OF_CODE.get(code_of(reply), reply.status) if reply.ok else reply.status
        return evolve(reply, status=status, headers={"x-request-id": asked, **reply.headers})

    def open(self, request: Request) -> AbstractAsyncContextManager[Stream]:
        """Perform one request and yield the answer with its body unread."""
        return self.inner.open(request)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self.inner.sleep(seconds)

    def now(self) -> float:
        """Return the monotonic time in seconds."""
        return self.inner.now()

    def wall(self) -> float:
        """Return the time of day, in seconds since the epoch."""
        return self.inner.wall()

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Run blocking work."""
        return await self.inner.in_thread(work)

    async def gather(self, jobs: Iterable[Callable[[], Coroutine[Any, Any, T]]], limit: int) -> list[T]:
        """Run coroutine functions concurrently."""
        return await self.inner.gather(jobs, limit)

    async def aclose(self) -> None:
        """Close the connections."""
        await self.inner.aclose()


@frozen(kw_only=True)
class FlightHubSession(TaskSession):
    """The settings of one FlightHub client's calls."""

    pace: Pace = Pace(first_poll=10.0, longest_poll=60.0)
    """Pace of waits for models. The service answers too many requests with code 210429; the limit is not documented."""

    api_version: str = V1
    """The version of the API."""

    def request(self, operation: Operation[Any]) -> Request:
        """Return the encoded operation with a new X-Request-Id, which its retries share. Raises ConfigurationError if
        the operation is about a project, and the client has none.
        """
        if PROJECT in operation.needs and PROJECT.lower() not in self.headers:
            raise ConfigurationError(
                f"{operation.name} is about a project: pass project_uuid=... (--project) or set "
                "FLIGHTHUB_PROJECT_UUID; projects.list() shows the uuids. Nothing was sent"
            )
        request = super().request(in_version(operation, self.api_version))
        return evolve(request, headers={**request.headers, "x-request-id": str(uuid4())})

    def repeated_as(self, operation: Operation[Any]) -> str:
        """Return POST for an operation that must not take effect twice."""
        return "POST" if is_sent_once(operation) else operation.method

    def read(self, operation: Operation[T], reply: Reply) -> T:
        """Return the parsed answer; raises the error for its code, or UnexpectedResponse."""
        if code := code_of(reply):
            if code == NO_RESOURCE and reply.ok:
                if is_list(operation):
                    return cast("T", [])
                reply = evolve(reply, status=404)
            raise self.failure(operation, reply)
        try:
            return super().read(operation, reply)
        except SubmissionUnknown as error:
            unexpected = error.__cause__
            if not is_sent_once(operation) and unexpected is not None:
                raise unexpected from None
            raise _lost(operation, unexpected or error) from unexpected

    def failure(self, operation: Operation[Any], outcome: Reply | ConnectionFailed) -> Exception:
        """Return the error for an outcome without success: SubmissionUnknown for a call that may have taken effect."""
        if isinstance(outcome, ConnectionFailed):
            error: Exception = outcome
            refused = False
        else:
            error = self._error(operation, outcome)
            refused = outcome.ok and code_of(outcome) != 0  # the service itself refused it
        if not is_sent_once(operation) or refused or not may_have_arrived(outcome):
            return error
        unknown = _lost(operation, error)
        unknown.__cause__ = error
        return unknown

    def _error(self, operation: Operation[Any], reply: Reply) -> Exception:
        code, message = code_of(reply), self.dialect.message_of(reply)
        if reply.status < 400 and not code:
            return error_for(reply, operation.name, self.dialect)  # a redirect
        if reply.status == 401:
            message += f" - {self.dialect.key_hint}"
        if reply.status == 404 and not code:
            message += " - this gateway does not serve the path"
        kind: type[ApiError] = RateLimited if reply.status == 429 else error_class(reply.status)
        return kind(message, operation=operation.name, reply=reply, code=code, path=operation.path)


def is_list(operation: Operation[Any]) -> bool:
    """Return whether an operation answers a list: it reads no data as an empty one."""
    try:
        return bool(operation.parse({"code": 0, "message": "", "data": None}) == [])
    except UNREADABLE:
        return False


def is_sent_once(operation: Operation[Any]) -> bool:
    """Return whether an operation has an effect that must not happen twice."""
    return operation.method != "GET" and operation.name not in HARMLESS


def _lost(operation: Operation[Any], error: BaseException) -> SubmissionUnknown:
    place = LOOK_AT.get(operation.name.partition(".")[0], "FlightHub itself")
    return SubmissionUnknown(operation.name, str(error), look_at=place)
