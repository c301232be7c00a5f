"""Properties of stdout and stderr: whether they are terminals, how wide, with or without colours."""

from __future__ import annotations

import os
import sys
import textwrap
from contextlib import suppress
from shutil import get_terminal_size
from typing import Any, TextIO

import click

from ..texts import plain


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether a stream is a terminal; a closed one is None."""
    return stream is not None and stream.isatty()


def colour() -> bool | None:
    """Return click's ``color``: False if NO_COLOR is set, else None, with which click looks at the terminal."""
    return False if os.environ.get("NO_COLOR") else None


def styled(text: str, **style: Any) -> str:
    """Colour a text for a person, unless NO_COLOR is set."""
    return text if colour() is False else click.style(text, **style)


def wrapped(text: str, stream: TextIO | None, indent: str = "") -> str:
    """Return a text without control characters, which terminals obey; wrapped between words if the stream is a terminal
    and the text is too long for a line.
    """
    text = plain(text)
    if not is_terminal(stream):
        return text
    width = get_terminal_size().columns
    if len(text) <= width:
        return text
    return textwrap.fill(text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def tell(text: str) -> None:
    """Print on stderr. If that fails, for example on a full disk, the command goes on with the same exit code."""
    with suppress(OSError):
        click.echo(text, err=True, color=colour())


def printable_stdout() -> None:
    """Make stdout escape characters that it cannot encode; file names may hold any."""
    if reconfigure := getattr(sys.stdout, "reconfigure", None):  # the replacement in a test may lack it
        reconfigure(errors="backslashreplace")


def close_stdout() -> None:
    """Discard all further output, so that the interpreter does not report an error when it exits."""
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
