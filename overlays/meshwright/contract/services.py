"""The facts about each service that the command needs: its key, its address, its walks and its visit. Modules that need
the emulator or schemathesis are imported on use, because a visit needs neither.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator

from ..clients import checked_base_url
from ..errors import ConfigurationError
from ..spec.reading import Json
from .live import flighthub as live_flighthub
from .live import meshy as live
from .live.bounds import CannotVisit

TITLES = {"meshy": "Meshy", "flighthub": "FlightHub"}
SERVICES = tuple(TITLES)
VISITS = {"meshy": live.visit, "flighthub": live_flighthub.visit}
REGIONS = ("cn", "us", "eu")


def key_of(service: str) -> str:
    """Return the key from the environment; raises CannotVisit for none, and for one of the other service."""
    name = "MESHY_API_KEY" if service == "meshy" else "FLIGHTHUB_USER_TOKEN"
    key = os.environ.get(name, "")
    if not key:
        raise CannotVisit(f"no key: set {name}; nothing was sent")
    if not key.isascii() or not key.isprintable() or " " in key:
        raise CannotVisit(f"{name} contains characters that a key cannot have; nothing was sent")
    if service == "meshy" and not key.startswith("msy_"):
        raise CannotVisit(f"{name} is not a key of Meshy, which begins with msy_; nothing was sent")
    if service == "flighthub" and key.startswith("msy_"):
        raise CannotVisit(f"{name} is a key of Meshy, not a token of FlightHub; nothing was sent")
    return key


def address_of(service: str, base_url: str | None, spec: Json) -> str:
    """Return the address of the service; raises CannotVisit if it is unknown, or if the key would be sent
    unencrypted.
    """
    name = "MESHY_BASE_URL" if service == "meshy" else "FLIGHTHUB_BASE_URL"
    url = base_url or os.environ.get(name) or _default(service, spec)
    try:
        return checked_base_url(url)
    except ConfigurationError as error:
        raise CannotVisit(f"{error}; nothing was sent") from None


def _default(service: str, spec: Json) -> str:
    servers: list[Json] = spec["servers"]
    if service == "meshy":
        return str(servers[0]["url"])
    region = os.environ.get("FLIGHTHUB_REGION", "")
    if region not in REGIONS:
        raise CannotVisit(
            f"which region? set FLIGHTHUB_REGION to {', '.join(REGIONS)}, or --base-url; nothing was sent"
        )
    return str(servers[REGIONS.index(region)]["url"])


def headers_of(service: str) -> dict[str, str]:
    """Return the other headers of every call."""
    project = os.environ.get("FLIGHTHUB_PROJECT_UUID", "")
    return {"x-project-uuid": project} if service == "flighthub" and project else {}


def check_spending(service: str, credits: int) -> None:
    """Raise CannotVisit if the service has no known prices."""
    if service == "flighthub" and credits:
        raise CannotVisit(
            "--spend: the prices of FlightHub are unknown, so nothing can be bought there; nothing was sent"
        )


def walk_sentences(service: str) -> dict[str, str]:
    """Return the description of each walk of a service, by name."""
    from .walks import flighthub, meshy

    walks: tuple[Callable[..., object], ...] = (*meshy.WALKS, *meshy.OWN) if service == "meshy" else flighthub.WALKS
    return {walk.__name__: (walk.__doc__ or "").splitlines()[0] for walk in walks}


def walks_of(service: str, names: Collection[str]) -> Iterator[tuple[str, list[str]]]:
    """Run the named walks of a service."""
    from .walks import flighthub, meshy
    from .walks.bench import opened
    from .walks.flighthub_bench import opened_flighthub

    if service == "meshy":
        return meshy.walk_all(opened, names)
    return flighthub.walk_all(opened_flighthub, names)
