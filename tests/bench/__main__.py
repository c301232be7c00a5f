"""Measure every row of docs/performance.md, or those named, beside the peers and the limit; write table and picture.

Peers are installed from PyPI and npm into .venv/peers when first needed. All rows take under twenty minutes, and
mean something on a quiet machine only; --quick measures some rows in two minutes, and --smoke runs everything once in
tiny sizes; both write nothing.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime

from . import flames, picture, report, results
from .judging import verdicts, written
from .registry import ROWS
from .results import Result
from .rounds import measure, measure_growth, profile, stacks
from .rows import Row


def main() -> int:
    """Do what was asked; returns 1 when a row broke down."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("rows", nargs="*", metavar="ROW", help="rows to measure; all of them without")
    parser.add_argument("--list", action="store_true", help="name the rows")
    parser.add_argument("--smoke", action="store_true", help="tiny sizes, once, without what is not installed")
    parser.add_argument(
        "--quick", action="store_true", help="some rows in fewer rounds; names those that it leaves out"
    )
    parser.add_argument("--flame", action="store_true", help="draw where our code spends its CPU time, instead")
    parser.add_argument("--report", action="store_true", help="measure nothing, write the page of what was measured")
    parser.add_argument("--profile", action="store_true", help="print where our code spends its time, instead")
    parser.add_argument("--no-growth", action="store_true", help="leave out how cost grows")
    asked = parser.parse_args()
    if unknown := sorted(set(asked.rows) - set(ROWS)):
        parser.error(f"there is no row {', '.join(unknown)}; --list names them")
    if asked.list:
        print("\n".join(f"{row.name:18} {row.title}" for row in ROWS.values()))
        return 0
    if asked.profile:
        print("\n\n".join(f"{name}\n{profile(ROWS[name])}" for name in asked.rows))
        return 0
    if asked.flame:
        for name in asked.rows:
            print(flames.draw(name, stacks(ROWS[name])))
        return 0
    wanted = [] if asked.report else [ROWS[name] for name in asked.rows or ROWS]
    if asked.quick:
        left = [row.name for row in wanted if not row.quick]
        wanted = [replace(row, rounds=row.quick, growth=None) for row in wanted if row.quick]
        print(f"left out, as they take longer: {', '.join(left)}")
    passing, started = asked.smoke or asked.quick, time.monotonic()
    if asked.smoke:
        wanted = [row for row in wanted if row.smoke is not None]
    kept, broken = results.load(), []
    for row in wanted:
        began = time.monotonic()
        try:
            result = measured(row, smoke=asked.smoke, grow=not asked.no_growth)
        except Exception as error:  # one row that breaks down must not cost the others theirs
            broken.append(row.name)
            print(f"{row.name}: {type(error).__name__}: {error}", flush=True)
            continue
        tell(row, result, time.monotonic() - began, judge=not asked.smoke)
        if not passing:
            kept[row.name] = result
            results.save(kept)
            write(kept)  # after each row, so that a run that is stopped leaves what it found
    if asked.report:
        write(kept)
    print(f"\n{len(wanted)} rows in {time.monotonic() - started:.0f} s, load average {os.getloadavg()[0]:.1f}")
    return int(bool(broken))


def measured(row: Row, *, smoke: bool, grow: bool) -> Result:
    """Measure a row and how it grows."""
    when, load = datetime.now(UTC).isoformat(timespec="minutes"), os.getloadavg()[0]
    result = Result(when, load=load, figures=measure(row, smoke=smoke, tell=_progress))
    if row.growth is not None and grow and not smoke:
        _progress(f"{row.name}: how it grows")
        result.growth = measure_growth(row, row.growth, result.figures)
    return result


def write(kept: dict[str, Result]) -> None:
    """Write the page and the picture."""
    report.fill(report.PAGE, report.blocks(ROWS, kept))
    picture.draw(ROWS, kept)


def tell(row: Row, result: Result, seconds: float, *, judge: bool) -> None:
    """Print the figures of a row and what became of its budgets."""
    print(f"\n{row.title}  ({seconds:.0f} s)")
    for contender in row.contenders:
        if reason := result.figures.missing.get(contender.name):
            print(f"  {contender.name:28} not measured: {reason}")
            continue
        found = result.figures.samples[contender.name][0]
        shown = [f"{figure} {written(result.figures.median(contender.name, figure), figure)}" for figure in found]
        print(f"  {contender.name:28} {', '.join(shown)}")
    for verdict in verdicts(row, result.figures) if judge else ():
        budget = verdict.budget
        actual = "" if verdict.actual is None else f"{verdict.actual:.3g}"
        of = f"x {budget.of}" if budget.of else ""
        print(f"  {budget.who}, {budget.figure}: {actual}{of}; the budget is {budget.bound:g}{of}: {verdict.words}")
    sys.stdout.flush()


def _progress(text: str) -> None:
    """Show on a terminal what is being done."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
