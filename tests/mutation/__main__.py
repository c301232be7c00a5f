"""Measure how much the contract tests catch: ``scripts/mutants --list own --setup walks --results mutants.jsonl``.

Verdicts are appended to the file of ``--results``, and those in it are not tried again: an interrupted run
continues. With ``--since`` and ``--minutes`` a nightly run tries what changed, then others of the whole list.
``--report`` writes the tables of everything that was tried into a page. Exits 1 if a survivor has not been
judged in ``triage.yaml``, and 2 if it could not be tried.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from attrs import evolve
from mutation import report
from mutation.engine import PACKAGE, Mutant, run, source_of
from mutation.journal import Journal, Row, row_of
from mutation.own import own_mutants
from mutation.setups import SETUPS, Setup, warm
from mutation.syntax import syntax_mutants
from mutation.triage import dull_ids

USUAL = ("walks", "flighthub walks", "client walks", "flighthub client tests")
"""By default, one of these tries every mutant of our own."""


def main() -> int:
    """Run as a command."""
    options = _options()
    try:
        journal = Journal(options.results)
        if options.report:
            report.write(options.report, journal)
            return 0
    except OSError as error:
        print(f"mutants: {error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    mutants, stale = _listed(options.list, options.seeds)
    if strangers := set(options.only) - {mutant.id for mutant in mutants}:
        print(f"mutants: none is called {', '.join(sorted(strangers))}", file=sys.stderr)
        return 2
    for text in stale:
        print(f"stale: {text}")
    setups = options.setup or USUAL
    wanted = _wanted(mutants, setups, options)
    begun = time.monotonic()
    warm()
    rows: list[Row] = []
    for name in setups:
        rows += tried(name, wanted, journal, options)
    report.print_rates(rows, time.monotonic() - begun)
    names = {(row.id, row.digest) for row in rows}
    new = report.unjudged(row for row in journal.rows.values() if (row.id, row.digest) in names)
    for id in new:
        print(f"survives without a judgement: {id}")
    alarms = [row for row in rows if row.list == "good" and row.finding]
    for row in alarms:
        print(f"false alarm: {row.setup}: {row.finding}")
    return 1 if new or stale or alarms else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/mutants", description=__doc__)
    parser.add_argument("--list", choices=("own", "syntax", "good"), default="own", help="good: false alarms")
    parser.add_argument("--setup", action="append", choices=list(SETUPS), help="may be repeated")
    parser.add_argument("--sample", type=int, help="only so many, chosen by --seed")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seeds", type=int, default=1, help="of the list good: how often")
    parser.add_argument("--since", metavar="COMMIT", help="begin with the modules that changed since it")
    parser.add_argument("--minutes", type=float, help="begin no other mutant of a setup after so many minutes")
    parser.add_argument("--only", action="append", default=[], help="only the mutant of this id")
    parser.add_argument("--class", dest="kind", default="", help="only mutants of classes that begin with this")
    parser.add_argument("--unnoticed-by", action="append", default=[], metavar="SETUP", help="only its survivors")
    parser.add_argument("--unjudged", action="store_true", help="without those judged equivalent or outside")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--results", type=Path, help="the file of verdicts, JSON lines")
    parser.add_argument("--again", choices=("survivors", "all"), help="try these again although they have a verdict")
    parser.add_argument("--report", type=Path, metavar="PAGE", help="write the tables into a page; tries nothing")
    return parser.parse_args()


def _listed(name: str, seeds: int) -> tuple[list[Mutant], list[str]]:
    if name == "own":
        return own_mutants()
    return (list(syntax_mutants()) if name == "syntax" else _good(seeds)), []


def _good(seeds: int) -> list[Mutant]:
    """Return no mutants: what is found in these is a false alarm."""
    modules = ("emulator.meshy.tasks", "emulator.flighthub.lifecycle", "core.retrying", "flighthub.envelope")
    return [
        Mutant(id=f"{module} seed {seed}", kind=str(seed), module=module, source=source_of(module))
        for module in modules
        for seed in range(1, seeds + 1)
    ]


def _wanted(mutants: Sequence[Mutant], setups: Sequence[str], options: argparse.Namespace) -> list[Mutant]:
    """Choose by what was asked for."""
    sides = {SETUPS[name].side for name in setups}
    found = [m for m in mutants if m.side in sides and m.kind.startswith(options.kind)]
    if options.only:
        found = [m for m in found if m.id in options.only]
    if options.unjudged:
        dull = dull_ids(options.list, (m.id for m in found))
        found = [m for m in found if m.id not in dull]
    if options.sample is not None or options.since or options.minutes is not None:
        random.Random(options.seed).shuffle(found)  # so that a larger sample holds the smaller ones
        changed = changed_since(options.since) if options.since else set[str]()
        found.sort(key=lambda mutant: mutant.module not in changed)
    return found[: options.sample]


def changed_since(commit: str) -> set[str]:
    """Return the modules of the package whose files differ from a commit's, also if that is not committed."""
    command = ["git", "diff", "--name-only", "--relative", commit, "--", "*.py"]
    listed = subprocess.run(command, cwd=PACKAGE, capture_output=True, text=True, check=False)
    if listed.returncode:
        sys.exit(f"mutants: --since {commit}: {listed.stderr.strip()}")
    return {name.removesuffix(".py").replace("/", ".") for name in listed.stdout.split()}


def tried(name: str, mutants: Sequence[Mutant], journal: Journal, options: argparse.Namespace) -> list[Row]:
    """Try what has not been tried and return all verdicts, those from before too."""
    setup = SETUPS[name]
    own = [m for m in mutants if m.side == setup.side]
    for other in options.unnoticed_by:
        own = [m for m in own if (row := journal.of(other, m)) is not None and not row.finding]
    left = [m for m in own if _is_to_try(journal.of(name, m), options.again)]
    for mutant in left:
        if setup.after and (before := journal.of(setup.after, mutant)) is not None and before.finding:
            journal.add(evolve(before, setup=name))
    left = [m for m in left if _is_to_try(journal.of(name, m), options.again)]
    begun = time.monotonic()
    for number, row in enumerate(_rows(options.list, name, setup, left, options.jobs), 1):
        journal.add(row)
        minutes = (time.monotonic() - begun) / 60
        told = row.finding[:60] or "SURVIVES"
        print(f"{name} {number}/{len(left)} {minutes:.1f} min  {row.id[:60]}: {told}", file=sys.stderr, flush=True)
        if options.minutes is not None and minutes >= options.minutes and number < len(left):
            print(f"{name}: {len(left) - number} of {len(left)} are left after {minutes:.0f} minutes")
            break
    return [row for m in own if (row := journal.of(name, m)) is not None]


def _is_to_try(row: Row | None, again: str | None) -> bool:
    return row is None or again == "all" or (again == "survivors" and not row.finding)


def _rows(list_name: str, name: str, setup: Setup, mutants: Sequence[Mutant], jobs: int) -> Iterator[Row]:
    by_seed: dict[int, list[Mutant]] = {}
    for mutant in mutants:
        by_seed.setdefault(int(mutant.kind) if list_name == "good" else 1, []).append(mutant)
    for seed, group in by_seed.items():
        for verdict in run(group, partial(setup.find, seed), limit=setup.limit, jobs=jobs):
            yield row_of(list_name, name, verdict)


if __name__ == "__main__":
    sys.exit(main())
