"""The emulated Meshy over HTTP: the key, the routes of the spec, errors in the service's form, event streams, files."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import uuid4

from attrs import define
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from ...spec.calendar import SEED
from ...spec.reading import load_kinds, load_spec
from ...spec.shapes import shape_of
from .. import violations
from ..contract import Contract, OperationContract, Refused
from ..damage import afterwards, broken_stream, instead
from ..faults import HEADER, ON_STREAM, Armed, Faults
from ..handlers import EXAMPLE, Call, Handler, find_handlers
from ..headers import CONTRACT, INPUT, NOTES, read_input, written_notes
from ..http import Crowded, Endpoint, read_json, served_file
from ..jobs import check_makers
from ..limiter import Limiter
from ..routing import path_routes
from ..settings import DUMMY_KEY
from ..visitors import is_own_page
from .service import MeshyService, ServiceError

API_VERSION = "2026-11-21"
logger = logging.getLogger("meshwright.emulator")


def meshy_routes(service: MeshyService, faults: Faults) -> list[BaseRoute]:
    """Return the routes of the contract in the settings, subject to ``faults``, and the route of the files."""
    settings = service.settings
    contract = Contract.on("meshy", settings.as_of or SEED, disputed_fees=settings.disputed_fees)
    limiter = Limiter(settings.rate, settings.clock.real)
    by_path: dict[str, dict[str, MeshyEndpoint]] = {}
    operations, kinds = contract.operations(), load_kinds("meshy")
    check_makers(kinds)
    others = [operation for operation in operations if _kind(operation) not in kinds]
    handlers = find_handlers(f"{__package__}.operations", others, strict=settings.strict)
    for operation in operations:
        endpoint = MeshyEndpoint(service, operation, handlers.get(operation.id), limiter)
        by_path.setdefault(operation.path, {})[operation.method] = endpoint
    day = settings.as_of or SEED
    operated = path_routes(by_path, lambda group: _announcing(_dispatcher(group, faults), day))
    return [operated, Route("/files/{task}/{name}", _files(service, faults), methods=["GET"])]


def _kind(operation: OperationContract) -> str:
    return operation.id.partition(".")[0].replace("_", "-")


def _dispatcher(by_method: Mapping[str, MeshyEndpoint], faults: Faults) -> Endpoint:
    async def dispatch(request: Request) -> Response:
        endpoint = by_method["GET" if request.method == "HEAD" else request.method]
        try:
            fault = faults.take(endpoint.verb, request.headers.get(HEADER))
        except ValueError as wrong:
            return signed_off(error(400, f"{HEADER}: {wrong}"))
        try:
            response = await endpoint.answer(request, fault)
        except (Refused, ServiceError) as no:
            if fault is not None:
                faults.put_back(fault)
            return endpoint.signed(endpoint.checked(_refusal(no)))
        if fault is None:
            return endpoint.signed(endpoint.checked(response))
        return await afterwards(fault, request, endpoint.signed(response))

    return dispatch


def _announcing(endpoint: Endpoint, contract: str) -> Endpoint:
    """Name the contract in every answer."""

    async def announce(request: Request) -> Response:
        response = await endpoint(request)
        response.headers[CONTRACT] = contract
        return response

    return announce


def _refusal(no: Refused | ServiceError) -> Response:
    match no:
        case ServiceError():
            return error(no.status, str(no), no.retry_after)
        case Crowded():
            return error(429, str(no), 1)
        case Refused():
            return error(400, str(no))


@define(eq=False)
class MeshyEndpoint:
    """One operation of the contract, answered by the service."""

    service: MeshyService
    operation: OperationContract
    handler: Handler[MeshyService] | None
    """The handler of an operation that is not about a task."""
    limiter: Limiter

    @property
    def verb(self) -> str:
        """The action of the operation: create, get, list, ..."""
        return self.operation.id.partition(".")[2]

    def signed(self, response: Response) -> Response:
        """Add the headers of the API, unless the contract has none for this answer."""
        answer = self.operation.answer(response.status_code)
        return response if answer is not None and not answer.headers else signed_off(response)

    async def answer(self, request: Request, fault: Armed | None) -> Response:
        """Validate a request against the spec and carry it out; raises Refused and ServiceError."""
        key = self._authorized(request) if self.operation.needs_key else ""
        if not self.limiter.admits():
            raise ServiceError(429, f"RateLimitExceeded: more than {self.limiter.rate:g} requests a second", 1)
        if fault is not None and (other := await instead(fault, request, error)) is not None:
            return other
        if self.handler is not None:
            return await self._other(request)
        kind, base = _kind(self.operation), str(request.base_url).rstrip("/")
        query = self.operation.read_query(dict(request.query_params))
        task_id = request.path_params.get("id", "")
        match self.verb:
            case "create":
                body = self._body(await self._json(request))
                price = 0 if key == DUMMY_KEY else self.operation.credits_for(body)
                rules = self.operation.task_rules
                chosen = self.operation.beyond_defaults(body)
                name = read_input(request.headers.get(INPUT, "")) or shape_of("meshy", kind).input_of(body)
                created = await self.service.create(
                    kind, body, price, rules, fault, name=name, chosen=chosen, at_once=key == DUMMY_KEY
                )
                return JSONResponse({"result": created}, 202)
            case "list":
                return JSONResponse(self._of_the_day(await self.service.page(kind, query, base, fault)))
            case "stream":
                return self._stream(request, kind, task_id, base, fault)
            case "delete":
                await self.service.delete(kind, task_id)
                return Response()
            case _:
                task, again = await self.service.get(kind, task_id, base, fault)
                notes = self.service.notes(task_id)
                headers = {NOTES: written_notes(notes)} if notes else {}
                return JSONResponse(
                    self._of_the_day(task), headers={**headers, "retry-after": "5"} if again else headers
                )

    async def _other(self, request: Request) -> Response:
        """Answer an operation that is not about a task."""
        assert self.handler is not None
        call = Call(
            path=self.operation.read_path(request.path_params),
            query=self.operation.read_query(dict(request.query_params)),
            body={} if self.operation.body is None else self._body(await self._json(request)),
            base=str(request.base_url).rstrip("/"),
            headers=request.headers,
        )
        price = self.operation.credits_for(call.body)
        self.service.require_credits(price)
        answer, is_example = await self.handler.answer(self.service, call)
        self.service.store.pay(price)
        return JSONResponse(answer, headers=EXAMPLE if is_example else None)

    async def _json(self, request: Request) -> Any:
        return await read_json(request, self.service.settings.max_body)

    def checked(self, response: Response) -> Response:
        """In strict mode, answer 500 in place of an answer that the spec does not allow."""
        broken = violations.in_answer(self.operation, response, strict=self.service.settings.strict)
        return response if broken is None else error(500, broken)

    def _authorized(self, request: Request) -> str:
        if self._from_a_browser(request):
            raise ServiceError(403, "Forbidden: the API does not take calls from browsers")
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not self.service.settings.accepts(key.strip()):
            raise ServiceError(401, "Invalid API key")
        return key.strip()

    def _from_a_browser(self, request: Request) -> bool:
        """Return whether a page sent this request although it may not."""
        settings, origin = self.service.settings, request.headers.get("origin")
        tried = settings.try_it and is_own_page(origin, request.headers.get("host", ""))
        return origin is not None and settings.cors_403 and not tried

    def _of_the_day(self, content: Any) -> Any:
        """Omit members that are newer than the day of the contract, if there is one."""
        return (
            content if self.service.settings.as_of is None else self.operation.on_the_day(content, load_spec("meshy"))
        )

    def _body(self, given: Any) -> dict[str, Any]:
        body = self.operation.read_body(given)
        if self.service.settings.strict_requests and (unknown := sorted(set(given) - self.operation.members)):
            raise Refused(f"unknown parameter: {', '.join(unknown)}")
        return body

    def _stream(self, request: Request, kind: str, task_id: str, base: str, fault: Armed | None) -> Response:
        if self.service.settings.stream_404 and self.service.store.find(task_id, kind) is None:
            raise ServiceError(404, "Task not found")
        events = _nothing() if request.method == "HEAD" else self._events(kind, task_id, base)
        if fault is not None and fault.fault in ON_STREAM:
            events = broken_stream(fault, request, events)
        return StreamingResponse(events, media_type="text/event-stream", headers={"cache-control": "no-cache"})

    async def _events(self, kind: str, task_id: str, base: str) -> AsyncIterator[str]:
        """Write events; an error is an event too, as with the service, after HTTP 200."""
        try:
            async for whole in self.service.stream(kind, task_id, base):
                state = self._of_the_day(whole)
                if broken := violations.in_event(self.operation, state, strict=self.service.settings.strict):
                    raise ServiceError(500, broken)
                yield event("message", state)
        except ServiceError as no:
            yield event("error", {"status_code": no.status, "message": str(no)})


async def _nothing() -> AsyncIterator[str]:
    for text in tuple[str, ...]():
        yield text


def event(name: str, data: dict[str, Any]) -> str:
    """Write one event, its JSON on one line."""
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"


def error(status: int, message: str, retry_after: int | None = None) -> JSONResponse:
    """Write an error as the service does."""
    headers = None if retry_after is None else {"retry-after": str(retry_after)}
    return JSONResponse({"message": message}, status, headers)


def signed_off(response: Response) -> Response:
    """Add the headers that every answer of the service carries."""
    response.headers["x-request-id"] = str(uuid4())
    response.headers["x-api-version"] = API_VERSION
    return response


def _files(service: MeshyService, faults: Faults) -> Endpoint:
    """Serve files by their signed URLs; a key is not needed and is ignored."""

    async def serve(request: Request) -> Response:
        try:
            fault = faults.take("file", request.headers.get(HEADER))
        except ValueError as wrong:
            return error(400, f"{HEADER}: {wrong}")
        if fault is not None and (other := await instead(fault, request, error)) is not None:
            return other
        now = service.settings.clock.now()
        expires, signature = (request.query_params.get(name, "") for name in ("Expires", "Signature"))
        if fault is not None or not service.urls.good(request.url.path, expires, signature, now):
            return error(403, "the URL has expired or was not signed here")
        path = service.file(request.path_params["task"], request.path_params["name"])
        return error(404, "no such file") if path is None else served_file(path)

    return serve
