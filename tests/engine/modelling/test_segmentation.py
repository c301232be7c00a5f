"""The object of a picture is separated from its backdrop."""

from __future__ import annotations

import numpy as np
import pytest
from helpers.engine.pictures import OBJECTS, busy_backdrop, draw
from meshwright.engine.modelling.segmentation import Foreground, find_foreground
from meshwright.engine.pictures import Picture
from PIL import Image, ImageDraw, ImageFilter


def _picture(image: Image.Image) -> Picture:
    pixels = np.asarray(image)
    return Picture(pixels[..., :3], pixels[..., 3] if pixels.shape[2] == 4 else None)


def _agreement(name: str, found: Foreground) -> float:
    """Return intersection over union of the found mask and the drawn one, both cut to the object's box."""
    truth = np.asarray(draw(name, backdrop=None))[..., 3] > 127
    mask = found.mask > 0.5
    boxes = []
    for solid in (truth, mask):
        rows, columns = np.nonzero(solid.any(1))[0], np.nonzero(solid.any(0))[0]
        cut = solid[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        boxes.append(np.asarray(Image.fromarray(cut).resize((200, 200))))
    return float((boxes[0] & boxes[1]).sum() / (boxes[0] | boxes[1]).sum())


@pytest.mark.parametrize("name", sorted(OBJECTS))
def test_objects_on_white_are_found(name: str) -> None:
    """All drawn objects, faint ones too, are cut out of a white backdrop almost exactly."""
    image = draw(name)
    found = find_foreground(_picture(image))
    assert found.method == "backdrop"
    assert _agreement(name, found) > 0.94


def test_transparency_is_taken_at_its_word() -> None:
    """Where a picture is transparent around the object no colour is looked at."""
    image = draw("star", backdrop=None)
    found = find_foreground(_picture(image))
    assert found.method == "alpha"
    assert _agreement("star", found) > 0.98


def test_noise_and_a_gradient_do_not_hide_the_object() -> None:
    """A backdrop that darkens and is grainy still counts as plain."""
    noise = np.random.default_rng(1).normal(0, 4, (512, 512, 1))
    back = np.linspace(120, 220, 512)[:, None, None] * np.array([0.8, 0.9, 1.0]) + noise
    image = Image.fromarray(back.clip(0, 255).astype(np.uint8))
    duck = draw("duck", backdrop=None)
    image.paste(duck, (0, 0), duck)
    assert _agreement("duck", find_foreground(_picture(image))) > 0.95


def test_soft_shadows_are_not_part_of_the_object() -> None:
    """The blurred shadow below a mug stays behind."""
    shade = Image.new("L", (512, 512))
    ImageDraw.Draw(shade).ellipse((90, 400, 420, 470), fill=110)
    image = Image.new("RGB", (512, 512), (235, 238, 242))
    image.paste((60, 60, 70), (0, 0), shade.filter(ImageFilter.GaussianBlur(14)))
    mug = draw("mug", backdrop=None)
    image.paste(mug, (0, 0), mug)
    assert _agreement("mug", find_foreground(_picture(image))) > 0.95


@pytest.mark.parametrize("name", ["apple", "car"])
def test_busy_backdrops_are_cut_by_colour(name: str) -> None:
    """GrabCut finds the object where the backdrop has many colours."""
    image = busy_backdrop(draw(name, backdrop=None))
    found = find_foreground(_picture(image))
    assert found.method == "grabcut"
    assert _agreement(name, found) > 0.9


@pytest.mark.parametrize("image", [Image.new("RGB", (1, 1), "red"), Image.new("RGB", (300, 200), "white")])
def test_without_an_object_all_becomes_a_plaque(image: Image.Image) -> None:
    """One colour, or one pixel, is not an error: the whole picture is the object."""
    found = find_foreground(_picture(image))
    assert found.method == "plaque"
    assert (found.mask > 0.5).mean() > 0.5


def test_small_objects_are_looked_at_from_nearer() -> None:
    """An object in a corner gets a mask of its own surroundings, not of the whole picture."""
    image = Image.new("RGB", (1600, 1600), "white")
    image.paste(draw("apple", side=200), (100, 1300))
    found = find_foreground(_picture(image))
    assert max(found.picture.size) < 400
    assert _agreement("apple", found) > 0.93


def test_small_parts_that_are_not_connected_are_kept() -> None:
    """Two objects side by side are both found."""
    image = Image.new("RGB", (400, 200), "white")
    pen = ImageDraw.Draw(image)
    pen.ellipse((30, 30, 170, 170), fill="red")
    pen.ellipse((260, 60, 340, 140), fill="blue")
    mask = find_foreground(_picture(image)).mask > 0.5
    height, width = mask.shape
    assert mask[height // 2, width // 4]
    assert mask[height // 2, width * 3 // 4]
    assert not mask[height // 2, width // 2 + 4]
