"""Drifts of both services that were listed before the rules, and some that a program draws: a visit names them, and so
does the replay of its recording.

The nightly run plants all of them, one at a time.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from helpers.contract import drifts_flighthub, drifts_meshy
from helpers.contract.altering import Asked, Planted, with_data
from helpers.contract.drawn_drifts import drawn, places_of
from helpers.contract.noticing import ACCOUNTS, DAYS, KEYS, noticed, run_visit
from helpers.contract.prepared import prepare
from helpers.contract.proxying import Answer
from meshwright.contract.expectations import Expectations
from meshwright.contract.live import visiting
from meshwright.emulator import Clock, Emulator, Settings
from meshwright.spec.calendar import contract_of
from meshwright.spec.reading import load_spec

pytestmark = pytest.mark.usefixtures("breaks_the_contract")
LISTED: dict[str, tuple[Planted, ...]] = {"meshy": drifts_meshy.FREE, "flighthub": drifts_flighthub.FREE}
SAMPLED = 40
"""One of this many is planted in the run of every change."""
UNSEEN = {
    "meshy": {
        "the balance is negative": "an account may owe",
        "task_error of a finished task is null": "the spec allows null",
        "lists are always empty": "an account may have no task of a kind",
        "a license is required": "an account's refusal is a text of no fixed form",
    },
    "flighthub": {
        "success has a message": "the documents leave the text of a success open",
        "lists are cut": "an organization may have no project",
    },
}
"""Drifts that a visit cannot see, with the reason."""
UNRECORDED: dict[str, dict[str, str]] = {
    "meshy": {"addresses last a minute": "a recording has no part of a signature"},
    "flighthub": {},
}
"""Drifts that only the visit sees, and not its replay."""


@pytest.fixture(scope="module", params=ACCOUNTS)
def account(request: pytest.FixtureRequest) -> Iterator[tuple[str, Emulator]]:
    """A service with an account that no visit changes."""
    with ACCOUNTS[request.param]() as emulator:
        yield request.param, emulator


def judged(service: str, emulator: Emulator, drifts: list[Planted], folder: Path) -> dict[str, tuple[str, str]]:
    """Plant drifts one at a time; return how the visit and the replay noticed each."""
    found: dict[str, tuple[str, str]] = {}
    for drift in drifts:
        wanted = 0 if drift.notice else 1
        live, replayed = noticed(service, emulator, drift, folder)
        found[drift.name] = (live.verdict(drift, wanted), replayed.verdict(drift, wanted))
    return found


def test_a_sample_of_the_list(account: tuple[str, Emulator], tmp_path: Path) -> None:
    """Drifts of the list are named by the visit and by the replay, each in a row with its place."""
    service, emulator = account
    hidden = UNSEEN[service].keys() | UNRECORDED[service].keys()
    drifts = [drift for drift in LISTED[service] if drift.name not in hidden][::SAMPLED]
    found = judged(service, emulator, drifts, tmp_path)
    assert {name: verdicts for name, verdicts in found.items() if verdicts != ("named", "named")} == {}


def test_the_whole_list(account: tuple[str, Emulator], tmp_path: Path) -> None:
    """Every drift of the list is named, but for those that cannot be seen; none breaks the visit."""
    service, emulator = account
    found = judged(service, emulator, list(LISTED[service]), tmp_path)
    assert {name for name, (live, _) in found.items() if live != "named"} == set(UNSEEN[service])
    hidden = UNSEEN[service].keys() | UNRECORDED[service].keys()
    assert {name for name, (_, replayed) in found.items() if replayed != "named"} == hidden
    assert "broken" not in {verdict for verdicts in found.values() for verdict in verdicts}


@pytest.mark.parametrize("number", range(len(drifts_meshy.PAID)))
def test_paid_drifts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """With ``--spend`` the price, the credits, the id and the end of a paid task are compared too."""
    prepare(monkeypatch)
    monkeypatch.setenv(*KEYS["meshy"])
    with Emulator(Settings(clock=Clock(rate=100), balance=1000, as_of=DAYS["meshy"])) as emulator:
        found = noticed("meshy", emulator, drifts_meshy.PAID[number], tmp_path, "--spend", "50")
    assert [seen.verdict(drifts_meshy.PAID[number]) for seen in found] == ["named", "named"], found[0].text


def test_drawn_drifts(account: tuple[str, Emulator], tmp_path: Path) -> None:
    """Of 150 drifts that a program draws, at least 95 of 100 are named, and none breaks the visit."""
    service, emulator = account
    expectations = Expectations.of(contract_of(load_spec(service), DAYS[service]))
    noticed(service, emulator, Planted("none", Asked.passed, ()), tmp_path)
    places = places_of(json.loads((tmp_path / "a.har").read_text("utf-8")), expectations)
    found = judged(service, emulator, drawn(places, expectations, 150, seed=2), tmp_path)
    counts = Counter(live for live, _ in found.values())
    assert counts["named"] >= 0.95 * counts.total(), {name: v for name, v in found.items() if v[0] != "named"}
    assert not counts["broken"]


SHARE = 0.01


def altered(random: Random, done: list[str]) -> Callable[[Asked], Answer]:
    """Return a drift that alters one of a hundred answers of the API, and notes their operations."""
    seen: dict[str, bool] = {}

    def answering(asked: Asked) -> Answer:
        answer = asked.passed()
        is_json = answer.headers.get("content-type", "").startswith("application/json") and answer.body
        first, seen[asked.operation] = not seen, True
        if first or not asked.operation or not is_json:  # the first answer decides whether this is the service
            return answer
        if random.random() >= SHARE:
            return answer
        done.append(asked.operation)
        wrong: list[Any] = [None, 7, "x", {"unknown": 1}, [[]], {"code": "x", "status": [], "id": {}}]
        return with_data(answer, random.choice(wrong))

    return answering


@pytest.mark.parametrize("seed", range(20))
def test_one_of_a_hundred_answers(account: tuple[str, Emulator], tmp_path: Path, seed: int) -> None:
    """A gateway that alters answers at random breaks no visit, and each operation that it altered is named."""
    service, emulator = account
    done: list[str] = []
    live, replayed = noticed(service, emulator, Planted("random", altered(Random(seed), done), ()), tmp_path)
    for seen in (live, replayed):
        assert seen.code in (0, 1), seen.text
        missing = [name for name in done if not any(name in row for row in seen.rows)]
        assert missing == [], seen.rows


def test_no_false_alarm(account: tuple[str, Emulator], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The unchanged service, read by a gateway or not, differs in nothing."""
    service, emulator = account
    live, replayed = noticed(service, emulator, Planted("none", Asked.passed, ()), tmp_path)
    assert (live.code, live.rows) == (0, []), live.text
    assert (replayed.code, replayed.rows) == (0, []), replayed.text
    monkeypatch.setattr(visiting, "SECONDS", 2.0)  # for streams of tasks that go on
    assert run_visit(service, emulator.url, tmp_path).rows == []
