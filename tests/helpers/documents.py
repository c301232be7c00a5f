"""The pages with code, and what of it is run: the convention that CONTRIBUTING.md explains, read from Markdown.

==================================  ===========================================================================
```` ```python ````                 a program; one with tests in it is run by pytest
```` ```sh ````                     commands; all have to succeed
```` ```console ````                commands after ``$`` and what they print; ``...`` stands for anything
```` ```diff title="FILE" ````      is applied to the file, where its context is
```` ```python title="FILE" ````    is saved as the file
``title="In a second terminal"``    is left running until the page ends
``title="Not run here: REASON"``    is left out, and the reader sees why
==================================  ===========================================================================
"""

from __future__ import annotations

import re

from attrs import field, frozen

from helpers.places import ROOT

RUN = ("python", "sh", "console", "diff")
SECOND_TERMINAL = "In a second terminal"
NOT_RUN = "Not run here: "
ELSEWHERE = {
    "README.md": "tests/docs/test_readme.py",
    "docs/notebook.md": "tests/docs/test_notebook.py",
    "docs/cli.md": "tests/cli/test_page.py",
    "docs/contract-tests.md": "tests/docs/test_contract_page.py",
    "docs/emulator-transcripts.md": "tests/docs/test_transcripts.py",
}
"""Pages whose code other tests run."""
FENCE = re.compile(r'^```(\w+)(?: +title="([^"\n]*)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)


@frozen
class Snippet:
    """A block of code of a page."""

    language: str
    title: str
    text: str
    line: int

    @property
    def is_run(self) -> bool:
        """Whether the tests run it; a diff without a file only shows something."""
        shown = self.language == "diff" and not self.title
        return self.language in RUN and not shown and not self.title.startswith(NOT_RUN)


@frozen
class Page:
    """A page with its code."""

    name: str
    text: str = field(repr=False)

    @property
    def snippets(self) -> list[Snippet]:
        """The blocks of code in their order."""
        return [
            Snippet(found[1], found[2] or "", found[3], self.text.count("\n", 0, found.start()) + 1)
            for found in FENCE.finditer(self.text)
        ]

    @property
    def title(self) -> str:
        """The name of the page and what is run of it."""
        run = [snippet.language for snippet in self.snippets if snippet.is_run]
        return f"{self.name}: " + ", ".join(f"{run.count(kind)} {kind}" for kind in RUN if kind in run)


def pages() -> list[Page]:
    """Return every page of the project that people read."""
    beside = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "specs/README.md")]
    found = [*beside, *sorted((ROOT / "docs").rglob("*.md"))]
    return [Page(path.relative_to(ROOT).as_posix(), path.read_text("utf-8")) for path in found]
