"""The house rules of specs/README.md on the form of both specs: the document, its names, its schemas, its examples."""

from __future__ import annotations

import datetime
import keyword
import re
from collections import Counter
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from helpers.specs.documents import METHODS, SERVICES, Spec, either, json_type, place, rule_names, spec
from openapi_spec_validator import OpenAPIV31SpecValidator

STREAMED = {"id", "progress", "status"}
"""What every event of a task carries."""
WIDE = r"(_at|_time|_size|^size|^Unix\w+|^NumericId)$"
"""Names of integers with 64 bits: times, sizes and numbers that the service chooses."""
TYPES = {"string", "integer", "number", "boolean", "array", "object", "null"}


# ------------------------------------------------------------------------------------------------------------
# the document
@either
def test_valid(it: Spec) -> None:
    """Each spec is valid OpenAPI 3.1 in its own dialect: some tools refuse a document that names one."""
    assert it.document["openapi"] == "3.1.0"
    assert "jsonSchemaDialect" not in it.document
    assert [error.message for error in OpenAPIV31SpecValidator(it.document).iter_errors()] == []


@either
def test_no_anchors(it: Spec) -> None:
    """No YAML anchor or alias: some parsers lose their content."""
    events = yaml.parse(it.text, Loader=yaml.CSafeLoader)
    assert [event.start_mark.line + 1 for event in events if getattr(event, "anchor", None)] == []


