"""The z-buffer shows the nearest outside and nothing else."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from meshwright.engine.mesh import Atlas, Mesh
from meshwright.engine.modelling.thumbnails import on_backdrop, render
from meshwright.engine.rasterizer import rasterize

_SQUARE = np.array([[-0.5, -0.5], [0.5, -0.5], [0.5, 0.5], [-0.5, 0.5]])
_TRIANGLES = np.array([[0, 1, 2], [0, 2, 3]])


def _clip(z: float) -> np.ndarray:
    return np.column_stack([_SQUARE, np.full(4, z), np.ones(4)])


def test_a_square_covers_its_pixels_once() -> None:
    """Half the width and half the height, no pixel twice, none left out along the diagonal."""
    seen = rasterize(_clip(0.0), _TRIANGLES, 64, 64)
    rows, columns = seen.pixel // 64, seen.pixel % 64
    assert len(seen.pixel) == 32 * 32
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (16, 47, 16, 47)
    assert np.allclose(seen.weights.sum(1), 1)


def test_the_nearer_square_hides_the_farther() -> None:
    """In any order of the triangles, the least depth wins."""
    points = np.concatenate([_clip(0.5), _clip(-0.5)])
    both = np.concatenate([_TRIANGLES, _TRIANGLES + 4])
    assert (rasterize(points, both, 32, 32).triangle >= 2).all()
    assert (rasterize(points, both[::-1], 32, 32).triangle < 2).all()


def test_insides_and_edges_on_are_not_seen() -> None:
    """A square turned away and one seen from its edge cover nothing."""
    assert len(rasterize(_clip(0.0), _TRIANGLES[:, ::-1], 32, 32).pixel) == 0
    flat = _clip(0.0)
    flat[:, 0] = 0.0
    assert len(rasterize(flat, _TRIANGLES, 32, 32).pixel) == 0


def test_weights_are_right_in_perspective() -> None:
    """A plane that runs away from the camera: weights interpolate places on it, not on the screen."""
    world = np.array([[-1.0, -1, 1], [1, -1, 1], [3, 1, 3], [-3, 1, 3]])
    clip = np.c_[world[:, :2], np.zeros(4), world[:, 2]]
    seen = rasterize(clip, _TRIANGLES, 128, 128)
    place = (world[_TRIANGLES[seen.triangle]] * seen.weights[..., None]).sum(1)
    screen_x = (place[:, 0] / place[:, 2] + 1) / 2 * 128
    screen_y = (1 - place[:, 1] / place[:, 2]) / 2 * 128
    assert np.allclose(screen_x, seen.pixel % 128 + 0.5)
    assert np.allclose(screen_y, seen.pixel // 128 + 0.5)


@given(st.lists(st.floats(-3, 3), min_size=9, max_size=9))
@settings(max_examples=150)
def test_what_is_behind_the_camera_is_cut_off(numbers: list[float]) -> None:
    """Each pixel's ray is solved by itself: it meets the triangle before the camera, from outside, or it does not."""
    corners = np.array(numbers).reshape(3, 3)  # x, y, w
    clip = np.c_[corners[:, :2], np.zeros(3), corners[:, 2]]
    seen = rasterize(clip, np.array([[0, 1, 2]]), 16, 16)
    if abs(np.linalg.det(corners)) < 0.05 or np.linalg.cond(corners) > 1e3:
        return
    middles = (np.arange(16) + 0.5) / 8 - 1
    x, y = (side.ravel() for side in np.meshgrid(middles, -middles))
    parts = np.linalg.solve(corners.T, np.stack([x, y, np.ones(256)])).T
    outside_seen = np.linalg.det(corners) > 0
    covered = np.zeros(256, bool)
    covered[seen.pixel] = True
    sure = (np.abs(parts) > 1e-3).all(1)
    assert (covered[sure] == ((parts > 0).all(1) & outside_seen)[sure]).all()
    there = sure & covered
    weights = np.zeros((256, 3))
    weights[seen.pixel] = seen.weights
    assert np.allclose(weights[there], parts[there] / parts[there].sum(1, keepdims=True), atol=1e-4)


def test_a_thumbnail_shows_the_texture_upright() -> None:
    """A square with a red upper and a blue lower half is red above and blue below, and clear around."""
    mesh = Mesh(np.c_[_SQUARE, np.zeros(4)], _TRIANGLES)
    colours = np.zeros((2, 2, 3), np.uint8)
    colours[0], colours[1] = (255, 0, 0), (0, 0, 255)
    atlas = Atlas(_SQUARE + 0.5, _TRIANGLES, colours)
    picture = render(mesh, atlas, azimuth=0, elevation=0, side=64)
    upper, lower = picture[22, 32], picture[42, 32]
    assert upper[0] > upper[2]
    assert lower[2] > lower[0]
    assert picture[0, 0, 3] == 0
    assert on_backdrop(picture).shape == (64, 64, 3)
    assert on_backdrop(picture)[0, 0].min() > 200
