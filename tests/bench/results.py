"""Keep what was measured between runs, so that one row can be measured again without the others."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from .measuring import Sample
from .peers import ROOT
from .rounds import Figures

PATH = ROOT / "out/bench/results.json"


@dataclass
class Result:
    """A row as it was measured."""

    when: str
    figures: Figures
    growth: list[tuple[int, Sample]] = field(default_factory=list)
    load: float = 0.0
    """What else the machine did when it began: its load average."""


def load(path: Path = PATH) -> dict[str, Result]:
    """Read the results of earlier runs."""
    if not path.exists():
        return {}
    kept = json.loads(path.read_text("utf-8"))
    return {name: _result(row) for name, row in kept.items()}


def _result(row: dict[str, Any]) -> Result:
    growth = [(size, found) for size, found in row["growth"]]
    return Result(row["when"], Figures(row["samples"], row["missing"]), growth, row["load"])


def save(results: dict[str, Result], path: Path = PATH) -> None:
    """Write them, whole or not at all."""
    rows = {
        name: {"when": row.when, "load": row.load, "growth": row.growth, **asdict(row.figures)}
        for name, row in results.items()
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(json.dumps(rows, indent=1), "utf-8")
    part.replace(path)
