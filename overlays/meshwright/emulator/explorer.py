"""The contract as the emulator keeps it, for other tools, and a page that explains it and tries it here.

The page is Swagger UI, which comes with a package of its own (the extra ``explorer``); nothing comes from elsewhere.
"""

from __future__ import annotations

from functools import cache
from html import escape
from importlib.resources import files
from importlib.resources.abc import Traversable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from ..spec.calendar import SEED
from ..spec.public import public_form
from ..spec.reading import Json, load_spec, services
from .page import CONTENT_TYPES, HEADERS
from .settings import Settings

FIRST = "meshy"
"""Whose contract /openapi.json is when no other service is asked for."""
PACKAGE = "mkdocs_swagger_ui_tag"
ASSETS = {
    "swagger-ui.css": "stylesheets",
    "swagger-ui-bundle.js": "javascripts",
    "swagger-ui-standalone-preset.js": "javascripts",
}
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",  # Swagger UI writes styles
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
PAGE = """<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>The contract of the Meshwright emulator</title>
  <link rel="icon" href="page/icon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="explorer/swagger-ui.css">
</head>
<body>
  <div id="explorer" data-try="{key}" data-services="{services}" data-schemes="{schemes}"></div>
  <script src="explorer/swagger-ui-bundle.js"></script>
  <script src="explorer/swagger-ui-standalone-preset.js"></script>
  <script src="page/explorer.js"></script>
</body>
</html>
"""
MISSING = "this page needs the extra: pip install 'meshwright[explorer]'; the contract itself is at /openapi.json\n"


def explorer_routes(settings: Settings) -> list[Route]:
    """Return the routes of the contract and of its page."""
    names = [FIRST, *(name for name in services() if name != FIRST)]
    key = (settings.api_key or "msy_explorer") if settings.try_it else ""
    schemes = [name for service in names for name in load_spec(service)["components"].get("securitySchemes", {})]
    filled = {"key": key, "services": " ".join(names), "schemes": " ".join(schemes)}
    document = PAGE.format(**{name: escape(text) for name, text in filled.items()}).encode()

    async def contract(request: Request) -> Response:
        service = request.query_params.get("service", FIRST)
        if service not in names:
            return PlainTextResponse(f"unknown service {service[:40]!r}; there are {', '.join(names)}\n", 404)
        base = str(request.base_url).rstrip("/")
        servers = [{"url": base, "description": "This emulator. Calls are free."}]
        return JSONResponse({**_form(service, settings.as_of or SEED), "servers": servers})

    async def page(_: Request) -> Response:
        if _assets() is None:
            return PlainTextResponse(MISSING, 404)
        return _respond(document, ".html")

    async def asset(request: Request) -> Response:
        name, folder = request.path_params["name"], _assets()
        if folder is None or name not in ASSETS:
            raise HTTPException(404)
        return _respond((folder / ASSETS[name] / name).read_bytes(), "." + name.rpartition(".")[2])

    return [
        Route("/openapi.json", contract, methods=["GET"]),
        Route("/_emulator/explorer", page, methods=["GET"]),
        Route("/_emulator/explorer/{name}", asset, methods=["GET"]),
    ]


@cache
def _form(service: str, day: str) -> Json:
    return public_form(load_spec(service), day)


def _assets() -> Traversable | None:
    """Return the folder of Swagger UI, or None where the extra is not installed."""
    try:
        return files(PACKAGE) / "swagger-ui"
    except ModuleNotFoundError:
        return None


def _respond(content: bytes, suffix: str) -> Response:
    headers = {**HEADERS, "content-security-policy": POLICY, "content-type": CONTENT_TYPES[suffix]}
    return Response(content, headers=headers)
