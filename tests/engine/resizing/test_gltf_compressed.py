from __future__ import annotations

from pathlib import Path

import pytest
from helpers.engine.model_samples import CUBE, TURN_Z_45, GltfBuilder, resized_glb
from meshwright.engine.errors import EngineError

HALF = 0.5**0.5
UNKNOWN_CODING = {"buffer": 0, "byteLength": 9, "byteStride": 12, "count": 8, "mode": "ATTRIBUTES", "filter": "NEW"}


def test_compressed_positions_under_a_turned_node_are_refused(tmp_path: Path) -> None:
    """Declared bounds are exact for upright nodes only; guessing from their corners would miss the asked height."""
    builder = GltfBuilder()
    builder.add_mesh(CUBE)
    builder.document["bufferViews"][0]["extensions"] = {"EXT_meshopt_compression": UNKNOWN_CODING}
    assert resized_glb(tmp_path, builder.glb([{"mesh": 0, "rotation": [HALF, 0, 0, HALF]}]))[0] == pytest.approx(2)
    with pytest.raises(EngineError, match="compressed or missing positions under a rotated node"):
        resized_glb(tmp_path, builder.glb([{"mesh": 0, "rotation": TURN_Z_45}]))


def test_a_compressed_part_inside_the_rest_does_not_matter(tmp_path: Path) -> None:
    """A turned compressed part is harmless as long as even its largest extent lies within what is measured."""
    builder = GltfBuilder()
    builder.add_mesh(CUBE)
    builder.add_mesh(CUBE * 10 - 5)
    builder.document["bufferViews"][0]["extensions"] = {"EXT_meshopt_compression": UNKNOWN_CODING}
    content = builder.glb([{"mesh": 0, "rotation": TURN_Z_45}, {"mesh": 1}], [{"nodes": [0, 1]}])
    assert resized_glb(tmp_path, content)[0] == pytest.approx(2 / 10)
