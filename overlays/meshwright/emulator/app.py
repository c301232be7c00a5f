"""The emulator over HTTP: routes from the spec, the key, the headers, errors in the service's form, event streams,
files.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

from attrs import define
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from .contract import Contract, OperationContract, Refused, load_spec
from .meshy import MeshyService, ServiceError
from .settings import Settings

Json = dict[str, Any]
API_VERSION = "2026-11-21"
MAX_DEPTH = 64
"""Nesting of a request body; nothing in the API needs more than four."""


def create_app(settings: Settings, service: MeshyService | None = None) -> Starlette:
    """Return the ASGI application of an emulated Meshy."""
    meshy = service or MeshyService(settings)
    endpoints = [MeshyEndpoint(meshy, operation) for operation in Contract(load_spec("meshy")).operations()]
    by_path: dict[str, list[MeshyEndpoint]] = {}
    for endpoint in endpoints:
        by_path.setdefault(endpoint.operation.path, []).append(endpoint)
    routes = [
        Route(path, _dispatcher(group), methods=[e.operation.method for e in group]) for path, group in by_path.items()
    ]
    routes.append(Route("/files/{task}/{name}", _files(meshy), methods=["GET"]))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        yield
        await meshy.close()

    return Starlette(routes=routes, lifespan=lifespan, exception_handlers={HTTPException: _no_route})


def _dispatcher(endpoints: list[MeshyEndpoint]) -> Callable[[Request], Awaitable[Response]]:
    by_method = {endpoint.operation.method: endpoint for endpoint in endpoints}

    async def dispatch(request: Request) -> Response:
        endpoint = by_method["GET" if request.method == "HEAD" else request.method]
        try:
            response = await endpoint.answer(request)
        except Refused as refused:
            response = error(400, str(refused))
        except ServiceError as no:
            response = error(no.status, str(no))
        return signed_off(response)

    return dispatch


@define(eq=False)
class MeshyEndpoint:
    """One operation of the contract, answered by the service."""

    service: MeshyService
    operation: OperationContract

    async def answer(self, request: Request) -> Response:
        """Judge a request by the spec and do what it asks; raises Refused and ServiceError."""
        self._authorize(request)
        tag, verb = self.operation.id.split(".")
        kind, base = tag.replace("_", "-"), str(request.base_url).rstrip("/")
        query = self.operation.read_query(dict(request.query_params))
        task_id = request.path_params.get("id", "")
        match verb:
            case "create":
                body = self.operation.read_body(await read_json(request, self.service.settings.max_body))
                created = await self.service.create(kind, body, self.operation.credits_for(body))
                return JSONResponse({"result": created}, 202)
            case "list":
                return JSONResponse(await self.service.page(kind, query, base))
            case "stream":
                return StreamingResponse(
                    self._events(kind, task_id, base),
                    media_type="text/event-stream",
                    headers={"cache-control": "no-cache"},
                )
            case "delete":
                await self.service.delete(kind, task_id)
                return Response()
            case _ if tag == "balance":
                return JSONResponse({"balance": self.service.store.balance})
            case _:
                task, again = await self.service.get(kind, task_id, base)
                return JSONResponse(task, headers={"retry-after": "5"} if again else None)

    def _authorize(self, request: Request) -> None:
        if "origin" in request.headers:
            raise ServiceError(403, "Forbidden: the API does not take calls from browsers")
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not self.service.settings.accepts(key.strip()):
            raise ServiceError(401, "Invalid API key")

    async def _events(self, kind: str, task_id: str, base: str) -> AsyncIterator[str]:
        """Write events, an error among them as the service does: after HTTP 200."""
        try:
            async for state in self.service.stream(kind, task_id, base):
                yield f"event: message\ndata: {json.dumps(state)}\n\n"
        except ServiceError as no:
            yield f"event: error\ndata: {json.dumps({'status_code': no.status, 'message': str(no)})}\n\n"


async def read_json(request: Request, limit: int) -> Any:
    """Read a bounded body of bounded depth; raises Refused."""
    if "json" not in request.headers.get("content-type", ""):
        raise Refused("Content-Type must be application/json")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise Refused(f"the request body is larger than {limit} bytes")
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refused(f"the request body is no JSON: {error}") from None
    if depth(value) > MAX_DEPTH:
        raise Refused(f"the request body is nested more than {MAX_DEPTH} deep")
    return value


def depth(value: Any, limit: int = MAX_DEPTH) -> int:
    """Return how deep JSON is nested, at most one more than the limit."""
    level, layer = 0, [value]
    while layer and level <= limit:
        nested: list[Any] = []
        for member in layer:
            nested += member.values() if isinstance(member, dict) else member if isinstance(member, list) else ()
        level, layer = level + 1, nested
    return level


def error(status: int, message: str) -> JSONResponse:
    """Write an error as the service does."""
    return JSONResponse({"message": message}, status)


def signed_off(response: Response) -> Response:
    """Add the headers that every answer of the service carries."""
    response.headers["x-request-id"] = str(uuid4())
    response.headers["x-api-version"] = API_VERSION
    return response


async def _no_route(_: Request, exc: Exception) -> Response:
    assert isinstance(exc, HTTPException)
    message = "NoMatchingRoute" if exc.status_code == 404 else exc.detail
    response = signed_off(error(exc.status_code, message))
    response.headers.update(exc.headers or {})
    return response


def _files(service: MeshyService) -> Callable[[Request], Awaitable[Response]]:
    """Serve files by their signed URLs; neither asks for a key nor looks at one."""

    async def serve(request: Request) -> Response:
        now = service.settings.clock.now()
        expires, signature = (request.query_params.get(name, "") for name in ("Expires", "Signature"))
        if not service.urls.good(request.url.path, expires, signature, now):
            return error(403, "the URL has expired or was not signed here")
        path = service.file(request.path_params["task"], request.path_params["name"])
        return error(404, "no such file") if path is None else FileResponse(path)

    return serve
