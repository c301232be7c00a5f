"""Tasks that are made of other tasks: which are taken, and what is refused before anything is charged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.api import SMALL, Api, opened
from helpers.contract.prepared import prepare
from meshwright.emulator.contract import Refused
from meshwright.emulator.meshy.model_limits import check_model
from meshwright.spec.shapes import shape_of

UNKNOWN = "018a210d-8ba4-705c-b111-1f1776f7f578"
LISTED = ("uv-unwrap", "retexture", "print/analyze", "print/repair", "print/multi-color", "print/split")
TEXT = "/openapi/v2/text-to-3d"


@pytest.fixture(scope="module")
def api() -> Iterator[Api]:
    with pytest.MonkeyPatch.context() as patch:
        prepare(patch)
        found = opened(queue=1000, balance=100_000)
        yield found
        found.http.close()
        found.emulator.stop()


@pytest.fixture(scope="module")
def source(api: Api) -> str:
    """The id of a textured model of a picture."""
    return str(api.done(body={**SMALL, "should_texture": True})["id"])


def refusal(api: Api, kind: str, body: dict[str, Any]) -> tuple[int, str]:
    """Send a create that has to cost nothing; return its status and message."""
    before = api.balance()
    answer = api.http.post(TEXT if kind == "text-to-3d" else f"/openapi/v1/{kind}", json=body)
    assert api.balance() == before
    return answer.status_code, answer.json().get("message", "")


@pytest.mark.parametrize("kind", LISTED)
def test_tasks_of_listed_kinds(api: Api, source: str, kind: str) -> None:
    """D31: where the kinds are listed, an unknown task is 404, and one of another kind 400 with both names."""
    beside = {"text_style_prompt": "red"} if kind == "retexture" else {}
    resized = api.done("resize", {"input_task_id": source, "resize_height": 1.0})["id"]
    colours = api.done("print/multi-color", {"input_task_id": source})["id"]
    other = resized if kind == "print/multi-color" else colours
    assert refusal(api, kind, {"input_task_id": UNKNOWN, **beside})[0] == 404
    status, message = refusal(api, kind, {"input_task_id": other, **beside})
    assert status == 400
    assert "image-to-3d" in message
    assert message.endswith(f"not to {'resize' if other == resized else 'print-multi-color'}")


@pytest.mark.parametrize("kind", ["convert", "remesh"])
def test_tasks_of_any_kind(api: Api, kind: str) -> None:
    """D31: where any kind is taken, an unknown task is 400, as it is for resize."""
    assert refusal(api, kind, {"input_task_id": UNKNOWN, "target_formats": ["glb"]})[0] == 400


@pytest.mark.parametrize("kind", LISTED)
def test_several_pictures_are_as_one(api: Api, kind: str) -> None:
    """D32: what is made of an image-to-3d task can be made of a multi-image-to-3d task too."""
    body = {"image_urls": [SMALL["image_url"]], "target_polycount": 300, "target_formats": ["glb"]}
    several = api.done("multi-image-to-3d", body)["id"]
    beside = {"text_style_prompt": "red"} if kind == "retexture" else {}
    assert api.post(kind, {"input_task_id": several, **beside}).status_code == 202


def test_a_refine_needs_a_preview(api: Api) -> None:
    """A refine of a refine is refused, and so is one of a model of a picture; neither is charged."""
    made = api.http.post(TEXT, json={"mode": "preview", "prompt": "a knight", "target_formats": ["glb"]}).json()
    api.emulator.advance(seconds=10)
    refine = {"mode": "refine", "preview_task_id": made["result"], "target_formats": ["glb"]}
    refined = api.http.post(TEXT, json=refine).json()["result"]
    assert "succeeded task" in refusal(api, "text-to-3d", refine | {"preview_task_id": refined})[1]
    api.emulator.advance(seconds=10)
    again = refusal(api, "text-to-3d", refine | {"preview_task_id": refined})
    assert again == (400, "invalid input task: preview_task_id must refer to a preview, not to a refine")
    picture = api.done()["id"]
    assert refusal(api, "text-to-3d", refine | {"preview_task_id": picture})[0] == 400


def test_smart_topology_is_not_split(api: Api, source: str) -> None:
    """A model of smart topology is not split, and neither is one that was remeshed from it."""
    smart = api.done(body={**SMALL, "model_type": "smart-topology"})["id"]
    remeshed = api.done("remesh", {"input_task_id": smart, "target_polycount": 300})["id"]
    for task in (smart, remeshed):
        said = refusal(api, "print/split", {"input_task_id": task})
        assert said == (400, "Auto Split does not support Smart Topology (meshy-t2) models")
    colours = {"mode": "by_color", "prompt": "red hat, blue coat"}
    assert api.post("print/split", {"input_task_id": source, **colours}).status_code == 202
    plain = api.done("remesh", {"input_task_id": source, "target_polycount": 300})["id"]
    assert "by_color" in refusal(api, "print/split", {"input_task_id": plain, **colours})[1]


def test_colours_need_textures(api: Api, source: str) -> None:
    """A model without textures is not printed in colours, and costs nothing."""
    plain = api.done()["id"]
    assert "with textures" in refusal(api, "print/multi-color", {"input_task_id": plain})[1]
    assert api.post("print/multi-color", {"input_task_id": source}).status_code == 202


def test_a_rule_waits_for_its_day(started: Any) -> None:
    """By default a model counts as one of meshy-6; on a day, one of meshy-5 is neither analyzed nor split."""
    for as_of, statuses in ((None, (202, 202)), ("2026-09-20", (404, 400))):
        api = started(as_of=as_of)
        old = api.done(body={**SMALL, "ai_model": "meshy-5"})["id"]
        found = tuple(api.post(f"print/{each}", {"input_task_id": old}).status_code for each in ("analyze", "split"))
        assert found == statuses, as_of


def test_sizes_of_models(tmp_path: Path) -> None:
    """D38: a model may have 400 MB for convert, remesh, retexture and analyze, and 100 MB for all others."""
    limits = {
        kind: shape_of("meshy", kind).taken["model_url"]["x-most-bytes"] // 2**20
        for kind in ("convert", "remesh", "retexture", "print-analyze", "resize", "uv-unwrap", "print-repair")
    }
    assert limits == dict.fromkeys(("convert", "remesh", "retexture", "print-analyze"), 400) | dict.fromkeys(
        ("resize", "uv-unwrap", "print-repair"), 100
    )
    path = tmp_path / "model.stl"
    path.write_bytes(b"solid a")
    check_model("model_url", {"x-most-bytes": 7}, path)
    with pytest.raises(Refused, match="model_url: the model is larger than 6 bytes"):
        check_model("model_url", {"x-most-bytes": 6}, path)
