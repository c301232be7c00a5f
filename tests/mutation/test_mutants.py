"""The mutants fit the sources, the engine that tries them works, and a sample of them is noticed."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import evolve
from helpers.specs.documents import ROOT
from mutation import __main__ as command
from mutation import report, triage
from mutation.__main__ import tried
from mutation.engine import PACKAGE, Mutant, Verdict
from mutation.engine import run as run_all
from mutation.journal import Journal, row_of
from mutation.own import own_mutants, rows
from mutation.report import unjudged
from mutation.setups import SETUPS, Setup
from mutation.syntax import mutants_of, syntax_mutants

WALKS = ("--setup", "walks", "--setup", "flighthub walks", "--setup", "client walks")
SAMPLE = 3


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join(str(ROOT / folder) for folder in ("overlays", "generated", "tests"))
    command = [sys.executable, "-W", "ignore", "-m", "mutation", *arguments]
    environment = {**os.environ, "PYTHONPATH": path}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def mutant(id: str = "one", source: str = "x = 1") -> Mutant:
    return Mutant(id=id, kind="shape", module="core.retrying", source=source)


def test_list() -> None:
    """There are at least 120, each with its own name, of both services and their clients; every one fits the source
    of today.
    """
    found, stale = own_mutants()
    assert stale == [], "the source has changed: rewrite these mutants of tests/mutation/own*.yaml"
    names = [row["id"] for row in rows()]
    assert len(names) == len(set(names)) == len(found) >= 120
    assert {mutant.kind for mutant in found} >= {"client", "shape", "lifecycle", "lists", "streams", "money", "keys"}
    assert sum(mutant.side == "flighthub" for mutant in found) >= 30
    assert {mutant.side for mutant in found} == {"meshy", "flighthub", "client", "flighthub client"}


def test_every_mutant_is_a_program() -> None:
    """Each compiles, and differs from the others."""
    mutants = [*own_mutants()[0], *mutants_of("emulator.meshy.tasks")]
    for mutant in mutants:
        compile(mutant.source, mutant.id, "exec")
    assert len({mutant.id for mutant in mutants}) == len(mutants)


def test_triage_names_mutants_that_exist() -> None:
    """No judgement outlives its mutant, and each gives a reason."""
    lists = {"own": own_mutants()[0], "syntax": syntax_mutants()}
    for name, mutants in lists.items():
        for judgement in triage.judgements(name):
            assert any(judgement.applies_to(mutant.id) for mutant in mutants), judgement.name
            assert len(judgement.sentence) > 20


def test_a_cut_run_goes_on(tmp_path: Path) -> None:
    """Verdicts are kept as they come; half a line is not a verdict, and a changed source is another mutant."""
    path = tmp_path / "verdicts.jsonl"
    Journal(path).add(row_of("own", "walks", Verdict(mutant(), "it was seen", 1.0)))
    with path.open("a") as file:
        file.write('{"list": "own", "set')
    again = Journal(path)
    row = again.of("walks", mutant())
    assert row is not None
    assert row.finding == "it was seen"
    assert again.of("walks", mutant(source="x = 2")) is None
    assert again.of("fuzz", mutant()) is None


def test_what_does_not_end_is_ended() -> None:
    """A mutant that hangs is noticed by the clock, one that crashes by its silence; the next is tried all the same."""

    def hang(_: Mutant) -> str:
        while True:
            pass

    assert [verdict.finding for verdict in run_all([mutant()], hang, limit=0.5)] == ["hangs"]
    assert [verdict.finding for verdict in run_all([mutant()], lambda _: os._exit(3), limit=30.0)] == ["crashes"]
    assert [verdict.finding for verdict in run_all([mutant("a"), mutant("b")], lambda _: "", limit=30.0)] == ["", ""]


def test_what_a_weaker_setup_noticed_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A setup that builds on another is tried on what that one left, and counts what it noticed."""
    options = argparse.Namespace(list="own", unnoticed_by=[], again=None, jobs=1, minutes=None)
    monkeypatch.setitem(SETUPS, "fuzz", Setup(title="", side="client", find=lambda *_: ""))
    monkeypatch.setitem(SETUPS, "walks", Setup(title="", side="client", find=lambda *_: "more", after="fuzz"))
    journal = Journal()
    journal.add(row_of("own", "fuzz", Verdict(mutant("a"), "less", 1.0)))
    findings = {
        name: [row.finding for row in tried(name, [mutant("a"), mutant("b")], journal, options)]
        for name in ("fuzz", "walks")
    }
    assert findings == {"fuzz": ["less", ""], "walks": ["less", "more"]}
    assert unjudged(journal.rows.values()) == []


