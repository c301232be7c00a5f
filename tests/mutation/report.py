"""Kill rates as text for a terminal and as the tables of a page.

A page has marks, ``<!-- table: NAME -->`` to ``<!-- end -->``; the text between them is written here, the rest by
people.
"""

from __future__ import annotations

import os
import platform
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

from mutation.engine import Mutant
from mutation.journal import Journal, Row
from mutation.own import own_mutants
from mutation.setups import SETUPS
from mutation.syntax import syntax_mutants
from mutation.triage import KINDS, Judgement, dull_ids, judged, judgements

MARKED = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
LIBRARIES = ("schemathesis", "hypothesis", "jsonschema-rs", "starlette", "uvicorn")
PRISM = "Prism 5.14.2, validation proxy"
BOTH = "walks and schemathesis, 20 examples, both with the oracle"
RATES = ("noticed", "tried", "rate", "seconds each", "false alarms")
Killed = Callable[[Mutant], bool | None]
"""Whether a mutant was noticed; None when it was not tried."""


def print_rates(rows: Sequence[Row], seconds: float) -> None:
    """Print kill rates by class."""
    all_of = Counter(row.kind for row in rows)
    killed = Counter(row.kind for row in rows if row.finding)
    for kind, count in sorted(all_of.items()):
        print(f"{kind:12} {killed[kind]:4} of {count:4}  {100 * killed[kind] / count:5.1f} %")
    total = all_of.total()
    rate = f"{100 * killed.total() / total:5.1f} %" if total else "nothing to try"
    print(f"all          {killed.total():4} of {total:4}  {rate}  in {seconds:.0f} s")


def unjudged(rows: Iterable[Row]) -> list[str]:
    """Return the ids of mutants that nothing noticed and triage does not know."""
    alive: dict[str, set[str]] = {"own": set(), "syntax": set()}  # the list of good ones holds no mutants
    noticed: set[str] = set()
    for row in rows:
        (noticed if row.finding else alive.get(row.list, noticed)).add(row.id)
    return sorted(id for name, ids in alive.items() for id in ids - noticed - set(judged(name, ids)))


def write(page: Path, journal: Journal) -> None:
    """Rewrite the tables of a page; raises KeyError for a mark that is unknown here."""
    tables = _Tables(journal)
    written: dict[str, Callable[[], list[str]]] = {
        "how": tables.how,
        "own": lambda: tables.by_setup("own"),
        "classes": tables.classes,
        "syntax": tables.syntax,
        "syntax_by_setup": lambda: tables.by_setup("syntax"),
        "others": tables.others,
        "survivors": tables.survivors,
    }
    text = MARKED.sub(lambda m: f"{m[1]}{_lines(written[m[2]]())}{m[3]}", page.read_text("utf-8"))
    page.write_text(text, "utf-8")


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