@either
def test_no_key_twice(it: Spec) -> None:
    """No key stands twice in a mapping: YAML would silently keep the second."""
    twice: list[str] = []
    waiting = [yaml.compose(it.text, Loader=yaml.CSafeLoader)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.MappingNode):
            counted = Counter(key.value for key, _ in node.value)
            twice += [f"line {node.start_mark.line + 1}: {key}" for key, count in counted.items() if count > 1]
            waiting += [value for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value
    assert twice == []


@either
def test_quoted(it: Spec) -> None:
    """Values that YAML would read as a date, a number, a boolean or null are quoted: keys, dates, types and enums."""
    wrong: list[str] = []
    for where, node in it.nodes():
        wrong += [f"{place(where)}: key {key!r}" for key in node if not isinstance(key, str)]
        for key, value in node.items():
            if isinstance(value, datetime.date) or (key == "type" and value is None):
                wrong.append(f"{place(where)}.{key} = {value!r}")
            elif key == "enum" and "type" in node:
                wrong += [f"{place(where)}: {v!r}" for v in value if json_type(v) != node["type"]]
    assert wrong == []


@either
def test_types_exist(it: Spec) -> None:
    """Every schema type is one of JSON Schema's seven, spelt right, and no `nullable` or type list is used."""
    for where, node in it.nodes(it.schemas):
        if where and where[-1] not in ("properties", "schemas") and "type" in node and "grade" not in node:
            kind = node["type"]
            # A property may itself be called `type`; then its value is a schema.
            assert isinstance(kind, dict) or kind in TYPES, f"{place(where)}: {kind!r}"
        assert "nullable" not in node, f"{place(where)}: nullable is OpenAPI 3.0"


# ------------------------------------------------------------------------------------------------------------
# names
@either
def test_operations_are_named_tag_dot_verb(it: Spec) -> None:
    """Every operation has one declared snake_case tag and a unique operationId `tag.verb`."""
    declared = {tag["name"] for tag in it.document["tags"]}
    identities = [op["operationId"] for _, _, op in it.operations()]
    assert len(set(identities)) == len(identities)
    for _, _, op in it.operations():
        (tag,) = op["tags"]
        assert tag in declared
        assert re.fullmatch(rf"{tag}\.[a-z][a-z0-9_]*", op["operationId"]), op["operationId"]
        assert re.fullmatch(r"[a-z][a-z0-9_]*", tag)
        assert not keyword.iskeyword(op["operationId"].split(".")[1])
    used = {op["tags"][0] for _, _, op in it.operations()} | {op["tags"][0] for op in it.webhooks().values()}
    assert declared == used, "a tag without operations"


@either
def test_component_names(it: Spec) -> None:
    """Components are PascalCase and write 3D with a capital; no two differ by case alone."""
    components = it.document["components"]
    names = [name for kind in ("schemas", "parameters", "headers", "responses") for name in components[kind]]
    for name in names:
        assert re.fullmatch(r"[A-Z][A-Za-z0-9]*", name), name
        assert "3d" not in name, name
    assert len({name.lower() for name in it.schemas}) == len(it.schemas)


@either
def test_every_schema_is_a_named_component(it: Spec) -> None:
    """Bodies name a component, and no enum or object is described inside another schema."""
    for where, node in it.nodes(it.document["paths"]):
        if "schema" in node and "value" not in where:
            beside = set(node["schema"]) - {"$ref"}
            assert "$ref" in node["schema"], f"{place(where)}: an inline schema"
            assert beside <= {"required"}, f"{place(where)}: {beside} beside a $ref"
    for name, component in it.schemas.items():
        for field, schema in component.get("properties", {}).items():
            inner = [schema, schema.get("items", {}), *schema.get("oneOf", [])]
            assert not any("properties" in part for part in inner), f"{name}.{field}: an inline object"
            if f"{name}.{field}" != "StreamEvent.event":  # two words that are not vocabulary of the service
                assert not any("enum" in part for part in inner), f"{name}.{field}: an inline enum"
    for name, parameter in it.document["components"]["parameters"].items():
        assert "enum" not in parameter["schema"], name


@either
def test_every_component_is_used(it: Spec) -> None:
    """Every component is used."""
    used = {node["$ref"] for _, node in it.nodes() if "$ref" in node}
    for kind in ("schemas", "parameters", "headers", "responses"):
        unused = {n for n in it.document["components"][kind] if f"#/components/{kind}/{n}" not in used}
        assert unused == set(), kind


# ------------------------------------------------------------------------------------------------------------
# the form of schemas
@either
def test_properties_and_rules_are_apart(it: Spec) -> None:
    """Beside properties stand neither anyOf nor oneOf, and of allOf none or two and more members: a generator takes a
    single one for the whole; a rule names only properties that the component has.
    """
    for name, component in it.schemas.items():
        if "properties" in component:
            assert not {"anyOf", "oneOf", "not", "if", "then", "else"} & set(component), name
            assert len(component.get("allOf", [1, 1])) >= 2, f"{name}: a single member in allOf"
        for part in component.get("allOf", []):
            if "$ref" in part:
                assert set(part) == {"$ref"}, name
        known = set(it.fields(component))
        for rule in it.rules(component) if component.get("type") == "object" else []:
            named_by_rule = set(rule_names(rule))
            assert named_by_rule <= known, f"{name}: a rule names {named_by_rule - known}"


@either
def test_required(it: Spec) -> None:
    """`required` names fields that exist, of a streamed task only those of every event, and of an envelope's data
    none; further members of one answer are next to its $ref.
    """
    for name, component in it.schemas.items():
        assert set(component.get("required", [])) <= set(it.fields(component)), name
    for _, _, op in it.operations():
        for response in op["responses"].values():
            for content in it.resolve(response).get("content", {}).values():
                if "required" in content["schema"]:
                    assert set(content["schema"]["required"]) <= set(it.fields({"$ref": content["schema"]["$ref"]}))
                if "x-item-schema" in content:
                    components = it.reachable(content["x-item-schema"])
                    required = {r for c in components for r in it.schemas[c].get("required", [])}
                    assert required == STREAMED
    if it.name == "flighthub":
        for name in it.answer_components() - {"Envelope", "Failure"}:
            assert "required" not in it.schemas[name], f"{name}: after a failure `data` may be empty"


@either
def test_no_const_in_answers(it: Spec) -> None:
    """No field of an answer is a constant, a reader would fail on tomorrow's value; rules in allOf may name one."""
    for name in it.answer_components():
        for _, node in it.nodes(it.schemas[name].get("properties", {})):
            assert "const" not in node, name


@either
def test_enums(it: Spec) -> None:
    """An enum that the service may extend is marked, its default is one of its values, and integers have names."""
    enums = {name: component for name, component in it.schemas.items() if "enum" in component}
    assert len(enums) >= 4
    for name, component in enums.items():
        values = component["enum"]
        assert len(set(values)) == len(values), name
        assert component.get("default", values[0]) in values, name
        if name not in ("SortBy", "TextTo3DMode"):  # parameters of two values, which are refused otherwise
            assert component.get("x-open-enum") is True, name
        if component["type"] == "integer":
            names = component["x-enum-varnames"]
            assert len(names) == len(values) == len(set(names)), name
            assert all(re.fullmatch(r"[A-Z][A-Z0-9_]*", n) for n in names), name
            assert len(component["x-enum-names"]) == len(values), name
        else:
            assert not {"x-enum-varnames", "x-enum-names"} & set(component), name


@either
def test_enum_values(it: Spec) -> None:
    """x-enum-values names values that exist and gives each its days, its source or its confidence."""
    found = [(w, n) for w, n in it.nodes() if "x-enum-values" in n]
    assert found
    for where, node in found:
        values = {str(value) for value in it.resolve(node)["enum"]}
        assert set(node["x-enum-values"]) <= values, place(where)
        for value, facts in node["x-enum-values"].items():
            allowed = {"x-since", "x-until", "x-source", "x-confidence"}
            assert facts, f"{place(where)}: {value}"
            assert set(facts) <= allowed, f"{place(where)}: {value}"


@either
def test_defaults_fit(it: Spec) -> None:
    """Every default is a value that its own schema accepts."""
    seen = 0
    for where, node in it.nodes():
        if "default" in node and ("type" in node or "$ref" in node) and "properties" not in where[-1:]:
            seen += 1
            assert it.validator(it.resolve(node)).is_valid(node["default"]), f"{place(where)}: {node['default']!r}"
    assert seen


@either
def test_integers_have_a_width(it: Spec) -> None:
    """Every integer has a width, with 64 bits for times and sizes: otherwise readers in other languages use 32."""
    integers = [(where, node) for where, node in it.nodes() if node.get("type") == "integer"]
    assert [place(where) for where, node in integers if node.get("format") not in ("int32", "int64")] == []
    names = [[step for step in where if isinstance(step, str) and step != "oneOf"][-1] for where, _ in integers]
    wide = {name for name, (_, node) in zip(names, integers, strict=True) if node.get("format") == "int64"}
    assert wide == {name for name in names if re.search(WIDE, name)} - {"page_size"}


@either
def test_parameters_are_bounded(it: Spec) -> None:
    """Every integer in a query has a least and a greatest value."""
    for _, _, op in it.operations():
        for parameter in op["parameters"]:
            schema = it.resolve(parameter["schema"])
            if schema["type"] == "integer":
                assert {"minimum", "maximum"} <= set(schema), parameter["name"]


@either
def test_unions_are_told_apart(it: Spec) -> None:
    """A discriminator names every choice, and each choice states the value it is named by."""
    found = [node for _, node in it.nodes() if "discriminator" in node]
    assert bool(found) == (it.name == "meshy")
    for node in found:
        named = node["discriminator"]["mapping"]
        assert {option["$ref"] for option in node["anyOf"]} == set(named.values())
        for value, reference in named.items():
            stated = [rule.get("properties", {}).get("type", {}) for rule in it.rules({"$ref": reference})]
            assert any(value in (one.get("const"), *one.get("enum", [])) for one in stated), value


# ------------------------------------------------------------------------------------------------------------
# examples
@either
def test_everything_has_an_example(it: Spec) -> None:
    """Every request, answer, error and webhook with a body has an example."""
    contents = [(where, node) for where, node in it.nodes() if "schema" in node and where[-2:-1] == ("content",)]
    assert [place(where) for where, node in contents if not node.get("examples")] == []
    assert len(contents) >= len(it.requests()) + len(it.document["components"]["responses"])


@pytest.mark.parametrize(
    ("it", "example"),
    [pytest.param(spec(n), e, id=f"{n}:{e.place[-60:]}") for n in SERVICES for e in spec(n).examples()],
)
def test_examples_are_valid(it: Spec, example: Any) -> None:
    """Every example is valid for its schema."""
    assert [str(error.message) for error in it.validator(example.schema).iter_errors(example.value)] == []


# ------------------------------------------------------------------------------------------------------------
# where things lead
@either
def test_links_lead_to_operations(it: Spec) -> None:
    """Every link names an operation and parameters that it has."""
    found = 0
    for _, _, op in it.operations():
        for response in op["responses"].values():
            for link in it.resolve(response).get("links", {}).values():
                found += 1
                target = it.operation(link["operationId"])
                assert set(link.get("parameters", {})) <= {p["name"] for p in target["parameters"]}
                if "requestBody" in link:
                    assert set(link["requestBody"]) <= set(it.fields(it.requests()[link["operationId"]]))
    assert found


def test_nothing_but_operations_on_paths() -> None:
    """Path items hold operations and shared parameters, nothing that the generator would overlook."""
    for name in SERVICES:
        for item in spec(name).document["paths"].values():
            assert set(item) <= {*METHODS, "parameters"}


def test_a_reader_finds_help() -> None:
    """Each spec names whom to ask, the service's own documentation, and a server that costs nothing."""
    for name in SERVICES:
        document = spec(name).document
        assert document["info"]["contact"]["name"]
        assert document["externalDocs"]["url"].startswith("https://")
        assert "emulator" in document["servers"][-1]["description"]


def test_references_stay_inside() -> None:
    """Every reference leads into the components of the same document."""
    for name in SERVICES:
        for where, node in spec(name).nodes():
            if "$ref" in node:
                assert node["$ref"].startswith("#/components/"), place(where)
                assert spec(name).resolve(node), place(where)
