"""The paid part of a visit: its limit, its cost, and its report when it ends early."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from helpers.contract.drifting import plant_spec
from helpers.contract.proxying import Answer, HangUp, gateway
from helpers.contract.visits import LATER, Visit
from meshwright.contract.__main__ import main
from meshwright.contract.expectations import Expectations
from meshwright.contract.live import paid, visiting
from meshwright.contract.live.bounds import meshy_cost
from meshwright.contract.samples import CREATES
from meshwright.emulator import Clock, Emulator, Settings
from meshwright.spec.calendar import contract_of
from meshwright.spec.reading import load_spec

Forward = Callable[[], Answer]
CREATE = "POST /openapi/v1/image-to-3d"
pytestmark = pytest.mark.usefixtures("breaks_the_contract")


@pytest.fixture
def visit(visit: Visit) -> Visit:
    """A visit under a contract by which a task may cost 5 credits."""
    visit.day = LATER
    return visit


def emulator(*, rate: float = 100, balance: int = 1000, as_of: str = LATER) -> Emulator:
    return Emulator(Settings(clock=Clock(rate=rate), balance=balance, as_of=as_of))


@pytest.mark.parametrize("day", ["2025-12-01", "2026-08-20", LATER])
def test_price_of_any_day(day: str) -> None:
    """The guard uses the highest price of all dates, for the contract of every date."""
    operations = {o.id: o for o in Expectations.of(contract_of(load_spec("meshy"), day)).operations}
    create = operations[paid.OPERATION]
    assert meshy_cost(create, "", CREATES[paid.KIND]) == 20
    assert meshy_cost(create, "", {**CREATES[paid.KIND], **paid.CHEAPEST}) == 5
    assert meshy_cost(create, "", {**CREATES[paid.KIND], "should_texture": True}) == 30
    assert meshy_cost(create, "", {"texture_prompt": "red"}) == 0


def test_spends_what_is_allowed(visit: Visit, capsys: pytest.CaptureFixture[str]) -> None:
    """With --spend 5 one task is made, followed and paid, and no more; the figure is that of the balance."""
    with emulator() as service:
        assert visit(service.url, "--spend", "5") == 0, visit.report
        assert service.state()["balance"] == 995
        assert len(service.state()["tasks"]) == 1
    assert " requests, 5 credits, 0 differences" in capsys.readouterr().out


def test_today(visit: Visit, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a day the contract is that of today, and --spend 5 costs 5 of today's credits."""
    files = ["--har", str(visit.folder / "a.har"), "--drift", str(visit.folder / "divergence.yaml")]
    with emulator(as_of=date.today().isoformat()) as service:
        url = ["--target", "live", "--base-url", service.url, "--rate", "10000", "--fuzz", "0"]
        assert main([*url, *files, "--spend", "5"]) == 0, visit.report
        assert service.state()["balance"] == 995
    assert ", 5 credits, 0 differences" in capsys.readouterr().out


def test_too_dear(visit: Visit, capsys: pytest.CaptureFixture[str]) -> None:
    """What may cost more than is allowed on any day is refused before anything is sent; so is an empty account."""
    with emulator() as service, gateway(service.url) as other:
        assert visit(other.url, "--spend", "4") == 2
        assert visit(other.url, "--spend", "19", "--as-of", "2026-07-01") == 2
        assert other.seen == []
    said = capsys.readouterr().err
    assert "may cost 5 credits and 4 may be spent; nothing was sent" in said
    assert "may cost 20 credits and 19 may be spent; nothing was sent" in said
    with emulator(balance=4) as service, gateway(service.url) as other:
        assert visit(other.url, "--spend", "5") == 2
        assert other.seen == ["GET /openapi/v1/balance"]
    assert "may cost 5 credits and the balance is 4" in capsys.readouterr().err


def test_dearer_than_documented(visit: Visit, capsys: pytest.CaptureFixture[str]) -> None:
    """The decrease of the balance is reported, and the price is a difference that names its known date."""
    with emulator(as_of="2026-11-21") as service:
        assert visit(service.url, "--spend", "20", "--as-of", "2026-03-15") == 1
        assert service.state()["balance"] == 980
    assert ", 20 credits, " in capsys.readouterr().out
    assert "known since 2026-03-16: run with --as-of 2026-10-30, or change the price" in visit.report


