"""Photos: the network of the extra ``cutout``, where it is used, and what the notes say of it."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from helpers.places import ROOT
from helpers.sample import sample_picture
from meshwright.engine.modelling import image_to_3d, salience, segmentation
from meshwright.engine.modelling.segmentation import Foreground, find_foreground
from meshwright.engine.pictures import Picture, load_picture

CUTOUT = ROOT / ".venv" / "cutout"
SIDE = 96


def disc(side: int = SIDE) -> Any:
    """Return the mask of a disc in the middle."""
    y, x = np.mgrid[-1 : 1 : side * 1j, -1 : 1 : side * 1j]
    return np.hypot(x, y) < 0.5


def busy() -> Picture:
    """Return a picture of noise, in which no classical way finds the disc that the network sees."""
    return Picture(np.random.default_rng(1).integers(0, 256, (SIDE, SIDE, 3), np.uint8))


class Network:
    """A fake session of the network, which sees a disc, or nothing."""

    def __init__(self, seen: Any) -> None:
        self.seen = seen
        self.asked: list[Any] = []

    def get_inputs(self) -> list[Any]:
        return [SimpleNamespace(name="picture")]

    get_outputs = get_inputs

    def run(self, _: list[str], given: dict[str, Any]) -> list[Any]:
        self.asked.append(given["picture"])
        return [self.seen[None, None].astype(np.float32)]


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    found = Network(disc(320))
    monkeypatch.setattr(salience, "is_installed", lambda: True)
    monkeypatch.setattr(salience, "_session", lambda: found)
    return found


def test_a_busy_backdrop(network: Network) -> None:
    """Against a busy backdrop the object is what the network sees, in the whole picture."""
    found = find_foreground(busy())
    assert found.method == "network"
    assert ((found.mask > 0.5) == disc()).mean() > 0.97
    (asked,) = network.asked
    assert (asked.shape, asked.dtype) == ((1, 3, 320, 320), np.float32)


def test_a_plain_backdrop(network: Network) -> None:
    """Against a plain backdrop the classical way is exact, and the network is not asked."""
    pixels = np.full((SIDE, SIDE, 3), 240, np.uint8)
    pixels[disc()] = (200, 30, 30)
    assert find_foreground(Picture(pixels)).method == "backdrop"
    assert network.asked == []


@pytest.mark.parametrize("seen", [np.zeros((320, 320)), np.pad([[1.0]], (0, 319))])
def test_what_the_network_does_not_see(network: Network, monkeypatch: pytest.MonkeyPatch, seen: Any) -> None:
    """If the network sees nothing, or a speck, the picture is cut by colour."""
    network.seen = seen
    monkeypatch.setattr(segmentation, "cut_out", lambda lab: disc(len(lab)))
    assert find_foreground(busy()).method == "grabcut"


def test_the_note_names_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """The note says which way cut the outline, and without the extra which line installs it."""
    shown = {method: Foreground(busy(), disc().astype(float), method) for method in ("backdrop", "network", "grabcut")}
    monkeypatch.setattr(image_to_3d, "is_installed", lambda: False)
    told = {method: "".join(image_to_3d._segmentation_notes("front", found)) for method, found in shown.items()}
    assert told["backdrop"] == ""
    assert "cut by a small neural network" in told["network"]
    assert "cut by colour" in told["grabcut"]
    assert "pip install 'meshwright[cutout]'" in told["grabcut"]


@pytest.mark.skipif(not (CUTOUT / "onnxruntime").is_dir(), reason="needs scripts/bootstrap")
def test_the_network_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """On a backdrop of coloured boards, the real network finds most of the robot, and little else."""
    robot = load_picture(sample_picture(tmp_path / "picture.png"))
    mask = find_foreground(robot)
    whole = segmentation._enlarged(mask.mask, *mask.picture.size) > 0.5
    boards = np.random.default_rng(7).integers(60, 200, (8, 5, 3), np.uint8)
    photo = np.kron(boards, np.ones((mask.picture.size[1] // 8 + 1, mask.picture.size[0] // 5 + 1, 1), np.uint8))
    photo = np.ascontiguousarray(photo[: whole.shape[0], : whole.shape[1]])
    photo[whole] = mask.picture.rgb[whole]
    monkeypatch.setattr(sys, "path", [*sys.path, str(CUTOUT)])
    salience._session.cache_clear()
    found = find_foreground(Picture(photo))
    assert found.method == "network"
    seen = segmentation._enlarged(found.mask, whole.shape[1], whole.shape[0]) > 0.5
    assert (seen & whole).sum() > 0.6 * whole.sum()
    assert (seen & ~whole).sum() < 0.1 * whole.sum()
