"""The page that names, for every decision of the facts, the test that proves it; written from the tests themselves."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from helpers.places import TESTS
from helpers.written_pages import assert_committed

HEAD = """# Conformance of the emulated Meshy

Undocumented behaviour of the service was decided once, as D1 to D49; a spec names the decision where it follows
one. This page names the test that proves each of them. It is written by `tests/docs/test_conformance.py` from
the first line of each test, and a test fails when it is not up to date.

| decision | what holds | test |
|---|---|---|
"""


def test_the_page() -> None:
    """The page is up to date."""
    rows = [f"| {decision} | {sentence} | `{test}` |\n" for decision, sentence, test in sorted(proofs(), key=number)]
    rows += [f"| {decision} | not here: {reason} | |\n" for decision, reason in ELSEWHERE.items()]
    page = HEAD + "".join(sorted(rows, key=lambda row: number((row.split()[1],))))
    more = [f"| {decision} | {sentence} | `{test}` |\n" for decision, sentence, test in flighthub_proofs()]
    more += [f"| {decision} | not here: {reason} | |\n" for decision, reason in FLIGHTHUB_ELSEWHERE.items()]
    page += FLIGHTHUB_HEAD + "".join(sorted(more, key=lambda row: number((row.split()[1],))))
    assert_committed("conformance.md", page)


ELSEWHERE = {
    "D27": "tests/specs/test_form.py",
}
FLIGHTHUB_HEAD = """
## The emulated FlightHub

D1 to D22 and D50 to D66 of its facts.

| decision | what holds | test |
|---|---|---|
"""
FLIGHTHUB_ELSEWHERE = {
    "D20": "tests/specs/test_extensions.py holds names and numbers of the enums together",
    "D21": "tests/specs/test_form.py",
}


def flighthub_proofs() -> Iterator[tuple[str, str, str]]:
    """Yield the same of FlightHub's tests, which name their decisions at the end of the sentence."""
    for path in modules(flighthub=True):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            text = " ".join((ast.get_docstring(node) or "").split()) if isinstance(node, ast.FunctionDef) else ""
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for decision in dict.fromkeys(re.findall(r"\bD\d+\b", text)):
                    sentence = re.sub(r" \((D\d+(, D\d+)*)\)", "", text)
                    yield decision, sentence, f"{room(path)}::{node.name}"


def modules(*, flighthub: bool) -> list[Path]:
    """List the modules of tests that prove decisions about FlightHub, or those about Meshy."""
    if flighthub:
        return sorted([*TESTS.glob("**/flighthub/**/test_*.py")])
    return sorted([*(TESTS / "emulator").glob("test_*.py"), *(TESTS / "emulator/meshy").glob("test_*.py")])


def room(path: Path) -> str:
    """Name a module by its path below ``tests/``."""
    return path.relative_to(TESTS).with_suffix("").as_posix()


def test_every_decision_has_a_test() -> None:
    """Every decision about Meshy, D1 to D39, has a test or a reason."""
    assert {f"D{n}" for n in range(1, 40)} - {decision for decision, _, _ in proofs()} == set(ELSEWHERE)


def test_flighthub_is_whole() -> None:
    """Every decision about FlightHub, D1 to D22 and D50 to D66, has a test or a reason."""
    proved = {decision for decision, _, _ in flighthub_proofs()}
    assert {f"D{n}" for n in (*range(1, 23), *range(50, 67))} - proved == set(FLIGHTHUB_ELSEWHERE)


def number(row: tuple[str, ...]) -> int:
    return int(row[0][1:])


def proofs() -> Iterator[tuple[str, str, str]]:
    """Yield the decision, the sentence and the name of every test that proves one."""
    for path in modules(flighthub=False):
        for node in ast.parse(path.read_text("utf-8")).body:
            text = (ast.get_docstring(node) or "") if isinstance(node, ast.FunctionDef) else ""
            decisions, _, sentence = " ".join(text.split()).partition(": ")
            if isinstance(node, ast.FunctionDef) and re.fullmatch(r"D\d+(, D\d+)*", decisions):
                name = sentence.split()[0]
                sentence = sentence if "_" in name else sentence[0].upper() + sentence[1:]
                for decision in decisions.split(", "):
                    yield decision, sentence, f"{room(path)}::{node.name}"
