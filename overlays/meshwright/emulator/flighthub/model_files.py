"""Serve the GLB and the preview in the zip of a drone model to the emulator's page; not paths of the service."""

from __future__ import annotations

import asyncio
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote
from zipfile import ZipFile

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from ...spec.reading import Json
from ..http import FILE_POLICY, Endpoint
from ..visitors import NOSNIFF
from .service import FlightHubService

PREFIX = "/_emulator/models"
TYPES = {".glb": "model/gltf-binary", ".jpg": "image/jpeg"}
"""The files of a zip that are shown, by the end of the name: the first of each."""


def shown_files(service: FlightHubService, key: str, base: str) -> Json:
    """Return the addresses of what is shown of a zip of the store, by the ends of their names without the point."""
    stored = service.store.objects.get(key)
    found = {} if stored is None else _names(stored.path)
    path, now = f"{PREFIX}/{quote(key.removesuffix('.zip'))}", service.settings.clock.now()
    return {suffix[1:]: service.urls.url(base, path + suffix, now) for suffix in found}


def model_routes(service: FlightHubService) -> list[Route]:
    """Return the route of these files."""

    async def answer(request: Request) -> Response:
        query, now = request.query_params, service.settings.clock.now()
        if not service.urls.good(request.url.path, query.get("Expires", ""), query.get("Signature", ""), now):
            return PlainTextResponse("The address has expired, or was not given out here.", 403)
        key, point, ending = request.path_params["key"].rpartition(".")
        stored = service.store.objects.get(f"{key}.zip")
        name = None if stored is None else _names(stored.path).get(point + ending)
        if stored is None or name is None:
            return PlainTextResponse("There is no such file.", 404)
        content = await asyncio.to_thread(_content, stored.path, name)
        return Response(content, media_type=TYPES[point + ending], headers={**NOSNIFF, **FILE_POLICY})

    handler: Endpoint = answer
    return [Route(f"{PREFIX}/{{key:path}}", handler, methods=["GET"])]


@lru_cache(maxsize=1024)
def _names(path: Path) -> dict[str, str]:
    """Return the first file of each kind in a zip; the page asks twice a second."""
    with ZipFile(path) as archive:
        names = archive.namelist()
    first = {suffix: next((name for name in names if name.endswith(suffix)), None) for suffix in TYPES}
    return {suffix: name for suffix, name in first.items() if name is not None}


def _content(path: Path, name: str) -> bytes:
    with ZipFile(path) as archive:
        return archive.read(name)
