"""3D printing, end to end: a picture's model is analyzed, repaired, coloured and split; files are repaired too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from helpers.api import picture
from helpers.engine.judges import package
from helpers.engine.solid_shapes import BROKEN, SOUND, read, saved
from meshwright import BadRequest, Meshy, NotFound, ResultNotReady, TaskFailed

pytestmark = pytest.mark.usefixtures("engine_here")


@pytest.fixture(scope="module")
def meshy() -> Any:
    with Meshy(emulator=True) as client:
        yield client


@pytest.fixture(scope="module")
def model(meshy: Meshy) -> Any:
    """A finished task with a textured model."""
    task = meshy.image_to_3d.create(image_url=picture(), target_polycount=2000, ai_model="meshy-6")
    task.wait()
    return task


def test_a_chain_of_tasks(meshy: Meshy, model: Any, tmp_path: Path) -> None:
    """image-to-3d, analyze, repair of the analyzed model, analyze again, split: for 0 + 10 + 0 + 10 credits."""
    before = meshy.balance()
    analysis = meshy.print_analyze.create(input_task_id=model.id, printer_type="sla", intended_print_height_mm=80)
    found = analysis.wait()
    assert found.printability.status == "healthy"
    assert found.printability.metrics.is_watertight
    assert found.printability.thin_walls is not None
    repair = meshy.print_repair.create(input_task_id=analysis.id)
    assert repair.wait().consumed_credits == 10
    repair.download(tmp_path / "repaired")
    assert read(tmp_path / "repaired/model.glb").is_watertight
    again = meshy.print_analyze.create(input_task_id=repair.id).wait()
    assert again.printability.issue_count == 0
    split = meshy.print_split.create(
        input_task_id=model.id, mode="by_parts", prompt="top, bottom", connectors=True, target_formats=["glb", "3mf"]
    )
    assert split.wait().part_count == 2
    split.download(tmp_path / "parts")
    assert [part.name for part in package(tmp_path / "parts/model.3mf").objects] == ["top", "bottom"]
    assert before - meshy.balance() == 20


def test_a_textured_model_is_coloured(meshy: Meshy, model: Any, tmp_path: Path) -> None:
    """The result is a 3MF with at most as many filaments as asked for, 75 mm long."""
    task = meshy.print_multi_color.create(input_task_id=model.id, max_colors=3, style="cartoon", printer_brand="prusa")
    assert task.wait().consumed_credits == 10
    (path,) = task.download(tmp_path)
    found = package(path)
    assert path.name == "model.3mf"
    assert 1 <= len(found.colours) <= 3
    assert found.objects[0].is_solid


def test_a_repair_keeps_the_format(meshy: Meshy, tmp_path: Path) -> None:
    """An STL comes back as a closed STL; the other keys of the answer are empty."""
    source = saved(tmp_path, BROKEN["holes"](), "stl")
    task = meshy.print_repair.create(model_url=source)
    done = task.wait()
    assert done.texture_urls == []
    assert not done.model_urls.glb
    task.download(tmp_path / "out")
    assert read(tmp_path / "out/model.stl").is_watertight
    with pytest.raises(BadRequest, match="has no GLB"):
        meshy.print_analyze.create(input_task_id=task.id)


def test_a_broken_model_is_reported_and_costs_nothing(meshy: Meshy, tmp_path: Path) -> None:
    """An analysis of an open mesh succeeds, with its errors and warnings, and without files."""
    before = meshy.balance()
    task = meshy.print_analyze.create(model_url=saved(tmp_path, BROKEN["holes"]()))
    found = task.wait().printability
    assert (found.status, found.error_count, found.warning_count) == ("error", 1, 1)
    with pytest.raises(ResultNotReady, match="names no file"):
        task.download(tmp_path / "out")
    assert meshy.balance() == before


def test_what_is_refused(meshy: Meshy, model: Any, tmp_path: Path) -> None:
    """Eleven parts, a split without a task, a colouring without a texture: nothing is charged."""
    before = meshy.balance()
    with pytest.raises(BadRequest, match="1 to 10 parts"):
        meshy.print_split.create(input_task_id=model.id, mode="by_parts", prompt=",".join("abcdefghijk"))
    with pytest.raises(NotFound, match="input_task_id"):
        meshy.print_split.create(input_task_id="none")
    with pytest.raises(TaskFailed, match="no texture") as failed:
        meshy.print_multi_color.create(model_url=saved(tmp_path, SOUND["ball"]())).wait()
    assert failed.value.task.task_error.code == "model_missing_uv"
    assert meshy.balance() == before


def test_an_unreadable_prompt_is_ignored(meshy: Meshy, model: Any) -> None:
    """The answer has prompt_ignored, and the split is charged."""
    done = meshy.print_split.create(input_task_id=model.id, mode="by_parts", prompt="!!!").wait()
    assert done.prompt_ignored
    assert done.part_count >= 2
    assert done.consumed_credits == 10


def test_the_emulator_links_only_files_that_exist(meshy: Meshy, tmp_path: Path) -> None:
    """Each URL of a repair can be fetched; empty members are not turned into URLs."""
    done = meshy.print_repair.create(model_url=saved(tmp_path, BROKEN["holes"](), "obj")).wait()
    urls = [url for url in done.model_urls.to_dict().values() if url]
    assert len(urls) == 2
    for url in urls:
        assert httpx.get(url).status_code == 200


def test_the_size_of_the_analysis_is_that_of_its_repair(meshy: Meshy, tmp_path: Path) -> None:
    """A repair of an analysis is for the printer and the height that were analyzed, unless it names its own."""
    sheet = saved(tmp_path, BROKEN["sheet"](), "glb")
    analysis = meshy.print_analyze.create(model_url=sheet, printer_type="sla", intended_print_height_mm=20)
    analysis.wait()

    def thickness(**parameters: Any) -> float:
        task = meshy.print_repair.create(**parameters)
        task.wait()
        folder = tmp_path / task.id
        task.download(folder)
        return float(min(read(folder / "model.glb").extents))

    inherited = thickness(input_task_id=analysis.id)
    assert inherited == thickness(model_url=sheet, printer_type="sla", intended_print_height_mm=20)
    other = thickness(input_task_id=analysis.id, intended_print_height_mm=200)
    assert other == thickness(model_url=sheet, printer_type="sla", intended_print_height_mm=200)
    assert other < inherited / 5
