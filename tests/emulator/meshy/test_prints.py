"""Tasks for 3D printers, end to end: what the service leaves open was decided, and holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from helpers.models import painted_box
from meshwright import BadRequest, Meshy
from meshwright.engine.writers import write
from meshwright.spec.reading import load_spec

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("engine_here")]


@pytest.fixture(scope="module")
def meshy() -> Any:
    with Meshy(emulator=True) as client:
        yield client


@pytest.fixture
def box(tmp_path: Path) -> Path:
    return write(painted_box(tmp_path), tmp_path, ["glb"])["glb"]


def test_a_split_is_a_task_like_others(meshy: Meshy, box: Path) -> None:
    """D33: a split has the type print-split, is laid on a plate by default, and is listed, streamed and deleted."""
    model = meshy.convert.create(model_url=box, target_formats=["glb"])
    model.wait()
    split = meshy.print_split.create(input_task_id=model.id)
    assert [task.status for task in split.stream()][-1] == "SUCCEEDED"
    done = split.get()
    assert (done.type_, done.part_count > 0) == ("print-split", True)
    assert [task.id for task in meshy.print_split.list()] == [split.id]
    split.delete()
    assert list(meshy.print_split.list()) == []
    assert load_spec("meshy")["components"]["schemas"]["SplitLayout"]["default"] == "on_plate"


def test_original_coordinates_are_asked_for() -> None:
    """D34: a retexture makes new texture coordinates unless it has to keep those of the model."""
    parameters = load_spec("meshy")["components"]["schemas"]["CreateRetexture"]["properties"]
    assert parameters["enable_original_uv"]["default"] is False


def test_names_of_parts(meshy: Meshy, box: Path) -> None:
    """D35: the names of parts are divided by commas, semicolons and line ends; more than ten are refused."""
    model = meshy.convert.create(model_url=box, target_formats=["glb"])
    model.wait()
    before = meshy.balance()
    for mark in (", ", "; ", "\n"):
        with pytest.raises(BadRequest, match="1 to 10 parts"):
            meshy.print_split.create(input_task_id=model.id, mode="by_parts", prompt=mark.join("abcdefghijk"))
    assert meshy.balance() == before
    split = meshy.print_split.create(input_task_id=model.id, mode="by_parts", prompt="top, base")
    assert split.wait().consumed_credits == 10


def test_thin_walls_are_asked_for(meshy: Meshy, box: Path) -> None:
    """D36: thin walls are measured where a printer or a height was given, and only there."""
    plain = meshy.print_analyze.create(model_url=box).wait()
    asked = meshy.print_analyze.create(model_url=box, printer_type="sla").wait()
    sized = meshy.print_analyze.create(model_url=box, intended_print_height_mm=50).wait()
    found = ["thin_walls" in task.printability.to_dict() for task in (plain, asked, sized)]
    assert found == [False, True, True]
    assert plain.consumed_credits == 0


@pytest.mark.parametrize("kind", ["glb", "obj", "stl"])
def test_a_closed_model_keeps_its_format(meshy: Meshy, tmp_path: Path, kind: str) -> None:
    """D37: a repaired model has the format of the one that was given; the other formats are empty texts."""
    model = write(painted_box(tmp_path), tmp_path, [kind])[kind]
    urls = meshy.print_repair.create(model_url=model).wait().model_urls.to_dict()
    assert {name for name, url in urls.items() if url} - {"mtl"} == {kind}
    assert {"glb", "fbx", "obj", "usdz", "blend", "stl", "3mf"} <= urls.keys()


def test_a_repair_of_what_was_measured(meshy: Meshy, box: Path) -> None:
    """The model of an analyze task is closed, for the printer that it was measured for."""
    looked = meshy.print_analyze.create(model_url=box, printer_type="full_color")
    looked.wait()
    done = meshy.print_repair.create(input_task_id=looked.id).wait()
    assert [name for name, url in done.model_urls.to_dict().items() if url] == ["glb"]
