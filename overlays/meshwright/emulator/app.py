"""The emulator as one ASGI application: the services side by side, its own API, its page."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from .admin import admin_routes
from .explorer import explorer_routes
from .faults import Faults
from .http import Bodies
from .page import page_routes
from .services import Service, refusal_at
from .settings import Settings
from .visitors import Visitors


def create_app(
    settings: Settings,
    faults: Faults,
    services: Mapping[str, Service],
    base: str = "http://127.0.0.1:8765",
    names: Iterable[str] = (),
) -> Starlette:
    """Return the application, which closes the services with it. ``base`` is its own address; ``names`` are the host
    names that it answers to besides addresses and local names.
    """

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        for service in services.values():
            await service.begin(base)
        yield
        for service in services.values():
            await service.close()

    async def no_route(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        response = refusal_at(request.url.path, services, error.status_code, error.detail)
        if response.status_code == error.status_code:
            response.headers.update(error.headers or {})
        return response

    def refused(path: str, status: int, message: str) -> Response:
        """Refuse a request before it reaches a service."""
        return refusal_at(path, services, status, message)

    async def broken(request: Request, error: Exception) -> Response:
        """Answer in the service's form; the server writes the traceback to its log."""
        message = f"internal error of the emulator: {type(error).__name__}"
        response = refusal_at(request.url.path, services, 500, message)
        response.headers["connection"] = (
            "close"  # the server closes the connection anyway; the header informs the client
        )
        return response

    own = [route for service in services.values() for route in service.routes()]
    handlers = {HTTPException: no_route, ClientDisconnect: _left, Exception: broken}
    guard = [Middleware(Visitors, names=names, respond=refused)]
    pages = [*page_routes(), *explorer_routes(settings)]
    routes = [*own, *admin_routes(settings, faults, services), *pages]
    app = Starlette(routes=routes, lifespan=lifespan, exception_handlers=handlers, middleware=guard)
    app.state.bodies = Bodies(settings.max_bodies)
    app.router.redirect_slashes = False  # not a path of any service
    return app


async def _left(_: Request, __: Exception) -> Response:
    """Answer a client that disconnected before its request was read."""
    return Response()
