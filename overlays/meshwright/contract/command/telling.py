"""The end of a run: write its reports and choose its exit code."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from attrs import evolve

from ..redaction import Redaction
from ..reports.html import write_html
from ..reports.junit import write_junit
from ..reports.summary import Result, Summary
from .console import Console
from .options import Options
from .outputs import replacing

GOOD, FOUND, NOT_MADE, INTERRUPTED = 0, 1, 2, 130


def told(options: Options, console: Console, summary: Summary, code: int = GOOD) -> int:
    """Write the reports and return the exit code: the given one, or the one of the findings."""
    clean = _redacted(summary, console.redacted)
    written = [
        written_to(console, path, partial(write, summary=clean))
        for path, write in ((options.junit, write_junit), (options.html, write_html))
        if path is not None
    ]
    if console.failed:
        console.complain(console.failed)
    if code == GOOD and summary.broken_off:
        code = NOT_MADE
    if code == GOOD and (console.failed or not all(written)):
        return NOT_MADE
    return code or (FOUND if summary.bad else GOOD)


def written_to(console: Console, path: Path, write: Callable[[Path], object]) -> bool:
    """Write a file, or report why that failed; the other files are still written."""
    try:
        with replacing(path) as place:
            write(place)
    except OSError as error:
        console.complain(f"{path}: {error.strerror}")
        return False
    return True


def _redacted(summary: Summary, redacted: Redaction) -> Summary:
    results = [_redacted_result(result, redacted) for result in summary.results]
    facts = [redacted(fact) for fact in summary.facts]
    return evolve(summary, results=results, facts=facts, broken_off=redacted(summary.broken_off))


def _redacted_result(result: Result, redacted: Redaction) -> Result:
    return evolve(result, name=redacted(result.name), findings=[redacted(text) for text in result.findings])
