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

What is not documented about the service was decided once, as D1 to D29; a spec names the decision where it follows
one. This page says for each of them which test proves it. It is written by `tests/emulator/test_conformance.py` from
the first line of each test, and a test fails when it is not up to date.

| decision | what holds | test |
|---|---|---|
"""


def test_the_page() -> None:
    """The page is what the tests say."""
    rows = [f"| {decision} | {sentence} | `{test}` |\n" for decision, sentence, test in sorted(proofs(), key=number)]
    rows += [f"| {decision} | not here: {reason} | |\n" for decision, reason in ELSEWHERE.items()]
    assert_committed("conformance.md", HEAD + "".join(sorted(rows, key=lambda row: number((row.split()[1],)))))


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
