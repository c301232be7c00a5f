"""The emulator as one ASGI application: the services side by side, as their paths never meet."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from .meshy.endpoints import error, meshy_routes, signed_off
from .meshy.service import MeshyService


def create_app(meshy: MeshyService) -> Starlette:
    """Return the application; the services are closed with it."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        yield
        await meshy.close()

    return Starlette(routes=meshy_routes(meshy), lifespan=lifespan, exception_handlers={HTTPException: _no_route})


async def _no_route(_: Request, exc: Exception) -> Response:
    assert isinstance(exc, HTTPException)
    message = "NoMatchingRoute" if exc.status_code == 404 else exc.detail
    response = signed_off(error(exc.status_code, message))
    response.headers.update(exc.headers or {})
    return response
