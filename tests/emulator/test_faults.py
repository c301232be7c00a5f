"""Every fault, in each of the ways it can be asked for, as a raw client sees it over a real socket."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from helpers.api import DONE, SMALL, Api
from meshwright.emulator import damage
from meshwright.emulator.faults import CATALOGUE, CHAOS, HEADER, Armed, Fault, Faults

BROKEN = (httpx.RemoteProtocolError, httpx.ReadError)


def status(code: int, text: str, retry_after: str | None = None) -> Callable[[Api, Any], None]:
    """Expect an answer of the service, carried out or not."""

    def check(api: Api, ask: Callable[[], httpx.Response]) -> None:
        response = ask()
        assert (response.status_code, response.headers.get("retry-after")) == (code, retry_after)
        assert text in response.text

    return check


def hangs_up(_: Api, ask: Callable[[], httpx.Response]) -> None:
    with pytest.raises(BROKEN):
        ask()


def slow(_: Api, ask: Callable[[], httpx.Response]) -> None:
    """The answer takes longer than the patience of this client, and comes."""
    assert ask().elapsed.total_seconds() >= damage.SLOW_SECONDS


def page(code: int) -> Callable[[Api, Any], None]:
    def check(_: Api, ask: Callable[[], httpx.Response]) -> None:
        response = ask()
        assert (response.status_code, response.headers["content-type"]) == (code, "text/html; charset=utf-8")

    return check


def stream_of(text: str, *, broken: bool = False) -> Callable[[Api, Any], None]:
    def check(api: Api, ask: Callable[[], httpx.Response]) -> None:
        if broken:
            with pytest.raises(BROKEN):
                ask()
        else:
            assert text in ask().text

    return check


def stalls(api: Api, ask: Callable[[], httpx.Response]) -> None:
    with pytest.raises(httpx.ReadTimeout):
        ask()


def nulls(_: Api, ask: Callable[[], httpx.Response]) -> None:
    task = ask().json()
    assert (task["texture_prompt"], task["texture_urls"]) == (None, None)


def empty_strings(_: Api, ask: Callable[[], httpx.Response]) -> None:
    assert ask().json()["model_urls"]["fbx"] == ""


def fails(api: Api, ask: Callable[[], httpx.Response]) -> None:
    id = ask().json()["result"]
    api.emulator.advance(seconds=DONE)
    assert api.task(id)["task_error"] == {
        "message": "This task was asked to fail (timeout).",
        "type": "timeout",
        "code": "timeout",
    }


def never_ends(api: Api, ask: Callable[[], httpx.Response]) -> None:
    id = ask().json()["result"]
    for hours in (0, 1, 2):
        api.emulator.advance(hours=hours, seconds=DONE)
        task = api.task(id)
        assert (task["status"], task["progress"], task["finished_at"]) == ("IN_PROGRESS", 99, 0)


CASES: dict[Fault, tuple[str, Callable[[Api, Any], None]]] = {
    Fault.FAIL_TASK: ("create", fails),
    Fault.STUCK_TASK: ("create", never_ends),
    Fault.ACCEPT_THEN_DROP: ("create", hangs_up),
    Fault.DROP: ("get", hangs_up),
    Fault.TRUNCATE: ("get", hangs_up),
    Fault.RATE_LIMIT: ("create", status(429, "RateLimitExceeded", "1")),
    Fault.QUEUE_FULL: ("create", status(429, "NoMorePendingTasks")),
    Fault.NO_CREDITS: ("create", status(402, "Insufficient credits")),
    Fault.SERVER_ERROR: ("get", status(500, "Internal server error")),
    Fault.BAD_GATEWAY: ("get", page(502)),
    Fault.UNAVAILABLE: ("get", status(503, "unavailable", "1")),
    Fault.HTML: ("get", page(200)),
    Fault.SLOW: ("get", slow),
    Fault.SSE_CUT: ("stream", stream_of("", broken=True)),
    Fault.SSE_STALL: ("stream", stalls),
    Fault.SSE_GARBAGE: ("stream", stream_of("data: {not json")),
    Fault.SSE_MULTILINE: ("stream", stream_of('data: {\ndata:   "id": ')),
    Fault.SSE_ERROR: ("stream", stream_of('event: error\ndata: {"status_code": 500')),
    Fault.URL_EXPIRED: ("file", status(403, "expired")),
    Fault.NULLS: ("get", nulls),
    Fault.EMPTY_STRINGS: ("get", empty_strings),
}


def by_arming(api: Api, fault: Fault) -> dict[str, str]:
    api.emulator.faults.arm(fault)
    return {}


def by_admin_call(api: Api, fault: Fault) -> dict[str, str]:
    assert api.http.post("/_emulator/faults", json={"fault": fault}).status_code == 200
    return {}


def by_header(_: Api, fault: Fault) -> dict[str, str]:
    return {HEADER: fault.value}


@pytest.fixture(scope="module")
def finished(shared: Api) -> dict[str, str]:
    """A finished task of the module's emulator, and one of its files."""
    task = shared.done()
    return {"id": task["id"], "file": task["model_urls"]["glb"]}


def asking(api: Api, verb: str, target: dict[str, str], headers: dict[str, str]) -> Callable[[], httpx.Response]:
    path = f"image-to-3d/{target['id']}"
    asks: dict[str, Callable[[], httpx.Response]] = {
        "create": lambda: api.post(headers=headers),
        "get": lambda: api.get(path, headers=headers),
        "stream": lambda: api.get(f"{path}/stream", headers=headers, timeout=0.5),
        "file": lambda: api.http.get(target["file"], headers=headers),
    }
    return asks[verb]


