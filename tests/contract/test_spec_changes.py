"""What a change of a spec means: every kind has its weight, its place and its client names, and none is lost."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from contract.changing import Edit, Json, body, members, page, price, ref, schemas
from contract.changing_operations import ANSWERS, OPERATIONS
from contract.changing_requests import FLIGHTHUB, NOTHING, REQUESTS
from meshwright.contract.changes import RISKY, changes
from meshwright.contract.changes.checking import check
from meshwright.contract.changes.documents import without_calendar
from meshwright.spec.calendar import contract_of
from meshwright.spec.reading import load_spec

CASES = {("meshy", name): case for name, case in (OPERATIONS | ANSWERS | REQUESTS | NOTHING).items()}
CASES |= {("flighthub", name): case for name, case in FLIGHTHUB.items()}


@pytest.mark.parametrize("key", CASES, ids=lambda key: "-".join(key))
def test_meaning(key: tuple[str, str]) -> None:
    """The change is told with its place and its names, nothing graver is, and its reversal is a change too."""
    old = load_spec(key[0])
    new = copy.deepcopy(old)
    edit, sentence = CASES[key]
    edit(new)
    check(new)
    found = changes(old, new)
    assert any(str(change).startswith(sentence) for change in found), [str(change) for change in found]
    assert found[0].weight == sentence.partition(":")[0], [str(change) for change in found]
    assert changes(new, old)


ANNOTATIONS: dict[str, Edit] = {
    "source of a price": lambda s: price(s)[0].update({"x-source": {"grade": "doc", "page": "new", "date": "2026"}}),
    "description": lambda s: members(s, "Task")["progress"].update(description="Another."),
    "example": lambda s: body(s)["application/json"].pop("examples"),
    "confidence": lambda s: page(s).update({"x-confidence": "open: who knows"}),
    "description of a link": lambda s: page(s)["responses"]["200"]["links"]["get"].update(description="Another."),
    "version": lambda s: s["info"].update(version="2"),
}


@pytest.mark.parametrize("name", ANNOTATIONS)
def test_annotations(name: str) -> None:
    """What is written about a thing is no change of it."""
    new = copy.deepcopy(load_spec("meshy"))
    ANNOTATIONS[name](new)
    assert changes(load_spec("meshy"), new) == []


def test_a_member_may_be_called_like_an_annotation() -> None:
    """A member called title is a member."""
    new = copy.deepcopy(load_spec("meshy"))
    members(new, "CreateResize")["title"] = {"type": "string"}
    assert [str(change) for change in changes(load_spec("meshy"), new)] == [
        "safe: CreateResize.title: is new (resize.create(title=))"
    ]


def test_the_calendar_of_meshy() -> None:
    """Between the default contract and that of a day stand the changes of the calendar, and the calendar is none."""
    spec = load_spec("meshy")
    found = [
        str(change) for change in changes(without_calendar(spec), without_calendar(contract_of(spec, "2026-11-21")))
    ]
    text = "\n".join(found)
    for sentence in (
        "breaking: CreateImageTo3D: a new rule: enable_pbr needs should_texture (image_to_3d.create)",
        "breaking: ImageModel: 'meshy-4' is no longer a value (image_to_3d.create(ai_model=))",
        "risky: GenerationParameters.should_remesh: the default depends on ai_model: "
        "false for meshy-6, meshy-7, meshy-7.1, latest (image_to_3d.create(should_remesh=), multi",
        "risky: ImageModel: the default is 'latest', it was 'meshy-4' (image_to_3d.create(ai_model=))",
        "risky: MultiImageModel: the default is 'latest', it was 'meshy-5' (multi_image_to_3d.create(ai_model=))",
        "risky: image_to_3d.create price: now 20 credits when model_type is not smart-topology and ai_model is not ",
        "safe: PageSize: maximum is 100, it was 50",
        "safe: GenerationParameters.texture_prompt: maxLength is 800, it was 600",
    ):
        assert sentence in text
    assert not [line for line in found if "changes on" in line or "first day" in line or "calendar" in line]


def test_circles_end() -> None:
    """A schema that holds itself is compared, and told once."""
    old: Json = {
        "paths": {"/t": {"get": {"operationId": "t.get", "responses": {"200": {"$ref": "#/components/responses/T"}}}}},
        "components": {
            "responses": {"T": {"content": {"application/json": {"schema": ref("T")}}}},
            "schemas": {
                "T": {
                    "properties": {
                        "up": {"oneOf": [ref("T"), {"type": "null"}]},
                        "down": {"type": "array", "items": ref("T")},
                        "beside": {**ref("T"), "deprecated": True},
                        "size": {"type": "integer"},
                    }
                }
            },
        },
    }
    check(old)
    new = copy.deepcopy(old)
    members(new, "T").pop("size")
    assert [str(change) for change in changes(old, new)] == ["breaking: T.size: is gone (T.size)"]


@pytest.mark.parametrize("service", ["meshy", "flighthub"])
def test_nothing_changed(service: str) -> None:
    """A spec, and its contract of a day, do not differ from themselves."""
    spec = load_spec(service)
    assert changes(spec, copy.deepcopy(spec)) == []
    assert changes(contract_of(spec, "2026-06-15"), contract_of(spec, "2026-06-15")) == []


def test_the_gravest_weight_counts() -> None:
    """A schema that is sent and answered is told once, with its gravest weight and all of its names."""
    old = copy.deepcopy(load_spec("flighthub"))
    members(old, "StatusAnswer")["language"] = ref("Language")
    new = copy.deepcopy(old)
    schemas(new)["Language"].pop("enum")
    found = [change for change in changes(old, new) if change.place == "Language"]
    assert [(change.weight, change.names) for change in found] == [(RISKY, ("StatusAnswer.language", "every call"))]


HOLDERS: dict[str, Any] = {
    **{key: ref("T") for key in ("items", "contains", "propertyNames", "contentSchema", "not", "if")},
    **{key: ref("T") for key in ("additionalProperties", "unevaluatedProperties", "unevaluatedItems")},
    **{key: [ref("T"), {"const": 0}] for key in ("prefixItems", "anyOf", "oneOf", "allOf")},
    **{key: {"a": ref("T")} for key in ("properties", "patternProperties", "dependentSchemas")},
    "x-unheard-of": [ref("T")],
}


@pytest.mark.parametrize("key", HOLDERS)
def test_changes_behind_references(key: str) -> None:
    """A change of a component is reported wherever a schema names it."""
    content = {"content": {"application/json": {"schema": {"type": ["object", "array"], key: HOLDERS[key]}}}}
    old: Json = {
        "paths": {"/t": {"post": {"operationId": "t.make", "requestBody": content}}},
        "components": {"schemas": {"T": {"maximum": 5}}},
    }
    check(old)
    new = copy.deepcopy(old)
    schemas(new)["T"]["maximum"] = 4
    assert [change.weight for change in changes(old, new)] == ["breaking"]
    assert "maximum is 4, it was 5" in str(changes(old, new)[0])


def test_python_names() -> None:
    """A change names what the generated client calls a member, a parameter and an attribute."""
    new = copy.deepcopy(load_spec("meshy"))
    members(new, "CreateImageTo3D").update({"to_dict": {"type": "string"}, "foo-bar": {"type": "string"}})
    members(new, "Task")["3mf"] = {"type": "string"}
    page(new)["parameters"].append({"name": "given", "in": "query", "schema": {"type": "string"}})
    text = "\n".join(map(str, changes(load_spec("meshy"), new)))
    assert "CreateImageTo3D.to_dict: is new (image_to_3d.create(to_dict_=))" in text
    assert "CreateImageTo3D.foo-bar: is new (image_to_3d.create(foo_bar=))" in text
    assert "Task.3mf: is new (ImageTo3DTask.file_3mf, " in text
    assert "image_to_3d.list given: a new parameter (image_to_3d.list(given_=))" in text


def test_a_new_value_of_a_closed_enum() -> None:
    """A reader that was promised every value of an answer may fail over a new one."""
    old = copy.deepcopy(load_spec("meshy"))
    schemas(old)["TaskStatus"].pop("x-open-enum")
    new = copy.deepcopy(old)
    schemas(new)["TaskStatus"]["enum"].append("X")
    assert next(str(change) for change in changes(old, new)).startswith("risky: TaskStatus: 'X' is a new value")
