"""What a change of a spec means is told with its weight, its place and the client names it touches."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from contract.specs import ROOT
from meshwright.contract.changes import changes
from meshwright.contract.diff import main
from meshwright.specs import load_spec

Json = dict[str, Any]
IMAGE = "/openapi/v1/image-to-3d"


def schemas(spec: Json) -> Json:
    found: Json = spec["components"]["schemas"]
    return found


def create(spec: Json) -> Json:
    found: Json = schemas(spec)["CreateImageTo3D"]
    return found


def task(spec: Json) -> Json:
    found: Json = schemas(spec)["Task"]
    return found


CASES: dict[str, tuple[Callable[[Json], object], str]] = {
    "operation gone": (lambda s: s["paths"][IMAGE].pop("get"), "breaking: image_to_3d.list: the operation is gone"),
    "path moved": (
        lambda s: s["paths"].update({"/openapi/v2/balance": s["paths"].pop("/openapi/v1/balance")}),
        "breaking: balance.get: GET /openapi/v1/balance became GET /openapi/v2/balance",
    ),
    "new status": (
        lambda s: s["paths"][IMAGE]["get"]["responses"].update({"204": {"description": "Nothing."}}),
        "breaking: image_to_3d.list 204: a new answer",
    ),
    "new error": (
        lambda s: s["paths"][IMAGE]["get"]["responses"].update({"410": {"description": "Gone."}}),
        "risky: image_to_3d.list 410: a new answer",
    ),
    "status gone": (
        lambda s: s["paths"][IMAGE]["post"]["responses"].update(
            {"200": s["paths"][IMAGE]["post"]["responses"].pop("202")}
        ),
        "breaking: image_to_3d.create 202: is answered no longer",
    ),
    "parameter required": (
        lambda s: create(s).update(required=["ai_model"]),
        "breaking: CreateImageTo3D.ai_model: is required now",
    ),
    "parameter gone": (lambda s: create(s)["properties"].pop("enable_pbr"), "image_to_3d.create(enable_pbr=)"),
    "new parameter": (
        lambda s: create(s)["properties"].update(seed={"type": "integer"}),
        "safe: CreateImageTo3D.seed: is new (image_to_3d.create(seed=))",
    ),
    "new query parameter": (
        lambda s: s["paths"][IMAGE]["get"]["parameters"].append(
            {"name": "after", "in": "query", "required": True, "schema": {"type": "string"}}
        ),
        "breaking: image_to_3d.list after: a new parameter that is required",
    ),
    "lower maximum": (
        lambda s: s["components"]["parameters"]["PageSize"]["schema"].update(maximum=20),
        "breaking: image_to_3d.list page_size: maximum is 20, it was 50",
    ),
    "higher maximum": (
        lambda s: s["components"]["parameters"]["PageSize"]["schema"].update(maximum=100),
        "safe: image_to_3d.list page_size: maximum is 100, it was 50",
    ),
    "another default": (
        lambda s: schemas(s)["Topology"].update(default="quad"),
        "risky: Topology: the default is 'quad', it was 'triangle'",
    ),
    "another type": (
        lambda s: create(s)["properties"]["enable_pbr"].update(type="string"),
        "breaking: CreateImageTo3D.enable_pbr: another type",
    ),
    "value gone": (
        lambda s: schemas(s)["OriginAt"]["enum"].remove("center"),
        "breaking: OriginAt: 'center' is no longer a value",
    ),
    "value new": (lambda s: schemas(s)["OriginAt"]["enum"].append("top"), "safe: OriginAt: 'top' is a new value"),
    "answer gone": (lambda s: task(s)["properties"].pop("progress"), "breaking: Task.progress: is gone"),
    "answer new": (
        lambda s: task(s)["properties"].update(eta={"type": "integer"}),
        "safe: Task.eta: is new (Task.eta)",
    ),
    "answer optional": (lambda s: task(s)["required"].remove("progress"), "breaking: Task.progress: is optional now"),
    "answer certain": (lambda s: task(s)["required"].append("created_at"), "safe: Task.created_at: is required now"),
    "price": (
        lambda s: s["paths"][IMAGE]["post"]["x-credits"]["rules"].pop(),
        "risky: image_to_3d.create: the price changed (image_to_3d.estimate)",
    ),
    "rule": (lambda s: create(s)["allOf"].pop(), "breaking: CreateImageTo3D: its combination rules changed"),
}


@pytest.mark.parametrize("name", CASES)
def test_change(name: str) -> None:
    """The change is told, and so is its reversal."""
    old = load_spec("meshy")
    new = copy.deepcopy(old)
    edit, sentence = CASES[name]
    edit(new)
    assert any(sentence in str(change) for change in changes(old, new)), [str(change) for change in changes(old, new)]
    assert changes(new, old)


def test_no_change() -> None:
    """A spec does not differ from itself."""
    for service in ("meshy", "flighthub"):
        assert changes(load_spec(service), load_spec(service)) == []


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command prints the changes, and its exit code says whether something breaks."""
    spec = ROOT / "specs" / "meshy.yaml"
    assert main([str(spec), str(spec)]) == 0
    assert main([str(spec), str(spec), "--new-day", "2026-11-01"]) == 1
    assert "'meshy-4' is no longer a value" in capsys.readouterr().out
    (tmp_path / "bad.yaml").write_text("a: [")
    (tmp_path / "other.json").write_text(json.dumps([1]))
    for name in ("bad.yaml", "other.json", "none.yaml"):
        assert main([str(spec), str(tmp_path / name)]) == 2
        assert capsys.readouterr().err.count("\n") == 1
