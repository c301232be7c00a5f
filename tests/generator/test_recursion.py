"""However its schemas lead back to themselves, a spec becomes a client, or is refused in one line."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from helpers.specs.documents import ROOT
from helpers.specs.generating import GENERATOR, read, run_with, write
from helpers.specs.odd_spec import RECURSIVE, TASK, list_of, odd_spec, ref
from meshwright.contract.changes import SAFE, changes
from meshwright.contract.changes.checking import check
from meshwright.spec.reading import load_spec

Json = dict[str, Any]

READ_ALL = """
import json, sys, typing
from meshwright_api.meshy import models
task = json.loads(sys.argv[1])
read = models.ImageTo3DTask.from_dict(task)
assert read.to_dict() == task and not read.additional_properties
assert [str(each.id) for each in read.recursive0] == ["T"]
assert type(read.recursive9[0]) is models.ResizeTask
assert type(read.recursive9[0].parent) is models.ImageTo3DTask
assert type(read.recursive10.b.all_[0].b.c.a) is models.NodeA
from meshwright_api.meshy.api import resize
node = models.NodeA.from_dict(task["recursive10"])
assert resize.create(node=node).body == {"node": task["recursive10"]}
for name in models.__all__:
    typing.get_type_hints(getattr(models, name)) if isinstance(getattr(models, name), type) else None
"""


def test_recursive_schemas(odd: Path) -> None:
    """What holds its own kind, directly, through others, in lists and in choices, is read and written as it is."""
    values = {f"recursive{number}": value for number, (_, value) in enumerate(RECURSIVE.values())}
    run_with(odd, READ_ALL, json.dumps({**TASK, **values}))


def test_each_module_of_a_circle_can_come_first(odd: Path) -> None:
    """The import succeeds with every module of a cycle first."""
    modules = [path.stem for path in (odd / "meshy" / "models").glob("*.py") if path.stem != "__init__"]
    program = (
        "import importlib, sys\n"
        "for name in sys.argv[1:]:\n"
        "    for loaded in [each for each in sys.modules if 'meshwright_api' in each]: del sys.modules[loaded]\n"
        "    importlib.import_module(f'meshwright_api.meshy.models.{name}')"
    )
    run_with(odd, program, *modules)


def members(spec: Json) -> Json:
    found: Json = spec["components"]["schemas"]["GeneratedTask"]["properties"]
    return found


REFUSED: dict[str, tuple[Callable[[Json], object], str]] = {
    "a reference to the document": (
        lambda s: members(s).update(children={"$ref": "#"}),
        "components.schemas.GeneratedTask.properties.children: $ref # must name a component of this file, ",
    ),
    "a reference into a component": (
        lambda s: members(s).update(children={"$ref": "#/components/schemas/Task/properties/id"}),
        "components.schemas.GeneratedTask.properties.children: $ref #/components/schemas/Task/properties/id must name ",
    ),
    "a reference into another file": (
        lambda s: members(s).update(children={"$ref": "other.yaml#/X"}),
        "components.schemas.GeneratedTask.properties.children: $ref other.yaml#/X must name a component of this file, ",
    ),
    "a name for itself": (
        lambda s: s["components"]["schemas"].update(Loop=ref("Loop")),
        "components.schemas.Loop: includes itself",
    ),
    "its own base": (
        lambda s: s["components"]["schemas"]["GeneratedTask"].update(allOf=[ref("ImageTo3DTask"), {}]),
        "components.schemas.GeneratedTask: includes itself",
    ),
    "its own choice": (
        lambda s: s["components"]["schemas"].update(
            P={"anyOf": [ref("Q"), {"type": "string"}]}, Q={"oneOf": [ref("P")]}
        ),
        "components.schemas.P: includes itself",
    ),
    "its own condition": (
        lambda s: s["components"]["schemas"]["CreateResize"].update(dependentSchemas={"id": ref("CreateResize")}),
        "components.schemas.CreateResize: includes itself",
    ),
    "a list of itself alone": (
        lambda s: s["components"]["schemas"].update(Lists=list_of(ref("Lists"))),
        "components.schemas.Lists: holds itself without an object between",
    ),
    "a choice of lists of itself": (
        lambda s: s["components"]["schemas"].update(Value={"anyOf": [{"type": "string"}, list_of(ref("Value"))]}),
        "components.schemas.Value: holds itself without an object between",
    ),
    "a class of the runtime": (
        lambda s: s["components"]["schemas"].update(Operation={"type": "object"}),
        "components.schemas.Operation: cannot be the name of a generated class",
    ),
    "a class of Python": (
        lambda s: s["components"]["schemas"].update(Exception={"type": "object"}),
        "components.schemas.Exception: cannot be the name of a generated class",
    ),
    "no name of a class": (
        lambda s: s["components"]["schemas"].update({"3D": {"type": "object"}}),
        "components.schemas.3D: cannot be the name of a generated class",
    ),
    "two classes in one module": (
        lambda s: s["components"]["schemas"].update(IMAGETo3DTask={"type": "object"}),
        "components.schemas.IMAGETo3DTask: its module image_to_3d_task.py is also that of ImageTo3DTask",
    ),
    "constants that are none": (
        lambda s: s["components"]["schemas"].update(
            Level={"type": "integer", "enum": [1, 2], "x-enum-varnames": ["mro", "A"]}
        ),
        "components.schemas.Level.x-enum-varnames: must be one CONSTANT_NAME for each value",
    ),
    "an operation that hides a function": (
        lambda s: s["paths"]["/openapi/v1/balance"]["get"].update(operationId="balance.given"),
        "operation balance.given: tag and verb must be snake_case",
    ),
    "an operation in camelCase": (
        lambda s: s["paths"]["/openapi/v1/balance"]["get"].update(operationId="balance.getIt"),
        "operation balance.getIt: tag and verb must be snake_case",
    ),
}


@pytest.fixture(scope="module")
def meshy() -> Json:
    """The spec of Meshy."""
    spec: Json = read(ROOT / "specs" / "meshy.yaml")
    return spec


@pytest.mark.parametrize("name", REFUSED)
def test_refusals(meshy: Json, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A spec from which no client can be generated is refused in one line that names the place."""
    monkeypatch.syspath_prepend(str(GENERATOR))
    import reading  # type: ignore[import-not-found]

    edit, text = REFUSED[name]
    spec = copy.deepcopy(meshy)
    edit(spec)
    write(tmp_path / "meshy.yaml", spec)
    with pytest.raises(reading.BadSpec) as caught:
        reading.read_spec(tmp_path / "meshy.yaml")
    assert str(caught.value).startswith(f"meshy.yaml: {text}")
    assert "\n" not in str(caught.value)


def test_spec_diff_of_recursive_schemas() -> None:
    """spec-diff compares such specs and comes to an end."""
    old = load_spec("meshy")
    new = copy.deepcopy(old)
    odd_spec(new)
    check(new)
    assert {change.weight for change in changes(old, new)} == {SAFE}
    assert changes(new, copy.deepcopy(new)) == []
