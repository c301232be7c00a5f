"""The FlightHub 2 client: an organization that flies, and open modeling. The connection settings of this service."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Self

from attrs import evolve

from ..clients import (
    AsyncClient,
    BlockingClient,
    Client,
    HttpClient,
    OfClient,
    checked_base_url,
    started_emulator,
    with_settings,
)
from ..core.methods import Awaited, Blocking
from ..core.retrying import RetryPolicy
from ..core.session import checked_header
from ..errors import ConfigurationError
from ..tasks.waiting import Pace
from .envelope import FLIGHTHUB, EnvelopeTransport, FlightHubSession
from .flights import AsyncFlights, Flights
from .models import AsyncModels, Models
from .organization import (
    Annotations,
    Areas,
    AsyncAnnotations,
    AsyncAreas,
    AsyncDevices,
    AsyncForwarders,
    AsyncLivestreams,
    AsyncMaps,
    AsyncOrganizations,
    AsyncProjects,
    AsyncSystem,
    Devices,
    Forwarders,
    Livestreams,
    Maps,
    Organizations,
    Projects,
    System,
)
from .resources import AsyncResources, AsyncStores, Resources, Stores
from .routes import AsyncRoutes, Routes
from .versions import V1, VERSIONS

if TYPE_CHECKING:
    from ..clients import Emulator
    from ..ledger.journal import Ledger

REGIONS = {
    "cn": "https://es-flight-api-cn.djigate.com",
    "us": "https://es-flight-api-us.djigate.com",
    "eu": "https://es-flight-api-eu.djigate.com",
}
LANGUAGES = ("en", "zh")
EMULATOR_TOKEN = "emulator"
"""The token of the emulator; it is not a secret."""


class _FlightHubClient(Client[FlightHubSession]):
    """The base of both FlightHub clients: their parameters and groups of calls."""

    stores = OfClient(AsyncStores, Stores)
    resources = OfClient(AsyncResources, Resources)
    models = OfClient(AsyncModels, Models)
    system = OfClient(AsyncSystem, System)
    projects = OfClient(AsyncProjects, Projects)
    organizations = OfClient(AsyncOrganizations, Organizations)
    devices = OfClient(AsyncDevices, Devices)
    livestreams = OfClient(AsyncLivestreams, Livestreams)
    forwarders = OfClient(AsyncForwarders, Forwarders)
    annotations = OfClient(AsyncAnnotations, Annotations)
    flights = OfClient(AsyncFlights, Flights)
    areas = OfClient(AsyncAreas, Areas)
    routes = OfClient(AsyncRoutes, Routes)
    maps = OfClient(AsyncMaps, Maps)

    def __init__(
        self,
        token: str | None = None,
        *,
        region: str | None = None,
        base_url: str | None = None,
        project_uuid: str | None = None,
        language: str = "en",
        api_version: str | None = None,
        emulator: bool = False,
        poll_interval: float | None = None,
        timeout: float = 60.0,
        retry: RetryPolicy | None = None,
        ledger: Ledger | None = None,
        http_client: HttpClient | None = None,
    ) -> None:
        version = api_version or os.environ.get("FLIGHTHUB_API_VERSION") or V1
        if version not in VERSIONS:
            raise ConfigurationError(f"api_version must be {' or '.join(VERSIONS)}, not {version!r}")
        transport = EnvelopeTransport(self._transport(http_client))
        self._emulator = started_emulator() if emulator else None
        headers = _headers(token, project_uuid, language, self._emulator)
        address, place = _address(region, base_url, self._emulator)
        self._open(
            FlightHubSession(
                transport=transport,
                dialect=evolve(FLIGHTHUB, key_hint=f"{FLIGHTHUB.key_hint} {place}"),
                base_url=address,
                headers=headers,
                api_version=version,
                pace=_pace(poll_interval, self._emulator),
                timeout=timeout,
                retry=retry or RetryPolicy(),
                ledger=ledger,
            )
        )

    def with_options(
        self,
        *,
        timeout: float | None = None,
        headers: Mapping[str, str] | None = None,
        retry: RetryPolicy | None = None,
    ) -> Self:
        """Return a client with changed settings; it shares this one's connections and is closed with it."""
        return self._sharing(with_settings(self.session, timeout, headers, retry))


