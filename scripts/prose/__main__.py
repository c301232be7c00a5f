"""Count the patterns of ``patterns.toml`` in everything that people read: docstrings, comments, strings, specs, pages.

Code inside pages is left out, and so is ``generated/``, whose texts come from the specs. The uses of a pattern that are
good English are listed there too, each with its reason; they are counted under the table and do not count above it.
"""

from __future__ import annotations

import argparse
import ast
import io
import json
import re
import sys
import tokenize
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BASELINE = HERE / "baseline.json"
ZONES = ("overlays", "specs", "scripts", "docs", "tests", ".")
"""Folders of the project, searched with all that is in them; ``.`` is the pages beside them."""
READ = (".py", ".md", ".yaml", ".yml", "")
FENCE = re.compile(r"^ *(`{3,}).*?^ *\1`*$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]+`|\]\([^)]*\)")


@dataclass(frozen=True)
class Found:
    """A match: where it is, and the line that holds it."""

    pattern: str
    path: Path
    line: int
    text: str
    reason: str = ""
    """Why this use is accepted; empty if it counts."""

    @property
    def zone(self) -> str:
        """The part of the project that has a baseline of its own."""
        return self.path.parts[0] if len(self.path.parts) > 1 else "."

    @property
    def folder(self) -> str:
        """The folder that the table names."""
        return "/".join(self.path.parts[:-1][:3] or self.path.parts)


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Yield each line of prose of a file with its number."""
    source = path.read_text("utf-8")
    if path.suffix == ".py":
        yield from _of_python(source)
    elif path.suffix == ".md":
        for blank in (FENCE, CODE):
            source = blank.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), source)
        yield from enumerate(source.splitlines(), 1)
    elif path.suffix in (".yaml", ".yml"):
        yield from enumerate(source.splitlines(), 1)
    elif source.startswith("#!"):
        yield from ((number, line) for number, line in enumerate(source.splitlines(), 1) if "#" in line)


def _of_python(source: str) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            last = node.end_lineno or node.lineno
            yield from ((min(number, last), line) for number, line in enumerate(node.value.splitlines(), node.lineno))


def files() -> Iterator[Path]:
    """Yield the files that are read, but for the patterns themselves."""
    for zone in ZONES:
        for path in sorted((ROOT / zone).glob("*.md" if zone == "." else "**/*")):
            if path.is_file() and path.suffix in READ and HERE not in path.parents and "__pycache__" not in path.parts:
                yield path


def matches(lines: Iterator[tuple[int, str]], path: Path) -> Iterator[Found]:
    """Yield what the patterns find in lines; accepted uses have a reason."""
    settings = tomllib.loads((HERE / "patterns.toml").read_text("utf-8"))
    patterns = {name: re.compile(one["regex"], re.IGNORECASE) for name, one in settings["patterns"].items()}
    allowed = [(one, re.compile(one["regex"], re.IGNORECASE)) for one in settings["allowed"]]
    for number, line in lines:
        for name, pattern in patterns.items():
            if not pattern.search(line):
                continue
            left = line
            for one, exception in allowed:
                if one["pattern"] == name:
                    uses = " ".join(use[0] for use in exception.finditer(left))
                    yield from (Found(name, path, number, line.strip(), one["reason"]) for _ in pattern.finditer(uses))
                    left = exception.sub("", left)
            for _ in pattern.finditer(left):
                yield Found(name, path, number, line.strip())


def main() -> int:
    """Print the table or the list; return 1 above the baseline."""
    parser = argparse.ArgumentParser(prog="scripts/english", description=__doc__)
    parser.add_argument("--list", nargs="*", metavar="PATTERN", help="print each match, of these patterns or of all")
    parser.add_argument("--accepted", action="store_true", help="print each accepted use with its reason")
    parser.add_argument("--write", action="store_true", help="make the present counts the baseline")
    options = parser.parse_args()
    every = [one for path in files() for one in matches(texts(path), path.relative_to(ROOT))]
    found, accepted = [one for one in every if not one.reason], [one for one in every if one.reason]
    counts = Counter((one.pattern, one.zone) for one in found)
    if options.list is not None:
        for one in found:
            if not options.list or one.pattern in options.list:
                print(f"{one.path}:{one.line}: {one.pattern}: {one.text}")
    elif options.accepted:
        for one in accepted:
            print(f"{one.path}:{one.line}: {one.pattern}: {one.text} [{one.reason}]")
    else:
        print(table(found), "", "accepted:", sep="\n")
        for (name, reason), count in sorted(Counter((one.pattern, one.reason) for one in accepted).items()):
            print(f"{count:>5}  {name:<10}{reason}")
    if options.write:
        rows = {f"{pattern} {zone}": count for (pattern, zone), count in sorted(counts.items())}
        BASELINE.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")
    baseline = json.loads(BASELINE.read_text("utf-8")) if BASELINE.exists() else {}
    above = [
        f"{pattern} in {zone}: {count}, the baseline is {baseline.get(f'{pattern} {zone}', 0)}"
        for (pattern, zone), count in sorted(counts.items())
        if count > baseline.get(f"{pattern} {zone}", 0)
    ]
    for line in above:
        print(f"scripts/english: {line}; see scripts/english --list", file=sys.stderr)
    return 1 if above else 0


def table(found: list[Found]) -> str:
    """Return the counts by folder and pattern."""
    names = sorted({one.pattern for one in found})
    rows = [["", *names, "all"]]
    for folder in [*sorted({one.folder for one in found}), "all"]:
        counts = Counter(one.pattern for one in found if folder in ("all", one.folder))
        rows.append([folder, *(str(counts[name]) for name in names), str(counts.total())])
    return "\n".join(f"{row[0]:<34}" + "".join(f"{cell:>10}" for cell in row[1:]) for row in rows)


if __name__ == "__main__":
    sys.exit(main())
