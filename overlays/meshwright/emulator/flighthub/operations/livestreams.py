"""Live streams, which are still pictures here (D35)."""

from __future__ import annotations

from typing import Final

from ....spec.reading import Json
from ...handlers import Call
from ..callers import project_of
from ..codes import WRONG
from ..live_pictures import picture_url
from ..organization.devices import camera_of
from ..service import FlightHubService
from ..troubles import Failure

LONGEST = 86400
NONE: Final[Json] = {"list": []}
"""No streams: there are pictures only, which are not shared."""


def start(service: FlightHubService, call: Call) -> Json:
    """Return the address of a picture of a camera, in place of a stream; raises Failure for a device without power."""
    body, organization, now = call.body, service.organization, service.settings.clock.now()
    dock, device = organization.device(body["sn"], project_of(service, call))
    camera = camera_of(organization, dock, device, body["camera_index"], now)
    seconds = body.get("video_expire", 300)
    if not 1 <= seconds <= LONGEST:
        raise Failure(WRONG, f"video_expire is {seconds} s; 1 to {LONGEST} s are allowed here")
    if quality := body.get("quality_type"):
        camera.quality = quality
        organization.docks.save(dock.sn)
    url = picture_url(service, call.base, device.sn, camera.index, seconds)
    return {"url": url, "url_type": "srs", "expire_ts": int(now + seconds)}


def of_device(service: FlightHubService, call: Call) -> Json:
    """List the streams of a device, of which there are none."""
    service.organization.device(call.path["device_sn"], project_of(service, call))
    return NONE


def shares(service: FlightHubService, call: Call) -> Json:
    """List shared streams, of which there are none."""
    project_of(service, call)
    return NONE


shares_of = of_device
