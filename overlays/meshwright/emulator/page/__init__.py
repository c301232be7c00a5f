"""The emulator's live page: its static files, and the routes that serve them.

The policy that is sent with each file allows no other source and no code but the modules among the files, and forbids
every sink that turns text into markup. An unknown name answers 404.
"""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import PurePath

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..visitors import NOSNIFF

HERE: Traversable = files(__name__)
"""This also works if the package is in a zip file."""
INDEX = "index.html"
CONTENT_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
HEADERS = {
    "content-security-policy": POLICY,
    **NOSNIFF,
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-cache",
}


def page_routes() -> list[Route]:
    """Return the routes of the page and of its files."""
    return [Route("/", _index, methods=["GET"]), Route("/_emulator/page/{name}", _file, methods=["GET"])]


def page_files() -> dict[str, Traversable]:
    """Return the files by name, including the page itself."""
    found = sorted(HERE.iterdir(), key=lambda file: file.name)
    return {file.name: file for file in found if PurePath(file.name).suffix in CONTENT_TYPES}


def _index(_: Request) -> Response:
    return _respond(INDEX)


def _file(request: Request) -> Response:
    """Serve a file by its name; the page itself is only at ``/``, where its relative links are right."""
    name = request.path_params["name"]
    if name == INDEX:
        raise HTTPException(404)
    return _respond(name)


def _respond(name: str) -> Response:
    """Answer with a file from the listing, so that a name cannot reach another file."""
    file = page_files().get(name)
    if file is None:
        raise HTTPException(404)
    return Response(file.read_bytes(), headers={**HEADERS, "content-type": CONTENT_TYPES[PurePath(name).suffix]})
