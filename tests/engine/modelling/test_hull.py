"""Several pictures make a shape that shows each outline again from its side."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from attrs import evolve
from helpers.engine.pictures import draw
from meshwright.engine.errors import EngineError
from meshwright.engine.mesh import Mesh, Pixels
from meshwright.engine.modelling.decimation import remeshed
from meshwright.engine.modelling.hull import contradictions, row_hull
from meshwright.engine.modelling.inflation import inflate
from meshwright.engine.modelling.segmentation import find_foreground
from meshwright.engine.modelling.silhouette import Silhouette, silhouette_of, symmetrised
from meshwright.engine.modelling.views import VIEWS
from meshwright.engine.pictures import Picture
from meshwright.engine.rasterizer import rasterize
from PIL import Image, ImageDraw, ImageOps

_SIDE = 256


def _outline(image: Image.Image) -> Silhouette:
    return silhouette_of(find_foreground(Picture(np.asarray(image.convert("RGB")))))


def _seen(mesh: Mesh, view: str) -> Pixels:
    """Return the mask of the mesh from one side, cut to its box and scaled to a fixed size."""
    clip = np.ones((len(mesh.vertices), 4))
    clip[:, 0] = mesh.vertices @ VIEWS[view].right
    clip[:, 1] = mesh.vertices[:, 1] * 2 - 1
    clip[:, 2] = -mesh.vertices @ VIEWS[view].toward
    covered = np.zeros(_SIDE * _SIDE, bool)
    covered[rasterize(clip, mesh.triangles(), _SIDE, _SIDE).pixel] = True
    return _boxed(covered.reshape(_SIDE, _SIDE))


def _boxed(mask: np.ndarray) -> Pixels:
    rows, columns = np.nonzero(mask.any(1))[0], np.nonzero(mask.any(0))[0]
    cut = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return np.asarray(Image.fromarray(cut.astype(np.uint8) * 255).resize((128, 128)))


def _agreement(first: Pixels, second: Pixels) -> float:
    a, b = first > 127, second > 127
    return float((a & b).sum() / (a | b).sum())


def _hull_mesh(outlines: Mapping[str, Silhouette]) -> Mesh:
    return remeshed(row_hull(outlines, "off"), "triangle", 20_000)


@pytest.mark.parametrize(("front", "side"), [("house", "tree"), ("snowman", "bottle"), ("chair", "letter")])
def test_both_outlines_are_seen_again(front: str, side: str) -> None:
    """A hull of a front and a right picture has the front's outline from the front and the side's from the right."""
    outlines = {"front": _outline(draw(front)), "right": _outline(draw(side)), "back": _outline(draw(front))}
    outlines["back"] = silhouette_of(find_foreground(Picture(np.asarray(draw(front))[:, ::-1])))
    mesh = _hull_mesh(outlines)
    assert mesh.is_closed()
    for view, name in (("front", front), ("right", side)):
        truth = _boxed(np.asarray(draw(name, backdrop=None))[..., 3] > 127)
        assert _agreement(_seen(mesh, view), truth) > 0.9


def test_views_that_contradict_each_other_do_not_wear_the_shape_away() -> None:
    """Four times the same picture: the front decides, the beak stays, and all the triangles asked for are there."""
    duck = _outline(draw("duck"))
    outlines = dict.fromkeys(VIEWS, duck)
    assert contradictions(outlines) == [("front", "back"), ("right", "left")]
    mesh = remeshed(row_hull(outlines, "auto"), "triangle", 60_000)
    assert len(mesh.polygons) == 60_000
    assert np.allclose(np.ptp(mesh.vertices, axis=0), [duck.width, 1, duck.width], rtol=0.03)


def test_views_that_agree_count_alike() -> None:
    """A back that is the front's mirror image but for a little leads to the mean of both."""
    front, back = draw("car"), ImageOps.mirror(draw("car"))
    ImageDraw.Draw(back).rectangle((0, 250, 80, 330), fill="red")
    outlines = {"front": _outline(front), "back": _outline(back)}
    assert contradictions(outlines) == []
    alone = row_hull({"front": outlines["front"]}, "off")
    both = row_hull(outlines, "off")
    assert not np.allclose(np.r_[alone.low, alone.high], np.r_[both.low, both.high])


