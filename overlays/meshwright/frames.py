"""Shorten the tracebacks of our errors in notebooks to the frames of the notebook's own code.

Our messages name the cause and what to do next. The frames of this package and of the libraries below it, and the
errors of those libraries, would only hide the line of the notebook that failed. Outside IPython nothing is shortened.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator
from itertools import dropwhile, takewhile
from types import TracebackType

OURS = ("meshwright", "meshwright_api")


def rendered(error: BaseException) -> list[str]:
    """Return the lines of a traceback as IPython shows it, without our frames and without the causes."""
    trimmed = _trimmed(error.__traceback__)
    ipython = sys.modules.get("IPython")
    shell = ipython and ipython.get_ipython()
    if not shell:
        return traceback.format_exception(type(error), error, trimmed, chain=False)
    links = error.__cause__, error.__context__, error.__suppress_context__
    error.__cause__ = error.__context__ = None
    try:
        lines: list[str] = shell.InteractiveTB.structured_traceback(type(error), error, trimmed, tb_offset=0)
        return lines
    finally:
        error.__cause__, error.__context__, error.__suppress_context__ = links


def _trimmed(whole: TracebackType | None) -> TracebackType | None:
    """Return a copy of a traceback that begins after IPython's frames and ends before ours, from the first on.

    The original is unchanged, for a debugger.
    """
    links = dropwhile(lambda link: _package(link) == "IPython", _links(whole))
    kept: TracebackType | None = None
    for link in reversed(list(takewhile(lambda link: _package(link) not in OURS, links))):
        kept = TracebackType(kept, link.tb_frame, link.tb_lasti, link.tb_lineno)
    return kept


def _links(link: TracebackType | None) -> Iterator[TracebackType]:
    while link is not None:
        yield link
        link = link.tb_next


def _package(link: TracebackType) -> str:
    return str(link.tb_frame.f_globals.get("__name__")).partition(".")[0]
