"""The README's programs, commands and links, run and followed as a new user would."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from meshwright.engine.sample import sample_picture
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
PROGRAMS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
MESHY, FLIGHTHUB = PROGRAMS[:2], PROGRAMS[2]


@pytest.mark.parametrize("program", MESHY, ids=["blocking", "asyncio"])
def test_programs(program: str, tmp_path: Path) -> None:
    """Both programs end with a GLB, a USDZ and the price of a textured model."""
    sample_picture(tmp_path / "picture.png")
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "XDG_STATE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    lines = done.stdout.splitlines()
    assert lines[-3:] == [str(Path("out/model.glb")), str(Path("out/model.usdz")), "15 credits"]
    assert "SUCCEEDED 100" in lines
    assert (tmp_path / "out/model.glb").read_bytes()[:4] == b"glTF"
    assert (tmp_path / "out/model.usdz").read_bytes()[:2] == b"PK"


def test_drone_photos(tmp_path: Path) -> None:
    """The program with drone photos ends with the key of a zip."""
    (tmp_path / "photos").mkdir()
    for number in range(6):
        Image.new("RGB", (64, 48), (40 * number, 120, 200)).save(tmp_path / "photos" / f"DJI_{number:04}.JPG")
    done = subprocess.run(
        [sys.executable, "-c", FLIGHTHUB],
        cwd=tmp_path,
        env={**os.environ, "XDG_STATE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip()


def test_the_short_program_is_short() -> None:
    """The first program has ten lines, blank ones and imports aside at most ten."""
    assert len([line for line in PROGRAMS[0].splitlines() if line.strip()]) <= 10


def test_command(tmp_path: Path) -> None:
    """The first shell command turns a picture into models, and says so in JSON to a program."""
    sample_picture(tmp_path / "photo.png")
    line = re.search(r"^meshwright (image-to-3d create .*?)\s+#", README, re.MULTILINE)
    assert line is not None
    command = [sys.executable, "-m", "meshwright", *line[1].split()]
    keyless = {name: value for name, value in os.environ.items() if not name.startswith("MESHY_")}
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, env=keyless)
    task = json.loads(done.stdout)
    assert task["status"] == "SUCCEEDED"
    assert all((tmp_path / file).stat().st_size for file in task["files"])


def test_links() -> None:
    """Every local link and picture of the README is there."""
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", README)
    assert targets
    assert [target for target in targets if not (ROOT / target).exists()] == []
