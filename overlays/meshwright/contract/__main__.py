"""``scripts/contract``: contract tests against the emulator, a bounded visit of a live service, or a recording.

Exit codes: 0 no findings, 1 findings, 2 the tests could not be run or were interrupted by an error, 130 Ctrl-C.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from .command.console import Console
from .command.emulated import run_emulated
from .command.options import EMULATOR, LIVE, REPLAY, read_options
from .command.replayed import run_replayed
from .command.telling import INTERRUPTED, NOT_MADE
from .command.visited import run_visited
from .har_reading import BadRecording
from .live.bounds import CannotVisit
from .redaction import Redaction

MODES = {EMULATOR: run_emulated, LIVE: run_visited, REPLAY: run_replayed}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run as a command."""
    options = read_options(arguments, __doc__ or "")
    console = Console(Redaction())
    try:
        return MODES[options.mode](options, console)
    except (CannotVisit, BadRecording) as error:
        console.complain(str(error))
    except KeyboardInterrupt:
        console.complain("interrupted")
        return INTERRUPTED
    except OSError as error:
        console.complain(": ".join(filter(None, (error.filename, error.strerror or str(error)))))
    return NOT_MADE


if __name__ == "__main__":
    sys.exit(main())
