"""Changes of a spec: every kind has its weight, its place and its client names, and none is lost."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from helpers.specs.changing import MEANS_THE_SAME, Json, cases, edited
from meshwright.contract.changes import RISKY, changes
from meshwright.contract.changes.checking import check
from meshwright.contract.changes.documents import without_calendar
from meshwright.spec.calendar import contract_of
from meshwright.spec.reading import load_spec


@pytest.mark.parametrize("case", cases(), ids=lambda case: case[1])
def test_meaning(case: tuple[str, str, str]) -> None:
    """The change is reported with its place and its names, nothing graver is, and its reversal is a change too."""
    service, edit, sentence = case
    old, new = load_spec(service), edited(service, edit)
    assert old != new
    check(new)
    found = [str(change) for change in changes(old, new)]
    if sentence == "nothing":
        assert found == [] == changes(new, old)
        return
    assert any(line.startswith(sentence) for line in found), found
    assert found[0].partition(":")[0] == sentence.partition(":")[0], found
    assert (found == [MEANS_THE_SAME]) == (sentence == MEANS_THE_SAME)
    assert changes(new, old)


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


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
        "risky: ImageModel: default is 'latest', it was 'meshy-4' (image_to_3d.create(ai_model=))",
        "risky: MultiImageModel: default is 'latest', it was 'meshy-5' (multi_image_to_3d.create(ai_model=))",
        "risky: image_to_3d.create price: now 20 credits when model_type is not smart-topology and ai_model is not ",
        "safe: PageSize: maximum is 100, it was 50",
        "safe: GenerationParameters.texture_prompt: maxLength is 800, it was 600",
    ):
        assert sentence in text
    assert not [line for line in found if "changes on" in line or "first day" in line or "calendar" in line]


def test_circles_end() -> None:
    """A recursive schema is compared, and reported once."""
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
    new["components"]["schemas"]["T"]["properties"].pop("size")
    assert [str(change) for change in changes(old, new)] == ["breaking: T.size: is gone (T.size)"]


@pytest.mark.parametrize("service", ["meshy", "flighthub"])
def test_nothing_changed(service: str) -> None:
    """A spec, and its contract of a day, do not differ from themselves."""
    spec = load_spec(service)
    assert changes(spec, copy.deepcopy(spec)) == []
    assert changes(contract_of(spec, "2026-06-15"), contract_of(spec, "2026-06-15")) == []


def test_the_gravest_weight_counts() -> None:
    """A schema in requests and answers is reported once, with its gravest weight and all of its names."""
    old = copy.deepcopy(load_spec("flighthub"))
    old["components"]["schemas"]["StatusAnswer"]["properties"]["language"] = ref("Language")
    new = copy.deepcopy(old)
    new["components"]["schemas"]["Language"].pop("enum")
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
    new["components"]["schemas"]["T"]["maximum"] = 4
    assert [change.weight for change in changes(old, new)] == ["breaking"]
    assert "maximum is 4, it was 5" in str(changes(old, new)[0])


def test_a_new_value_of_a_closed_enum() -> None:
    """A reader that was promised every value of an answer may fail over a new one."""
    old = copy.deepcopy(load_spec("meshy"))
    old["components"]["schemas"]["TaskStatus"].pop("x-open-enum")
    new = copy.deepcopy(old)
    new["components"]["schemas"]["TaskStatus"]["enum"].append("X")
    assert next(str(change) for change in changes(old, new)).startswith("risky: TaskStatus: 'X' is a new value")
