"""Hold figures against budgets, fit how they grow, and write them for people. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .measuring import Sample
from .rounds import Figures
from .rows import Budget, Row

BYTES = ("memory", "memory each", "peak", "disk each", "wheel", "wheel each")
SHARES = ("done", "again", "share")
COUNTS = ("deviations", "faces", "lines", "operations", "lines each", "kinds", "lines of a kind", "files")
UNITS = {
    "rate": "/s",
    **dict.fromkeys(BYTES, "B"),
    **dict.fromkeys(SHARES, "%"),
    **dict.fromkeys(COUNTS, ""),
}
"""Units of the figures that are not seconds."""
SMALLEST = 2.0**20
"""Memory below this is noise of the allocator, and counts as this much when growth is fitted."""


@dataclass(frozen=True)
class Verdict:
    """One budget, and what became of it; ``actual`` is what the bound bounds: a figure or a ratio."""

    budget: Budget
    actual: float | None

    @property
    def met(self) -> bool | None:
        """Whether it was kept; None where it was not measured."""
        if self.actual is None:
            return None
        return self.actual >= self.budget.bound if self.budget.at_least else self.actual <= self.budget.bound

    @property
    def words(self) -> str:
        """Return the verdict as text, with the margin."""
        if self.actual is None or self.met is None:
            return "not measured"
        distance = abs(self.actual / self.budget.bound - 1) if self.budget.bound else 0.0
        by = f"{distance:.0%}".replace("%", " %")
        if not self.met:
            return f"**missed by {by}**"
        return f"met, {by} to spare" if distance >= 0.005 else "met"


def verdicts(row: Row, figures: Figures) -> list[Verdict]:
    """Judge each budget of a row."""
    return [
        Verdict(
            budget,
            figures.median(budget.who, budget.figure)
            if budget.of is None
            else figures.ratio(budget.who, budget.of, budget.figure),
        )
        for budget in row.budgets
    ]


def exponent(points: Sequence[tuple[int, Sample]], figure: str) -> float:
    """Fit value = a * size ** exponent by least squares of the logarithms: 1 is linear, 0 is constant."""
    least = SMALLEST if UNITS.get(figure) == "B" else 1e-9
    xs = [math.log(size) for size, _ in points]
    ys = [math.log(max(sample[figure], least)) for _, sample in points]
    middle, level = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((x - middle) * (y - level) for x, y in zip(xs, ys, strict=True)) / sum((x - middle) ** 2 for x in xs)


def written(value: float | None, figure: str) -> str:
    """Write a figure with a unit that suits its size."""
    if value is None:
        return ""
    unit = UNITS.get(figure, "s")
    if unit == "%":
        return f"{value * 100:.3g} %"
    if unit == "":
        return f"{value:,.0f}"
    if unit == "/s":
        return f"{rounded(value)}/s"
    steps = ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")) if unit == "B" else ((1, "s"), (1e-3, "ms"), (1e-6, "us"))
    step, name = next(((step, name) for step, name in steps if abs(value) >= step), steps[-1])
    return f"{rounded(value / step)} {name}"


def rounded(value: float) -> str:
    """Keep three digits."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
