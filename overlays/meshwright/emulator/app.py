"""The emulator as one ASGI application: the services side by side, its own API, its page."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from .admin import admin_routes
from .flighthub.endpoints import flighthub_routes, no_flighthub_route
from .flighthub.service import FlightHubService
from .http import Bodies
from .meshy.endpoints import error, meshy_routes, signed_off
from .meshy.service import MeshyService
from .meshy.webhooks import Webhooks
from .page import page_routes
from .visitors import Visitors


def create_app(
    meshy: MeshyService,
    flighthub: FlightHubService,
    base: str = "http://127.0.0.1:8765",
    names: Iterable[str] = (),
) -> Starlette:
    """Return the application, which closes the services with it. ``base`` is its own address, ``names`` are those that
    it answers to besides addresses and local names.
    """
    webhooks = Webhooks(meshy, base)
    meshy.on_begin = webhooks.follow

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        meshy.resume()
        yield
        await webhooks.close()
        await meshy.close()
        await flighthub.close()

    services = [*meshy_routes(meshy), *flighthub_routes(flighthub, meshy.faults)]
    routes = [*services, *admin_routes(meshy, flighthub), *page_routes()]
    handlers = {HTTPException: _no_route, ClientDisconnect: _nobody_there, Exception: _broken}
    guard = [Middleware(Visitors, names=names, respond=_refused)]
    app = Starlette(routes=routes, lifespan=lifespan, exception_handlers=handlers, middleware=guard)
    app.state.bodies = Bodies(meshy.settings.max_bodies)
    app.router.redirect_slashes = False  # the services know no such path
    return app


def _refused(status: int, message: str) -> Response:
    """Refuse a request before any service sees it, in the form of Meshy."""
    return signed_off(error(status, message))


async def _nobody_there(_: Request, __: Exception) -> Response:
    """Answer nobody: the client left before its request was read."""
    return Response()


async def _broken(_: Request, exc: Exception) -> Response:
    """Answer in the service's form; the server writes the traceback to its log."""
    response = signed_off(error(500, f"the emulator broke down: {type(exc).__name__}"))
    response.headers["connection"] = "close"  # as the server will do anyway; the client should know
    return response


async def _no_route(request: Request, exc: Exception) -> Response:
    assert isinstance(exc, HTTPException)
    if request.url.path.startswith("/openapi/v0."):  # Meshy's versions begin with v1
        return no_flighthub_route()
    message = "NoMatchingRoute" if exc.status_code == 404 else exc.detail
    response = signed_off(error(exc.status_code, message))
    response.headers.update(exc.headers or {})
    return response
