"""The promises of the README, beyond its code being run: it is short, and its program makes the files that it names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from helpers.documents import ROOT, Page, pages
from helpers.reader import Session

README = next(page for page in pages() if page.name == "README.md")
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)


def test_code(tmp_path: Path) -> None:
    """All of it runs; the program of at most ten lines ends with a GLB, a USDZ and the price of a textured model."""
    session = Session(tmp_path / "reader", with_project=True)
    printed = {snippet.language: session.run(snippet) for snippet in README.snippets if snippet.is_run}
    program = next(snippet for snippet in README.snippets if snippet.language == "python")
    assert len([line for line in program.text.splitlines() if line.strip()]) <= 10
    lines = printed["python"].splitlines()
    assert lines[-3:] == [str(Path("out/model.glb")), str(Path("out/model.usdz")), "15 credits"]
    assert "SUCCEEDED 100" in lines
    assert (session.folder / "out/model.glb").read_bytes()[:4] == b"glTF"
    assert (session.folder / "out/model.usdz").read_bytes()[:2] == b"PK"
    assert (session.folder / "out/demo/model.glb").read_bytes()[:4] == b"glTF"


def test_it_is_short() -> None:
    """The README is read at a sitting."""
    assert len(README.text.splitlines()) <= 80


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_links(page: Page) -> None:
    """Every local link of a page leads to a file of the project, for those who read it there."""
    targets = LINK.findall(FENCE.sub("", page.text))
    assert [target for target in targets if not (ROOT / page.name).parent.joinpath(target).exists()] == []
