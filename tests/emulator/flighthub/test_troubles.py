"""The faults of any service, as FlightHub's callers meet them: armed, by the header, and by chance."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from attrs import evolve
from helpers.flighthub import QUICK, TOKEN, emulator
from meshwright import FlightHub, RetryPolicy, ServerError
from meshwright.emulator import Emulator, damage
from meshwright.emulator.faults import HEADER

RUNNING = "/openapi/v0.1/open_model/models/running"
EMPTY = {"code": 0, "message": "", "data": {"list": None}}
ANSWERS: dict[str, tuple[int, str, str | None]] = {
    "rate_limit": (200, '"code":210429', None),
    "server_error": (500, '"code":200500', None),
    "unavailable": (503, '"code":200500', "1"),
    "bad_gateway": (502, "<html>", None),
    "html": (200, "<html>", None),
}
"""The answer of each fault that answers: HTTP status, a part of the body, Retry-After."""


@pytest.fixture
def http(server: Emulator) -> Iterator[httpx.Client]:
    server.faults.disarm()
    with httpx.Client(base_url=server.url, headers={"x-user-token": TOKEN}, trust_env=False, timeout=60) as client:
        yield client


@pytest.mark.parametrize("fault", list(ANSWERS))
@pytest.mark.parametrize("armed", [True, False])
def test_other_answers(server: Emulator, http: httpx.Client, fault: str, armed: bool) -> None:
    """Armed or asked for by the header, a fault answers once, in FlightHub's form, and then all is well again."""
    if armed:
        server.faults.arm(fault)
    answer = http.get(RUNNING, headers={} if armed else {HEADER: fault})
    status, text, retry_after = ANSWERS[fault]
    assert (answer.status_code, answer.headers.get("retry-after")) == (status, retry_after)
    assert text in answer.text
    assert http.get(RUNNING).json() == EMPTY


@pytest.mark.parametrize("fault", ["drop", "truncate"])
def test_broken_answers(server: Emulator, http: httpx.Client, fault: str) -> None:
    """Connections break before or in the middle of an answer."""
    server.faults.arm(fault)
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        http.get(RUNNING)
    assert http.get(RUNNING).json() == EMPTY


def test_slow_answers(server: Emulator, http: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow answer outlasts a client's patience."""
    monkeypatch.setattr(damage, "SLOW_SECONDS", 1.0)
    server.faults.arm("slow")
    with pytest.raises(httpx.ReadTimeout):
        http.get(RUNNING, timeout=httpx.Timeout(30, read=0.2))


def test_the_rate_limit_with_429() -> None:
    """With this setting, the limit is an HTTP status, with Retry-After."""
    with emulator(evolve(QUICK, rate_as_429=True), faults=("rate_limit",)) as one:
        answer = httpx.get(one.url + RUNNING, headers={"x-user-token": TOKEN}, trust_env=False)
        assert (answer.status_code, answer.headers["retry-after"], answer.json()["code"]) == (429, "1", 210429)


def test_what_is_refused_spends_no_fault(server: Emulator, http: httpx.Client) -> None:
    """A fault waits on when a request turns out to be bad, and Meshy's own faults wait for Meshy's requests."""
    server.faults.arm("fail_task")
    server.faults.arm("server_error")
    assert http.get(RUNNING, headers={"x-user-token": "wrong"}).status_code == 401
    assert http.get(RUNNING).status_code == 500
    assert http.get(RUNNING).json() == EMPTY
    assert [armed.fault for armed in server.faults.waiting] == ["fail_task"]


def test_an_unknown_fault(http: httpx.Client) -> None:
    """An unknown fault is a parameter error that names the known ones."""
    answer = http.get(RUNNING, headers={HEADER: "gremlins"}).json()
    assert answer["code"] == 200610
    assert "unknown fault 'gremlins'; choose one of fail_task" in answer["message"]


def test_our_client_meets_them(server: Emulator) -> None:
    """Our client tries again what may be tried again, and raises when there is no end to it."""
    quick = RetryPolicy(attempts=3, first_delay=0.0)
    with FlightHub(TOKEN, base_url=server.url, retry=quick) as hub:
        for fault in ("drop", "unavailable", "bad_gateway", "rate_limit", "truncate"):
            server.faults.arm(fault)
            assert hub.models.running() == []
        server.faults.arm("server_error", 3)
        with pytest.raises(ServerError):
            hub.models.running()
    assert server.faults.waiting == ()


def test_chaos(monkeypatch: pytest.MonkeyPatch) -> None:
    """With chaos at 1 every call suffers something, and never what only Meshy has."""
    monkeypatch.setattr(damage, "SLOW_SECONDS", 0.0)
    seen: set[str] = set()
    with emulator(QUICK, chaos=1.0, seed=5) as one:
        for _ in range(60):
            try:
                answer = httpx.get(one.url + RUNNING, headers={"x-user-token": TOKEN}, trust_env=False)
            except httpx.TransportError:
                seen.add("broken off")
                continue
            seen.add("slow" if answer.text.startswith('{"code":0') else str(answer.status_code))
    assert seen == {"broken off", "slow", "200", "500", "502", "503"}
