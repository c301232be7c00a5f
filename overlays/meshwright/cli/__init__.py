"""The command line. Needs the extra ``cli``.

Each group of commands is one module, which is imported when it is used.
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
