"""Text to 3D, end to end: words become a mesh, and a preview of them gets its texture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import trimesh
from meshwright import BadRequest, Meshy, NotFound

pytestmark = pytest.mark.usefixtures("engine_here")

SMALL: dict[str, Any] = {"should_remesh": True, "target_polycount": 2000, "target_formats": ["glb"]}


@pytest.fixture(scope="module")
def meshy() -> Any:
    with Meshy(emulator=True) as client:
        yield client


def test_a_preview_and_its_refine(meshy: Meshy, tmp_path: Path) -> None:
    """A preview is a closed mesh without a texture; its refine is the same mesh with one, in the colour asked for."""
    before = meshy.balance()
    preview = meshy.text_to_3d.create(mode="preview", prompt="a knight", **SMALL)
    done = preview.wait()
    assert (done.type_, done.prompt, done.texture_urls) == ("text-to-3d-preview", "a knight", [])
    refine = meshy.text_to_3d.create(
        mode="refine", preview_task_id=preview.id, texture_prompt="a crimson knight", target_formats=["glb"]
    )
    refined = refine.wait()
    assert (refined.type_, refined.texture_prompt) == ("text-to-3d-refine", "a crimson knight")
    assert before - meshy.balance() == 30
    preview.download(tmp_path / "preview")
    refine.download(tmp_path / "refine")
    shapes: list[Any] = [trimesh.load(tmp_path / name / "model.glb", force="mesh") for name in ("preview", "refine")]
    assert shapes[0].is_watertight
    assert len(shapes[0].faces) == len(shapes[1].faces)
    assert tuple(shapes[1].visual.material.baseColorTexture.getpixel((0, 0))) == (220, 20, 60)


@pytest.mark.filterwarnings("ignore:.*the service refuses this")
def test_what_is_refused(meshy: Meshy) -> None:
    """A preview without words, a refine without a preview, one of another kind of task: nothing is charged."""
    before = meshy.balance()
    with pytest.raises(BadRequest, match="a preview needs a prompt"):
        meshy.text_to_3d.create(mode="preview")
    with pytest.raises(BadRequest, match="a refine needs preview_task_id"):
        meshy.text_to_3d.create(mode="refine")
    with pytest.raises(NotFound, match="preview_task_id must name a text-to-3d task"):
        meshy.text_to_3d.create(mode="refine", preview_task_id="none")
    with pytest.raises(BadRequest, match="give only one"):
        meshy.text_to_3d.create(
            mode="refine", preview_task_id="x", texture_prompt="red", texture_image_url="https://example.com/a.png"
        )
    assert meshy.balance() == before
