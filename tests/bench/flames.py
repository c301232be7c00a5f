"""Draw folded stacks as a flame graph: width is CPU time, the callers are below. SVG by hand, small enough to commit.

Titles appear under the pointer; what took less than two thousandths is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from xml.sax.saxutils import escape

from .peers import ROOT

WIDTH, LINE = 1200, 15
LEAST = 2.0
"""Width of the narrowest function that is drawn, in pixels."""
FONT = "font-family='sans-serif' font-size='10'"
OURS = ("meshwright", "meshwright_api", "bench")
HARNESS = ("bench.measuring", "bench.sampling", "runpy", "__main__")
"""Modules of the frames around the work, which are not drawn."""
IMPORT = "importlib:"
"""Imports happen once and are not drawn either."""


@dataclass
class Node:
    """A function as it was called from one place."""

    name: str
    count: int = 0
    called: dict[str, Node] = field(default_factory=dict)


def tree_of(lines: Iterable[str]) -> Node:
    """Join folded stacks; the frames that all of them begin with are left out."""
    found = [(stack.split(";"), int(count)) for stack, _, count in (line.rpartition(" ") for line in lines)]
    found = [
        ([name for name in stack if name.partition(":")[0] not in HARNESS], count)
        for stack, count in found
        if not any(name.startswith(IMPORT) for name in stack)
    ]
    common = len(list(takewhile(lambda names: len(set(names)) == 1, zip(*(stack for stack, _ in found), strict=False))))
    root = Node("all")
    for stack, count in found:
        node = root
        node.count += count
        for name in stack[max(0, common - 1) :]:
            node = node.called.setdefault(name, Node(name))
            node.count += count
    return root


def draw(name: str, stacks: str) -> Path:
    """Write the flame graph of a row, ``docs/pictures/flame-ROW.svg``."""
    path = ROOT / f"docs/pictures/flame-{name}.svg"
    path.write_text(drawn(tree_of(stacks.splitlines())), "utf-8")
    return path


def drawn(root: Node) -> str:
    """Return the flame graph of a tree as SVG."""
    boxes = list(_boxes(root, 0.0, 0, WIDTH / root.count))
    height = (max(depth for _, depth, _, _ in boxes) + 1) * LINE
    rows = [_box(node, height - (depth + 1) * LINE, x, width, root.count) for node, depth, x, width in boxes]
    head = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {height}' {FONT}>"
    return "\n".join([head, f"<rect width='{WIDTH}' height='{height}' fill='#fff'/>", *rows, "</svg>"]) + "\n"


def _boxes(node: Node, x: float, depth: int, scale: float) -> Iterator[tuple[Node, int, float, float]]:
    width = node.count * scale
    if width < LEAST:
        return
    yield node, depth, x, width
    for called in sorted(node.called.values(), key=lambda each: each.name):
        yield from _boxes(called, x, depth + 1, scale)
        x += called.count * scale


def _box(node: Node, y: int, x: float, width: float, whole: int) -> str:
    module, _, function = node.name.partition(":")
    colour = "#fb923c" if module.partition(".")[0] in OURS else "#cbd5e1"
    title = f"<title>{escape(node.name)}: {node.count / whole:.1%}</title>"
    size = f"x='{x:.1f}' y='{y}' width='{max(0.5, width - 0.5):.1f}' height='{LINE - 1}'"
    shown = (function.rpartition(".")[2] or node.name)[: int(width / 5.5)]
    text = f"<text x='{x + 2:.1f}' y='{y + 11}'>{escape(shown)}</text>" if len(shown) > 2 else ""
    return f"<rect {size} fill='{colour}'>{title}</rect>{text}"
