"""Convert, uv-unwrap and retexture, end to end: made of files and of tasks, and what is refused."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
import trimesh
from helpers.api import picture
from helpers.models import are_close, colours_at, painted_box
from helpers.other_server import other_server
from meshwright import BadRequest, Meshy, TaskFailed
from meshwright.engine.writers import write
from PIL import Image

pytestmark = pytest.mark.usefixtures("engine_here")

_trimesh: Any = trimesh


@pytest.fixture(scope="module")
def meshy() -> Any:
    with Meshy(emulator=True) as client:
        yield client


@pytest.fixture
def box(tmp_path: Path) -> Path:
    return write(painted_box(tmp_path), tmp_path, ["glb"])["glb"]


def test_a_chain_of_tasks(meshy: Meshy, tmp_path: Path) -> None:
    """A picture becomes a model, the model is remeshed, painted, and written as FBX and USDZ."""
    source = meshy.image_to_3d.create(image_url=picture(), target_polycount=2000)
    source.wait()
    remeshed = meshy.remesh.create(input_task_id=source.id, target_polycount=600)
    remeshed.wait()
    painted = meshy.retexture.create(input_task_id=remeshed.id, text_style_prompt="gold", target_formats=["glb"])
    done = painted.wait()
    assert done.texture_urls
    converted = meshy.convert.create(input_task_id=painted.id, target_formats=["fbx", "usdz"])
    assert converted.wait().consumed_credits == 1
    assert {path.name for path in converted.download(tmp_path)} == {"model.fbx", "model.usdz"}


def test_a_picture_paints_a_model(meshy: Meshy, tmp_path: Path, box: Path) -> None:
    """image_style_url is used, whether it is a data URI or a URL."""
    style = tmp_path / "style.png"
    Image.new("RGB", (64, 64), (200, 30, 140)).save(style)

    def answer(request: BaseHTTPRequestHandler, _number: int) -> None:
        request.send_response(200)
        request.send_header("content-length", str(style.stat().st_size))
        request.end_headers()
        request.wfile.write(style.read_bytes())

    with other_server(answer) as server:
        for place, url in enumerate((style, f"{server.url}/style.png")):
            task = meshy.retexture.create(model_url=box, image_style_url=url, target_formats=["glb"])
            task.wait()
            task.download(tmp_path / str(place))
            assert are_close(colours_at(tmp_path / f"{place}/model.glb", [(0.0, 1.0, 0.25)]), [(200, 30, 140)])


def test_a_model_is_unwrapped(meshy: Meshy, tmp_path: Path, box: Path) -> None:
    """The result is a GLB with coordinates."""
    task = meshy.uv_unwrap.create(model_url=box)
    assert task.wait().consumed_credits == 5
    task.download(tmp_path / "out")
    assert _trimesh.load(tmp_path / "out/model.glb", force="mesh").visual.uv is not None


def test_too_many_faces_cost_nothing(meshy: Meshy, tmp_path: Path) -> None:
    """A uv-unwrap of more than 40,000 faces, or of another format, is refused and not charged."""
    before = meshy.balance()
    dense = tmp_path / "dense.glb"
    dense.write_bytes(_trimesh.creation.icosphere(6).export(file_type="glb"))
    with pytest.raises(BadRequest, match="has 81920 faces, but at most 40000"):
        meshy.uv_unwrap.create(model_url=dense)
    obj = write(painted_box(tmp_path), tmp_path, ["obj"])["obj"]
    with pytest.raises(BadRequest, match=r"only \.glb is supported; by its content it is OBJ"):
        meshy.uv_unwrap.create(model_url=obj)
    assert meshy.balance() == before


def test_what_cannot_be_made_fails(meshy: Meshy, tmp_path: Path, box: Path) -> None:
    """A conversion to blend, and a point cloud, fail their tasks with a code and are not charged."""
    with pytest.raises(TaskFailed, match="cannot write blend") as failed:
        meshy.convert.create(model_url=box, target_formats=["blend"]).wait()
    assert failed.value.task.task_error.code == "format_conversion_failed"
    assert failed.value.task.consumed_credits == 0
    cloud = tmp_path / "cloud.obj"
    cloud.write_text("v 0 0 0\nv 1 0 0\nv 0 1 0\np 1 2 3\n")
    with pytest.raises(TaskFailed, match="has no faces"):
        meshy.convert.create(model_url=cloud, target_formats=["glb"]).wait()
