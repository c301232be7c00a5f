"""What is on the other side of stdout and stderr: a person or a program, how wide, with colours or without."""

from __future__ import annotations

import os
import sys
import textwrap
from contextlib import suppress
from shutil import get_terminal_size
from typing import Any, TextIO

import click


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person looks at a stream; one that was closed is None."""
    return stream is not None and stream.isatty()


def colour() -> bool | None:
    """Say for click whether colours are allowed: not with NO_COLOR, else as the terminal has it."""
    return False if os.environ.get("NO_COLOR") else None


def styled(text: str, **style: Any) -> str:
    """Colour a text for a person, unless NO_COLOR is set."""
    return text if colour() is False else click.style(text, **style)


def wrapped(text: str, stream: TextIO | None, indent: str = "") -> str:
    """Break a text between words where a terminal would break it anywhere."""
    if not is_terminal(stream):
        return text
    width = get_terminal_size().columns
    if len(text) <= width:
        return text
    return textwrap.fill(text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def tell(text: str) -> None:
    """Print on stderr. One that takes no more, on a disk that is full, stops nothing and changes no exit code."""
    with suppress(OSError):
        click.echo(text, err=True, color=colour())


def printable_stdout() -> None:
    """Let stdout escape what it cannot write (names of files may hold anything) in place of failing."""
    if reconfigure := getattr(sys.stdout, "reconfigure", None):  # what stands in its place in a test may have none
        reconfigure(errors="backslashreplace")


def close_stdout() -> None:
    """Let what is printed from here on go nowhere, and keep the interpreter from complaining about it at its end."""
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
