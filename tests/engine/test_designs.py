"""The designs of products: few colours of the picture itself, without its backdrop, in the manner of each product."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.sample import sample_picture
from meshwright.engine.pictures import load_picture
from meshwright.engine.picturing.canvas import SIDE
from meshwright.engine.picturing.designs import BACKDROP, PIXELS, STYLES, draw_design


@pytest.fixture(scope="module")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_picture(tmp_path_factory.mktemp("designs") / "picture.png")


def drawn(picture: Path, product: str, folder: Path, **request: Any) -> Any:
    path, _ = draw_design(picture, product, request, folder)
    return load_picture(path).rgb


def colours(pixels: Any) -> int:
    return len(np.unique(pixels.reshape(-1, 3), axis=0))


@pytest.mark.parametrize("product", STYLES)
def test_the_backdrop_goes(picture: Path, tmp_path: Path, product: str) -> None:
    """Without the backdrop the border of each design is white, and its middle is not."""
    pixels = drawn(picture, product, tmp_path, remove_background=True)
    assert pixels.shape == (SIDE, SIDE, 3)
    rim = np.concatenate([pixels[:8], pixels[-8:], pixels[:, :8].swapaxes(0, 1), pixels[:, -8:].swapaxes(0, 1)])
    assert (rim == 255).all()
    assert (pixels[SIDE // 3 : -SIDE // 3, SIDE // 3 : -SIDE // 3] < 250).any(-1).mean() > 0.5


@pytest.mark.parametrize("product", ["keychain", "fridge-magnet", "lamp"])
def test_the_backdrop_is_kept(picture: Path, tmp_path: Path, product: str) -> None:
    """The backdrop of a badge and of a landscape is kept unless it is to be removed, and the notes say so."""
    path, notes = draw_design(picture, product, {"image_subject": "landscape"}, tmp_path)
    assert (load_picture(path).rgb[:8] != 255).any()
    assert BACKDROP in notes


def test_a_lamp_is_grey(picture: Path, tmp_path: Path) -> None:
    """The design of a lamp has no colours, only shades, as light shines through it."""
    pixels = drawn(picture, "lamp", tmp_path, image_subject="character").astype(int)
    assert np.ptp(pixels, axis=-1).max() == 0


@pytest.mark.parametrize("subject", PIXELS)
def test_pixel_art(picture: Path, tmp_path: Path, subject: str) -> None:
    """Pixel art has a grid of large squares, each of one colour, and of twelve colours beside white."""
    pixels = drawn(picture, "fidget-pixel", tmp_path, type=subject)
    grid = PIXELS[subject]
    side = SIDE // grid
    squares = pixels.reshape(grid, side, grid, side, 3)
    assert (squares == squares[:, :1, :, :1]).all()
    assert 3 < colours(pixels) <= 13


def test_bricks_are_squares(picture: Path, tmp_path: Path) -> None:
    """The design of a brick figure has less than half the edges of that of a figure: it is drawn of squares."""
    edges = {
        product: (np.diff(drawn(picture, product, tmp_path).astype(int), axis=0) != 0).any(-1).any(1).sum()
        for product in ("figure", "brick-figure")
    }
    assert edges["brick-figure"] < edges["figure"] / 2


def test_a_text_is_below(picture: Path, tmp_path: Path) -> None:
    """The text of a keychain is below the subject in dark letters; without one, that strip is empty."""
    strip = {
        text: drawn(picture, "keychain", tmp_path, remove_background=True, name_text=text)[-SIDE // 5 :]
        for text in ("Zoë", "", "\u200b")
    }
    assert 0.01 < (strip["Zoë"] < 100).all(-1).mean() < 0.4
    assert not (strip["\u200b"] < 100).all(-1).any()
