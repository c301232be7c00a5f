"""The same change of a schema weighs otherwise by the way that the value travels."""

from __future__ import annotations

from typing import Any

import pytest
from contract.changing import Json
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
    ({"oneOf": [{"minimum": 1}]}, {"oneOf": [{"minimum": 1}, {"maximum": 5}]}, RISKY, BREAKING),
    ({"anyOf": [{"minimum": 1}, {"maximum": 0}]}, {"anyOf": [{"maximum": 0}, {"minimum": 1}]}, SAFE, SAFE),
    ({"anyOf": [{"minimum": 1}, {"const": 0}]}, {"anyOf": [{"minimum": 0}, {"const": 0}]}, SAFE, RISKY),
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
    ({"patternProperties": {"a": {"minimum": 1}}}, {"patternProperties": {"b": {"minimum": 1}}}, RISKY, RISKY),
    ({"x-unheard-of": 1}, {"x-unheard-of": 1.5}, RISKY, RISKY),
    (True, False, BREAKING, SAFE),
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
