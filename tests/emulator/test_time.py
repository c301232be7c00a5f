"""Clocks, and the calendar of the contract."""

from __future__ import annotations

import asyncio
import threading
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from helpers.api import KEY, SMALL, Api
from helpers.processes import wait_for
from hypothesis import given, settings
from hypothesis import strategies as st
from meshwright.emulator import Clock, Emulator, Plan, Settings
from meshwright.emulator.clock import BREATH, TICK
from meshwright.emulator.contract import Contract
from meshwright.spec.calendar import contract_of, start_of
from meshwright.spec.reading import load_spec

SPEC = load_spec("meshy")
FIRST, LAST = date(2024, 1, 1), date(2027, 12, 31)
Json = Any


# ---------------------------------------------------------------------------------------------------- clocks
def test_a_real_clock(started: Any) -> None:
    """On a real clock a task goes through its life without anybody's help."""
    api = started(clock=Clock(), plan=Plan(pending=0.1, running=0.2))
    id = api.create()
    assert api.task(id)["status"] == "PENDING"
    wait_for(lambda: api.task(id)["status"] == "SUCCEEDED")


def test_a_fast_clock(started: Any) -> None:
    """A fast clock goes a hundred times as fast, for tasks, keep-alives and expiry."""
    now = [0.0]
    clock = Clock(100.0, real=lambda: now[0])
    begin = clock.now()
    now[0] = 36.0
    assert clock.now() - begin == pytest.approx(3600.0)
    api = started(clock=Clock(1000.0), plan=Plan(pending=5.0, running=20.0))
    events = api.events(api.create())
    assert [name for name, _ in events[:1]] == ["message"]
    assert events[-1][1]["status"] == "SUCCEEDED"


def test_a_clock_that_stands_still() -> None:
    """A manual clock moves when advanced and not before; backwards it never goes."""
    clock = Clock(0)
    begin = clock.now()
    assert clock.manual
    clock.advance(days=1, hours=2, minutes=3, seconds=4)
    assert clock.now() - begin == 93_784
    clock.not_before(begin)
    assert clock.now() - begin == 93_784
    clock.not_before(begin + 100_000)
    assert clock.now() - begin == 100_000


def test_advancing_from_many_threads() -> None:
    """No advance is lost when several threads advance at once."""
    clock = Clock(0)
    begin = clock.now()

    def run() -> None:
        for _ in range(1000):
            clock.advance(seconds=1)

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert clock.now() - begin == 8000


