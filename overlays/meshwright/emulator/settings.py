"""The settings of an emulator and their defaults."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from attrs import field, frozen

from ..spec.calendar import SEED, day_of
from .clock import Clock
from .flighthub.settings import FlightHubSettings
from .visitors import is_address, name_in

DUMMY_KEY = "msy_dummy_api_key_for_test_mode_12345678"
"""The service's former public key for tests (changelog of 2025-02-18)."""


@frozen(kw_only=True)
class Plan:
    """The minimum time that a task is pending and in progress, in seconds of the emulator's clock."""

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
            raise ValueError(f"allowed_hosts: {name!r} is not a host name; omit scheme, port and path")
        found.append(read)
    return tuple(found)


@frozen(kw_only=True)
class Settings:
    """Settings of the emulated services."""

    api_key: str | None = None
    """The only key that is accepted; None accepts any that begins with ``msy_``, the dummy key excepted."""
    dummy_key: bool = False
    """Whether the dummy key is accepted: nothing is charged, and tasks succeed at once."""
    balance: int = 1000
    """Credits of the account."""
    account: Literal["personal", "studio", "enterprise"] = "personal"
    """Whose key it is: records of usage need a studio or enterprise team, showcases an enterprise team."""
    as_of: str | None = field(default=None, converter=_contract_day)
    """A day, ``YYYY-MM-DD`` or ``today``: the contract of that day. None (or ``seed``): the seed documents, with
    later additions.
    """
    plan: Plan = Plan()
    clock: Clock = field(factory=Clock)
    seed: int | None = None
    """Makes ids, signatures and chaos repeatable."""
    data: Path | None = None
    """A folder that keeps tasks and files across restarts; with None they are not kept."""
    faults: tuple[str, ...] = ()
    """Faults that are armed at start, each ``name`` or ``name:detail``."""
    chaos: float = 0.0
    """Share of the requests that get a random fault."""
    rate: float | None = None
    """Requests a second before 429 RateLimitExceeded (20 on most plans of the service); None means no limit."""
    queue: int = 20
    """Unfinished tasks at which the queue is full; the service allows 10 to 100, depending on the plan."""
    concurrent_text: bool = False
    """Answer a full queue with NoMoreConcurrentTasks (the documents) in place of NoMorePendingTasks (seen live)."""
    stream_404: bool = False
    """Answer the stream of an unknown id with HTTP 404 in place of an error event; both are possible (D15)."""
    strict_requests: bool = False
    """Refuse unknown members of a request; the service seems to ignore them (D4)."""
    cors_403: bool = True
    """Refuse calls from browsers, as the service does."""
    try_it: bool = False
    """Accept calls from the emulator's own pages nevertheless, so that requests can be tried there."""
    disputed_fees: bool = True
    """Charge what the pricing page says and other sources do not: 10 credits for a guided texture (D13)."""
    strict: bool = False
    """Validate every answer against the spec, and replace a wrong one by 500 with the violation."""
    url_lifetime: float = 24 * 3600.0
    """Seconds for which a signed URL is valid; the service does not document its own, so this is a guess."""
    webhooks: tuple[str, ...] = ()
    """URLs to which every change of status is sent; on this machine only, unless ``webhooks_anywhere``."""
    webhooks_anywhere: bool = False
    webhook_secret: str = "emulated-secret"
    max_body: int = 64 * 2**20
    """The most bytes of a request body; the service does not document its limit, so this is a guess."""
    max_bodies: int = 512 * 2**20
    """The most bytes of all request bodies that are being received at once; above it, the answer is 429."""
    request_seconds: float = 30.0
    """Real seconds for the head of a request to arrive, and for its body, with one more second for every 16 KiB."""
    allowed_hosts: tuple[str, ...] = field(default=(), converter=_host_names)
    """Host names that the emulator answers to besides addresses and local names."""
    max_input: int = 400 * 2**20
    """The most bytes of a picture or model that is fetched by URL."""
    input_seconds: float = 60.0
    """Real seconds after which fetching a picture or model fails."""
    private_urls: bool | None = None
    """Whether image_url and model_url may point at this machine or a private network. None: only if the emulator
    listens on loopback.
    """
    workers: int = 2
    """The most engine jobs that run at once."""
    job_seconds: float = 120.0
    """Real seconds after which an engine job is killed."""
    job_memory: int = 4 * 2**30
    """The most bytes of memory of an engine job."""

    flighthub: FlightHubSettings = FlightHubSettings()

    def accepts(self, key: str) -> bool:
        """Return whether the service accepts a key."""
        if self.api_key is not None:
            return key == self.api_key
        return self.dummy_key if key == DUMMY_KEY else key.startswith("msy_") and len(key) > len("msy_")
