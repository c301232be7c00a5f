"""Sizes, counted by a program: lines of code for each operation, what names a kind of task, and the wheel."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from ..measuring import Sample, measured
from ..peers import ROOT, PeerMissing
from ..rows import Budget, Contender, Row

OVERLAYS = ROOT / "overlays"
KINDLESS = ("contract/", "emulator/page/")
"""Not counted for a kind: walks over several kinds, and the page's own program."""


def lines(size: int) -> Sample:
    """Count the hand-written lines, and divide them by the operations of all services."""
    from meshwright.spec.reading import load_spec, operations, services

    with measured() as found:
        count = sum(len(path.read_bytes().splitlines()) for path in OVERLAYS.rglob("*.py"))
        served = sum(1 for service in services() for _ in operations(load_spec(service)))
    return {**found, "lines": count, "operations": served, "lines each": count / served}


def kind(size: int) -> Sample:
    """Count what a kind of task costs beside its part of the spec: its module in ``engine/tasks``, and all other lines
    in which the overlays name it; the median of all kinds.
    """
    from meshwright.spec.reading import load_kinds

    with measured() as found:
        texts = {path.relative_to(OVERLAYS).as_posix(): path.read_text("utf-8") for path in OVERLAYS.rglob("*.py")}
        costs = [_cost_of(name, texts) for name in load_kinds("meshy")]
    return {
        **found,
        "kinds": len(costs),
        "lines of a kind": median(own + beside for own, beside, _ in costs),
        "files": median(files for _, _, files in costs),
    }


def _cost_of(name: str, texts: dict[str, str]) -> tuple[int, int, int]:
    """Return the lines of a kind's own module, the lines elsewhere that name it, and the files with either."""
    stem = name.replace("-", "_")
    spellings = (f'"{name}"', f'"{stem}"', f"{stem} =", f"tasks.{stem.upper()}")
    own = texts.get(f"meshwright/engine/tasks/{stem}.py", "").count("\n")
    found = {
        path: sum(any(spelling in line for spelling in spellings) for line in text.splitlines())
        for path, text in texts.items()
        if not any(part in path for part in KINDLESS) and not path.endswith(f"engine/tasks/{stem}.py")
    }
    named = {path: count for path, count in found.items() if count}
    return own, sum(named.values()), len(named) + bool(own)


def wheel(size: int) -> Sample:
    """Build the wheel, and divide its bytes by the operations; with size 0 ask only for the tool's version."""
    with tempfile.TemporaryDirectory() as folder, measured() as found:
        asked = ["--wheel", "--outdir", folder, str(ROOT)] if size else ["--version"]
        done = subprocess.run([sys.executable, "-m", "build", *asked], capture_output=True, text=True, check=False)
        if done.returncode:  # it installs its backend
            raise PeerMissing(f"the wheel cannot be built: {(done.stdout or done.stderr).strip().splitlines()[-1]}")
        made = [path.stat().st_size for path in Path(folder).glob("*.whl")]
    served: Any = lines(size)["operations"]
    return {**found, "wheel": sum(made), "wheel each": sum(made) / served}


def _row(name: str, title: str, work: Any, budgets: tuple[Budget, ...], note: str, smoke: int = 1) -> Row:
    ours = Contender("ours", work, "main", "ours")
    return Row(name=name, title=title, rounds=1, quick=1, smoke=smoke, contenders=(ours,), budgets=budgets, note=note)


ROWS = (
    _row(
        "lines",
        "Hand-written lines for an operation",
        lines,
        (Budget("lines each", 45_000 / 120),),
        "All of `overlays/`, blank lines and comments included, by the operations of all specs.",
    ),
    _row(
        "kind",
        "A kind of task, beside its spec",
        kind,
        (Budget("lines of a kind", 60), Budget("files", 3)),
        "Its module in `engine/tasks`, and the lines elsewhere that name it; medians of all kinds. What computes is in "
        "other folders of the engine and serves several kinds; those of Creative Lab share one module.",
    ),
    _row(
        "wheel",
        "The wheel, for an operation",
        wheel,
        (Budget("wheel each", 656_000 / 25),),
        "The budget is what it was on 2026-11-22, with 25 operations.",
        smoke=0,
    ),
)
