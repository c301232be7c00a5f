"""Every program and every command of the docs is run as it stands, page by page; see CONTRIBUTING.md."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from helpers.documents import ELSEWHERE, NOT_RUN, RUN, Page, pages
from helpers.reader import Session

PAGES = [page for page in pages() if page.name not in ELSEWHERE and any(snippet.is_run for snippet in page.snippets)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.title)
def test_page(page: Page, tmp_path: Path) -> None:
    """The code of a page does what the page says, in the order of the page."""
    wanted = [snippet for snippet in page.snippets if snippet.is_run]
    for tool in ("curl", "git", "jq"):
        if any(re.search(rf"\b{tool} ", snippet.text) for snippet in wanted) and not shutil.which(tool):
            pytest.skip(f"the page needs {tool}, which is not installed")
    session = Session(tmp_path / "reader", with_project=any("scripts/" in snippet.text for snippet in wanted))
    try:
        for snippet in wanted:
            try:
                session.run(snippet)
            except AssertionError as error:
                pytest.fail(f"{page.name}, line {snippet.line}, {snippet.language}:\n{snippet.text}\n{error}")
    finally:
        session.close()


def test_few_are_left_out() -> None:
    """A block that the tests cannot run is marked for the reader, with the reason, and is rare."""
    everything = [snippet for page in pages() for snippet in page.snippets if snippet.language in RUN]
    left_out = [snippet for snippet in everything if snippet.title.startswith(NOT_RUN)]
    assert all(snippet.title.removeprefix(NOT_RUN).strip() for snippet in left_out)
    assert len(left_out) * 10 <= len(everything)


def test_no_language_is_missed() -> None:
    """Every block names its language, and everything that looks like a command is in a block that is run."""
    shown = {"text", "yaml", "json", "toml", "http", "diff"} | {"py", "ts"}  # scripts/spec-tools runs these two
    for page in pages():
        if page.name not in ELSEWHERE:
            fences = page.text.count("\n```") / 2
            assert fences == len(page.snippets), f"{page.name}: a block without a language"
            assert {snippet.language for snippet in page.snippets} <= {*RUN, *shown}, page.name
            for snippet in page.snippets:
                if snippet.language == "text":
                    assert not snippet.text.startswith(("meshwright ", "pip ", "export ", "scripts/", "$ ")), snippet
