"""Verdicts, one JSON line each, written as they come: a run that was cut goes on where it ended.

A verdict holds for one source: when the module changes, its mutants are tried again.
"""

from __future__ import annotations

import json
from pathlib import Path

from attrs import asdict, define, field, frozen
from mutation.engine import Mutant, Verdict


@frozen(kw_only=True)
class Row:
    """The verdict of one setup on one mutant."""

    list: str
    setup: str
    id: str
    kind: str
    side: str
    digest: str
    finding: str
    seconds: float

    @property
    def key(self) -> tuple[str, str]:
        """The key under which a try is recorded: the setup, and the mutant with its source."""
        return self.setup, f"{self.id} {self.digest}"


def row_of(list_name: str, setup: str, verdict: Verdict) -> Row:
    """Write a verdict as a row."""
    mutant = verdict.mutant
    return Row(
        list=list_name,
        setup=setup,
        id=mutant.id,
        kind=mutant.kind,
        side=mutant.side,
        digest=mutant.digest,
        finding=verdict.finding,
        seconds=round(verdict.seconds, 2),
    )


@define
class Journal:
    """All verdicts, kept in a file if there is one; the last of a mutant and setup counts."""

    path: Path | None = None
    rows: dict[tuple[str, str], Row] = field(init=False, factory=dict[tuple[str, str], Row])

    def __attrs_post_init__(self) -> None:
        if self.path is None:
            return
        self.path.open("a").close()  # raise before hours of work if it cannot be written
        if self.path.stat().st_size:
            lines = self.path.read_text("utf-8").splitlines()
            # A run that was cut may have left half a line.
            for row in (Row(**json.loads(line)) for line in lines if line.endswith("}")):
                self.rows[row.key] = row

    def add(self, row: Row) -> None:
        """Keep a row."""
        self.rows[row.key] = row
        if self.path is not None:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(row)) + "\n")

    def of(self, setup: str, mutant: Mutant) -> Row | None:
        """Return the verdict of a setup on a mutant."""
        return self.rows.get((setup, f"{mutant.id} {mutant.digest}"))
