"""The emulator as one ASGI application: the services side by side, its own API, its page."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from .admin import admin_routes
from .meshy.endpoints import error, meshy_routes, signed_off
from .meshy.service import MeshyService
from .meshy.webhooks import Webhooks
from .page import page_routes


def create_app(meshy: MeshyService, base: str = "http://127.0.0.1:8765") -> Starlette:
    """Return the application, which closes the services with it. ``base`` is its own address."""
    webhooks = Webhooks(meshy, base)
    meshy.on_begin = webhooks.follow

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        meshy.resume()
        yield
        await webhooks.close()
        await meshy.close()

    routes = [*meshy_routes(meshy), *admin_routes(meshy), *page_routes()]
    return Starlette(routes=routes, lifespan=lifespan, exception_handlers={HTTPException: _no_route})


async def _no_route(_: Request, exc: Exception) -> Response:
    assert isinstance(exc, HTTPException)
    message = "NoMatchingRoute" if exc.status_code == 404 else exc.detail
    response = signed_off(error(exc.status_code, message))
    response.headers.update(exc.headers or {})
    return response
