"""The visit of a live service, made to the emulator: what it costs, what it finds, and what it refuses to do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from helpers.contract.drifting import ANSWERS, PAID, SPECS, plant_spec
from helpers.contract.visits import DAY, KEY, LATER, Visit, at_rest, books, kinds_on, running
from helpers.other_server import other_server, send
from meshwright.contract.__main__ import main
from meshwright.contract.live import visiting
from meshwright.emulator import Clock, Emulator, Settings

pytestmark = pytest.mark.usefixtures("breaks_the_contract")


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    """One for all tests here."""
    with at_rest(12) as found:
        yield found


def test_costs_nothing_and_finds_nothing(visit: Visit, emulator: Emulator) -> None:
    """By default nothing is spent and no task is made or lost; a service that follows its spec shows no drift."""
    before = books(emulator)
    assert visit(emulator.url) == 0, visit.report
    assert books(emulator) == before
    assert "[]" in visit.report


def test_recording_is_redacted_and_can_be_judged_again(visit: Visit, emulator: Emulator) -> None:
    """The recording holds neither the key nor a signature, and its replay finds nothing and sends nothing."""
    visit(emulator.url)
    text = (visit.folder / "a.har").read_text("utf-8")
    assert KEY not in text
    assert "Signature=redacted" in text
    assert len(json.loads(text)["log"]["entries"]) > 50
    assert main(["--replay", str(visit.folder / "a.har"), "--as-of", DAY]) == 0


def test_every_kind(visit: Visit) -> None:
    """The kinds of a later day are visited too, and none of them differs from its spec."""
    day = "2026-11-21"
    emulator = running(as_of=day, kinds=kinds_on(day), tasks=1)
    try:
        assert visit(emulator.url, "--as-of", day) == 0, visit.report
    finally:
        emulator.stop()


def test_another_day(visit: Visit) -> None:
    """Against the service of another day, the report names what changed and its day; held against that day, nothing."""
    day = "2026-08-20"
    emulator = running(as_of=day, kinds=kinds_on(day), tasks=2)
    try:
        assert visit(emulator.url, "--as-of", LATER) == 1
        lowered = [row for row in visit.rows if "run with --as-of 2026-08-18, or lower the maximum" in row["proposal"]]
        assert sum(1 + len(row["also"]) for row in lowered) == len(kinds_on(day))
        assert visit(emulator.url, "--as-of", day) == 0, visit.report
        assert visit(emulator.url, "--as-of", "2026-08-01") == 1
        assert "known since 2026-08-12: run with --as-of 2026-10-30, or add the property ultra_mode" in visit.report
    finally:
        emulator.stop()


@pytest.mark.parametrize("name", ANSWERS)
def test_planted_answers(visit: Visit, emulator: Emulator, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A drift of the answers is found, and still nothing is spent."""
    plant, word = ANSWERS[name]
    plant(monkeypatch)
    before = books(emulator)
    assert visit(emulator.url) == 1
    assert word in visit.report
    assert books(emulator) == before


@pytest.mark.parametrize("name", SPECS)
def test_planted_rules(visit: Visit, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A drift of the accepted requests is found."""
    change, word = SPECS[name]
    plant_spec(monkeypatch, change)
    emulator = running()
    try:
        assert visit(emulator.url, "--fuzz", "6") == 1
        assert word in visit.report
        if name != "another order":  # a rule does not report a finding of a probe again
            assert "meshy." not in visit.report
    finally:
        emulator.stop()


@pytest.mark.parametrize("name", PAID)
def test_planted_costs(visit: Visit, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """A drift that only a paid task shows is found with --spend."""
    change, word = PAID[name]
    plant_spec(monkeypatch, change)
    with Emulator(Settings(clock=Clock(rate=100), balance=1000, as_of=LATER)) as emulator:
        assert visit(emulator.url, "--as-of", LATER, "--spend", "5") == 1
        assert word in visit.report


@pytest.mark.parametrize(
    ("key", "words"),
    [("", "no key"), ("key_of_flighthub", "is not a key"), ("msy_\n", "characters that a key cannot have")],
)
def test_keys(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], key: str, words: str) -> None:
    """Without a key of Meshy one line reports that, and nothing is sent."""
    monkeypatch.setenv("MESHY_API_KEY", key)
    with other_server(lambda handler, _: send(handler, 200)) as other:
        assert main(["--target", "live", "--base-url", other.url]) == 2
        assert other.received == []
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


def test_spend_wants_a_number(capsys: pytest.CaptureFixture[str]) -> None:
    """``--spend`` without a number is an error of usage."""
    for more in ([], ["much"], ["-1"]):
        with pytest.raises(SystemExit, match="2"):
            main(["--target", "live", "--spend", *more])
        assert "--spend" in capsys.readouterr().err


def test_other_servers(visit: Visit, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """HTML, a refused key, silence, no server and no https: one line each, one request at most."""
    monkeypatch.setattr(visiting, "SECONDS", 0.3)

    def html(handler: BaseHTTPRequestHandler, _: int) -> None:
        send(handler, 200, b"<html>", content_type="text/html")

    def refusing(handler: BaseHTTPRequestHandler, _: int) -> None:
        send(handler, 401, b'{"message": "no"}', content_type="application/json")

    def silent(handler: BaseHTTPRequestHandler, _: int) -> None:
        import time

        time.sleep(1)

    for answer, words in ((html, "is not Meshy"), (refusing, "refuses the key"), (silent, "does not answer")):
        with other_server(answer) as other:
            assert visit(other.url) == 2
            assert len(other.received) == 1
        assert words in capsys.readouterr().err
    assert visit("http://127.0.0.1:9") == 2
    assert visit("http://example.com") == 2
    assert "https" in capsys.readouterr().err


def test_bad_files(visit: Visit, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A spec or a recording that cannot be read is one line."""
    (tmp_path / "bad.yaml").write_text("a: [")
    (tmp_path / "other.json").write_text("[]")
    for name in ("bad.yaml", "other.json", "none.yaml"):
        assert visit("http://127.0.0.1:9", "--spec", str(tmp_path / name)) == 2
        assert capsys.readouterr().err.count("\n") == 1
    for name in ("bad.yaml", "other.json", "none.har"):
        assert main(["--replay", str(tmp_path / name)]) == 2
        assert capsys.readouterr().err.count("\n") == 1
