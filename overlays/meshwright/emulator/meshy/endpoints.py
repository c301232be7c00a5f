"""The emulated Meshy over HTTP: the key, the routes of the spec, errors in the service's form, event streams, files."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any
from uuid import uuid4

from attrs import define
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from ...specs import load_spec
from ..contract import Contract, OperationContract, Refused
from ..http import read_json
from .service import MeshyService, ServiceError

API_VERSION = "2026-11-21"
Answer = Callable[[Request], Awaitable[Response]]


def meshy_routes(service: MeshyService) -> list[Route]:
    """Return the routes of the spec, and that of the files."""
    by_path: dict[str, dict[str, MeshyEndpoint]] = {}
    for operation in Contract(load_spec("meshy")).operations():
        by_path.setdefault(operation.path, {})[operation.method] = MeshyEndpoint(service, operation)
    routes = [Route(path, _dispatcher(group), methods=list(group)) for path, group in by_path.items()]
    return [*routes, Route("/files/{task}/{name}", _files(service), methods=["GET"])]


def _dispatcher(by_method: dict[str, MeshyEndpoint]) -> Answer:
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
                events = self._events(kind, task_id, base)
                return StreamingResponse(events, media_type="text/event-stream", headers={"cache-control": "no-cache"})
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
                yield event("message", state)
        except ServiceError as no:
            yield event("error", {"status_code": no.status, "message": str(no)})


def event(name: str, data: dict[str, Any]) -> str:
    """Write one event, its JSON on one line."""
    return f"event: {name}\ndata: {json.dumps(data)}\n\n"


def error(status: int, message: str) -> JSONResponse:
    """Write an error as the service does."""
    return JSONResponse({"message": message}, status)


def signed_off(response: Response) -> Response:
    """Add the headers that every answer of the service carries."""
    response.headers["x-request-id"] = str(uuid4())
    response.headers["x-api-version"] = API_VERSION
    return response


def _files(service: MeshyService) -> Answer:
    """Serve files by their signed URLs; neither asks for a key nor looks at one."""

    async def serve(request: Request) -> Response:
        now = service.settings.clock.now()
        expires, signature = (request.query_params.get(name, "") for name in ("Expires", "Signature"))
        if not service.urls.good(request.url.path, expires, signature, now):
            return error(403, "the URL has expired or was not signed here")
        path = service.file(request.path_params["task"], request.path_params["name"])
        return error(404, "no such file") if path is None else FileResponse(path)

    return serve
