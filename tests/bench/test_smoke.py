"""The benchmarks run, in sizes too small to mean anything; what is made of figures is right. Asserts no time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import flames, picture, report, results
from bench.judging import Verdict, exponent, verdicts, written
from bench.registry import ROWS
from bench.results import Result
from bench.rounds import SETTINGS, Figures, environment
from bench.rows import Budget


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program behind scripts/bench."""
    command = [sys.executable, "-W", "ignore", "-P", "-m", "bench", *arguments]
    return subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)


def figures(**values: list[float]) -> Figures:
    """Figures of contenders whose every sample is a CPU time."""
    return Figures({name: [{"cpu": value} for value in found] for name, found in values.items()})


def test_every_row_runs() -> None:
    """Every row runs once, ours included, and nothing has to be installed for it."""
    done = bench("--smoke")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    wanted = [row for row in ROWS.values() if row.smoke is not None]
    assert [row.name for row in wanted if f"\n{row.title}  (" not in done.stdout] == []
    assert done.stdout.count("\n  ours ") >= len(wanted)


def test_unknown_row() -> None:
    """A row that does not exist is refused by its name before anything is measured."""
    done = bench("no-such-row")
    assert done.returncode == 2
    assert "no-such-row" in done.stderr
    assert "--list" in done.stderr


def test_list() -> None:
    """The list names every row."""
    assert [line.split()[0] for line in bench("--list").stdout.splitlines()] == list(ROWS)


def test_page_has_every_row() -> None:
    """The page of the docs shows each row, measured or not, and each budget."""
    page = report.PAGE.read_text("utf-8")
    assert [row.title for row in ROWS.values() if f"| {row.title} |" not in page] == []
    assert page.count("at most ") + page.count("at least ") >= sum(len(row.budgets) for row in ROWS.values())


@pytest.mark.parametrize(
    ("actual", "at_least", "words"),
    [
        (0.5, False, "met, 50 % to spare"),
        (1.0, False, "met"),
        (1.25, False, "**missed by 25 %**"),
        (1.25, True, "met, 25 % to spare"),
        (0.5, True, "**missed by 50 %**"),
        (None, False, "not measured"),
    ],
)
def test_verdict(actual: float | None, at_least: bool, words: str) -> None:
    """A verdict states whether a budget was kept and by how much."""
    assert Verdict(Budget("cpu", 1.0, at_least=at_least), actual).words == words


def test_ratio_is_that_of_the_rounds() -> None:
    """A ratio is the median of the rounds' ratios, so that a slow round hurts both sides alike."""
    found = figures(ours=[2.0, 20.0, 2.0], httpx=[1.0, 10.0, 4.0])
    assert found.ratio("ours", "httpx", "cpu") == 2.0
    assert found.ratio("ours", "unknown", "cpu") is None


def test_missing_peer_leaves_the_budget_open() -> None:
    """A budget against a peer that could not be installed counts neither as met nor as missed."""
    row = ROWS["import"]
    assert [verdict.met for verdict in verdicts(row, figures(ours=[0.1]))] == [None] * len(row.budgets)


@given(power=st.floats(-1, 3), scale=st.floats(1e-6, 1e3))
def test_exponent(power: float, scale: float) -> None:
    """The exponent of a power law is found again."""
    points = [(size, {"cpu": scale * (size / 100) ** power}) for size in (100, 1_000, 10_000)]
    assert exponent(points, "cpu") == pytest.approx(power, abs=1e-6)


@pytest.mark.parametrize(
    ("value", "figure", "text"),
    [(0.00254, "cpu", "2.54 ms"), (1.5e9, "peak", "1.5 GB"), (0.041, "share", "4.1 %"), (19500.4, "rate", "19,500/s")],
)
def test_units(value: float, figure: str, text: str) -> None:
    """A figure is written in a unit of its size."""
    assert written(value, figure) == text


def test_page_without_marks(tmp_path: Path) -> None:
    """A page that lost a mark is refused, not overwritten."""
    page = tmp_path / "page.md"
    page.write_text("<!-- bench:table -->\nold\n<!-- bench:end -->\n", "utf-8")
    report.fill(page, {"table": "new"})
    assert page.read_text("utf-8") == "<!-- bench:table -->\nnew\n<!-- bench:end -->\n"
    with pytest.raises(ValueError, match="no marks for growth"):
        report.fill(page, {"growth": "new"})


def test_rows_that_were_not_measured_keep_their_lines() -> None:
    """A row without a result keeps its lines of the page's tables and its section; one with a result has new ones."""
    title, measured = ROWS["download"].title, {"get": Result("2026-11-30", figures(ours=[1.0], httpx=[2.0]), [])}
    old, new = report.PAGE.read_text("utf-8"), report.blocks(ROWS, measured)
    for part, lines in new.items():
        assert part in ("machine", "versions") or [line for line in lines.splitlines() if title in line]
        assert {line for line in lines.splitlines() if title in line} <= set(old.splitlines())
    assert "| 0.5x | " in next(line for line in new["table"].splitlines() if ROWS["get"].title in line)


def test_stacks_become_a_flame_graph(tmp_path: Path) -> None:
    """Folded stacks are drawn as wide as they took; the frames that all begin with, and narrow ones, are left out."""
    root = flames.tree_of(
        [
            "runpy:main;bench.work:work;a:f;b:g 600",
            "runpy:main;bench.work:work;a:f 399",
            "runpy:main;bench.work:work;c:h 1",
        ]
    )
    assert (root.count, list(root.called)) == (1000, ["bench.work:work"])
    drawn = ElementTree.fromstring(flames.drawn(root))
    titles = [title.text for title in drawn.iter("{http://www.w3.org/2000/svg}title")]
    assert titles == ["all: 100.0%", "bench.work:work: 100.0%", "a:f: 99.9%", "b:g: 60.0%"]


def test_results_are_kept(tmp_path: Path) -> None:
    """Stored results are read again unchanged, and can be drawn."""
    path, kept = tmp_path / "results.json", {"get": Result("2026-11-22", figures(ours=[1.0], httpx=[2.0]), [])}
    results.save(kept, path)
    assert results.load(path) == kept
    picture.draw(ROWS, results.load(path), tmp_path / "drawn.svg")
    assert ElementTree.parse(tmp_path / "drawn.svg").getroot().tag.endswith("svg")


def test_contenders_get_compiled_sources() -> None:
    """No contender runs with settings under which an import would measure the compiler."""
    assert "PYTHONDONTWRITEBYTECODE" not in environment()
    assert environment().items() >= SETTINGS.items()
