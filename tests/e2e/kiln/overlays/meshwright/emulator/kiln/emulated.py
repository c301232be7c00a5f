"""The kiln among the emulator's services: a pot is done at the second look, and one of glass cracks."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

from attrs import define, field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from ...spec.reading import load_spec
from ..contract import Contract, OperationContract, Refused
from ..faults import Faults
from ..handlers import EXAMPLE, Call, find_handlers
from ..http import Endpoint, read_json
from ..services import Service
from ..settings import Settings

PLACES = 12


class Cold(Exception):
    """The kiln refuses a request."""


@define(eq=False)
class Emulated(Service):
    """The emulated kiln."""

    settings: Settings
    faults: Faults
    prefixes: tuple[str, ...] = field(init=False, default=("/kiln/",))
    service: dict[str, Any] = field(init=False, factory=dict[str, Any])
    """The pots by id."""

    def routes(self) -> list[Route]:
        """Return the routes of the spec."""
        operations = list(Contract(load_spec("kiln")).operations())
        self._handlers = find_handlers(f"{__package__}.operations", operations, strict=False)
        return [
            Route(operation.path, self._endpoint(operation), methods=[operation.method]) for operation in operations
        ]

    def refusal(self, status: int, message: str) -> Response:
        """Write an error as the kiln does."""
        return JSONResponse({"reason": message}, status)

    async def state(self, base: str, most: int) -> dict[str, Any]:
        """Return the pots."""
        return {"kiln": {"pots": list(self.service.values())[:most]}}

    async def reset(self) -> None:
        """Forget all pots."""
        self.service.clear()

    def _endpoint(self, operation: OperationContract) -> Endpoint:
        async def answer(request: Request) -> Response:
            if request.headers.get("x-kiln-key") == "wrong":
                return self.refusal(401, "the key is wrong")
            try:
                call = Call(
                    path=operation.read_path(request.path_params),
                    query=operation.read_query(dict(request.query_params)),
                    body={} if operation.body is None else operation.read_body(await read_json(request, 10_000)),
                    base=str(request.base_url).rstrip("/"),
                )
                if operation.id == "pot.stream":
                    return StreamingResponse(self._events(call.path["id"]), media_type="text/event-stream")
                found, example = await self._handlers[operation.id].answer(self, call)
            except Refused as no:
                return self.refusal(400, str(no))
            except KeyError:
                return self.refusal(404, "no such pot")
            except Cold as no:
                return self.refusal(429, str(no))
            status = 201 if operation.id == "pot.create" else 200
            return JSONResponse(found, status, EXAMPLE if example else None)

        return answer

    async def _events(self, id: str) -> AsyncIterator[str]:
        yield f"data: {json.dumps({'id': id, 'status': 'firing', 'progress': 50})}\n\n"
        yield f"data: {json.dumps(self.service[id])}\n\n"
