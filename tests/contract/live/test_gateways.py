"""Visits through a gateway that breaks off, is busy, fails, or serves below a path: no difference of the contract."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from helpers.contract.proxying import Answer, gateway
from helpers.contract.visits import DAY, KEY, Visit, at_rest, kinds_on
from meshwright.contract import Exchange, Oracle
from meshwright.contract.judging import judged
from meshwright.contract.live import visiting
from meshwright.contract.live.asking import ask
from meshwright.emulator import Emulator
from meshwright.spec.reading import load_spec

Forward = Callable[[], Answer]
STREAM = {"content-type": "text/event-stream", "x-request-id": "s", "x-api-version": "1"}
pytestmark = pytest.mark.usefixtures("breaks_the_contract")


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    """One for all tests here."""
    with at_rest(3) as found:
        yield found


def test_no_proxy_sees_the_key(visit: Visit, emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """A visit of this machine uses no proxy, even if the environment names one."""
    with gateway(emulator.url) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        assert visit(emulator.url) == 0, visit.report
        assert proxy.seen == []


def entries(visit: Visit) -> list[Any]:
    found: list[Any] = json.loads((visit.folder / "a.har").read_text("utf-8"))["log"]["entries"]
    return found


def test_base_url_with_a_path(visit: Visit, emulator: Emulator) -> None:
    """Below a path everything is judged as without: nothing is found, and what is wrong is found with its place."""
    with gateway(emulator.url, prefix="/meshy") as other:
        assert visit(other.url) == 0, visit.report
        assert "/meshy" not in (visit.folder / "a.har").read_text("utf-8")

    def renamed(_: str, forward: Forward) -> Answer:
        answer = forward()
        answer.body = answer.body.replace(b'"message"', b'"error"') if answer.status >= 400 else answer.body
        return answer

    places = []
    for prefix in ("", "/meshy/v"):
        with gateway(emulator.url, renamed, prefix) as other:
            assert visit(other.url + "/") == 1
        places.append([line for line in visit.report.splitlines() if "field:" in line])
    assert places[0] == places[1]
    assert any(" error" in line for line in places[0])


def test_busy(visit: Visit, emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a 429 the request is sent again after Retry-After, or after increasing waits; it is not a difference."""
    pauses: list[float] = []
    monkeypatch.setattr(visiting, "time", SimpleNamespace(sleep=pauses.append, monotonic=lambda: 0.0, time=lambda: 0.0))
    busy = {"content-type": "application/json", "x-request-id": "b1", "x-api-version": "1", "retry-after": "7"}
    answers = {
        20: Answer(429, busy, b'{"message": "RateLimitExceeded"}'),
        30: Answer(429, {"content-type": "text/html"}, b"<h1>slow down"),
        31: Answer(429, {"content-type": "text/html"}, b"<h1>slow down"),
    }
    with gateway(emulator.url, lambda _, forward: answers.get(len(other.seen)) or forward()) as other:
        assert visit(other.url, "--rate", "1000000000") == 0, visit.report
        assert other.seen[19] == other.seen[20]
        assert other.seen[29] == other.seen[30] == other.seen[31]
    assert [pause for pause in pauses if pause >= 1] == [7.0, 1.0, 2.0]


