"""Every third-party model of the corpus gets its expected scale or is refused; the files are no part of the project."""

from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from engine.resize_samples import CORPUS
from meshwright.engine.errors import EngineError
from meshwright.engine.resize import ResizeOptions, resize

MANIFEST = CORPUS / "manifest.json"
ENTRIES: list[dict[str, Any]] = json.loads(MANIFEST.read_text()) if MANIFEST.is_file() else []
HEIGHT = ResizeOptions(resize_height=1.8)
KEY = "scale_for_height_1.8"

# The manifest counts vertices that no face names; the engine does not, as nobody sees them.
HEIGHT_OF_REFERENCED = {"test_nm.obj": 1.7071068}
# Without DracoPy the size of a turned Draco mesh cannot be told, and must not be guessed.
NEEDS_DRACO = {"2CylinderEngine.gltf"}
# Draco itself keeps positions to some bits only; decoders round them alike, declared bounds are of the original.
TOLERANCE = 1e-6

pytestmark = pytest.mark.skipif(not ENTRIES, reason="the corpus is not here")


def by_name(entries: list[dict[str, Any]]) -> Any:
    """Parametrize by file."""
    return pytest.mark.parametrize("entry", entries, ids=lambda entry: entry["file"])


def is_refused(entry: dict[str, Any]) -> bool:
    """Tell whether the engine should refuse a file here."""
    return "fails" in entry or (entry["file"] in NEEDS_DRACO and importlib.util.find_spec("DracoPy") is None)


def copy_in(entry: dict[str, Any], folder: Path) -> Path:
    """Copy a model with the files it refers to."""
    for name in (entry["file"], *entry["sidecars"]):
        shutil.copy(CORPUS / name, folder / name)
    return folder / entry["file"]


def expected_scale(entry: dict[str, Any]) -> float:
    """Give the scale a file needs to become 1.8 high."""
    height = HEIGHT_OF_REFERENCED.get(entry["file"])
    return float(entry[KEY]) if height is None else 1.8 / height


@by_name([entry for entry in ENTRIES if not is_refused(entry)])
def test_a_model_gets_its_expected_scale_and_then_needs_none(entry: dict[str, Any], tmp_path: Path) -> None:
    """The scale is the expected one, and resizing the result again changes nothing more."""
    result = resize(copy_in(entry, tmp_path), tmp_path, HEIGHT)
    assert result.scale == pytest.approx(expected_scale(entry), rel=TOLERANCE)
    assert result.path.suffix.lower() == Path(entry["file"]).suffix.lower()
    (tmp_path / "again").mkdir()
    again = resize(result.path, tmp_path / "again", HEIGHT)
    assert again.scale == pytest.approx(1, rel=1e-5)
    size = np.abs(result.after.size).max()
    assert np.array(again.before.lower) == pytest.approx(np.array(result.after.lower), abs=1e-5 * size)
    assert np.array(again.before.upper) == pytest.approx(np.array(result.after.upper), abs=1e-5 * size)


@by_name([entry for entry in ENTRIES if is_refused(entry)])
def test_a_model_that_cannot_be_resized_is_refused_with_a_sentence(entry: dict[str, Any], tmp_path: Path) -> None:
    """Refusals name a reason, and leave nothing behind."""
    with pytest.raises(EngineError) as refusal:
        resize(copy_in(entry, tmp_path), tmp_path / "out", HEIGHT)
    assert len(str(refusal.value)) > 20
    assert str(refusal.value).endswith(".")
    assert not (tmp_path / "out").exists()
