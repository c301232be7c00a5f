"""Pictures of the tests of products."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.sample import sample_picture
from PIL import Image


@pytest.fixture(scope="session")
def picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample picture."""
    return sample_picture(tmp_path_factory.mktemp("pictures") / "sample.png")


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture without a subject."""
    path = tmp_path_factory.mktemp("pictures") / "plain.png"
    Image.new("RGB", (200, 200), (120, 130, 140)).save(path)
    return path
