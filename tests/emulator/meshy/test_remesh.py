"""Remesh, end to end: a model by data URI or of another task gets about as many faces as asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import trimesh
from helpers.api import picture
from meshwright import BadRequest, Meshy, TaskFailed
from meshwright.contract.samples import MODEL

pytestmark = pytest.mark.usefixtures("engine_here")


@pytest.fixture(scope="module")
def meshy() -> Any:
    with Meshy(emulator=True) as client:
        yield client


def faces(path: Path) -> int:
    loaded: Any = trimesh.load(path, force="mesh")
    return len(loaded.faces)


def test_a_task_gets_fewer_faces(meshy: Meshy, tmp_path: Path) -> None:
    """The model of a finished task comes back with the number of faces asked for, in the formats asked for."""
    source = meshy.image_to_3d.create(image_url=picture(), target_polycount=3000, should_texture=False)
    source.wait()
    task = meshy.remesh.create(input_task_id=source.id, target_polycount=500, target_formats=["glb", "obj"])
    done = task.wait()
    paths = task.download(tmp_path)
    assert {path.name for path in paths} >= {"model.glb", "model.obj", "model.mtl", "thumbnail.png"}
    assert faces(tmp_path / "model.glb") == faces(tmp_path / "model.obj") == 500
    assert done.consumed_credits == 5
    assert done.type_ == "remesh"


def test_a_model_gets_more_faces(meshy: Meshy, tmp_path: Path) -> None:
    """A model with fewer faces than asked for is cut finer; left out, the result is a GLB."""
    task = meshy.remesh.create(model_url=MODEL, target_polycount=100)
    task.wait()
    (model, _) = task.download(tmp_path)
    assert model.name == "model.glb"
    assert 90 <= faces(model) <= 100


def test_what_is_refused(meshy: Meshy) -> None:
    """A request without a model is refused; what the emulator cannot make fails its task with the service's code."""
    with pytest.raises(BadRequest, match="one of model_url or input_task_id"):
        meshy.remesh.create(target_polycount=500)
    with pytest.raises(TaskFailed, match="cannot write blend") as failed:
        meshy.remesh.create(model_url=MODEL, target_formats=["blend"]).wait()
    assert failed.value.task.task_error.code == "format_conversion_failed"
