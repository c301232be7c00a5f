"""How an emulator behaves; everything a user can set, with what it is when nothing is said."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

from attrs import field, frozen

from ..spec.calendar import SEED, day_of
from .clock import Clock
from .flighthub.settings import FlightHubSettings
from .visitors import is_address, name_in

DUMMY_KEY = "msy_dummy_api_key_for_test_mode_12345678"
"""The service's former public key for tests (changelog of 2025-02-18)."""


@frozen(kw_only=True)
class Plan:
    """How long a task waits and works at least, in seconds of the emulator's clock."""

    pending: float = 0.5
    running: float = 2.0


def _contract_day(as_of: str | None) -> str | None:
    """Return a day, or None for the seed documents; raises ValueError."""
    day = SEED if as_of is None else day_of(as_of, time.time())
    return None if day == SEED else day


def _host_names(names: Iterable[str]) -> tuple[str, ...]:
    """Return host names in lower case; raises ValueError."""
    found: list[str] = []
    for name in names:
        address = name.removeprefix("[").removesuffix("]")
        read = address.lower() if is_address(address) else name_in(name)
        if read is None or (":" in name and not is_address(address)):
            raise ValueError(f"allowed_hosts: {name!r} is not a host name; leave scheme, port and path out")
        found.append(read)
    return tuple(found)


@frozen(kw_only=True)
class Settings:
    """Settings of the emulated services."""

    api_key: str | None = None
    """The only key that is accepted; None accepts any that begins with ``msy_``, the dummy key excepted."""
    dummy_key: bool = False
    """Whether the dummy key opens the service: nothing is charged, tasks succeed at once."""
    balance: int = 1000
    """Credits of the account."""
    as_of: str | None = field(default=None, converter=_contract_day)
    """A day, ``YYYY-MM-DD`` or ``today``: the contract as it was then. None (or ``seed``): the seed documents, newer
    things as additions."""
    plan: Plan = Plan()
    clock: Clock = field(factory=Clock)
    seed: int | None = None
    """Makes ids, signatures and chaos repeatable."""
    data: Path | None = None
    """A folder that keeps tasks and files over restarts; None forgets them."""
    faults: tuple[str, ...] = ()
    """Faults armed from the beginning, each ``name`` or ``name:detail``."""
    chaos: float = 0.0
    """Share of the requests that suffer a random fault."""
    rate: float | None = None
    """Requests a second before 429 RateLimitExceeded (20 on most plans of the service); None never says so."""
    queue: int = 20
    """Unfinished tasks before the queue is full; 10 to 100 by plan of the service."""
    concurrent_text: bool = False
    """Say NoMoreConcurrentTasks (the documents) in place of NoMorePendingTasks (seen live) when it is."""
    stream_404: bool = False
    """Answer the stream of an unknown id with HTTP 404 in place of an error event; both are possible (D15)."""
    strict_requests: bool = False
    """Refuse unknown members of a request; the service seems to ignore them (D4)."""
    cors_403: bool = True
    """Refuse calls from browsers, as the service does."""
    try_it: bool = False
    """Take calls from the emulator's own pages all the same, so that requests can be tried there."""
    disputed_fees: bool = True
    """Charge what the pricing page says and other sources do not: 10 credits for a guided texture (D13)."""
    strict: bool = False
    """Check every answer against the spec, and answer 500 with the violation instead of a wrong one."""
    url_lifetime: float = 24 * 3600.0
    """Seconds a signed URL is good for; the service's own is not documented, this is our guess."""
    webhooks: tuple[str, ...] = ()
    """Addresses that are told of every change of status; on this machine only, unless ``webhooks_anywhere``."""
    webhooks_anywhere: bool = False
    webhook_secret: str = "emulated-secret"
    max_body: int = 64 * 2**20
    """Bytes of a request body; the service's limit is not documented, this is our guess."""
    max_bodies: int = 512 * 2**20
    """Bytes of all request bodies that are being received at one moment; beyond it, 429."""
    request_seconds: float = 30.0
    """Real seconds for the head of a request to arrive, and for its body, which may take a second more for every
    16 KiB."""
    allowed_hosts: tuple[str, ...] = field(default=(), converter=_host_names)
    """Names beside addresses and local names under which the emulator answers."""
    max_input: int = 400 * 2**20
    """Bytes of a picture or model fetched by URL."""
    input_seconds: float = 60.0
    """Real seconds before the fetching of a picture or model is given up."""
    private_urls: bool | None = None
    """Whether image_url and model_url may point at this machine or a private network. None: unless the emulator
    listens beyond loopback."""
    workers: int = 2
    """Engine jobs at once."""
    job_seconds: float = 120.0
    """Real seconds before an engine job is ended."""
    job_memory: int = 4 * 2**30
    """Bytes of memory an engine job may take."""

    flighthub: FlightHubSettings = FlightHubSettings()

    def accepts(self, key: str) -> bool:
        """Whether a key opens the service."""
        if self.api_key is not None:
            return key == self.api_key
        return self.dummy_key if key == DUMMY_KEY else key.startswith("msy_") and len(key) > len("msy_")