def test_another_default(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another default of ai_model is reported once as such, and by no rule."""

    def change(spec: dict[str, Any]) -> None:
        model = spec["components"]["schemas"]["ImageModel"]
        model.pop("x-changes")
        model["default"] = "meshy-6"

    plant_spec(monkeypatch, change)
    with emulator(as_of="2026-07-01") as service:
        assert visit(service.url, "--spend", "20", "--as-of", "2026-07-01") == 1
    assert visit.report.count("field:") == 1
    assert "image_to_3d.create ai_model" in visit.report
    assert "change the default to meshy-6" in visit.report


def test_no_end(visit: Visit, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A task that does not end in time is named, with what it may have cost."""
    monkeypatch.setattr(paid, "PATIENCE", 0.0)
    with emulator(rate=0) as service:
        assert visit(service.url, "--spend", "5") == 2
    said = capsys.readouterr().err
    assert "has not ended in 0 s" in said
    assert "is still running; 5 credits may be spent" in said


def test_long_tasks(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    """A task that takes longer than a stream is read is followed by its stream again and again, to the last event."""
    monkeypatch.setattr(visiting, "WHOLE", 0.1)
    with emulator(rate=4) as service:
        assert visit(service.url, "--spend", "5") == 0, visit.report
    entries = json.loads((visit.folder / "a.har").read_text("utf-8"))["log"]["entries"]
    streams = [e for e in entries if e["request"]["url"].endswith("/stream") and e["response"]["status"] == 200]
    followed = [e for e in streams if "00000000-0000-7000" not in e["request"]["url"]]
    assert followed[0].get("_cut")
    assert not followed[-1].get("_cut")
    assert "SUCCEEDED" in followed[-1]["response"]["content"]["text"]


def test_lost_create(visit: Visit, capsys: pytest.CaptureFixture[str]) -> None:
    """A create whose answer is lost is in the recording, and the credits that may be spent are named."""

    def passing(request: str, forward: Forward) -> Answer:
        answer = forward()
        if request == CREATE and answer.status == 202:
            raise HangUp
        return answer

    with emulator() as service, gateway(service.url, passing) as other:
        assert visit(other.url, "--spend", "5") == 2
        assert service.state()["balance"] == 995
    said = capsys.readouterr()
    assert "the create's answer was lost; 5 credits may be spent" in said.err
    assert ", 5 credits, " in said.out
    last = json.loads((visit.folder / "a.har").read_text("utf-8"))["log"]["entries"][-1]
    assert last["response"]["status"] == 0
    assert "meshy-6-lite" in last["request"]["postData"]["text"]
    assert "[]" in visit.report


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(502), "the create answered 502; 5 credits may be spent"),
        (None, "is still running; 5 credits may be spent"),
    ],
)
def test_breaks_off(visit: Visit, capsys: pytest.CaptureFixture[str], answer: Answer | None, words: str) -> None:
    """A gateway that fails at the create or after it leaves a message with the task and the credits, and a report."""
    ids: list[str] = []

    def passing(request: str, forward: Forward) -> Answer:
        if ids:
            raise HangUp
        found = forward()
        if request == CREATE and found.status == 202:
            ids.append(json.loads(found.body)["result"])
            return answer or found
        return found

    with emulator() as service, gateway(service.url, passing) as other:
        assert visit(other.url, "--spend", "5") == 2
    said = capsys.readouterr().err
    assert words in said
    assert answer is not None or f"task {ids[0]} " in said
    assert (visit.folder / "divergence.yaml").exists()


def test_refused_create(visit: Visit, capsys: pytest.CaptureFixture[str]) -> None:
    """A create that is refused costs nothing and is a difference."""

    def passing(request: str, forward: Forward) -> Answer:
        answer = forward()
        if request == CREATE and answer.status == 202:
            return Answer(402, answer.headers, b'{"message": "Insufficient credits"}')
        return answer

    with emulator() as service, gateway(service.url, passing) as other:
        assert visit(other.url, "--spend", "5") == 1
    assert ", 0 credits, 1 differences" in capsys.readouterr().out
    assert "Insufficient credits" in visit.report
