"""Words to 3D through the client: a refine knows the words of its preview, and a picture may colour it."""

from __future__ import annotations

import base64
import io
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from meshwright import BadRequest, Meshy
from PIL import Image

pytestmark = pytest.mark.usefixtures("engine_here")

SMALL: dict[str, Any] = {"should_remesh": True, "target_polycount": 1000, "target_formats": ["glb"]}
CRIMSON, NAVY = (220, 20, 60), (0, 0, 128)


@pytest.fixture(scope="module")
def meshy() -> Any:
    with Meshy(emulator=True) as client:
        yield client


def ball(colour: tuple[int, int, int]) -> bytes:
    image = Image.new("RGB", (64, 64), "white")
    image.paste(colour, (8, 8, 56, 56))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def picture_url() -> Iterator[str]:
    """Serve a navy picture at a URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(ball(NAVY))

        def log_message(self, format: str, *args: Any) -> None:
            """Print nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/navy.png"
        server.shutdown()
        thread.join()


def share(folder: Path, colour: tuple[int, int, int]) -> float:
    """Return which share of the texture in a downloaded GLB has about a colour."""
    mesh: Any = trimesh.load(folder / "model.glb", force="mesh")
    pixels = np.asarray(mesh.visual.material.baseColorTexture.convert("RGB")).astype(int)
    return float((np.abs(pixels - colour).max(-1) < 24).mean())


def test_a_refine_is_painted_in_the_colour_of_its_previews_prompt(meshy: Meshy, tmp_path: Path) -> None:
    """The refine names no colour; its preview did, and is deleted by now."""
    preview = meshy.text_to_3d.create(mode="preview", prompt="a crimson dragon", **SMALL)
    preview.wait()
    refine = meshy.text_to_3d.create(mode="refine", preview_task_id=preview.id, target_formats=["glb"])
    preview.delete()
    task = refine.wait()
    assert (task.prompt, task.texture_prompt) == ("", "")
    refine.download(tmp_path)
    assert share(tmp_path, CRIMSON) > 0.3


def test_two_pictures_give_two_textures(meshy: Meshy, tmp_path: Path, picture_url: str) -> None:
    """The picture of a data URI or of a URL colours the refine, and the answer shows where it is."""
    preview = meshy.text_to_3d.create(mode="preview", prompt="a house", **SMALL)
    preview.wait()
    data = "data:image/png;base64," + base64.b64encode(ball(CRIMSON)).decode()
    for name, url, colour in (("data", data, CRIMSON), ("url", picture_url, NAVY)):
        refine = meshy.text_to_3d.create(
            mode="refine", preview_task_id=preview.id, texture_image_url=url, target_formats=["glb"]
        )
        shown = refine.wait().texture_image_url
        assert shown == url if name == "url" else shown.startswith("http")
        refine.download(tmp_path / name)
        assert share(tmp_path / name, colour) > 0.5


def test_what_a_refine_cannot_be_made_of(meshy: Meshy) -> None:
    """A texture picture that is not a picture is refused and not charged."""
    preview = meshy.text_to_3d.create(mode="preview", prompt="a house", **SMALL)
    preview.wait()
    before = meshy.balance()
    with pytest.raises(BadRequest, match="texture_image_url: invalid image format"):
        meshy.text_to_3d.create(
            mode="refine", preview_task_id=preview.id, texture_image_url="data:image/png;base64,AAAA"
        )
    assert meshy.balance() == before
