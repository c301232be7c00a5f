"""Gather the pages of the site: those of docs/, and those next to their subject.

A page is copied with two changes: text from the specs is added after a line ``<!-- generated: NAME -->``, and links to
moved pages are corrected. A link to a file outside the site is refused, because it would be broken.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from evidence import evidence
from meshwright.spec.calendar import TODAY, day_of
from services import operations

ELSEWHERE = {
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "LICENSE": "files/LICENSE.txt",
    "overlays/meshwright/emulator/page/icon.svg": "assets/icon.svg",
    "specs/README.md": "specs.md",
    "specs/meshy.yaml": "files/meshy.yaml",
    "specs/flighthub.yaml": "files/flighthub.yaml",
    "specs/meshy.rules.yaml": "files/meshy.rules.yaml",
    "specs/flighthub.rules.yaml": "files/flighthub.rules.yaml",
}
"""The places of files outside docs/ in the site."""
GENERATED = {
    "operations of meshy": lambda: operations("meshy", day_of(TODAY, time.time())),
    "operations of flighthub": lambda: operations("flighthub", day_of(TODAY, time.time())),
    "evidence": evidence,
}
MARK = re.compile(r"^<!-- generated: (.+) -->$", re.MULTILINE)
LINK = re.compile(r"(\]\()(?!https?:|mailto:|#)([^)#\s]+)")
FENCE = re.compile(r"^( *```.*?^ *```)", re.MULTILINE | re.DOTALL)


class BadPage(Exception):
    """A page refers to something that does not exist."""


def sources(root: Path) -> Iterator[Path]:
    """Yield every source file of the site."""
    yield from (path for path in sorted((root / "docs").rglob("*")) if path.is_file())
    yield from (root / name for name in ELSEWHERE)


def settings_of(root: Path) -> Any:
    """Read the settings of the site."""
    return yaml.safe_load((root / "mkdocs.yml").read_text("utf-8"))


def check_nav(root: Path) -> None:
    """Refuse a page that is not in the navigation, and an entry without a page."""
    named = set(entries(settings_of(root)["nav"]))
    there = {place_of(path.relative_to(root)).as_posix() for path in sources(root) if path.suffix == ".md"}
    if lonely := sorted(there - named):
        raise BadPage(f"docs/{lonely[0]} is not in the nav of mkdocs.yml")
    if missing := sorted(named - there):
        raise BadPage(f"the nav of mkdocs.yml names {missing[0]}, which does not exist")


def entries(nav: Any) -> Iterator[str]:
    """Yield the pages that a navigation names."""
    if isinstance(nav, str):
        yield nav
        return
    for entry in nav.values() if isinstance(nav, dict) else nav:
        yield from entries(entry)


def gather(root: Path, into: Path) -> None:
    """Fill a folder with the pages and pictures of the site; files that are no longer needed are removed."""
    check_nav(root)
    places = {path: into / place_of(path.relative_to(root)) for path in sources(root)}
    for path, target in places.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix != ".md":
            shutil.copyfile(path, target)
            continue
        text = prepared(path, places)
        if not target.exists() or target.read_text("utf-8") != text:  # a watching server would build again
            target.write_text(text, "utf-8")
    for path in [path for path in into.rglob("*") if path.is_file()]:
        if path not in places.values():
            path.unlink()


def place_of(path: Path) -> Path:
    """Return the place of a file of the project in the site."""
    name = path.as_posix()
    return Path(ELSEWHERE[name]) if name in ELSEWHERE else path.relative_to("docs")


def prepared(page: Path, places: dict[Path, Path]) -> str:
    """Return the text of a page with corrected links and its generated parts; code is unchanged."""
    parts = FENCE.split(page.read_text("utf-8"))
    parts[::2] = [LINK.sub(lambda link: link[1] + mended(link[2], page, places), part) for part in parts[::2]]
    return MARK.sub(lambda mark: generated(mark[1], page), "".join(parts))


def mended(target: str, page: Path, places: dict[Path, Path]) -> str:
    """Return the target of a link in the site."""
    found = places.get(Path(os.path.normpath(page.parent / target)))
    if found is None:
        raise BadPage(f"{page.name}: the target of the link {target} is not in the site; see scripts/site/gathering.py")
    return Path(os.path.relpath(found, places[page].parent)).as_posix()


def generated(name: str, page: Path) -> str:
    """Write a part of a page."""
    if name not in GENERATED:
        raise BadPage(f"{page.name}: unknown part {name!r}; choose from {', '.join(GENERATED)}")
    return GENERATED[name]()
