"""Pages of docs/ that tests write: compared with what is committed, or rewritten on request."""

from __future__ import annotations

import os

from helpers.places import DOCS

REWRITE = "MESHWRIGHT_REWRITE_DOCS"
"""Environment variable that lets the tests write the pages."""


def assert_committed(name: str, text: str) -> None:
    """Compare a page with what is committed."""
    path = DOCS / name
    if os.environ.get(REWRITE):
        path.write_text(text, "utf-8")
    committed = path.read_text("utf-8").splitlines(keepends=True)
    advice = f"docs/{name} is not up to date; run the test with {REWRITE}=1"
    assert committed == text.splitlines(keepends=True), advice


def assert_section(name: str, text: str, *, begin: str, end: str = "") -> None:
    """Compare a part of a page with what is committed: from its heading to the next one that another test writes, or to
    the end of the page.
    """
    page = (DOCS / name).read_text("utf-8")
    before, _, rest = page.partition(begin)
    rest = rest.partition(end)[2] if end else ""
    after = f"{end}{rest}" if rest else ""
    assert_committed(name, f"{before}{text}{after}")
