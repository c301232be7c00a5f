"""The command line: one module a group of commands. Needs the extra ``cli``; everything else is imported when a
command needs it.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run ``meshwright``."""
    try:
        from .app import app
    except ImportError as error:
        if error.name not in ("click", "rich"):
            raise
        sys.exit("The command line needs an extra: pip install 'meshwright[cli]'")
    from .running import run_command

    sys.exit(run_command(app))