class _Tables:
    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.lists: dict[str, Sequence[Mutant]] = {"own": own_mutants()[0], "syntax": syntax_mutants()}

    def killed(self, *setups: str) -> Killed:
        """Return a function that decides whether one of these setups noticed a mutant that all of them tried."""

        def judge(mutant: Mutant) -> bool | None:
            rows = [self.journal.of(name, mutant) for name in setups]
            return None if None in rows else any(row is not None and row.finding for row in rows)

        return judge

    def seconds(self, setup: str, mutants: Collection[Mutant]) -> list[float]:
        """Return what one mutant took, for each that was tried."""
        rows = (self.journal.of(setup, mutant) for mutant in mutants)
        return [row.seconds for row in rows if row is not None]

    # ------------------------------------------------------------------------------------------------ tables
    def how(self) -> list[str]:
        """Return when, where and with what it was measured."""
        libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
        machine = f"{platform.machine()}, {os.cpu_count()} cores shared with other work"
        return [
            f"Measured on {date.today().isoformat()}, {platform.system()}, {machine}, Python "
            f"{platform.python_version()}, {libraries}."
        ]

    def by_setup(self, list_name: str) -> list[str]:
        """Return the rates of Meshy's mutants of a list by setup."""
        mutants = [m for m in self.lists[list_name] if m.side == "meshy"]
        single = [name for name, setup in SETUPS.items() if setup.side == "meshy" and not name.endswith("tests")]
        rows = [
            (PRISM, ("prism",)),
            *((SETUPS[name].title, (name,)) for name in single),
            (BOTH, ("walks", "fuzz+oracle")),
        ]
        return [*_head("tests", *RATES), *(row for title, setups in rows if (row := self._row(title, setups, mutants)))]

    def _row(self, title: str, setups: tuple[str, ...], mutants: Sequence[Mutant]) -> str:
        """Write one row of RATES; empty for what was never tried."""
        noticed, tried = _count(self.killed(*setups), mutants)
        if not tried:
            return ""
        seconds = sum(sum(found := self.seconds(name, mutants)) / len(found) for name in setups)
        of = f"{tried}" if tried == len(mutants) else f"{tried} of {len(mutants)}"
        return f"| {title} | {noticed} | {of} | {_rate(noticed, tried)} | {seconds:.1f} | {self._alarms(setups)} |"

    def _alarms(self, setups: tuple[str, ...]) -> str:
        if "prism" in setups:
            return "taken off"
        rows = [row for row in self.journal.rows.values() if row.list == "good" and row.setup in setups]
        return f"{sum(bool(row.finding) for row in rows)} of {len(rows)} runs" if rows else ""

    def classes(self) -> list[str]:
        """Return the rates by class and setup."""
        mutants = [m for m in self.lists["own"] if m.side == "meshy"]
        setups = ("prism", "fuzz", "fuzz+oracle", "walks")
        lines = _head("class", "mutants", "Prism", "schemathesis", "with the oracle", "walks")
        for kind in sorted({m.kind for m in mutants}):
            group = [m for m in mutants if m.kind == kind]
            rates = [_rate(*_count(self.killed(name), group)) for name in setups]
            lines.append(f"| {kind} | {len(group)} | {' | '.join(rates)} |")
        return lines

    def syntax(self) -> list[str]:
        """Return the rates of the mutants that were generated, by module."""
        lines = _head("handlers", "mutants", "tried", "walks", "rate", "of those that matter", "or else its own tests")
        for side in ("meshy", "flighthub"):
            mutants = [m for m in self.lists["syntax"] if m.side == side]
            for kind in sorted({m.kind for m in mutants}):
                lines.append(self._syntax_row(kind, [m for m in mutants if m.kind == kind]))
            lines.append(self._syntax_row(f"{side}, all", mutants))
        return lines

    def _syntax_row(self, title: str, mutants: Sequence[Mutant]) -> str:
        """Count what the walks miss and tests of the emulator notice; mutants that were judged dull do not count."""
        prefix = "flighthub " if mutants[0].side == "flighthub" else ""
        walks, tests = self.killed(f"{prefix}walks"), self.killed(f"{prefix}emulator tests")
        walked, tried = _count(walks, mutants)
        left = [m for m in mutants if walks(m) is False]
        dull = dull_ids("syntax", (m.id for m in left))
        tested, tested_of = _count(tests, (m for m in left if m.id not in dull))
        rates = f"{_rate(walked, tried)} | {_rate(walked, tried - len(dull))}"
        others = f"{tested} of {tested_of}" if tested_of else ""
        return f"| {title} | {len(mutants)} | {tried} | {walked} | {rates} | {others} |"

    def others(self) -> list[str]:
        """Return the rates of FlightHub and of the clients."""
        lines = _head("mutants", "tests", *RATES)
        for name, setup in SETUPS.items():
            mutants = [m for m in self.lists["own"] if m.side == setup.side]
            if setup.side != "meshy" and (row := self._row(setup.title, (name,), mutants)):
                lines.append(f"| {setup.side} {row}")
        return lines

    def survivors(self) -> list[str]:
        """List the survivors by their judgements."""
        lines: list[str] = []
        for name in ("own", "syntax"):
            unnoticed = self._unnoticed(self.lists[name])
            for kind, meaning in KINDS.items():
                said = {
                    one: [id for id in unnoticed if one.applies_to(id)] for one in judgements(name) if one.kind == kind
                }
                if count := sum(map(len, said.values())):
                    lines += ["", f"**{name}, {kind}** ({count}): {meaning}", "", *_judgement_lines(said)]
        return [*lines[1:], ""]

    def _unnoticed(self, mutants: Iterable[Mutant]) -> list[str]:
        """Return the ids of those that were tried and that no contract test noticed."""
        found: list[str] = []
        for mutant in mutants:
            rows = [self.journal.of(name, mutant) for name in SETUPS if not name.endswith("emulator tests")]
            tried = [row for row in rows if row is not None]
            if tried and not any(row.finding for row in tried):
                found.append(mutant.id)
        return found


def _judgement_lines(said: Mapping[Judgement, Sequence[str]]) -> Iterator[str]:
    """Yield each judgement once, with all its mutants."""
    for sentence in dict.fromkeys(one.sentence for one, ids in said.items() if ids):
        named = [_named(one, len(ids)) for one, ids in said.items() if ids and one.sentence == sentence]
        yield f"- {sentence}: {', '.join(named)}"


def _named(judgement: Judgement, count: int) -> str:
    name = judgement.name
    return f"{count} of `{name[:-1].rstrip(': ')}`" if name.endswith("*") else f"`{name}`"


def _head(*names: str) -> list[str]:
    return [f"| {' | '.join(names)} |", "|---" * len(names) + "|"]


def _count(killed: Killed, mutants: Iterable[Mutant]) -> tuple[int, int]:
    """Return how many were noticed and how many were tried."""
    said = [killed(mutant) for mutant in mutants]
    return said.count(True), len(said) - said.count(None)


def _rate(noticed: int, tried: int) -> str:
    return f"{100 * noticed / tried:.0f} %" if tried else ""
