"""Still pictures in place of live streams: what a camera could show now, drawn on request (D35).

The emulator sends no video. The address of a stream is that of a JPEG, signed, until the stream expires.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from ..http import FILE_POLICY, Endpoint
from ..signed_urls import SignedUrls
from ..visitors import NOSNIFF
from .organization.devices import camera_of
from .organization.state import Dock
from .service import FlightHubService
from .troubles import Failure

PREFIX = "/_emulator/live"
SIZE = (640, 360)
SKY, GROUND, INK = (150, 190, 225), (110, 130, 90), (20, 20, 20)


def picture_url(service: FlightHubService, base: str, sn: str, camera_index: str, seconds: float) -> str:
    """Return the address of the picture of a camera, valid for some seconds."""
    path = f"{PREFIX}/{quote(sn)}/{quote(camera_index)}.jpg"
    return SignedUrls(service.urls.secret, seconds).url(base, path, service.settings.clock.now())


def live_routes(service: FlightHubService) -> list[Route]:
    """Return the route of the pictures."""

    async def answer(request: Request) -> Response:
        query, now = request.query_params, service.settings.clock.now()
        if not service.urls.good(request.url.path, query.get("Expires", ""), query.get("Signature", ""), now):
            return PlainTextResponse("The stream has expired, or its address was not given out here.", 403)
        sn, camera_index = request.path_params["sn"], request.path_params["camera"].removesuffix(".jpg")
        try:
            text = _caption(service, sn, camera_index, now)
        except Failure as failure:
            return PlainTextResponse(str(failure), 404)
        return Response(_drawn(text), media_type="image/jpeg", headers={**NOSNIFF, **FILE_POLICY})

    handler: Endpoint = answer
    return [Route(f"{PREFIX}/{{sn}}/{{camera}}", handler, methods=["GET"])]


def _caption(service: FlightHubService, sn: str, camera_index: str, now: float) -> list[str]:
    """Return the lines below the picture; raises Failure for a device that has no power any more."""
    organization = service.organization
    dock = next(one for one in organization.docks.values() if sn in (one.sn, one.aircraft.sn))
    device = dock if sn == dock.sn else dock.aircraft
    camera = camera_of(organization, dock, device, camera_index, now)
    position = None if isinstance(device, Dock) else organization.position(dock, now)
    moment = datetime.fromtimestamp(now, UTC)
    place = f"{dock.latitude:.6f} {dock.longitude:.6f}"
    if position is not None:
        place = f"{position.latitude:.6f} {position.longitude:.6f}, {position.height:.0f} m, {position.battery} %"
    return [f"{device.callsign}, {camera.chosen}", f"{moment:%Y-%m-%d %H:%M:%S} UTC, {place}", "emulated still picture"]


def _drawn(lines: list[str]) -> bytes:
    """Draw a horizon with a caption."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", SIZE, SKY)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, SIZE[1] // 2, *SIZE), fill=GROUND)
    for number, line in enumerate(lines):
        draw.text((16, SIZE[1] - 80 + 22 * number), line, fill=INK)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()
