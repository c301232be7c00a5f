"""The output for people: lines on stdout, and one line of progress on stderr if that is a terminal.

A closed pipe, or a full disk behind stdout, stops only the printing: the findings are still written to their files.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from shutil import get_terminal_size

from attrs import define

from ...texts import plain
from ..redaction import Redaction

CLEAR = "\r\x1b[K"


@define(eq=False)
class Console:
    """Prints text without secrets and without control characters."""

    redacted: Redaction
    failed: str = ""
    """Why writing to stdout failed; empty if it did not, and for a closed pipe."""
    _deaf: bool = False
    _drawn: bool = False

    def say(self, text: str) -> None:
        """Print a line on stdout."""
        self.clear()
        if self._deaf:
            return
        try:
            print(plain(self.redacted(text)), flush=True)
        except BrokenPipeError:
            self._stop()
        except OSError as error:
            self.failed = f"stdout: {error.strerror}"
            self._stop()

    def complain(self, text: str) -> None:
        """Print a line on stderr."""
        self.clear()
        with suppress(OSError):
            print(f"contract: {' '.join(plain(self.redacted(text)).split())}", file=sys.stderr, flush=True)

    def progress(self, text: str) -> None:
        """Redraw the line of progress, if stderr is a terminal."""
        if not _seen():
            return
        shown = plain(self.redacted(text))[: get_terminal_size().columns - 3]  # the terminal writes ^C here
        with suppress(OSError):
            sys.stderr.write(f"{CLEAR}{shown}")
            sys.stderr.flush()
            self._drawn = True

    def clear(self) -> None:
        """Clear the line of progress."""
        if self._drawn:
            with suppress(OSError):
                sys.stderr.write(CLEAR)
                sys.stderr.flush()
            self._drawn = False

    def _stop(self) -> None:
        """Discard further output, and keep the interpreter from reporting that at exit."""
        self._deaf = True
        with open(os.devnull, "w") as nowhere:  # noqa: PTH123
            os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _seen() -> bool:
    return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
