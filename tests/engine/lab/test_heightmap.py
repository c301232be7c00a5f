"""Solids below planes of heights, and masks whose thin parts are made thick enough to print."""

from __future__ import annotations

import numpy as np
import pytest
from meshwright.engine.lab.heightmap import height_solid, thickened
from meshwright.engine.printing.solids import box


def test_a_plane_of_heights_is_a_solid() -> None:
    """Its volume is that below the plane, its middle is above the origin, and the top row is at the back."""
    heights = np.full((11, 21), 2.0)
    heights[0] = 3.0
    solid = height_solid(heights, 0.5)
    assert box(solid).tolist() == [[-5, -2.5, 0], [5, 2.5, 3]]
    assert solid.volume() == pytest.approx(10 * 5 * 2 + 10 * 0.5 / 2)
    assert solid.ray_cast((0, 2.5 - 1e-6, 9), (0, 2.5 - 1e-6, -1))[0].position[2] == pytest.approx(3, abs=1e-3)


def test_a_lower_plane_takes_volume_away() -> None:
    """Between two planes there is what is between them."""
    heights = np.full((11, 11), 2.0)
    assert height_solid(heights, 1.0, heights - 0.5).volume() == pytest.approx(50)


@pytest.mark.parametrize("width", [2, 5, 9, 13])
def test_thin_bars_become_thick(width: int) -> None:
    """As thick as asked, within a pixel or two; thick ones stay as they are."""
    inside = np.zeros((80, 120), bool)
    inside[30 : 30 + width, 20:100] = True
    made = thickened(inside, 5.0)
    assert (made | inside == made).all()
    assert made[:, 60].sum() == pytest.approx(max(width, 10), abs=2)


def test_thin_tips_are_left_out() -> None:
    """A bridge between two thick parts is as thin as a tip, and stays; so do corners."""
    inside = np.zeros((80, 160), bool)
    inside[20:60, 10:50] = inside[20:60, 58:100] = True
    inside[40:43, 50:58] = True
    inside[38:42, 100:106] = True
    made = thickened(inside, 5.0)
    assert made[37:46, 54].all()
    assert made[20:60, 10:50].all()
    assert not made[:, 102:].any()


def test_a_mask_of_thin_parts_only_is_kept() -> None:
    """A dot becomes a disc."""
    inside = np.zeros((40, 40), bool)
    inside[20, 20] = True
    assert thickened(inside, 5.0).sum() == pytest.approx(np.pi * 25, rel=0.2)
