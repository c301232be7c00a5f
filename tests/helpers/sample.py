"""The engine's sample picture, drawn once in a process: drawing it takes two seconds of CPU."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from meshwright.engine import sample


def sample_picture(path: Path) -> Path:
    """Write the picture into a file, PNG or JPEG by its suffix, and return the file."""
    path.write_bytes(_drawn(path.suffix))
    return path


@cache
def _drawn(suffix: str) -> bytes:
    with TemporaryDirectory() as folder:
        return sample.sample_picture(Path(folder, f"picture{suffix}")).read_bytes()