def test_a_night_begins_with_what_changed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Mutants of changed modules come first, in the order of the seed; a run without more time reports the rest."""
    monkeypatch.setattr(command, "changed_since", lambda _: {"core.retrying"})
    monkeypatch.setitem(SETUPS, "walks", Setup(title="", side="client", find=lambda *_: "seen"))
    options = argparse.Namespace(
        list="own", unnoticed_by=[], again=None, jobs=1, minutes=0.0, since="HEAD", seed=3, sample=None, kind=""
    )
    options.only, options.unjudged = [], False
    listed = [
        evolve(mutant(f"{name}{number}"), module=f"core.{name}") for number in range(9) for name in ("sse", "retrying")
    ]
    wanted = command._wanted(listed, ["walks"], options)
    assert [each.module for each in wanted] == ["core.retrying"] * 9 + ["core.sse"] * 9
    assert [each.id for each in wanted[:9]] != sorted(each.id for each in wanted[:9])
    assert len(tried("walks", wanted, Journal(), options)) == 1
    assert "walks: 17 of 18 are left after 0 minutes" in capsys.readouterr().out


def test_modules_that_changed() -> None:
    """They are those that git names, from the root of the package; an unknown commit is an error."""
    assert command.changed_since("HEAD") <= {
        path.relative_to(PACKAGE).with_suffix("").as_posix().replace("/", ".") for path in PACKAGE.rglob("*.py")
    }
    with pytest.raises(SystemExit, match="--since no-such-commit: "):
        command.changed_since("no-such-commit")


def test_the_page_is_written(tmp_path: Path) -> None:
    """Tables are between their marks, the text around them stays, and a sample is not called all of them."""
    one = next(m for m in own_mutants()[0] if m.side == "meshy")
    journal = Journal()
    journal.add(row_of("own", "walks", Verdict(one, "seen", 2.0)))
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- table: own -->\nold\n<!-- end -->\nafter\n")
    report.write(page, journal)
    text = page.read_text()
    assert text.startswith("before\n<!-- table: own -->\n| tests |")
    assert text.endswith("<!-- end -->\nafter\n")
    assert "old" not in text
    assert "| walks, judged by the oracle | 1 | 1 of" in text
    page.write_text("<!-- table: nothing -->\n<!-- end -->\n")
    with pytest.raises(KeyError, match="nothing"):
        report.write(page, journal)


def test_noticed_and_unnoticed() -> None:
    """Mistakes are noticed, in service and client; a survivor without a judgement is reported, and is an error."""
    done = run(*WALKS, "--only", "progress_text", "--only", "post_repeated_500", "--only", "fh_code_text")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "all             3 of    3" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "word"),
    [(("--only", "none_such"), "none_such"), (("--results", "no/such/folder.jsonl"), "no/such/folder.jsonl")],
)
def test_what_cannot_be_tried(arguments: tuple[str, ...], word: str) -> None:
    """An unknown mutant, and verdicts that cannot be written, are reported in one line before anything is tried."""
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("mutants: ")
    assert word in done.stderr
    assert done.stderr.count("\n") == 1


def test_nightly() -> None:
    """The calls of the nightly job exist; here with nothing to try."""
    done = subprocess.run([ROOT / ".ci/nightly", "--sample", "0"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("nothing to try") == 3


def test_sample() -> None:
    """A few are noticed or were looked at; MUTANT_SEED chooses others."""
    # The same sample for everybody, so that a survivor turns up where it can be triaged: in the nightly run.
    seed = os.environ.get("MUTANT_SEED", "1")
    done = run(*WALKS, "--sample", str(SAMPLE), "--seed", seed)
    assert done.returncode == 0, f"MUTANT_SEED={seed}\n{done.stdout}{done.stderr}"