class AsyncFlightHub(_FlightHubClient, AsyncClient[FlightHubSession], Awaited):
    """FlightHub 2 for asyncio. Settings as for ``FlightHub``.

    One instance may be used in several event loops, one after the other or in several threads; each has its own
    connections, unless ``http_client`` (here an httpx.AsyncClient) is given. Needs asyncio: under trio, or without an
    event loop, a call raises ConfigurationError before it is sent.
    """


class FlightHub(_FlightHubClient, BlockingClient[FlightHubSession], Blocking):
    """The FlightHub 2 API: docks and aircraft, their routes, flights and files; and open modeling, photos to models.

    The token comes from ``token`` or FLIGHTHUB_USER_TOKEN and is only valid in one ``region``: cn, us or eu (or
    FLIGHTHUB_REGION). ``base_url`` (or FLIGHTHUB_BASE_URL) sets another address, for example your own installation;
    the token is only sent over https or to this machine. ``project_uuid`` (or FLIGHTHUB_PROJECT_UUID) and
    ``language`` ("en" or "zh", of messages) are sent with every call; operations of a project need the first.
    ``api_version="v2.0"`` (or FLIGHTHUB_API_VERSION) calls V2 of the API, which some operations need.
    ``emulator=True`` needs no token and starts a local server that does the same work offline (extra ``emulator``).
    ``poll_interval`` is the first polling interval for a model in seconds (10, with the emulator 0.25); it grows up to
    six times. ``timeout`` in seconds limits each connect, read and write; a whole answer may take twice as long,
    counted from the end of the request. ``ledger`` makes starts survive a crash (``models.resume``). May be used from
    several threads. Raises ConfigurationError.

    ``http_client`` is your own httpx.Client for all requests, files included, with your proxies, certificates and
    limits. It is not closed with this client. Its default headers and cookies go to every host; its ``auth`` is not
    used, and it follows no redirect.
    """


def _address(region: str | None, base_url: str | None, emulator: Emulator | None) -> tuple[str, str]:
    """Return the address of the service, and its name for messages."""
    if emulator is not None:
        return emulator.url, "the emulator"
    region = region or (None if base_url else os.environ.get("FLIGHTHUB_REGION"))
    url = base_url or (None if region else os.environ.get("FLIGHTHUB_BASE_URL"))
    if url:
        return checked_base_url(url), url
    if region not in REGIONS:
        raise ConfigurationError(
            f"region must be {', '.join(REGIONS)} (or FLIGHTHUB_REGION), or pass base_url=...; got {region!r}"
        )
    return REGIONS[region], f"region {region}"


def _pace(poll_interval: float | None, emulator: Emulator | None) -> Pace:
    first = poll_interval or (0.25 if emulator else 10.0)
    return Pace(first_poll=first, longest_poll=6 * first)


def _headers(token: str | None, project_uuid: str | None, language: str, emulator: Emulator | None) -> dict[str, str]:
    """Return the headers of every call; raises ConfigurationError without a token."""
    token = (EMULATOR_TOKEN if emulator else None) or token or os.environ.get("FLIGHTHUB_USER_TOKEN", "")
    if not token:
        raise ConfigurationError(
            "no token: set FLIGHTHUB_USER_TOKEN or pass token=... (FlightHub 2: My Organization, Organization "
            "Settings, FlightHub Sync, Organization Key); FlightHub(emulator=True) works offline and needs none"
        )
    if language not in LANGUAGES:
        raise ConfigurationError(f"language must be {' or '.join(LANGUAGES)}, not {language!r}")
    headers = {"x-user-token": checked_header("token", token), "x-language": language}
    if project := project_uuid or os.environ.get("FLIGHTHUB_PROJECT_UUID"):
        headers["x-project-uuid"] = checked_header("project_uuid", project)
    return headers
