"""What people see: lines on stdout, and on stderr one line of progress, where that is a terminal.

A reader that has gone away, or a full disk behind stdout, stops the printing and nothing else: what was found is
still written to its files.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from shutil import get_terminal_size

from attrs import define

from ..redaction import Redaction, plain

CLEAR = "\r\x1b[K"


@define(eq=False)
class Console:
    """Prints without secrets and without what a terminal would obey."""

    redacted: Redaction
    failed: str = ""
    """Why stdout took no more; empty while it does, and for a reader that has gone."""
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
        shown = plain(self.redacted(text))[: get_terminal_size().columns - 3]  # where a terminal writes ^C
        with suppress(OSError):
            sys.stderr.write(f"{CLEAR}{shown}")
            sys.stderr.flush()
            self._drawn = True

    def clear(self) -> None:
        """Take the line of progress away."""
        if self._drawn:
            with suppress(OSError):
                sys.stderr.write(CLEAR)
                sys.stderr.flush()
            self._drawn = False

    def _stop(self) -> None:
        """Discard the rest, and keep the interpreter from complaining about it at its end."""
        self._deaf = True
        with open(os.devnull, "w") as nowhere:  # noqa: PTH123
            os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _seen() -> bool:
    return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
