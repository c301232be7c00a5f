"""Measure how much the contract tests catch: ``scripts/mutants [--list own|syntax] [--setup ...] [--sample N]``.

Prints kill rates by class and the survivors that nobody has looked at yet; exits 1 if there is one. What was looked
at stands in ``triage.yaml``: equivalent, outside the contract, or a hole.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]
from contract.mutants.engine import Verdict, run
from contract.mutants.own import own_mutants
from contract.mutants.setups import SETUPS
from contract.mutants.syntax import syntax_mutants

TRIAGE = Path(__file__).with_name("triage.yaml")
CLIENT = "client"


def main() -> int:
    """Run as a command."""
    parser = argparse.ArgumentParser(prog="scripts/mutants", description=__doc__)
    parser.add_argument("--list", choices=("own", "syntax"), default="own")
    parser.add_argument("--setup", choices=list(SETUPS), default="walks")
    parser.add_argument("--sample", type=int, help="only so many, chosen by --seed")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", action="append", default=[], help="only the mutant of this id")
    parser.add_argument("--class", dest="kind", help="only mutants of this class")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--out", type=Path, help="write the verdicts as JSON")
    options = parser.parse_args()
    mutants, stale = own_mutants() if options.list == "own" else (syntax_mutants(), [])
    for text in stale:
        print(f"stale: {text}")
    wanted = [m for m in mutants if not options.only or m.id in options.only]
    wanted = [m for m in wanted if options.kind in (None, m.kind)]
    if options.sample is not None:
        wanted = random.Random(options.seed).sample(wanted, min(options.sample, len(wanted)))
    begun = time.monotonic()
    verdicts: list[Verdict] = []
    for_client = [m for m in wanted if m.kind == CLIENT]
    for_others = [m for m in wanted if m.kind != CLIENT]
    for group, setup in ((for_others, options.setup), (for_client, CLIENT)):
        verdicts += run(group, SETUPS[setup], options.jobs)
    report(verdicts, time.monotonic() - begun)
    if options.out:
        rows = [
            {"id": v.mutant.id, "class": v.mutant.kind, "finding": v.finding, "seconds": round(v.seconds, 2)}
            for v in verdicts
        ]
        options.out.write_text(json.dumps(rows, indent=1))
    survivors = {v.mutant.id for v in verdicts if not v.finding}
    new = sorted(survivors - set(triaged(options.list)))
    for id in new:
        print(f"survives, and nobody has looked at it: {id}")
    return 1 if new or stale else 0


def report(verdicts: list[Verdict], seconds: float) -> None:
    """Print kill rates by class."""
    all_of, killed = Counter[str](), Counter[str]()
    for verdict in verdicts:
        all_of[verdict.mutant.kind] += 1
        killed[verdict.mutant.kind] += bool(verdict.finding)
    for kind, count in sorted(all_of.items()):
        print(f"{kind:12} {killed[kind]:4} of {count:4}  {100 * killed[kind] / count:5.1f} %")
    total = max(1, all_of.total())
    print(f"all          {killed.total():4} of {total:4}  {100 * killed.total() / total:5.1f} %  in {seconds:.0f} s")


def triaged(list_name: str) -> dict[str, Any]:
    """Return what was said about survivors."""
    found: dict[str, Any] = (yaml.safe_load(TRIAGE.read_text("utf-8")) or {}).get(list_name) or {}
    return found


if __name__ == "__main__":
    sys.exit(main())
