"""``scripts/spec-diff OLD NEW``: what a change of a spec means for users, for the changelog and the reviewer.

Exit codes: 0 nothing breaks, 1 something does, 2 a spec cannot be read.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from ..specs import Json
from ..timeline import contract_of
from .changes import BREAKING, RISKY, SAFE, changes


class BadSpec(Exception):
    """A spec cannot be read; the text is one line that says why."""


def main(arguments: list[str] | None = None) -> int:
    """Run as a command."""
    parser = argparse.ArgumentParser(prog="scripts/spec-diff", description=__doc__)
    parser.add_argument("old", type=Path, help="YAML or JSON")
    parser.add_argument("new", type=Path)
    parser.add_argument("--old-day", metavar="DAY", help="the contract of a day of the old spec")
    parser.add_argument("--new-day", metavar="DAY")
    options = parser.parse_args(arguments)
    try:
        found = changes(read(options.old, options.old_day), read(options.new, options.new_day))
    except BadSpec as error:
        print(f"spec-diff: {error}", file=sys.stderr)
        return 2
    for change in found:
        print(change)
    counts = {weight: sum(change.weight == weight for change in found) for weight in (BREAKING, RISKY, SAFE)}
    print(", ".join(f"{count} {weight}" for weight, count in counts.items()))
    return 1 if counts[BREAKING] else 0


def read(path: Path, day: str | None = None) -> Json:
    """Return a spec, or its contract of a day; raises BadSpec."""
    import yaml  # type: ignore[import-untyped]

    try:
        text = path.read_text("utf-8")
        spec: Any = json.loads(text) if path.suffix == ".json" else yaml.load(text, Loader=yaml.CSafeLoader)
    except OSError as error:
        raise BadSpec(f"{path}: {error.strerror}") from None
    except (ValueError, yaml.YAMLError) as error:
        raise BadSpec(f"{path}: {str(error).splitlines()[0]}") from None
    if not isinstance(spec, dict) or not isinstance(spec.get("paths"), dict) or "components" not in spec:
        raise BadSpec(f"{path}: no OpenAPI document with paths and components")
    return contract_of(spec, day) if day else spec


if __name__ == "__main__":
    sys.exit(main())
