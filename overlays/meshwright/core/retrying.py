"""Whether a request may be repeated, and how long to wait first: a pure function, no clock and no socket.

A create is money: it is repeated only when nothing can have been accepted, that is after 429 or when nothing was sent.
"""

from __future__ import annotations

from random import random as _random
from typing import TYPE_CHECKING

from attrs import frozen

from ..errors import ConnectionFailed

if TYPE_CHECKING:
    from collections.abc import Callable

    from .wire import Reply

SAFE_METHODS = frozenset({"GET", "HEAD", "PUT", "DELETE"})
PASSING_STATUSES = frozenset({408, 429, 500, 502, 503, 504})
REFUSING_STATUSES = frozenset({*range(400, 432), 451}) - {408, 409, 423, 424}
"""Statuses that say that nothing was done. Others may come from a gateway behind which the service has done it: 3xx
(303 means "done, look there"), 408 and 499 (the gateway gave up), 409, 423 and 424 (a gateway sent it twice), 5xx.
"""


@frozen(kw_only=True)
class RetryPolicy:
    """How patient a client is; times in seconds."""

    attempts: int = 5
    """Requests in all, the first included."""
    first_delay: float = 0.5
    longest_delay: float = 8.0
    longest_retry_after: float = 120.0
    """A longer Retry-After is not waited for; the error is raised instead."""


def may_have_arrived(outcome: Reply | ConnectionFailed) -> bool:
    """Return whether the service may have done what was asked although the answer does not say so."""
    return outcome.sent if isinstance(outcome, ConnectionFailed) else outcome.status not in REFUSING_STATUSES


def delay_before_retry(
    method: str,
    outcome: Reply | ConnectionFailed,
    attempt: int,
    policy: RetryPolicy,
    random: Callable[[], float] = _random,
) -> float | None:
    """Return the seconds to wait before the next attempt, or None to hand the outcome to the caller.

    ``attempt`` counts from 1. The delay doubles, with full jitter; Retry-After wins over it.
    """
    if attempt >= policy.attempts:
        return None
    backoff = min(policy.longest_delay, policy.first_delay * 2.0 ** min(attempt - 1, 64)) * random()
    if isinstance(outcome, ConnectionFailed):
        return backoff if method in SAFE_METHODS or not outcome.sent else None
    repeatable = outcome.status in PASSING_STATUSES if method in SAFE_METHODS else outcome.status == 429
    if not repeatable:
        return None
    if (asked := outcome.retry_after) is not None:
        return asked if asked <= policy.longest_retry_after else None
    return backoff
