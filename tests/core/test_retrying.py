"""Which outcomes are repeated, and after how long."""

from __future__ import annotations

import json
from typing import Any

import pytest
from helpers.fakes import FakeTransport, json_reply
from hypothesis import given
from hypothesis import strategies as st
from meshwright.core.blocking import run
from meshwright.core.retrying import SAFE_METHODS, RetryPolicy, delay_before_retry, may_have_arrived
from meshwright.core.wire import Reply, seconds_from
from meshwright.errors import ConnectionFailed, QueueFull
from meshwright.meshy.dialect import MESHY
from meshwright.tasks.session import TaskSession
from meshwright_api._runtime import Operation
from meshwright_api.meshy.api import image_to_3d

POLICY = RetryPolicy(attempts=5, first_delay=0.5, longest_delay=8.0, longest_retry_after=120.0)
METHODS = ["GET", "HEAD", "PUT", "DELETE", "POST", "PATCH"]


def reply(status: int, message: str = "no", **headers: str) -> Reply:
    """Make an error answer; underscores of header names stand for dashes."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status=status, headers=named, content=json.dumps({"message": message}).encode())


def delay(method: str, outcome: Reply | ConnectionFailed, attempt: int = 1, jitter: float = 1.0) -> float | None:
    """Decide with the whole backoff for a jitter."""
    return delay_before_retry(method, outcome, attempt, POLICY, lambda: jitter)


SENT = ConnectionFailed("reset", sent=True)
UNSENT = ConnectionFailed("refused", sent=False)

TABLE: list[tuple[str, Reply | ConnectionFailed, float | None]] = [
    *[(method, reply(status), 0.5) for method in ("GET", "DELETE", "PUT") for status in (408, 429, 500, 502, 503, 504)],
    *[("GET", reply(status), None) for status in (301, 400, 401, 402, 403, 404, 409, 418, 422, 501, 505, 520, 522)],
    *[("POST", reply(status), None) for status in (302, 400, 402, 408, 409, 500, 502, 503, 504, 522)],
    ("POST", reply(429, "RateLimitExceeded"), 0.5),
    ("GET", SENT, 0.5),
    ("DELETE", SENT, 0.5),
    ("POST", SENT, None),
    ("GET", UNSENT, 0.5),
    ("POST", UNSENT, 0.5),
    # Retry-After, in seconds or as a date, is obeyed unless it asks for too much.
    ("POST", reply(429, retry_after="7"), 7.0),
    ("POST", reply(429, retry_after="0"), 0.0),
    ("GET", reply(503, retry_after="120"), 120.0),
    ("GET", reply(503, retry_after="121"), None),
    ("GET", reply(503, retry_after="9" * 400), None),
    ("GET", reply(503, retry_after="1.5"), 0.5),
    ("GET", reply(503, retry_after="-3"), 0.5),
    ("GET", reply(503, retry_after="soon"), 0.5),
    (
        "GET",
        reply(503, date="Sat, 21 Nov 2026 20:00:00 GMT", retry_after="Sat, 21 Nov 2026 20:00:09 GMT"),
        9.0,
    ),
    (
        "GET",
        reply(503, date="Sat, 21 Nov 2026 20:00:00 GMT", retry_after="Sat, 21 Nov 2026 19:00:00 GMT"),
        0.0,
    ),
    ("GET", reply(503, retry_after="Sat, 21 Nov 2026 20:00:09 GMT"), 0.5),
]


@pytest.mark.parametrize(("method", "outcome", "expected"), TABLE)
def test_first_attempt(method: str, outcome: Reply | ConnectionFailed, expected: float | None) -> None:
    """The first outcome is repeated after so many seconds, or not at all."""
    assert delay(method, outcome) == expected


def test_delays_double_up_to_the_longest() -> None:
    """Without Retry-After the delays double and are capped; the last attempt is never repeated."""
    patient = RetryPolicy(attempts=8, first_delay=0.5, longest_delay=8.0)
    delays = [delay_before_retry("GET", reply(500), attempt, patient, lambda: 1.0) for attempt in range(1, 9)]
    assert delays == [0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0, None]


def test_jitter_is_full() -> None:
    """A delay is drawn from nothing up to the whole backoff, so that clients do not march in step."""
    assert [delay("GET", reply(500), 3, jitter) for jitter in (0.0, 0.25, 1.0)] == [0.0, 0.5, 2.0]


outcomes = st.one_of(
    st.builds(ConnectionFailed, st.text(max_size=5), sent=st.booleans()),
    st.builds(
        Reply,
        status=st.integers(100, 599),
        headers=st.dictionaries(st.sampled_from(["retry-after", "date", "x-request-id"]), st.text(max_size=30)),
        content=st.binary(max_size=60),
    ),
)
policies = st.builds(
    RetryPolicy,
    attempts=st.integers(0, 5000),
    first_delay=st.floats(0, 100),
    longest_delay=st.floats(0, 100),
    longest_retry_after=st.floats(0, 1000),
)


@given(st.sampled_from(["POST", "PATCH"]), outcomes, st.integers(1, 5000), policies)
def test_a_create_is_never_repeated_once_it_may_have_been_accepted(
    method: str, outcome: Reply | ConnectionFailed, attempt: int, policy: RetryPolicy
) -> None:
    """After bytes were sent, a POST is repeated only if the answer is 429."""
    rejected = outcome.status == 429 if isinstance(outcome, Reply) else not outcome.sent
    assert rejected or delay_before_retry(method, outcome, attempt, policy) is None


@given(st.sampled_from(METHODS), outcomes, st.integers(1, 5000), policies)
def test_delays_are_bounded(method: str, outcome: Reply | ConnectionFailed, attempt: int, policy: RetryPolicy) -> None:
    """No outcome raises, delays a call beyond what the policy allows, or is repeated beyond its attempts."""
    seconds = delay_before_retry(method, outcome, attempt, policy)
    if attempt >= policy.attempts:
        assert seconds is None
    assert seconds is None or 0 <= seconds <= max(policy.longest_delay, policy.longest_retry_after)


def test_creates_are_not_among_the_safe_methods() -> None:
    """The set that decides about money holds no POST."""
    assert sorted(SAFE_METHODS) == ["DELETE", "GET", "HEAD", "PUT"]


def test_statuses_that_prove_that_nothing_was_bought() -> None:
    """After any other status than these a create may have been carried out."""
    proven = [status for status in range(100, 600) if not may_have_arrived(reply(status))]
    assert proven == [*range(400, 408), *range(410, 423), *range(425, 432), 451]


@given(st.text(max_size=40) | st.from_regex(r"Mon, 0[1-9] Jan 2024 00:00:00 [+-][0-9]{1,30}", fullmatch=True))
def test_any_retry_after_is_read_or_ignored(value: str) -> None:
    """A Retry-After that cannot be read is not an error."""
    seconds = seconds_from(value, "Mon, 01 Jan 2024 00:00:00 GMT")
    assert seconds is None or seconds >= 0


@pytest.mark.parametrize("operation", [image_to_3d.get("018a"), image_to_3d.create(image_url="https://x/a.png")])
def test_a_full_queue_is_not_waited_for(operation: Operation[Any]) -> None:
    """Only the end of a task makes room in a queue: the request is not repeated, with or without Retry-After."""
    full = json_reply({"message": "NoMoreConcurrentTasks: upgrade your plan"}, 429, retry_after="1")
    transport = FakeTransport(lambda _: full, lambda _: (full, ()))
    session = TaskSession(transport=transport, dialect=MESHY, base_url="https://x", headers={})
    with pytest.raises(QueueFull):
        run(session.call(operation))
    assert len(transport.requests) == 1