def advancing(api: Api, id: str, headers: dict[str, str]) -> None:
    """Read a stream to its end, letting time pass once it has begun."""
    with api.http.stream("GET", f"/openapi/v1/image-to-3d/{id}/stream", headers=headers) as response:
        for number, _line in enumerate(response.iter_lines()):
            if number == 0:
                api.emulator.advance(seconds=1)


@pytest.mark.parametrize("fault", list(Fault))
@pytest.mark.parametrize("way", [by_arming, by_admin_call, by_header])
def test_every_fault(
    shared: Api, finished: dict[str, str], fault: Fault, way: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each fault has its documented effect once, however it is armed; the next request succeeds."""
    monkeypatch.setattr(damage, "SLOW_SECONDS", 0.2)
    verb, check = CASES[fault]
    target = finished
    if fault is Fault.SSE_CUT:  # needs a stream that has more than its end
        headers = way(shared, fault)
        with pytest.raises(BROKEN):
            advancing(shared, shared.create(), headers)
        shared.emulator.advance(seconds=DONE)
        return
    ask = asking(shared, verb, target, way(shared, fault))
    check(shared, ask)
    assert shared.emulator.faults.waiting == ()
    again = asking(shared, verb, target, {})()
    assert again.status_code in (200, 202)
    shared.emulator.advance(seconds=DONE)


@pytest.mark.parametrize("fault", ["server_error", "fail_task:image_too_complex"])
def test_by_settings(started: Any, fault: str) -> None:
    """Faults of the settings are armed from the beginning."""
    api = started(faults=(fault,))
    assert [f"{armed.fault}:{armed.detail}".rstrip(":") for armed in api.emulator.faults.waiting] == [fault]
    assert (api.get("balance").status_code == 500) == (fault == "server_error")


def test_the_catalogue_is_complete() -> None:
    """Every fault has a title, an explanation and a test."""
    assert set(CATALOGUE) == set(CASES) == set(Fault)


def test_accepted_means_accepted(api: Api) -> None:
    """A create whose answer was lost is there and charged, once."""
    with pytest.raises(BROKEN):
        api.post(headers={HEADER: "accept_then_drop"})
    assert len(api.get("image-to-3d").json()) == 1
    assert api.balance() == 995


@pytest.mark.parametrize("fault", ["drop", "rate_limit", "queue_full", "no_credits", "server_error", "html"])
def test_refused_means_refused(shared: Api, fault: str) -> None:
    """A create that was not carried out is not there and costs nothing."""
    before = (len(shared.get("image-to-3d", params={"page_size": 50}).json()), shared.balance())
    try:
        assert shared.post(headers={HEADER: fault}).status_code != 202
    except BROKEN:
        assert fault == "drop"
    assert (len(shared.get("image-to-3d", params={"page_size": 50}).json()), shared.balance()) == before


def test_a_refused_request_spends_no_fault(api: Api) -> None:
    """An armed fault waits on when the request turns out to be bad: the next task that is created fails."""
    api.emulator.faults.arm("fail_task")
    assert api.post(body={}).status_code == 400
    assert api.post(headers={"authorization": ""}).status_code == 401
    assert api.done()["status"] == "FAILED"


@pytest.mark.parametrize("path", ["balance", "image-to-3d/none", "image-to-3d"])
def test_unknown_fault(shared: Api, path: str) -> None:
    """An unknown fault in the header is 400 and names the known ones, in strict mode too."""
    response = shared.get(path, headers={HEADER: "gremlins"})
    assert response.status_code == 400
    assert "unknown fault 'gremlins'; choose one of fail_task" in response.json()["message"]


def test_any_task_error_code(api: Api) -> None:
    """fail_task takes any code of the documents and gives it the type that belongs to it."""
    kinds = {"timeout": "timeout", "format_conversion_failed": "server_error", "model_missing_uv": "invalid_input"}
    ids = {code: api.create(headers={HEADER: f"fail_task:{code}"}) for code in kinds}
    api.emulator.advance(seconds=DONE)
    errors = {code: api.task(id)["task_error"] for code, id in ids.items()}
    assert {code: error["type"] for code, error in errors.items()} == kinds
    assert all(error["code"] == code for code, error in errors.items())


def test_chaos_hits_as_often_as_it_says() -> None:
    """The rate is the share of the requests of each kind that suffer, and each suffers only what can happen to it."""
    from random import Random

    for verb in ("create", "get", "list", "stream", "delete", "file"):
        faults = Faults(Random(7), 0.25)
        taken = [faults.take(verb) for _ in range(4000)]
        hit = [armed for armed in taken if armed is not None]
        assert 900 <= len(hit) <= 1100
        assert {armed.fault for armed in hit} == {fault for fault in CHAOS if Armed(fault).fits(verb)}


def test_chaos_repeats_itself(started: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same seed and the same requests meet the same faults and ids that differ in their time only."""
    monkeypatch.setattr(damage, "SLOW_SECONDS", 0.0)

    def run(seed: int) -> list[object]:
        api = started(seed=seed, chaos=0.5, queue=1000)
        seen: list[object] = []
        for number in range(40):
            try:
                response = api.post() if number % 2 else api.get("balance")
                seen.append((response.status_code, response.headers["content-type"]))
            except BROKEN:
                seen.append("broken off")  # as a reset or as an end, as the moment has it
        return [seen, [task["id"][15:] for task in api.emulator.state()["tasks"]]]

    first, second, other = run(3), run(3), run(4)
    assert first == second
    assert first != other
    assert SMALL["image_url"].startswith("data:")