def test_outlines_without_a_common_height_are_refused() -> None:
    """A front that is only above and a side that is only below, by the means of their views, leave nothing."""
    front = _outline(draw("mug"))
    upper, lower = (evolve(front, distance=front.distance.copy()) for _ in range(2))
    upper.distance[len(upper.distance) // 2 :] = lower.distance[: len(lower.distance) // 2] = -1
    with pytest.raises(EngineError, match="no height in common"):
        row_hull({"front": upper, "right": lower}, "off")


def test_depth_comes_from_the_side_picture() -> None:
    """A wide front and a narrow side make a model of those proportions."""
    wide, narrow = Image.new("RGB", (300, 300), "white"), Image.new("RGB", (300, 300), "white")
    ImageDraw.Draw(wide).rectangle((50, 100, 250, 200), fill="red")
    ImageDraw.Draw(narrow).rectangle((125, 100, 175, 200), fill="red")
    mesh = _hull_mesh({"front": _outline(wide), "right": _outline(narrow), "back": _outline(wide)})
    width, height, depth = np.ptp(mesh.vertices, axis=0)
    assert width / height == pytest.approx(2.0, rel=0.05)
    assert depth / height == pytest.approx(0.5, rel=0.1)


def test_a_disc_is_inflated_to_a_flattened_ball() -> None:
    """One picture of a disc gives a round body, thick in the middle, with a round rim."""
    image = Image.new("RGB", (300, 300), "white")
    ImageDraw.Draw(image).ellipse((50, 50, 250, 250), fill="blue")
    mesh = remeshed(inflate(_outline(image)), "triangle", 10_000)
    width, height, depth = np.ptp(mesh.vertices, axis=0)
    assert width / height == pytest.approx(1.0, rel=0.03)
    assert 0.4 < depth / height < 1.0
    assert mesh.is_closed()


def test_a_ring_keeps_its_hole() -> None:
    """The handle of a mug stays open: Euler's number of the mesh is 0, as a torus has it."""
    mesh = remeshed(inflate(_outline(draw("mug"))), "triangle", 10_000)
    edges = len(mesh.polygons) * 3 // 2
    assert len(mesh.vertices) - edges + len(mesh.polygons) == 0


def test_symmetry_on_makes_both_halves_equal() -> None:
    """A lopsided key becomes the union with its mirror image; "auto" leaves it and evens out a nearly even house."""
    key = _outline(draw("key"))
    forced = symmetrised(key, "on")
    assert (forced.distance == forced.distance[:, ::-1]).all()
    assert (symmetrised(key, "auto").distance == key.distance).all()
    letter = symmetrised(_outline(draw("letter")), "auto")
    assert np.allclose(letter.distance, letter.distance[:, ::-1])
    assert (symmetrised(key, "off").distance == key.distance).all()


def test_symmetry_auto_keeps_what_only_one_side_has() -> None:
    """A crooked block with a chimney on its right becomes even; the chimney stays, and none grows on the left."""
    image = Image.new("RGB", (300, 300), "white")
    ImageDraw.Draw(image).polygon([(58, 110), (240, 110), (242, 280), (60, 280)], fill="red")
    ImageDraw.Draw(image).rectangle((200, 80, 215, 110), fill="red")
    crooked = _outline(image)
    even = symmetrised(crooked, "auto").distance > 0
    below = slice(len(even) // 3, None)
    assert (even[below] == even[below, ::-1]).all()
    assert not ((crooked.distance > 0)[below] == (crooked.distance > 0)[below, ::-1]).all()
    highest = np.nonzero((crooked.distance > 0).any(1))[0][0]
    assert even[highest + 1, even.shape[1] // 2 :].any()
    assert not even[: highest + 30, : even.shape[1] // 2].any()