def test_busy_for_good(visit: Visit, emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls without a key that are always answered with 429 prove nothing about keys."""
    monkeypatch.setattr(visiting, "MOST_WAITS", 1)
    body = b'{"message": "RateLimitExceeded"}'

    def passing(_: str, forward: Forward) -> Answer:
        answer = forward()
        if answer.status not in (401, 405):
            return answer
        return Answer(429, {**answer.headers, "retry-after": "0"}, body)

    with gateway(emulator.url, passing) as other:
        assert visit(other.url) == 0, visit.report


def test_gateway_fails(visit: Visit, emulator: Emulator) -> None:
    """A 502 page is reported once as a failure, for every request; no change of the spec is proposed."""

    def passing(_: str, forward: Forward) -> Answer:
        failing = len(other.seen) in (5, 8, 30, 60)
        return Answer(502, {"content-type": "text/html"}, b"<h1>Bad gateway") if failing else forward()

    with gateway(emulator.url, passing) as other:
        assert visit(other.url) == 1
    assert visit.report.count("field:") == 1
    assert "answered 502" in visit.report
    assert "and 3 more requests" in visit.report
    assert "nothing to change in the spec" in visit.report


@pytest.mark.parametrize("status", [429, 503])
def test_first_answer(visit: Visit, capsys: pytest.CaptureFixture[str], status: int) -> None:
    """A service that is busy or broken from the beginning is not visited."""
    with gateway("http://127.0.0.1:9", lambda *_: Answer(status, {"retry-after": "0"})) as other:
        assert visit(other.url) == 2
        assert set(other.seen) == {"GET /openapi/v1/balance"}
    assert f"answers {status}; try again later" in capsys.readouterr().err


@pytest.mark.parametrize(("status", "body"), [(404, b'{"message": "no such route"}'), (200, b'{"hello": 1}')])
def test_another_service(visit: Visit, capsys: pytest.CaptureFixture[str], status: int, body: bytes) -> None:
    """JSON of another service ends the visit after one request, with credits allowed too."""
    answer = Answer(status, {"content-type": "application/json"}, body)
    with gateway("http://127.0.0.1:9", lambda *_: answer) as other:
        for more in ((), ("--spend", "50")):
            other.seen.clear()
            assert visit(other.url, *more) == 2
            assert len(other.seen) == 1
            assert "is not Meshy" in capsys.readouterr().err


def test_streams_that_go_on(visit: Visit, emulator: Emulator) -> None:
    """A stream that breaks off before its end is cut: its events are judged, its end is not demanded."""

    def passing(request: str, forward: Forward) -> Answer:
        if not request.endswith("/stream"):
            return forward()
        id = request.split("/")[-2]
        state = {"id": id, "type": request.split("/")[-3], "status": "IN_PROGRESS", "progress": progress}
        return Answer(200, STREAM | {"x-request-id": request}, _event(state), silence=0.0)

    def _event(state: dict[str, Any]) -> bytes:
        return f"event: message\ndata: {json.dumps(state)}\n\n".encode()

    progress: object = 40
    with gateway(emulator.url, passing) as other:
        visit(other.url)
    assert "stream.end" not in visit.report
    assert "then silence" not in visit.report
    assert any(entry.get("_cut") for entry in entries(visit))
    progress = "40"
    with gateway(emulator.url, passing) as other:
        assert visit(other.url) == 1
    assert "image_to_3d.stream 200 event message progress" in visit.report


def test_answers_that_break_off(visit: Visit, emulator: Emulator) -> None:
    """Truncated JSON is reported as truncated."""

    def passing(request: str, forward: Forward) -> Answer:
        answer = forward()
        if request.endswith("page_num=9999"):
            answer.body, answer.silence = answer.body[:1], 0.0
        return answer

    with gateway(emulator.url, passing) as other:
        assert visit(other.url) == 1
    assert visit.report.count("1 bytes, then silence") == 1
    assert f"count: {len(kinds_on(DAY))}" in visit.report


def test_silence_after_the_headers() -> None:
    """Silence after the headers is a cut exchange, with what came before."""
    with gateway("", lambda *_: Answer(200, STREAM, b"data: {}\n\n", silence=30)) as other:
        request = httpx.Request("GET", other.url)
        lost = Exchange(method="GET", url=other.url, request_headers={}, status=0, headers={}, cut=True)
        with httpx.Client(timeout=2) as http:
            found = ask(http, request, lost, 60)
    assert (found.status, found.cut, found.body) == (200, True, b"data: {}\n\n")


def test_lost_answers_are_not_judged() -> None:
    """A request whose answer was lost is in neither the findings of the oracle nor the list of differences."""
    spec = load_spec("meshy")
    oracle = Oracle(spec, KEY, target="live", exclusive=False)
    url = "http://x/openapi/v1/image-to-3d"
    lost = Exchange(method="POST", url=url, request_headers={}, status=0, headers={}, cut=True)
    assert oracle.observe(lost) == []
    assert judged([lost], oracle, spec) == []
