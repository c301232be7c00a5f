"""Our own lists of mutants: what goes wrong in services and clients, as data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]
from mutation.engine import Mutant, StaleMutant, replaced

LISTS = ("own.yaml", "own_flighthub.yaml")


def rows() -> list[dict[str, Any]]:
    """Return the lists as they are in the files."""
    texts = [Path(__file__).with_name(name).read_text("utf-8") for name in LISTS]
    return [row for text in texts for row in yaml.load(text, Loader=yaml.CSafeLoader)]


def own_mutants() -> tuple[list[Mutant], list[str]]:
    """Return the mutants that fit the sources, and what is wrong with the others."""
    found: list[Mutant] = []
    stale: list[str] = []
    for row in rows():
        try:
            source = replaced(row["module"], row["old"], row["new"])
        except StaleMutant as error:
            stale.append(f"{row['id']}: {error}")
        else:
            found.append(Mutant(id=row["id"], kind=row["class"], module=row["module"], source=source))
    return found, stale
