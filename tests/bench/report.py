"""Write the results into docs/performance.md, between marks; what stands around them is written by people."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from .judging import Verdict, exponent, rounded, verdicts, written
from .peers import ENVIRONMENTS, PRISM, ROOT
from .results import Result
from .rounds import Figures
from .rows import Row

PAGE = ROOT / "docs/performance.md"
TABLE = "| what | figure | baseline | ours | ratio | budget | |", "|---|---|---|---|---|---|---|"
GROWTH = "| what | figure | sizes | values | exponent |", "|---|---|---|---|---|"
WORDS = {
    "cpu": "CPU",
    "peak": "peak memory",
    "memory": "extra memory",
    "each": "CPU each",
    "lag": "lag, p99",
    "done": "seen to their end",
    "again": "sent twice",
    "share": "extra memory / picture",
    "added": "CPU of `add`",
    "disk each": "disk each",
    "look": "CPU of a GET",
    "page": "CPU of a page",
    "expiry": "CPU of the expiry",
}
"""Figures whose names a reader would not guess."""


def blocks(rows: Mapping[str, Row], results: Mapping[str, Result], page: Path = PAGE) -> dict[str, str]:
    """Return the text of each marked part of the page. A row without a result keeps what the page has of it."""
    text = page.read_text("utf-8")
    measured = [(row, results.get(row.name) or Result("", Figures())) for row in rows.values()]

    def part(name: str, write: Callable[[Row, Result], Iterator[str]]) -> list[str]:
        old, lines = earlier(_part(text, name)[0]), list[str]()
        for row, result in measured:
            new = list(write(row, result))
            lines += new if result.when and new else old.get(row.title, new)
        return lines

    return {
        "machine": machine(results.values()),
        "table": "\n".join([*TABLE, *part("table", budgeted)]),
        "growth": "\n".join([*GROWTH, *part("growth", growth)]),
        "details": re.sub(r"(?<!\n)\n### ", "\n\n### ", "\n".join(part("details", details)).rstrip()),
        "versions": versions(),
    }


def fill(page: Path, parts: Mapping[str, str]) -> None:
    """Replace the marked parts of a page; raises ValueError when one has no marks."""
    text = page.read_text("utf-8")
    for name, part in parts.items():
        _, (start, end) = _part(text, name)
        text = f"{text[:start]}{part}\n{text[end:]}"
    page.write_text(text, "utf-8")


def _part(text: str, name: str) -> tuple[str, tuple[int, int]]:
    found = re.search(rf"<!-- bench:{name} -->\n(.*?)<!-- bench:end -->", text, re.DOTALL)
    if found is None:
        raise ValueError(f"the page has no marks for {name}")
    return found[1], found.span(1)


def earlier(part: str) -> dict[str, list[str]]:
    """Return the lines of a part of the page by the title of their row: its lines of a table, or its section."""
    found: dict[str, list[str]] = {}
    title = ""
    for line in part.splitlines():
        head = re.match(r"### (.+)", line) or (re.match(r"\| (\S[^|]*?) \|", line) if "### " not in part else None)
        title = head[1] if head else title
        found.setdefault(title, []).append(line)
    return found


def machine(results: Iterable[Result]) -> str:
    """Return when and on what machine this was measured."""
    days = sorted({result.when[:10] for result in results})
    when = " to ".join(dict.fromkeys((days[0], days[-1]))) if days else "never"
    parts = [f"Measured {when}", f"{os.cpu_count()} cores ({_processor()})", platform.system(), platform.machine()]
    load = max((result.load for result in results), default=0.0)
    return ", ".join(parts) + f", Python {platform.python_version()}; load average of others up to {load:.1f}."


def _processor() -> str:
    try:
        found = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text())
    except OSError:
        found = None
    return found[1] if found else platform.processor() or "unknown"


def budgeted(row: Row, result: Result) -> Iterator[str]:
    """Write one line for each budget."""
    for number, verdict in enumerate(verdicts(row, result.figures)):
        yield _line("" if number else row.title, row, result, verdict)
    if not row.budgets:
        first = next(iter(result.figures.samples.get(row.ours.name, [{}])[0]), "cpu")
        ours = written(result.figures.median(row.ours.name, first), first)
        yield f"| {row.title} | {WORDS.get(first, first)} | | {ours} | | none | see below |"


def _line(title: str, row: Row, result: Result, verdict: Verdict) -> str:
    budget, median = verdict.budget, result.figures.median
    name = WORDS.get(budget.figure, budget.figure)
    bound = "at least" if budget.at_least else "at most"
    if budget.of is None:
        baseline, ratio, promised = "", "", written(budget.bound, budget.figure)
    else:
        baseline = f"{budget.of}: {written(median(budget.of, budget.figure), budget.figure)}"
        ratio = "" if verdict.actual is None else f"{rounded(verdict.actual)}x"
        promised = f"{budget.bound:g}x"
    ours = written(median(budget.who, budget.figure), budget.figure)
    if budget.who != row.ours.name:
        name = f"{name}, {budget.who.removeprefix('ours').strip(' ,')}"
    return f"| {title} | {name} | {baseline} | {ours} | {ratio} | {bound} {promised} | {verdict.words} |"


def growth(row: Row, result: Result) -> Iterator[str]:
    """Write how each figure grows over three sizes."""
    if row.growth is None or not result.growth:
        return
    sizes = ", ".join(f"{size:,}" for size, _ in result.growth)
    for number, figure in enumerate(row.growth.figures):
        values = ", ".join(written(sample[figure], figure) for _, sample in result.growth)
        title, counted = ("", "") if number else (row.title, f"{sizes} {row.growth.what}")
        power = exponent(result.growth, figure)
        yield f"| {title} | {WORDS.get(figure, figure)} | {counted} | {values} | {power:.2f} |"


def details(row: Row, result: Result) -> Iterator[str]:
    """Write every figure of every contender."""
    if not result.when:
        return
    samples = result.figures.samples
    names = list(dict.fromkeys(figure for found in samples.values() for figure in found[0]))
    names = [name for name in names if name != "peak" or "memory" not in names]
    yield f"### {row.title}"
    yield ""
    rounds, when = max(map(len, samples.values()), default=0), f"{result.when[:10]}, load average {result.load:.1f}"
    yield f"`scripts/bench {row.name}`, median of {rounds}, {when}. {row.note}".rstrip()
    yield ""
    yield "| | CPU against ours | " + " | ".join(WORDS.get(name, name) for name in names) + " |"
    yield "|---|---|" + "---|" * len(names)
    for contender in row.contenders:
        if contender.name in result.figures.missing:
            yield f"| {contender.name} | not measured: {result.figures.missing[contender.name]} |" + " |" * len(names)
            continue
        if contender.name not in samples:
            continue
        shown = {"ours": f"**{contender.name}**", "limit": f"*{contender.name}*", "peer": contender.name}[
            contender.role
        ]
        ratio = result.figures.ratio(contender.name, row.ours.name, "cpu")
        values = [written(result.figures.median(contender.name, name), name) for name in names]
        yield f"| {shown} | {'' if ratio is None else f'{rounded(ratio)}x'} | {' | '.join(values)} |"
    yield ""


def versions() -> str:
    """Name the peers with their versions."""
    pinned = {package for packages in ENVIRONMENTS.values() for package in packages} | {
        PRISM.removeprefix("@stoplight/")
    }
    return ", ".join(sorted(pinned)) + "."
