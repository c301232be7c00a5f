"""The page that names, for every decision of the facts, the test that proves it; written from the tests themselves."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from .pages import assert_committed
from .test_decisions import ELSEWHERE

HERE = Path(__file__).parent
HEAD = """# Conformance of the emulated Meshy

What is not documented about the service was decided once, as D1 to D30; a spec names the decision where it follows
one. This page says for each of them which test proves it. It is written by `tests/emulator/test_conformance.py` from
the first line of each test, and a test fails when it is not up to date.

| decision | what holds | test |
|---|---|---|
"""


def test_the_page() -> None:
    """The page is what the tests say."""
    rows = [f"| {decision} | {sentence} | `{test}` |\n" for decision, sentence, test in sorted(proofs(), key=number)]
    rows += [f"| {decision} | not here: {reason} | |\n" for decision, reason in ELSEWHERE.items()]
    page = HEAD + "".join(sorted(rows, key=lambda row: number((row.split()[1],))))
    more = [f"| {decision} | {sentence} | `{test}` |\n" for decision, sentence, test in flighthub_proofs()]
    more += [f"| {decision} | not here: {reason} | |\n" for decision, reason in FLIGHTHUB_ELSEWHERE.items()]
    page += FLIGHTHUB_HEAD + "".join(sorted(more, key=lambda row: number((row.split()[1],))))
    assert_committed("conformance.md", page)


FLIGHTHUB = HERE.parent / "flighthub"
FLIGHTHUB_HEAD = """
## The emulated FlightHub

D1 to D22 of its facts.

| decision | what holds | test |
|---|---|---|
"""
FLIGHTHUB_ELSEWHERE = {
    "D18": "V1 is served; V2 is named in the spec and not emulated",
    "D20": "tests/contract/test_extensions.py holds names and numbers of the enums together",
    "D21": "tests/contract/test_specs.py",
}


def flighthub_proofs() -> Iterator[tuple[str, str, str]]:
    """Yield the same of FlightHub's tests, which name their decisions at the end of the sentence."""
    for path in sorted(FLIGHTHUB.glob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            text = " ".join((ast.get_docstring(node) or "").split()) if isinstance(node, ast.FunctionDef) else ""
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for decision in dict.fromkeys(re.findall(r"\bD\d+\b", text)):
                    sentence = re.sub(r" \((D\d+(, D\d+)*)\)", "", text)
                    yield decision, sentence, f"flighthub/{path.stem}::{node.name}"


def test_flighthub_is_whole() -> None:
    """Every decision about FlightHub, D1 to D22, has a test or a reason."""
    proved = {decision for decision, _, _ in flighthub_proofs()}
    assert {f"D{n}" for n in range(1, 23)} - proved == set(FLIGHTHUB_ELSEWHERE)


def number(row: tuple[str, ...]) -> int:
    return int(row[0][1:])


def proofs() -> Iterator[tuple[str, str, str]]:
    """Yield the decision, the sentence and the name of every test that proves one."""
    for path in sorted(HERE.glob("test_*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            text = (ast.get_docstring(node) or "") if isinstance(node, ast.FunctionDef) else ""
            decisions, _, sentence = " ".join(text.split()).partition(": ")
            if isinstance(node, ast.FunctionDef) and re.fullmatch(r"D\d+(, D\d+)*", decisions):
                name = sentence.split()[0]
                sentence = sentence if "_" in name else sentence[0].upper() + sentence[1:]
                for decision in decisions.split(", "):
                    yield decision, sentence, f"{path.stem}::{node.name}"
