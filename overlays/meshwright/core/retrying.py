"""Decide whether to retry a request, and after how many seconds: pure functions without clock or socket.

A create costs money: it is only retried if the service cannot have accepted it, after 429 or when nothing was sent.
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
"""Statuses that prove that nothing was done. Others may come from a gateway after the service has done it: 3xx
(303 means "done, see there"), 408 and 499 (the gateway gave up), 409, 423 and 424 (a gateway sent it twice), 5xx.
"""


@frozen(kw_only=True)
class RetryPolicy:
    """Limits for retries; times in seconds."""

    attempts: int = 5
    """Total number of requests, including the first."""
    first_delay: float = 0.5
    longest_delay: float = 8.0
    longest_retry_after: float = 120.0
    """If Retry-After is longer, the error is raised at once."""


def may_have_arrived(outcome: Reply | ConnectionFailed) -> bool:
    """Return whether the service may have carried out the request although the answer is an error."""
    return outcome.sent if isinstance(outcome, ConnectionFailed) else outcome.status not in REFUSING_STATUSES


def delay_before_retry(
    method: str,
    outcome: Reply | ConnectionFailed,
    attempt: int,
    policy: RetryPolicy,
    random: Callable[[], float] = _random,
) -> float | None:
    """Return the seconds to wait before the next attempt, or None to stop retrying.

    ``attempt`` counts from 1. The delay doubles, with full jitter; Retry-After takes precedence.
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
