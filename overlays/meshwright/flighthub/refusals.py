"""Interpret a store's refusal of an upload: whether the credential has expired, and what to do next."""

from __future__ import annotations

from ..core.service_clock import ServiceClock
from .credentials import Credential
from .stores import EXPIRED_CODES, StoreRefused

TOLERATED = 900.0
"""Seconds by which the time of a signature may differ, according to the documentation of S3 and OSS."""
SKEWED_CODES = frozenset({"RequestTimeTooSkewed", "RequestInTheFuture", "RequestExpired"})
KEYS_REFUSED = frozenset({"InvalidAccessKeyId", "InvalidToken", "InvalidSecurityToken"})
"""Codes for keys that the store does not know: only new keys help, which need a new resource."""
ALSO_WHEN_SKEWED = frozenset({"AccessDenied", "SignatureDoesNotMatch"})
"""Codes with which some stores also refuse a signature with a wrong time."""
GO_ON = "Run the upload again then, and it goes on from there."


def has_expired(stopped: Exception | None, credential: Credential, clock: ServiceClock) -> bool:
    """Return whether an upload was stopped because its credential expired."""
    if not isinstance(stopped, StoreRefused):
        return False
    by_time = clock.now() > credential.expires and stopped.code in ("", "AccessDenied")
    return by_time or stopped.code in EXPIRED_CODES


def advice_for(stopped: Exception | None, clock: ServiceClock) -> str:
    """Return what to do about a stopped upload; empty if it is enough to run it again."""
    if not isinstance(stopped, StoreRefused):
        return ""
    wrong = clock_error(clock)
    if stopped.code in SKEWED_CODES or (wrong and stopped.code in ALSO_WHEN_SKEWED):
        wrong = wrong or "this machine's clock differs from the store's by more than it tolerates"
        return f"{wrong[0].upper()}{wrong[1:]}; set it. {GO_ON}"
    if stopped.code in KEYS_REFUSED:
        return "The store does not know these keys; restart=True (--restart) gets new ones and sends everything again."
    return f"The store will refuse these keys again until this is mended on its side. {GO_ON}"


def clock_error(clock: ServiceClock) -> str:
    """Return by how much this machine's clock is wrong; empty if that is tolerated or unknown."""
    ahead = clock.ahead()
    if ahead is None or abs(ahead) <= TOLERATED:
        return ""
    return f"this machine's clock is {_duration(abs(ahead))} {'behind' if ahead > 0 else 'ahead of'} the service's"


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{minutes // 60} hours" if minutes < 2880 else f"{minutes // 1440} days"
