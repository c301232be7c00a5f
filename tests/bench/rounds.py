"""Measure a row: every contender in a process of its own, in turns, so that other work on the machine meets all."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from . import peers
from .measuring import Sample, address_of
from .peers import PeerMissing
from .rows import Contender, Growth, Row

PATIENCE = 400.0
"""Seconds that one run may take."""
SOURCES = os.pathsep.join(
    str(path) for path in [*(peers.ROOT / part for part in ("overlays", "generated", "tests")), peers.STOCK]
)
SETTINGS = {"PYTHONPATH": SOURCES, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
UNWANTED = ("PYTHONDONTWRITEBYTECODE",)
"""An installed package is compiled; ours must be too, or an import would measure the compiler."""


class BrokeDown(Exception):
    """A contender did not do its work; the message names it and the reason."""


@dataclass
class Figures:
    """The samples of one row by contender, and why others have none."""

    samples: dict[str, list[Sample]] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)

    def median(self, contender: str, figure: str) -> float | None:
        """Return the median of a figure, if it was measured."""
        values = [sample[figure] for sample in self.samples.get(contender, []) if figure in sample]
        return median(values) if values else None

    def ratio(self, contender: str, of: str, figure: str) -> float | None:
        """Return the median of the ratios of two contenders, round by round."""
        pairs = zip(self.samples.get(contender, []), self.samples.get(of, []), strict=False)
        ratios = [mine[figure] / other[figure] for mine, other in pairs if other.get(figure) and figure in mine]
        return median(ratios) if ratios else None


def measure(row: Row, *, smoke: bool = False, tell: Callable[[str], None] = lambda _: None) -> Figures:
    """Measure a row in interleaved rounds; with ``smoke`` once, small, and only who needs nothing installed."""
    found = Figures()
    size = row.size if row.smoke is None or not smoke else row.smoke
    with (row.service or _nothing)(size) as met:
        for number in range(1 if smoke else row.rounds):
            for contender in row.contenders:
                if contender.name in found.missing or number >= (contender.rounds or row.rounds):
                    continue
                tell(f"{row.name}, round {number + 1}: {contender.name}")
                try:
                    sample = run(contender, {**met, "size": size}, smoke=smoke)
                except PeerMissing as error:
                    found.missing[contender.name] = str(error)
                except BrokeDown as error:
                    if smoke or contender.role == "ours":
                        raise
                    found.missing[contender.name] = str(error)
                else:
                    found.samples.setdefault(contender.name, []).append(sample)
    return found


def measure_growth(row: Row, growth: Growth, figures: Figures) -> list[tuple[int, Sample]]:
    """Return what a row costs us at each of the sizes: measured once, but for the size that the row has anyway."""
    found: list[tuple[int, Sample]] = []
    for size in growth.sizes:
        if size == row.size:
            found.append((size, figures.samples[row.ours.name][-1]))
            continue
        with (row.service or _nothing)(size) as met:
            found.append((size, run(row.ours, {**met, "size": size})))
    return found


def run(contender: Contender, met: Mapping[str, Any], *, smoke: bool = False) -> Sample:
    """Run a contender once; raises PeerMissing when it cannot be installed, BrokeDown when it fails."""
    interpreter = peers.python("main" if smoke else contender.environment)
    options = json.dumps({**met, **contender.options})
    command = [str(interpreter), "-P", "-m", "bench.measuring", address_of(contender.work), options]
    variables = environment() | ({peers.OFFLINE: "1"} if smoke else {})
    try:
        done = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        raise BrokeDown(f"{contender.name} was not done after {PATIENCE:g} s") from None
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["no output"])[-1]
        if said.startswith("bench.peers.PeerMissing") or (smoke and said.startswith("ModuleNotFoundError")):
            raise PeerMissing(said.partition(": ")[2])
        raise BrokeDown(f"{contender.name} broke down: {said}")
    return dict(json.loads(done.stdout.splitlines()[-1]))  # the lines above it are a library's output


def profile(row: Row, lines: int = 30) -> str:
    """Run ours once under the profiler of the standard library; return where the time went, by own time."""
    with (row.service or _nothing)(row.size) as met:
        options = json.dumps({**met, **row.ours.options, "size": row.size})
        work = ["-m", "cProfile", "-s", "tottime", "-m", "bench.measuring", address_of(row.ours.work), options]
        command = [str(peers.python(row.ours.environment)), "-P", *work]
        done = subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=PATIENCE, check=True)
    return "\n".join(done.stdout.splitlines()[:lines])


def stacks(row: Row) -> str:
    """Run ours once under the sampler; return its folded stacks."""
    size = row.flame or row.size
    with (row.service or _nothing)(size) as met, TemporaryDirectory() as folder:
        file = Path(folder, "stacks")
        options = json.dumps({**met, **row.ours.options, "size": size})
        work = ["-m", "bench.sampling", str(file), address_of(row.ours.work), options]
        command = [str(peers.python(row.ours.environment)), "-P", *work]
        subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=PATIENCE, check=True)
        return file.read_text("utf-8")


def _nothing(_: int) -> nullcontext[dict[str, Any]]:
    return nullcontext({})


def environment() -> dict[str, str]:
    """Return the variables that a contender's process gets."""
    return {name: value for name, value in os.environ.items() if name not in UNWANTED} | SETTINGS
