"""No kind of task is named outside its own module, so that a new one costs what CONTRIBUTING.md lists."""

from __future__ import annotations

import re
from pathlib import Path

from helpers.specs.documents import ROOT
from meshwright.spec.reading import load_kinds, services

CODE = ROOT / "overlays" / "meshwright"
KINDS = {kind for service in services() for kind in load_kinds(service)}
TAGS = {kind.replace("-", "_") for kind in KINDS}
OWN = (
    "meshy/client.py",
    "engine/",
    "contract/walks/",
    "contract/oracle/rules/meshy_prints.py",
    "contract/live/paid.py",
)
"""The clients, which list the kinds; the engine, which does their work; the scenarios, which are about single kinds."""


def texts() -> dict[str, str]:
    """Return the source of every other program and page, by its path."""
    paths = [path for path in CODE.rglob("*") if path.suffix in (".py", ".js", ".html")]
    found = {path.relative_to(CODE).as_posix(): path for path in paths}
    return {name: path.read_text("utf-8") for name, path in found.items() if not name.startswith(OWN)}


def test_no_kind_is_named() -> None:
    """Neither in a path, a text nor a name, other than where its work is done; a word that is a kind too, such as
    resize, is a name only in quotes.
    """
    words = {name for name in KINDS | TAGS if not name.isalpha()}
    quoted = {name for name in KINDS if name.isalpha()}
    named = re.compile(rf"\b(?:{'|'.join(sorted(words))})\b|['\"](?:{'|'.join(sorted(quoted))})['\"]")
    assert len(KINDS) >= 5
    assert {name: named.findall(text) for name, text in texts().items() if named.search(text)} == {}


def test_the_exceptions_are_needed() -> None:
    """Every place that may name kinds does."""
    for own in OWN:
        paths = [CODE / own] if own.endswith(".py") else sorted(Path(CODE / own).rglob("*.py"))
        assert any(kind in path.read_text("utf-8") for path in paths for kind in KINDS | TAGS), own
