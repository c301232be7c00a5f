"""A page names the extra that its code needs, with the pip line, before the code."""

from __future__ import annotations

import re
import tomllib

import pytest
from helpers.documents import ROOT, RUN, Page, pages

EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
NEEDS = {
    "cli": r"^(\$ )?meshwright \w",
    "emulator": r"emulator=True|--emulator\b|\bmeshwright emulator\b|(meshy|flighthub)_emulator|\bEmulator\(",
    "fleet": r"\bmeshwright batch\b|\bBatch\(|FlightHubBatch\(",
    "contract": r"\bmeshwright\.contract\b",
    "mcp": r"\bmeshwright mcp\b",
    "otel": r"\bfrom opentelemetry\b",
    "photogrammetry": r"--photogrammetry\b|\bpycolmap\b",
}
"""What code looks like that needs an extra."""
INSTALL = re.compile(r"pip install [^\n`]*?\[([\w,]+)\]")
OF_A_CLONE = ("CONTRIBUTING.md", "specs/README.md")
"""Pages for people with a clone, where scripts/bootstrap installs every extra."""
PAGES = [page for page in pages() if page.name not in OF_A_CLONE and page.snippets]


def included(extra: str) -> set[str]:
    """Return an extra with those that it includes."""
    found = {extra}
    for requirement in EXTRAS[extra]:
        if ours := re.match(r"meshwright\[([\w,]+)\]", requirement):
            found |= {more for name in ours[1].split(",") for more in included(name)}
    return found


def late(page: Page) -> list[str]:
    """Return the extras that the code of a page needs before a pip line names them, each with the code."""
    found = []
    lines = page.text.splitlines(keepends=True)
    for snippet in (one for one in page.snippets if one.language in RUN):
        for extra, pattern in NEEDS.items():
            if code := re.search(pattern, snippet.text, re.MULTILINE):
                above = "".join(lines[: snippet.line]) + snippet.text[: code.start()]
                if extra not in installed(above):
                    found.append(f"line {snippet.line}, {extra}: {code[0].strip()}")
    return found


def installed(text: str) -> set[str]:
    """Return the extras that the pip lines of a text install."""
    named = {name for names in INSTALL.findall(text) for name in names.split(",")}
    return {extra for name in named for extra in included(name)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_extras_come_first(page: Page) -> None:
    """Code that needs an extra is below the line that installs it."""
    assert late(page) == []


@pytest.mark.parametrize(
    ("above", "below", "found"),
    [
        ("", "", ["line 2, cli: meshwright b", "line 2, fleet: meshwright batch"]),
        ("", "pip install 'meshwright[cli,fleet]'", ["line 2, cli: meshwright b", "line 2, fleet: meshwright batch"]),
        ("pip install 'meshwright[cli]'", "", ["line 2, fleet: meshwright batch"]),
        ("pip install 'meshwright[all]'", "", []),
    ],
)
def test_late_extras_are_found(above: str, below: str, found: list[str]) -> None:
    """Code above its pip line, or without one, is found; an extra of extras counts for all of them."""
    assert late(Page("a page", f"{above}\n```sh\nmeshwright batch status\n```\n{below}\n")) == found
