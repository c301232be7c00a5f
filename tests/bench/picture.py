"""Draw a few rows as bars: ours, the peers, the limit. SVG by hand, as three bars need no library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from .judging import written
from .peers import ROOT
from .results import Result
from .rows import Row

PATH = ROOT / "docs/pictures/performance.svg"
STORY = (("get", "cpu"), ("create", "memory"), ("resize-glb", "cpu"))
"""The rows of the picture, each with its figure."""
HEADS = {"cpu": "CPU time", "memory": "extra memory"}
COLOURS = {"ours": "#c2410c", "peer": "#94a3b8", "limit": "#cbd5e1"}
WIDTH, BAR, GAP, LEFT, RIGHT = 860, 20, 6, 210, 100
FONT = "font-family='system-ui, sans-serif'"


@dataclass(frozen=True)
class Bar:
    """One contender in a panel."""

    name: str
    role: str
    value: float
    text: str


def draw(rows: Mapping[str, Row], results: Mapping[str, Result], path: Path = PATH) -> None:
    """Draw what was measured of the story."""
    parts: list[str] = []
    top = 20
    for name, figure in STORY:
        if name in results:
            bars = _bars(rows[name], results[name], figure)
            parts += _panel(f"{rows[name].title}: {HEADS[figure]}", bars, top)
            top += 34 + len(bars) * (BAR + GAP) + 18
    frame = f"<svg xmlns='http://www.w3.org/2000/svg' width='{WIDTH}' height='{top}' viewBox='0 0 {WIDTH} {top}'>"
    back = f"<rect width='{WIDTH}' height='{top}' fill='#ffffff'/>"
    path.write_text("\n".join([frame, back, *parts, "</svg>"]) + "\n", "utf-8")


def _bars(row: Row, result: Result, figure: str) -> list[Bar]:
    """Return the contenders, the cheapest first."""
    found: list[Bar] = []
    for contender in row.contenders:
        value = result.figures.median(contender.name, figure)
        if value is not None:
            name = contender.name.replace("ours", "Meshwright") if contender.role == "ours" else contender.name
            found.append(Bar(name, contender.role, value, written(value, figure)))
    return sorted(found, key=lambda bar: bar.value)


def _panel(title: str, bars: Sequence[Bar], top: int) -> list[str]:
    most = max(bar.value for bar in bars)
    plain = title.replace("`", "")
    parts = [
        f"<text x='20' y='{top + 14}' {FONT} font-size='16' font-weight='600' fill='#0f172a'>{escape(plain)}</text>"
    ]
    for number, bar in enumerate(bars):
        y = top + 30 + number * (BAR + GAP)
        length = max(2.0, (WIDTH - LEFT - RIGHT) * bar.value / most)
        bold = " font-weight='600'" if bar.role == "ours" else ""
        name = f"{bar.name} (limit)" if bar.role == "limit" else bar.name
        text = f"y='{y + 15}' {FONT} font-size='13' fill='#334155'{bold}"
        parts += [
            f"<text x='{LEFT - 10}' text-anchor='end' {text}>{escape(name)}</text>",
            f"<rect x='{LEFT}' y='{y}' width='{length:.1f}' height='{BAR}' rx='2' fill='{COLOURS[bar.role]}'/>",
            f"<text x='{LEFT + length + 8:.1f}' {text}>{escape(bar.text)}</text>",
        ]
    return parts
