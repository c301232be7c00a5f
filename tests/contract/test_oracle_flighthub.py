"""FlightHub's rules: silent on what the emulator truly does and on what our client sees, loud on lies."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any

import attrs
import pytest
from helpers.contract.oddities import distorted
from helpers.contract.prepared import prepare
from helpers.flighthub import TOKEN, emulator, make_photos
from meshwright import FlightHub, MeshwrightError
from meshwright.contract import Exchange, Oracle
from meshwright.contract.oracle.registry import all_rules
from meshwright.contract.oracle.rules import load
from meshwright.contract.recording import recorded
from meshwright.contract.walks.flighthub import bodies, envelopes
from meshwright.contract.walks.flighthub_bench import API, FlightHubBench, opened_flighthub
from meshwright.contract.walks.flighthub_bench import TOKEN as KEY
from meshwright.contract.walks.flighthub_models import deletions, four_kinds, starts, stops, whole_lives
from meshwright.contract.walks.flighthub_organization import a_flight
from meshwright.contract.walks.flighthub_resources import going_with_its_models, reports, whole_life
from meshwright.contract.walks.flighthub_routes import a_route
from meshwright.contract.walks.flighthub_version2 import version_2
from meshwright.emulator import server
from meshwright.emulator.app import create_app
from meshwright.spec.reading import load_spec
from meshwright.spec.versions import written_out

WALKS = (
    whole_life,
    reports,
    going_with_its_models,
    whole_lives,
    four_kinds,
    starts,
    stops,
    deletions,
    a_flight,
    a_route,
    envelopes,
    bodies,
    version_2,
)
UUID = "00000000-0000-4000-8000-000000000009"
ID = re.compile(r"[0-9a-g]{8}-[0-9a-g-]*|MW[0-9A-Z]{12}|[0-9]+", re.IGNORECASE)
Trace = list[Exchange]
Lie = Callable[[Trace], Trace]


@pytest.fixture(scope="module")
def traces() -> list[Trace]:
    """Return recordings of the emulator on the walks, one for each emulator."""
    found: list[Trace] = []

    @contextmanager
    def kept(**own: Any) -> Iterator[FlightHubBench]:
        with opened_flighthub(**own) as bench:
            yield bench
            found.append(bench.trace)

    with pytest.MonkeyPatch.context() as patch:
        prepare(patch)
        for walk in WALKS:
            assert walk(kept) == []
    return found


def broken(trace: Trace, **options: Any) -> set[str]:
    oracle = Oracle(written_out(load_spec("flighthub")), KEY, service="flighthub", **options)
    return {violation.rule for exchange in trace for violation in oracle.observe(exchange)}


def fits(exchange: Exchange, name: str, good: bool = True) -> bool:
    """Whether this is an exchange of an operation ("GET models", "POST start") that succeeded."""
    method, _, noun = name.partition(" ")
    steps = [step for step in exchange.path.removeprefix(API).split("/") if step]
    last = next((step for step in reversed(steps) if not ID.fullmatch(step)), "")
    if exchange.method != method or last != noun:
        return False
    return not good or (exchange.status == 200 and exchange.data["code"] == 0)


def changed(name: str, *, nth: int = -1, **members: Any) -> Lie:
    """Change the data of one of those that fit, by default the last; a value may be a function of the old."""

    def lie(trace: Trace) -> Trace:
        places = [n for n, e in enumerate(trace) if fits(e, name) and set(members) <= set(e.data.get("data") or {})]
        if len(places) <= max(0, nth):
            raise StopIteration
        data = trace[places[nth]].data
        new = {key: value(data["data"][key]) if callable(value) else value for key, value in members.items()}
        return replaced(trace, places[nth], body=json.dumps({**data, "data": {**data["data"], **new}}).encode())

    return lie


def replaced(trace: Trace, place: int, **changes: Any) -> Trace:
    return [*trace[:place], attrs.evolve(trace[place], **changes), *trace[place + 1 :]]


def at(name: str, *, good: bool = True, **changes: Any) -> Lie:
    """Change the first that fits."""

    def lie(trace: Trace) -> Trace:
        return replaced(trace, next(n for n, e in enumerate(trace) if fits(e, name, good)), **changes)

    return lie


def again(name: str) -> Lie:
    """Let a success be answered once more at the end."""
    return lambda trace: [*trace, next(exchange for exchange in trace if fits(exchange, name))]


def renamed(started: dict[str, Any]) -> Lie:
    """Answer a start with other models than were asked for."""

    def lie(trace: Trace) -> Trace:
        place = next(n for n, e in enumerate(trace) if fits(e, "POST start"))
        return replaced(trace, place, body=json.dumps({"code": 0, "message": "", "data": started}).encode())

    return lie


def stopped_late(trace: Trace) -> Trace:
    """Answer the first refused stop of an ended model with success."""
    refused = [n for n, e in enumerate(trace) if fits(e, "POST stop", good=False) and b"only a model" in e.body]
    if not refused:
        raise StopIteration
    return replaced(trace, refused[0], body=b'{"code": 0, "message": "", "data": {}}')


def twice(name: str, change: Callable[[Any], Any]) -> Lie:
    """Answer a list once more, with other rows."""

    def lie(trace: Trace) -> Trace:
        place = next(n for n, e in enumerate(trace) if fits(e, name) and (e.data.get("data") or {}).get("list"))
        body = {**trace[place].data, "data": {"list": change(trace[place].data["data"]["list"])}}
        return [*trace, attrs.evolve(trace[place], body=json.dumps(body).encode())]

    return lie


def reopened(trace: Trace) -> Trace:
    """Let a flight that has ended fly once more."""
    ended = next(e for e in trace if fits(e, "GET flight-task") and e.data["data"].get("status") == "success")
    body = {**ended.data, "data": {**ended.data["data"], "status": "executing"}}
    return [*trace, attrs.evolve(ended, body=json.dumps(body).encode())]


DONE = b'{"code": 0, "message": "", "data": {}}'
LOST = b'{"code": 200404, "message": "not found"}'
JOB = {"uuid": UUID, "status": 12, "sub_error_code": 0}


def not_served(trace: Trace) -> Trace:
    """Ask for a photo that an answer named, which is gone."""
    named = next(e for e in trace if fits(e, "GET media") and e.data["data"]["list"])
    photo = named.data["data"]["list"][0]["original_url"]
    return [*trace, attrs.evolve(named, url=photo, request_headers={}, status=404, body=b"")]


def lost(trace: Trace) -> Trace:
    """Lose a flight that was listed."""
    known = next(e for e in trace if fits(e, "GET flight-task"))
    return [*trace, attrs.evolve(known, body=LOST)]


def longer(trace: Trace) -> Trace:
    """Ask for one project, and get all."""
    listed = next(e for e in trace if fits(e, "GET project") and len(e.data["data"]["list"] or ()) > 1)
    return [*trace, attrs.evolve(listed, url=listed.url.partition("?")[0] + "?page=1&page_size=1")]


LIES: dict[str, Lie] = {
    "flighthub.http.route": at("PUT running", good=False, status=200),
    "flighthub.http.server-error": at("GET models", status=500),
    "flighthub.http.status": at("GET models", status=204, body=b""),
    "flighthub.http.body": at("GET models", body=b'{"code": "0"}'),
    "flighthub.envelope.failure": at("GET models", body=b'{"code": 7, "message": "", "data": {}}'),
    "flighthub.key.required": at("GET models", request_headers={}),
    "flighthub.key.accepted": at("GET models", status=401, body=LOST),
    "flighthub.request.refused": at("POST start", request_body=b"{}"),
    "flighthub.credential.new": again("POST obtain_token"),
    "flighthub.callback.receipt": changed("POST upload_callback", upload_count=7),
    "flighthub.resource.files": changed("GET resource", nth=4, status=1, file_names=["other"]),
    "flighthub.resource.forward": changed("GET resource", status=1),
    "flighthub.start.jobs": renamed({"model_lidar": JOB, "model_2d": JOB}),
    "flighthub.stop.under-way": stopped_late,
    "flighthub.model.identity": changed("GET models", model_uuid=UUID),
    "flighthub.model.steady": changed("GET models", model_type=lambda kind: kind % 4 + 1),
    "flighthub.model.forward": changed("GET models", model_status=14),
    "flighthub.model.progress": changed("GET models", reconstruction_progress=1),
    "flighthub.model.zip": changed("GET models", zip_file_key="another"),
    "flighthub.model.gone": again("DELETE models"),
    "flighthub.model.there": at("GET models", body=LOST),
    "flighthub.model.running": changed("GET running", nth=1, list=[{"model_uuid": UUID, "model_status": 9}]),
    "flighthub.model.listed": changed("GET running", nth=1, list=None),
    "flighthub.flight.identity": changed("GET flight-task", uuid=UUID),
    "flighthub.flight.forward": reopened,
    "flighthub.flight.times": changed("GET flight-task", begin_at="yesterday"),
    "flighthub.flight.waypoints": changed(
        "GET list", nth=0, list=lambda rows: [{**rows[0], "current_waypoint_index": 99}]
    ),
    "flighthub.track.order": changed("GET track", track=lambda track: {**track, "points": track["points"][::-1]}),
    "flighthub.track.length": changed("GET track", track=lambda track: {**track, "flight_distance": 0.0}),
    "flighthub.device.battery": changed("GET state", device_state={"battery": {"capacity_percent": -1}}),
    "flighthub.media.steady": twice("GET media", lambda files: [{**files[0], "size": 1}]),
    "flighthub.project.times": changed("GET project", list=lambda rows: [{**rows[0], "created_at": 1_700_000_000}]),
    "flighthub.members": changed("GET state", device_model={}),
    "flighthub.device.identity": changed("GET state", device_sn="OTHER"),
    "flighthub.list.found": lost,
    "flighthub.list.page": longer,
    "flighthub.resource.names": changed("GET resource", status=1, resource_size=5, file_names=[]),
    "flighthub.file.address": twice("GET media", lambda files: [{**files[0], "original_url": "/photo.jpeg"}]),
    "flighthub.file.served": not_served,
}


def test_every_rule_has_a_lie() -> None:
    """No rule is without a test, no test without a rule."""
    load()
    assert {rule.id for rule in all_rules("flighthub")} == set(LIES)


def test_silent_on_the_truth(traces: list[Trace]) -> None:
    """What happened breaks no rule, neither for a watcher who is not alone nor for one without a clock."""
    assert sum(map(len, traces)) > 500
    for trace in traces:
        assert broken(trace) == set()
        assert broken(trace, exclusive=False, target="live") == set()
        assert broken([attrs.evolve(exchange, at=0.0) for exchange in trace]) == set()


V2_LIES: dict[str, tuple[str, Lie]] = {
    "flying and not begun": (
        "flighthub.flight.times",
        changed("GET batch", list=lambda rows: [{**rows[0], "status": "executing", "run_at": ""}]),
    ),
    "waiting and begun": (
        "flighthub.flight.times",
        changed("GET batch", list=lambda rows: [{**rows[0], "status": "waiting", "completed_at": rows[0]["run_at"]}]),
    ),
    "another page": ("flighthub.list.page", changed("GET flight-areas", pagination={"page": 7})),
    "more than there are": ("flighthub.list.page", changed("GET organizations", pagination={"total": 0})),
    "beyond its waypoints": (
        "flighthub.flight.waypoints",
        changed("GET batch", list=lambda rows: [{**rows[0], "current_waypoint_index": -1}]),
    ),
}
"""Falsifications of answers that only V2 has, each with the rule that finds it."""


@pytest.mark.parametrize("name", V2_LIES)
def test_finds_a_falsified_exchange_of_v2(traces: list[Trace], name: str) -> None:
    """The rules hold for V2 too: pages are those that were asked for, and flights in its own lists are flights."""
    rule, lie = V2_LIES[name]
    for trace in traces:
        with suppress(StopIteration):
            assert rule in broken(lie(trace))
            return
    raise AssertionError(f"no recording fits {name}")


@pytest.mark.parametrize("rule", LIES)
def test_finds_a_falsified_exchange(traces: list[Trace], rule: str) -> None:
    """The rule finds its falsification in one of the recordings."""
    for trace in traces:
        try:
            lied = LIES[rule](trace)
        except StopIteration:  # nothing in this recording that could be changed
            continue
        if rule in broken(lied):
            return
    pytest.fail("no lie was noticed")


@pytest.mark.parametrize("number", [10**400, float("inf"), float("nan")], ids=["digits", "infinite", "nan"])
def test_numbers_that_nothing_can_be_computed_with(traces: list[Trace], number: float) -> None:
    """A track with such a number, in any place, is judged without an error."""
    whole = [
        changed("GET track", track=lambda track, name=name: {**track, name: number})
        for name in ("flight_duration", "flight_distance")
    ]
    points = [
        changed(
            "GET track", track=lambda track, name=name: {**track, "points": [{**track["points"][0], name: number}] * 2}
        )
        for name in ("timestamp", "longitude", "latitude", "height")
    ]
    trace = next(trace for trace in traces if any(fits(exchange, "GET track") for exchange in trace))
    for lie in (*whole, *points):
        broken(lie(trace))


def test_silent_on_what_the_client_sees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An upload, a reconstruction and its deletion by our client break no rule, in real time."""
    seen: list[Exchange] = []
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(server, "create_app", lambda *given: recorded(create_app(*given), seen.append))
    prepare(monkeypatch)
    with emulator() as running, FlightHub(TOKEN, base_url=running.url, poll_interval=0.05) as hub:
        uploaded = hub.resources.upload(make_photos(tmp_path / "photos", 5))
        model = hub.models.start(uploaded, parameter_3d={})["3d"]
        for _ in range(12):
            model.get()
            list(hub.models.running())
            time.sleep(0.05)
        model.delete()
        with suppress(MeshwrightError):
            model.get()
    oracle = Oracle(written_out(load_spec("flighthub")), TOKEN, service="flighthub")
    assert [violation for exchange in seen for violation in oracle.observe(exchange)] == []
    statuses = {e.data["data"]["model_status"] for e in seen if fits(e, "GET models")}
    assert len(statuses) >= 2


def test_values_that_no_rule_expects(traces: list[Trace]) -> None:
    """Odd values anywhere in answers and requests are judged without an error."""
    whole = [exchange for trace in traces for exchange in trace]
    for seed in range(3):
        assert broken(list(distorted(whole, Random(seed))))