@pytest.mark.parametrize(
    ("rate", "seconds", "slept"), [(0.0, 9.0, TICK), (1.0, 9.0, TICK), (1.0, 0.01, 0.01), (1000.0, 0.1, BREATH)]
)
def test_pauses(rate: float, seconds: float, slept: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pause is never longer than a tick of real time, and never so short that it takes the whole processor."""
    asked: list[float] = []

    async def sleep(delay: float) -> None:
        asked.append(delay)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    asyncio.run(Clock(rate).pause(seconds))
    assert asked == [pytest.approx(slept)]


def test_the_clock_alone_decides(api: Api) -> None:
    """On a manual clock credits, queue and lists do not depend on how fast the engine is."""
    api.emulator.faults.arm("fail_task")
    failing, good = api.create(), api.create()
    assert api.balance() == 990
    api.emulator.advance(seconds=10)
    assert api.balance() == 995
    assert [task["status"] for task in api.get("image-to-3d").json()] == ["SUCCEEDED", "FAILED"]
    assert {failing, good} == {task["id"] for task in api.get("image-to-3d").json()}


def test_reset(api: Api) -> None:
    """A reset, from any thread, forgets tasks, files, jobs and faults, and gives the credits back."""
    api.create()
    api.emulator.faults.arm("drop")
    api.emulator.reset()
    assert (api.balance(), api.get("image-to-3d").json()) == (1000, [])
    assert not any(api.emulator.meshy.folder.iterdir())
    api.create()
    assert api.http.post("/_emulator/reset").status_code == 200
    assert api.get("image-to-3d").json() == []
    assert api.done()["status"] == "SUCCEEDED"


def test_reset_while_somebody_waits(api: Api) -> None:
    """A request that waits for the engine when everything is reset gets 404, not a broken connection."""
    slow = {**SMALL, "target_polycount": 5001, "should_texture": True, "texture_resolution": "4k"}
    id = api.create(body=slow)
    api.emulator.advance(seconds=10)
    answers: list[httpx.Response] = []
    waiting = threading.Thread(target=lambda: answers.append(api.get(f"image-to-3d/{id}")))
    waiting.start()
    (job,) = api.emulator.meshy._jobs.values()
    wait_for(lambda: len(job._callbacks) > 1)  # its own end, and a waiting client
    api.emulator.reset()
    waiting.join()
    assert [answer.status_code for answer in answers] == [404]


def test_delete_while_the_engine_works(api: Api) -> None:
    """A PENDING task on which the engine works already goes with its process and all its files."""
    slow = {**SMALL, "target_polycount": 5001, "should_texture": True, "texture_resolution": "4k"}
    id = api.create(body=slow)
    assert api.http.delete(f"/openapi/v1/image-to-3d/{id}").status_code == 200
    assert not any(api.emulator.meshy.folder.iterdir())
    assert api.emulator.meshy._jobs == {}
    assert api.balance() == 1000


def test_expired_files_go_too(api: Api) -> None:
    """Three days after their end tasks expire with their files, on the first request of any kind."""
    for look in ("image-to-3d", "balance"):
        api.done()
        assert any(api.emulator.meshy.folder.iterdir())
        api.emulator.advance(days=3)
        api.get(look)
        wait_for(lambda: not any(api.emulator.meshy.folder.iterdir()))


def test_preceding_tasks_count_down(started: Any) -> None:
    """preceding_tasks decreases as earlier tasks leave the queue, and the stream reports it."""
    api = started(plan=Plan(pending=10.0, running=1.0))
    first, second = api.create(), ""
    api.emulator.advance(seconds=5)
    second = api.create()
    seen: list[int] = []
    with api.http.stream("GET", f"/openapi/v1/image-to-3d/{second}/stream") as response:
        import json

        for line in response.iter_lines():
            if line.startswith("data: "):
                event = json.loads(line[6:])
                seen.append(event.get("preceding_tasks"))
                api.emulator.advance(seconds=5.5)
    assert seen[:2] == [1, 0]
    assert first != second


# ---------------------------------------------------------------------------------------------------- the calendar
def parts(node: Json) -> Any:
    """Yield every object inside JSON."""
    if isinstance(node, dict):
        yield node
        for member in node.values():
            yield from parts(member)
    elif isinstance(node, list):
        for member in node:
            yield from parts(member)


DAYS = sorted(
    {start_of(part[name]) for part in parts(SPEC) for name in ("x-since", "x-until") if isinstance(part.get(name), str)}
    | {start_of(change["day"]) for part in parts(SPEC) for change in part.get("x-changes", [])}
)
days = st.dates(FIRST, LAST) | st.sampled_from(DAYS).map(date.fromisoformat)


@settings(max_examples=40)
@given(days)
def test_every_day_has_a_sound_contract(day: date) -> None:
    """On every day no reference dangles, every default is allowed by its own enum, and no fact of the calendar is
    left to apply.
    """
    contract = contract_of(SPEC, day.isoformat())
    for part in parts(contract):
        if isinstance(part.get("$ref"), str):
            target: Json = contract
            for step in part["$ref"].removeprefix("#/").split("/"):
                target = target[step]
        if "default" in part and isinstance(part.get("enum"), list):
            assert part["default"] in part["enum"]
        assert "x-changes" not in part
        if isinstance(part.get("enum"), list):
            assert part["enum"]
    for schema in contract["components"]["schemas"].values():
        assert set(schema.get("required", [])) <= set(schema.get("properties", schema.get("required", [])))


@settings(max_examples=40)
@given(days)
def test_the_contract_changes_on_days_of_the_calendar_only(day: date) -> None:
    """From a day to the next the contract changes when the calendar names that day, and only then."""
    before = contract_of(SPEC, (day - timedelta(days=1)).isoformat())
    changed = contract_of(SPEC, day.isoformat()) != before
    assert changed == (day.isoformat() in DAYS)


def test_every_day_of_the_calendar_counts() -> None:
    """On each day that the calendar names the contract changes, at once, and stays so the day after."""
    for name in DAYS:
        day = date.fromisoformat(name)
        before, on, after = (contract_of(SPEC, (day + timedelta(days=n)).isoformat()) for n in (-1, 0, 1))
        assert before != on, name
        assert on == after or (day + timedelta(days=1)).isoformat() in DAYS, name


@settings(max_examples=12)
@given(days)
def test_every_day_can_be_emulated(day: date) -> None:
    """The contract of every day compiles, and takes the simplest request there is."""
    operations = {op.id: op for op in Contract(contract_of(SPEC, day.isoformat())).operations()}
    create = operations["image_to_3d.create"]
    filled = create.read_body({"image_url": SMALL["image_url"]})
    assert create.credits_for(filled) > 0
    assert set(filled) <= create.members


def test_the_spec_itself_is_left_alone() -> None:
    """Deriving a contract changes nothing in the spec."""
    import copy

    before = copy.deepcopy(SPEC)
    contract_of(SPEC, "2026-10-20")
    assert before == SPEC


@pytest.mark.parametrize("day", [DAYS[0], DAYS[-1]])
def test_a_day_as_a_server(day: str) -> None:
    """The emulator of a day answers, strictly by the contract of that day."""
    with Emulator(Settings(as_of=day, strict=True, clock=Clock(0))) as emulator:
        response = httpx.get(f"{emulator.url}/openapi/v1/image-to-3d", headers=KEY)
        assert response.status_code in (200, 404)
