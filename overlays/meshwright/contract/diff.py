"""``scripts/spec-diff OLD NEW``: report how a change of a spec affects users, for the changelog and for review.

Exit codes: 0 no breaking change, 1 a breaking change, 2 a spec cannot be read.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from ..spec.calendar import contract_of
from ..spec.reading import Json
from .changes import BREAKING, RISKY, SAFE, Change, changes
from .changes.checking import check
from .changes.documents import BadSpec, without_calendar


def main(arguments: list[str] | None = None) -> int:
    """Run as a command."""
    parser = argparse.ArgumentParser(prog="scripts/spec-diff", description=__doc__)
    parser.add_argument("old", type=Path, help="YAML or JSON")
    parser.add_argument("new", type=Path)
    parser.add_argument("--old-day", type=day, metavar="DAY", help="the contract of a day (2026-11-21) of the old spec")
    parser.add_argument("--new-day", type=day, metavar="DAY", help="the same of the new one")
    options = parser.parse_args(arguments)
    try:
        old, new = read(options.old, options.old_day), read(options.new, options.new_day)
    except BadSpec as error:
        print(f"spec-diff: {error}", file=sys.stderr)
        return 2
    if options.old_day or options.new_day:
        old, new = without_calendar(old), without_calendar(new)
    try:
        return tell(changes(old, new))
    except (RecursionError, TypeError, ValueError, LookupError, AttributeError) as error:
        print(f"spec-diff: the specs cannot be compared ({type(error).__name__}: {error})", file=sys.stderr)
        return 2
    except OSError as error:
        if not isinstance(error, BrokenPipeError):  # the reader closed the pipe (`| head`): not an error
            print(f"spec-diff: cannot write: {error.strerror}", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python must not report it at exit either
        return 2


def tell(found: list[Change]) -> int:
    """Print the changes by weight; return 1 if one of them is breaking."""
    for number, (_, group) in enumerate(groupby(found, lambda change: change.weight)):
        print("\n" * (number > 0) + "\n".join(map(str, group)))
    counts = {weight: sum(change.weight == weight for change in found) for weight in (BREAKING, RISKY, SAFE)}
    print(", ".join(f"{count} {weight}" for weight, count in counts.items()), flush=True)
    return 1 if counts[BREAKING] else 0


def day(text: str) -> str:
    """Parse a day; raises ArgumentTypeError."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day such as 2026-11-21") from None


def read(path: Path, day: str | None = None) -> Json:
    """Return a spec, or its contract of a day; raises BadSpec with the file and the place."""
    import yaml  # type: ignore[import-untyped]

    try:
        text = path.read_text("utf-8")
        found: Any = json.loads(text) if path.suffix == ".json" else yaml.load(text, Loader=yaml.CSafeLoader)
        # Convert statuses and dates that are not quoted in YAML to strings.
        spec: Json = json.loads(json.dumps(found, default=str))
        check(spec)
        return contract_of(spec, day) if day else spec
    except OSError as error:
        raise BadSpec(f"{path}: {error.strerror}") from None
    except (BadSpec, ValueError, RecursionError, yaml.YAMLError) as error:
        raise BadSpec(f"{path}: {' '.join(str(error).split())}") from None
    except (TypeError, KeyError, AttributeError) as error:
        raise BadSpec(f"{path}: its calendar cannot be read: {error!r}") from None


if __name__ == "__main__":
    sys.exit(main())
