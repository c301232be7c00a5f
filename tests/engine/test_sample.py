"""Our own sample picture can be drawn anywhere and modelled."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from meshwright.engine.decimation import remeshed
from meshwright.engine.inflation import inflate
from meshwright.engine.pictures import load_picture
from meshwright.engine.sample import SIDE, sample_picture
from meshwright.engine.segmentation import find_foreground
from meshwright.engine.silhouette import silhouette_of


def test_the_sample_is_the_same_each_time_and_one_object(tmp_path: Path) -> None:
    """Two drawings are equal byte by byte; the robot is cut out cleanly and is one closed body."""
    first, second = sample_picture(tmp_path / "first.png"), sample_picture(tmp_path / "second.png")
    assert first.read_bytes() == second.read_bytes()
    picture = load_picture(first)
    assert picture.size == (SIDE, SIDE)
    found = find_foreground(picture)
    assert found.method == "backdrop"
    mesh = remeshed(inflate(silhouette_of(found)), "triangle", 5_000)
    assert mesh.is_closed()
    edges = len(mesh.polygons) * 3 // 2
    assert len(mesh.vertices) - edges + len(mesh.polygons) == 2
    width, height, _ = np.ptp(mesh.vertices, axis=0)
    assert 0.6 < width / height < 1.0
