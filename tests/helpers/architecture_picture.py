"""Draw the layers and their imports, as measured in the source: docs/pictures/architecture.svg.

Rows are heights: each layer is above all layers that it imports. An import that follows from others is not drawn.
"""

from __future__ import annotations

import ast
import sys
from functools import cache
from html import escape

from helpers.architecture import LAYERS, arrows, layer_of, modules
from helpers.specs.documents import ROOT

PICTURE = ROOT / "docs" / "pictures" / "architecture.svg"
WIDTH, BOX, HIGH, GAP, TOP = 1120, 164, 76, 52, 24
COLOURS = ("#1f5fd0", "#b3541e", "#2e7d4f", "#8a3ea8", "#a8323e", "#0f7c8a", "#7a6a12", "#4d5fb8")
STYLE = """
    .box { fill: #f3f6fc; stroke: #7f95bd; stroke-width: 1.2; }
    .name { font-weight: 600; font-size: 15px; fill: #171b21; text-anchor: middle; }
    .text { fill: #3d4754; font-size: 11px; text-anchor: middle; }
    .line { fill: none; stroke-width: 1.5; opacity: 0.75; }
"""


def drawn() -> str:
    """Return the picture."""
    rows = _rows()
    places = {name: (x, y) for number, row in enumerate(rows) for name, x, y in _placed(row, number)}
    height = TOP + len(rows) * (HIGH + GAP)
    lines = [_arrow(one, other, places, number) for number, (one, other) in enumerate(_reduced())]
    boxes = [_box(name, x, y) for name, (x, y) in places.items()]
    title = "The layers of Meshwright; an arrow points to what is imported. Every arrow points down."
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'role="img" aria-labelledby="title" font-family="system-ui, sans-serif">\n'
        f'  <title id="title">{title}</title>\n'
        f"  <style>{STYLE}  </style>\n"
        f'  <rect fill="#ffffff" width="{WIDTH}" height="{height}" rx="10"/>\n'
    )
    return head + "\n".join([*lines, *boxes]) + "\n</svg>\n"


@cache
def _below() -> dict[str, frozenset[str]]:
    """Return what each layer imports, as measured."""
    found: dict[str, set[str]] = {name: set() for name in LAYERS}
    for one, other in arrows():
        found[one].add(other)
    return {name: frozenset(others) for name, others in found.items()}


@cache
def _height(layer: str) -> int:
    return 1 + max((_height(other) for other in _below()[layer]), default=-1)


@cache
def _all_below(layer: str) -> frozenset[str]:
    return _below()[layer].union(*(_all_below(other) for other in _below()[layer]))


def _rows() -> list[list[str]]:
    """Return the layers, the highest first."""
    top = max(map(_height, LAYERS))
    return [[name for name in LAYERS if _height(name) == height] for height in range(top, -1, -1)]


def _reduced() -> list[tuple[str, str]]:
    """Return the arrows that do not follow from others."""
    return [
        (one, other)
        for one, others in _below().items()
        for other in sorted(others)
        if not any(other in _all_below(between) for between in others - {other})
    ]


def _placed(row: list[str], number: int) -> list[tuple[str, float, float]]:
    step = WIDTH / len(row)
    # Rows are shifted against each other, so that an arrow over several rows meets few boxes.
    shift = (number % 2 - 0.5) * step * 0.12 if len(row) > 1 else 0.0
    return [(name, step * (n + 0.5) + shift, TOP + number * (HIGH + GAP)) for n, name in enumerate(row)]


def _arrow(one: str, other: str, places: dict[str, tuple[float, float]], number: int) -> str:
    (x1, y1), (x2, y2) = places[one], places[other]
    y1, colour = y1 + HIGH, COLOURS[list(LAYERS).index(one) % len(COLOURS)]
    bend = (y2 - y1) / 2
    path = f"M{x1:.0f} {y1:.0f}C{x1:.0f} {y1 + bend:.0f} {x2:.0f} {y2 - bend:.0f} {x2:.0f} {y2 - 6:.0f}"
    tip = f"M{x2 - 5:.0f} {y2 - 9:.0f}L{x2:.0f} {y2:.0f}L{x2 + 5:.0f} {y2 - 9:.0f}z"
    return f'  <path class="line" stroke="{colour}" d="{path}"/><path fill="{colour}" d="{tip}"/>'


def _box(name: str, x: float, y: float) -> str:
    lines = _wrapped(_sentence(name))
    texts = [
        f'<text class="text" x="{x:.0f}" y="{y + 38 + 14 * n:.0f}">{escape(t)}</text>' for n, t in enumerate(lines)
    ]
    return (
        f'  <rect class="box" x="{x - BOX / 2:.0f}" y="{y:.0f}" width="{BOX}" height="{HIGH}" rx="8"/>'
        f'<text class="name" x="{x:.0f}" y="{y + 21:.0f}">{name}</text>{"".join(texts)}'
    )


SENTENCES = {"generated": "models and operations, written by scripts/regenerate"}


def _sentence(layer: str) -> str:
    """Return the first words of the docstring of a layer."""
    if layer in SENTENCES:
        return SENTENCES[layer]
    text = ast.get_docstring(ast.parse(modules()[f"meshwright.{layer}"].read_text("utf-8"))) or ""
    return " ".join(text.split()).partition(".")[0].partition(":")[0].partition(";")[0]


def _wrapped(text: str, width: int = 24, most: int = 3) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) + 1 > width and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1] + " ..."]


def main() -> int:
    """Write the picture, or report with --check whether that would change it."""
    text = drawn()
    if "--check" in sys.argv[1:]:
        same = PICTURE.read_text("utf-8") == text
        print(f"{PICTURE.name} is up to date" if same else f"{PICTURE.name} would change")
        return 0 if same else 1
    PICTURE.write_text(text, "utf-8")
    print(f"{len({layer_of(name) for name in modules()})} layers, {len(arrows())} arrows, {PICTURE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
