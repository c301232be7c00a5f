"""Our own list of mutants: what goes wrong in services and clients, as data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]
from contract.mutants.engine import Mutant, StaleMutant, replaced

LIST = Path(__file__).with_name("own.yaml")


def rows() -> list[dict[str, Any]]:
    """Return the list as it stands in the file."""
    found: list[dict[str, Any]] = yaml.safe_load(LIST.read_text("utf-8"))
    return found


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
