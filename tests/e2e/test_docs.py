"""Every Python program in docs/ runs as it stands beside picture.png; every local link leads somewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from meshwright.engine.sample import sample_picture
from PIL import Image

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = sorted(DOCS.glob("*.md"))
FIXTURE_PAGES = {"emulator.md"}  # programs that are tests; tests/emulator runs them under pytest
PROGRAMS = [
    pytest.param(program, id=f"{page.stem}-{number}")
    for page in PAGES
    if page.name not in FIXTURE_PAGES
    for number, program in enumerate(re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL))
]


def photo_folder(folder: Path) -> None:
    """Make a folder of six small photos."""
    folder.mkdir()
    for number in range(6):
        Image.new("RGB", (64, 48), (40 * number, 120, 200)).save(folder / f"DJI_{number:04}.JPG")


@pytest.mark.parametrize("program", PROGRAMS)
def test_programs(program: str, tmp_path: Path) -> None:
    """A program of the docs runs to its end and says something."""
    sample_picture(tmp_path / "picture.png")
    photo_folder(tmp_path / "photos")
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "XDG_STATE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links(page: Path) -> None:
    """Every local link of a page leads to a file."""
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []
