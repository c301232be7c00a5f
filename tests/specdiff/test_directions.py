"""The same change of a schema weighs otherwise by the way that the value travels."""

from __future__ import annotations

from typing import Any

import pytest
from helpers.specs.changing import MEANS_THE_SAME, Json
from hypothesis import given
from hypothesis import strategies as st
from jsonschema_specifications import REGISTRY
from meshwright.contract.changes import BREAKING, RISKY, SAFE, changes
from meshwright.contract.changes.checking import check

SCHEMAS: list[tuple[Any, Any, str, str]] = [
    # before, after, how it weighs when sent, how when answered
    ({"multipleOf": 10}, {"multipleOf": 5}, SAFE, RISKY),
    ({"multipleOf": 5}, {"multipleOf": 10}, BREAKING, SAFE),
    ({"multipleOf": 5}, {"multipleOf": 7}, BREAKING, RISKY),
    ({"minimum": 1}, {}, SAFE, RISKY),
    ({}, {"exclusiveMinimum": 1}, BREAKING, SAFE),
    ({"minItems": 1}, {"minItems": 2}, BREAKING, SAFE),
    ({"const": 1}, {}, SAFE, RISKY),
    ({"const": 1}, {"const": 2}, BREAKING, BREAKING),
    ({"const": 1}, {"const": True}, BREAKING, BREAKING),
    ({"enum": [1, 2]}, {"enum": [2, 1]}, SAFE, SAFE),
    ({"enum": [1]}, {"enum": [1], "x-open-enum": True}, SAFE, RISKY),
    ({"x-open-enum": True}, {"x-open-enum": True, "enum": [1]}, RISKY, SAFE),
    ({"pattern": "a"}, {}, SAFE, RISKY),
    ({"pattern": "a"}, {"pattern": "b"}, BREAKING, RISKY),
    ({"format": "uri"}, {}, RISKY, RISKY),
    ({"type": "string"}, {"type": ["string"]}, SAFE, SAFE),
    ({"type": ["string", "null"]}, {"oneOf": [{"type": "string"}, {"type": "null"}]}, SAFE, SAFE),
    ({"type": ["string", "null"]}, {"type": "string"}, BREAKING, SAFE),
    ({}, {"type": "string"}, BREAKING, SAFE),
    ({"anyOf": [{"type": "string"}]}, {"anyOf": [{"type": "string"}, {"type": "integer"}]}, SAFE, BREAKING),
    ({"oneOf": [{"minimum": 1}]}, {"oneOf": [{"minimum": 1}, {"maximum": 5}]}, BREAKING, BREAKING),
    ({"anyOf": [{"minimum": 1}, {"maximum": 0}]}, {"anyOf": [{"maximum": 0}, {"minimum": 1}]}, SAFE, SAFE),
    ({"anyOf": [{"minimum": 1}, {"const": 0}]}, {"anyOf": [{"minimum": 0}, {"const": 0}]}, SAFE, BREAKING),
    ({"anyOf": [{"minimum": 1}, {"const": 0}]}, {"anyOf": [{"minimum": 1}]}, BREAKING, SAFE),
    ({"items": {"type": "string"}}, {"items": {"type": "integer"}}, BREAKING, BREAKING),
    ({"items": {"type": "string"}}, {}, SAFE, BREAKING),
    ({"additionalProperties": {"maximum": 1}}, {"additionalProperties": {"maximum": 2}}, SAFE, RISKY),
    ({"additionalProperties": False}, {}, SAFE, SAFE),
    ({"additionalProperties": False}, {"additionalProperties": {"type": "string"}}, SAFE, SAFE),
    ({}, {"if": {"minimum": 1}, "then": {"maximum": 3}}, BREAKING, SAFE),
    ({"not": {"const": 1}}, {}, SAFE, RISKY),
    ({"not": {"const": 1}}, {"not": {"const": 2}}, BREAKING, RISKY),
    ({"allOf": [{"minimum": 1}, {"maximum": 5}]}, {"allOf": [{"maximum": 5}, {"minimum": 1}]}, SAFE, SAFE),
    ({"contentSchema": {"type": "object"}}, {"contentSchema": {"type": "array"}}, BREAKING, BREAKING),
    ({}, {"anyOf": [{"minimum": 1}, {"const": 0}]}, BREAKING, RISKY),
    ({"oneOf": [{"minimum": 1}, {"const": 0}]}, {}, SAFE, RISKY),
    ({"contentMediaType": "text/plain"}, {}, RISKY, RISKY),
    ({"propertyNames": {"maxLength": 3}}, {"propertyNames": {"maxLength": 4}}, SAFE, RISKY),
    ({"patternProperties": {"a": {"minimum": 1}}}, {"patternProperties": {"b": {"minimum": 1}}}, BREAKING, RISKY),
    ({"x-unheard-of": 1}, {"x-unheard-of": 1.5}, RISKY, RISKY),
    (True, False, BREAKING, SAFE),
    # what can only narrow, each when it comes; test_every_keyword finds the ones that are missing
    ({}, {"dependentRequired": {"a": ["b"]}}, BREAKING, SAFE),
    ({"dependentRequired": {"a": ["b"]}}, {"dependentRequired": {"a": ["b", "c"]}}, BREAKING, SAFE),
    ({"dependentRequired": {"a": ["b"]}, "x-since": 1}, {"x-since": 1}, SAFE, RISKY),
    ({"dependentRequired": {"a": ["b"]}}, {"dependentRequired": {"a": ["c"]}}, BREAKING, RISKY),
    ({}, {"dependentSchemas": {"a": {"required": ["b"]}}}, BREAKING, SAFE),
    ({"dependentSchemas": {"a": {"minProperties": 2}}}, {"dependentSchemas": {"a": {}}}, SAFE, RISKY),
    ({}, {"unevaluatedProperties": False}, BREAKING, SAFE),
    ({}, {"unevaluatedProperties": {"type": "string"}}, BREAKING, SAFE),
    ({"unevaluatedProperties": False}, {"unevaluatedProperties": True}, SAFE, SAFE),
    ({}, {"unevaluatedItems": False}, BREAKING, SAFE),
    ({"unevaluatedItems": {"type": "string"}}, {"unevaluatedItems": False}, BREAKING, SAFE),
    ({}, {"prefixItems": [{"type": "string"}]}, BREAKING, SAFE),
    ({"prefixItems": [{"maximum": 1}]}, {"prefixItems": [{"maximum": 1}, {"maximum": 2}]}, BREAKING, SAFE),
    ({"prefixItems": [{"maximum": 1}]}, {"prefixItems": [{"maximum": 2}]}, SAFE, RISKY),
    ({"prefixItems": [{"maximum": 1}]}, {}, SAFE, RISKY),
    ({"prefixItems": [{"maximum": 1}], "items": False}, {"items": False}, BREAKING, SAFE),
    ({}, {"patternProperties": {"^a": {"type": "string"}}}, BREAKING, SAFE),
    ({"patternProperties": {"^a": {"maximum": 1}}}, {"patternProperties": {"^a": {"maximum": 2}}}, SAFE, RISKY),
    (
        {"patternProperties": {"^a": {}, "^b": {}}, "additionalProperties": False},
        {"patternProperties": {"^a": {}}, "additionalProperties": False},
        BREAKING,
        SAFE,
    ),
    ({}, {"additionalProperties": {"type": "string"}}, BREAKING, SAFE),
    ({}, {"items": {"type": "string"}}, BREAKING, BREAKING),
    ({}, {"contains": {"const": 1}}, BREAKING, SAFE),
    ({"contains": {"const": 1}}, {"contains": {"const": 1}, "minContains": 0}, SAFE, RISKY),
    ({"contains": {"const": 1}}, {"contains": {"const": 1}, "minContains": 2}, BREAKING, SAFE),
    ({"contains": {"const": 1}}, {"contains": {"const": 1}, "maxContains": 2}, BREAKING, SAFE),
    ({}, {"propertyNames": {"maxLength": 3}}, BREAKING, SAFE),
    ({}, {"contentSchema": {"type": "object"}}, BREAKING, SAFE),
    ({}, {"$dynamicRef": "#node"}, BREAKING, RISKY),
    ({}, {"not": {"const": 1}}, BREAKING, SAFE),
    ({}, {"allOf": [{"minimum": 1}]}, BREAKING, SAFE),
    ({}, {"oneOf": [{"minimum": 1}, {"const": 0}]}, BREAKING, RISKY),
    ({}, {"if": {"minimum": 1}, "else": {"maximum": 3}}, BREAKING, SAFE),
    ({}, {"const": 1}, BREAKING, SAFE),
    ({}, {"enum": [1]}, BREAKING, SAFE),
    ({"const": 1}, {"enum": [1, 2]}, SAFE, RISKY),
    ({"enum": [1, 2]}, {"const": 1}, BREAKING, SAFE),
    ({}, {"pattern": "a"}, BREAKING, SAFE),
    ({}, {"uniqueItems": True}, BREAKING, SAFE),
    ({}, {"multipleOf": 2}, BREAKING, SAFE),
    *[({}, {key: 3}, BREAKING, SAFE) for key in ("minimum", "minLength", "minItems", "minProperties")],
    *[({}, {key: 3}, BREAKING, SAFE) for key in ("maximum", "maxLength", "maxItems", "maxProperties")],
    ({}, {"exclusiveMaximum": 3}, BREAKING, SAFE),
    ({"minLength": 1}, {"minLength": 0}, SAFE, RISKY),
    ({}, {"properties": {"a": {"type": "string"}}, "required": ["a"]}, BREAKING, SAFE),
    # not a constraint by itself
    *[({}, {key: "x"}, RISKY, RISKY) for key in ("contentEncoding", "contentMediaType", "format", "default")],
    *[({}, {key: True}, RISKY, RISKY) for key in ("readOnly", "writeOnly", "deprecated")],
    *[({}, {key: "x"}, RISKY, RISKY) for key in ("$anchor", "$dynamicAnchor", "$id", "$schema")],
    ({}, {"$vocabulary": {"https://example.com/x": True}}, RISKY, RISKY),
    ({}, {"$defs": {"a": {"type": "string"}}}, SAFE, SAFE),
    ({}, {"notAKeyword": {"type": "string"}}, RISKY, RISKY),
]
SILENT = {"title", "description", "examples", "$comment"}
"""Annotations, which have no effect on a program."""
SAME: list[tuple[Any, Any]] = [
    ({}, {"minLength": 0, "minItems": 0, "minProperties": 0, "minContains": 1, "uniqueItems": False}),
    ({}, {"additionalProperties": True, "unevaluatedProperties": {}, "dependentRequired": {}, "patternProperties": {}}),
    ({}, {"dependentSchemas": {}, "readOnly": False, "deprecated": False}),
    ({"const": 1}, {"enum": [1]}),
]


def at_both_ends(schema: Any, *, sent: bool) -> Json:
    """Return a spec that sends or answers a value."""
    content = {"content": {"application/json": {"schema": {"properties": {"value": schema}}}}}
    operation = {"requestBody": content} if sent else {"responses": {"200": content}}
    return {"paths": {"/x": {"post": {"operationId": "x.make", **operation}}}}


@pytest.mark.parametrize("case", SCHEMAS, ids=str)
def test_directions(case: tuple[Any, Any, str, str]) -> None:
    """The same change of a schema weighs otherwise when the value is sent and when it is answered."""
    before, after, *weights = case
    for sent, weight in zip((True, False), weights, strict=True):
        old, new = at_both_ends(before, sent=sent), at_both_ends(after, sent=sent)
        check(new)
        found = changes(old, new)
        assert found[0].weight == weight, [str(change) for change in found]
        assert changes(new, old)


def test_every_keyword() -> None:
    """Every keyword of JSON Schema 2020-12 has a row above, or is an annotation without a meaning for programs."""
    meta = [uri for uri in REGISTRY if "2020-12/meta/" in uri]
    known = {key for uri in meta for key in REGISTRY.contents(uri).get("properties", {})}
    compared = {
        key for before, after, *_ in SCHEMAS for part in (before, after) if part not in (True, False) for key in part
    }
    assert len(known) > 50
    assert known - compared - SILENT <= {"$ref", "then", "else"}


@pytest.mark.parametrize("case", SAME, ids=str)
def test_keywords_that_say_nothing(case: tuple[Any, Any]) -> None:
    """Adding a keyword with the value of its absence is not a change."""
    for sent in (True, False):
        old, new = (at_both_ends(schema, sent=sent) for schema in case)
        check(new)
        assert [str(change) for change in changes(old, new)] == [MEANS_THE_SAME]


@given(st.sampled_from(SCHEMAS))
def test_what_narrows_one_way_widens_the_other(case: tuple[Any, Any, str, str]) -> None:
    """No change of a request is safe in both directions unless it is nothing to a program."""
    before, after, *_ = case
    old, new = at_both_ends(before, sent=True), at_both_ends(after, sent=True)
    weights = {changes(old, new)[0].weight, changes(new, old)[0].weight}
    neutral = {*before, *after} & {"additionalProperties", "$defs"} if isinstance(before, dict) else set()
    assert weights != {SAFE} or neutral or changes(old, new)[0].sentence.endswith(("same", "order"))
