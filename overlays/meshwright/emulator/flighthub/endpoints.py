"""The emulated FlightHub over HTTP: the token, the routes of the spec, and answers in the service's envelope.

A failure is answered with HTTP 200 and a code, a bad token with 401, an unknown path with a bare 404 (D2).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

from attrs import define
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from ...spec.calendar import SEED
from .. import violations
from ..contract import Contract, OperationContract, Refused
from ..damage import afterwards, instead
from ..faults import HEADER, Armed, Faults
from ..handlers import EXAMPLE, Call, Handler, find_handlers
from ..http import Crowded, Endpoint, read_json
from ..limiter import Limiter
from ..routing import path_routes
from .callers import check_place
from .codes import WRONG
from .live_pictures import live_routes
from .model_files import model_routes
from .service import FlightHubService
from .store_endpoints import store_routes
from .troubles import Failure

MAX_BODY = 4 * 2**20
"""The most bytes of a request; a report of 100 files is far smaller."""
VERSIONS = ("v0.1", "v2.0")
EXAMPLES = frozenset(
    {
        "organizations.permissions",
        "organizations.role_permissions",
        "organizations.device_commands",
        "projects.join_code",
        "devices.cloud_controls",
        "devices.relay_pairing",
        "livestreams.recording",
        "flights.decrypt_serials",
        "areas.file",
        "areas.offline_map_file",
        "areas.offline_map",
    }
)
"""Operations of V2 about what the organization does not have: answered with the spec's example, in strict mode too."""
UNOFFICIAL = {"x-meshwright": "not an operation of open modeling; a guess of the emulator"}
logger = logging.getLogger("meshwright.emulator")


def flighthub_routes(service: FlightHubService, faults: Faults) -> list[BaseRoute]:
    """Return the routes of the spec, subject to ``faults``, those of the store, and the one that is a guess."""
    limiter = Limiter(service.own.rate, service.settings.clock.real)
    by_path: dict[str, dict[str, FlightHubEndpoint]] = {}
    operations = list(Contract.on("flighthub", SEED).operations())
    handlers = find_handlers(f"{__package__}.operations", operations, strict=service.settings.strict, examples=EXAMPLES)
    for operation in operations:
        endpoint = FlightHubEndpoint(service, operation, handlers[operation.id], limiter)
        by_path.setdefault(operation.path, {})[operation.method] = endpoint
    routes: list[BaseRoute] = [path_routes(by_path, lambda group: _dispatcher(group, faults))]
    if service.own.download_url:
        guess = "/openapi/{version}/model/download-url/{key:path}"
        routes += [Route(guess.replace("{version}", one), _download_url(service)) for one in VERSIONS]
    return [*routes, *live_routes(service), *model_routes(service), *store_routes(service)]


def no_flighthub_route() -> Response:
    """Answer an unknown path as the gateway does."""
    return PlainTextResponse("404 page not found", 404)


def _dispatcher(by_method: Mapping[str, FlightHubEndpoint], faults: Faults) -> Endpoint:
    async def dispatch(request: Request) -> Response:
        endpoint = by_method.get(request.method)
        if endpoint is None or not endpoint.exists():
            return no_flighthub_route()
        try:
            fault = faults.take("call", request.headers.get(HEADER))
        except ValueError as wrong:
            return failed(Failure(WRONG, f"{HEADER}: {wrong}"))
        try:
            response = await endpoint.answer(request, fault)
        except (Refused, Failure) as no:
            if fault is not None:
                faults.put_back(fault)
            return endpoint.checked(failed(endpoint.failure(no)))
        if fault is None:
            return endpoint.checked(response)
        return await afterwards(fault, request, response)

    return dispatch


@define(eq=False)
class FlightHubEndpoint:
    """One operation of the contract, answered by the service."""

    service: FlightHubService
    operation: OperationContract
    handler: Handler[FlightHubService]
    limiter: Limiter

    def exists(self) -> bool:
        """Return whether the path exists: the public cloud has no forwarders."""
        return self.service.own.private_cloud or not self.operation.id.startswith("forwarders.")

    async def answer(self, request: Request, fault: Armed | None) -> Response:
        """Validate a request against the spec and carry it out; raises Refused and Failure."""
        authorize(self.service, request)
        if not self.limiter.admits():
            raise self._too_frequent()
        if fault is not None and (other := await instead(fault, request, self._error)) is not None:
            return other
        self.service.troubles.strike(self.operation.id)
        call = await self._called(request)
        check_place(self.service, call, self.operation.headers)
        data, is_example = await self.handler.answer(self.service, call)
        self.service.troubles.strike(self.operation.id, after=True)
        if is_example:
            return JSONResponse(data, headers=EXAMPLE)
        return JSONResponse({"code": 0, "message": "", **({} if data is None else {"data": data})})

    def failure(self, no: Refused | Failure) -> Failure:
        """Return the service's answer to a refused request."""
        if isinstance(no, Failure):
            return no
        return self._too_frequent() if isinstance(no, Crowded) else Failure(WRONG, str(no))

    def _too_frequent(self) -> Failure:
        return Failure(210429, "Operations too frequent", status=429 if self.service.own.rate_as_429 else 200)

    def _error(self, status: int, message: str, _: int | None) -> Response:
        """Write the error of a fault in the service's form."""
        return failed(self._too_frequent() if status == 429 else Failure(200500, message, status=status))

    async def _called(self, request: Request) -> Call:
        """Read a request; raises Refused."""
        operation = self.operation
        return Call(
            path=operation.read_path(request.path_params),
            query=operation.read_query(_query(operation, request)),
            body={} if operation.body is None else operation.read_body(await read_json(request, MAX_BODY)),
            base=address(request),
            headers=request.headers,
            template=operation.path,
        )

    def checked(self, response: Response) -> Response:
        """In strict mode, answer 500 in place of an answer that the spec does not allow."""
        broken = violations.in_answer(self.operation, response, strict=self.service.settings.strict)
        return response if broken is None else failed(Failure(200500, broken, status=500))


def _query(operation: OperationContract, request: Request) -> dict[str, str]:
    """Return the texts of a query; V2 repeats the name of a list, which V1 writes with commas."""
    given = request.query_params
    lists = {name for name, one in operation.query.items() if one.schema.get("type") == "array"}
    return {name: ",".join(given.getlist(name)) if name in lists else given[name] for name in given}


def authorize(service: FlightHubService, request: Request) -> None:
    """Raise Failure unless the token is accepted; if any is, a single character is refused, so that a refusal can be
    tested.
    """
    token = request.headers.get("x-user-token", "")
    if not token:
        raise Failure(200401, "X-User-Token not found or empty", status=401)
    if len(token) == 1 if service.own.token is None else token != service.own.token:
        raise Failure(200401, "X-User-Token is not valid", status=401)


def failed(failure: Failure) -> Response:
    """Write a failure."""
    headers = {"retry-after": "1"} if failure.status in (429, 503) else None
    return JSONResponse({"code": failure.code, "message": str(failure)}, failure.status, headers)


def address(request: Request) -> str:
    """Return the emulator's own address with an IP address: S3 and OSS clients would put the bucket in
    front of a name.
    """
    return str(request.base_url).rstrip("/").replace("//localhost", "//127.0.0.1")


def _download_url(service: FlightHubService) -> Endpoint:
    async def answer(request: Request) -> Response:
        try:
            authorize(service, request)
            data = service.modeling.download_url(request.path_params["key"], address(request))
        except Failure as failure:
            return failed(failure)
        return JSONResponse({"code": 0, "message": "", "data": data}, headers=UNOFFICIAL)

    return answer
