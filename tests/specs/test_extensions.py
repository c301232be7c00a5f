"""The extensions in both specs: the evidence of every fact, the calendar, the prices, the messages of the service."""

from __future__ import annotations

import datetime
import re
from typing import Any

import jsonschema_rs
from helpers.specs.documents import SERVICES, Json, Spec, either, json_type, place, rule_names, spec, vocabulary
from meshwright.spec.calendar import contract_on
from meshwright.spec.reading import load_kinds

GRADES = {"seed", "doc", "doc*", "client", "live", "inferred", "decision"}
DATE = re.compile(r"20\d\d(-\d\d(-\d\d)?)?")
DAY = re.compile(r"20\d\d-\d\d(-\d\d)?")
DECISIONS = {"meshy": 49, "flighthub": 66}
"""How many decisions each service has."""
CHANGE_KEYS = {"day", "set", "add-rules", "x-source", "x-confidence"}
CREDIT_KEYS = {"add", "when", "x-since", "x-source", "x-confidence"}
SETTABLE = {"default", "maximum", "minimum", "maxLength", "deprecated", "rules", "x-default-by", "x-effect-when"}


def is_date(text: Any, form: re.Pattern[str] = DATE) -> bool:
    """Return whether this is a quoted, existing year, month or day."""
    if not isinstance(text, str) or not form.fullmatch(text):
        return False
    try:
        datetime.date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        return False
    return True


def fields_of_schema(it: Spec) -> list[tuple[str, Json]]:
    """Return every property that a component declares."""
    return [
        (f"{name}.{field}", schema)
        for name, component in it.schemas.items()
        for field, schema in component.get("properties", {}).items()
    ]


# ------------------------------------------------------------------------------------------------------------
# evidence
@either
def test_everything_has_a_source(it: Spec) -> None:
    """Operations, parameters, headers, properties, enums, rules, responses, changes and prices have a source."""
    components = it.document["components"]
    parts: list[tuple[str, Json]] = [(op["operationId"], op) for _, _, op in it.operations()]
    for name, op in it.webhooks().items():
        parts += [(name, part) for part in (op, *op["parameters"], *op["responses"].values())]
    for kind in ("parameters", "headers", "responses", "securitySchemes"):
        parts += [(f"{kind}.{name}", part) for name, part in components.get(kind, {}).items()]
    for _, _, op in it.operations():
        parts += [(f"{op['operationId']}.{p['name']}", p) for p in op["parameters"]]
        parts += [(f"{op['operationId']}.{code}", r) for code, r in op["responses"].items() if "$ref" not in r]
        parts += [(f"{op['operationId']}.x-credits", op["x-credits"])] if "x-credits" in op else []
    parts += fields_of_schema(it)
    for name, component in it.schemas.items():
        parts += [(f"{name}.allOf", rule) for rule in component.get("allOf", []) if "$ref" not in rule]
        parts += [(name, component)] if component.get("type") not in ("object", "array", None) else []
    parts += [(place(where), change) for where, node in it.nodes() for change in node.get("x-changes", [])]
    assert len(parts) > 120
    assert [place for place, part in parts if "x-source" not in part] == []


@either
def test_sources_are_well_formed(it: Spec) -> None:
    """A source is a grade, a page and a quoted date, and a decision is one that exists."""
    wrong: list[str] = []
    for where, node in it.nodes():
        if "x-source" not in node:
            continue
        source = node["x-source"]
        good = (
            set(source) == {"grade", "page", "date"}
            and source["grade"] in GRADES
            and isinstance(source["page"], str)
            and bool(source["page"].strip())
            and is_date(source["date"])
        )
        if good and source["grade"] == "decision":
            number = re.fullmatch(r"D(\d+)", source["page"])
            good = number is not None and 1 <= int(number[1]) <= DECISIONS[it.name]
        if not good:
            wrong.append(f"{place(where)}: {source}")
    assert wrong == []


@either
def test_confidence_is_well_formed(it: Spec) -> None:
    """x-confidence is open, conflict or inferred, with the reason; the decisions it names exist."""
    found = [(where, node["x-confidence"]) for where, node in it.nodes() if "x-confidence" in node]
    assert len(found) > 20
    for where, text in found:
        assert re.fullmatch(r"(open|conflict|inferred): \S.*", text), f"{place(where)}: {text}"
        for number in re.findall(r"\bD(\d+)\b", text):
            assert 1 <= int(number) <= DECISIONS[it.name], f"{place(where)}: {text}"


@either
def test_days_are_well_formed(it: Spec) -> None:
    """x-since and x-until are quoted months or days, and what goes came before; a change has a quoted day."""
    for where, node in it.nodes():
        for key in ("x-since", "x-until"):
            if key in node:
                assert is_date(node[key], DAY), f"{place(where)}.{key}: {node[key]!r}"
        if "x-since" in node and "x-until" in node:
            assert node["x-since"] < node["x-until"], place(where)
        if "day" in node:
            assert is_date(node["day"], DAY), f"{place(where)}: {node['day']!r}"
            assert len(node["day"]) == 10, f"{place(where)}: a change happens on a day, not in a month"


def test_nothing_is_required_before_it_exists() -> None:
    """Tasks have a `type` since 2026-05-22: the contract requires it from that day on, not before."""
    asking: dict[str, set[str]] = {}
    for day in ("2026-05-21", "2026-05-22"):
        for path, methods in contract_on("meshy", day)["paths"].items():
            content = methods.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
            if "type" in content.get("application/json", {}).get("schema", {}).get("required", ()):
                asking.setdefault(day, set()).add(path)
    assert list(asking) == ["2026-05-22"]
    assert "/openapi/v2/text-to-3d/{id}" in asking["2026-05-22"]


# ------------------------------------------------------------------------------------------------------------
# messages of the service, prices, changes
@either
def test_rules_of_requests_have_words(it: Spec) -> None:
    """Every rule of a request, and every field with a pattern, has the service's answer to a violation."""
    components = it.request_components()
    rules = [(name, rule) for name in components for rule in it.rules(it.schemas[name])]
    patterns = [(name, node) for name in components for _, node in it.nodes(it.schemas[name]) if "pattern" in node]
    assert rules
    for name, part in rules:
        assert part.get("x-message", "").strip(), name
    for name in components:
        if "pattern" in it.schemas[name]:
            assert it.schemas[name].get("x-message", "").strip(), name
        for field, schema in it.schemas[name].get("properties", {}).items():
            if any("pattern" in node for _, node in it.nodes(schema)):
                assert schema.get("x-message", "").strip(), f"{name}.{field}"
    assert patterns
    messages = [part["x-message"] for _, part in rules]
    assert all(message == message.strip() and not message.endswith(".") for message in messages)


@either
def test_changes(it: Spec) -> None:
    """x-changes go forward in time, set keywords or add rules, and name values and parameters that exist."""
    found = [(where, node) for where, node in it.nodes() if "x-changes" in node]
    for where, node in found:
        schema = it.resolve(node)
        days = [change["day"] for change in node["x-changes"]]
        assert days == sorted(set(days)), place(where)
        for change in node["x-changes"]:
            at = f"{place(where)} on {change['day']}"
            assert set(change) <= CHANGE_KEYS, at
            assert ("set" in change) != ("add-rules" in change), at
            assert "x-source" in change, at
            assert set(change.get("set", {})) <= SETTABLE, at
            default = change.get("set", {}).get("default")
            if default is not None and "enum" in schema:
                assert default in schema["enum"], at
    assert bool(found) == (it.name == "meshy"), "FlightHub has no calendar yet"


@either
def test_defaults_by_others(it: Spec) -> None:
    """A default that depends on another parameter names values that this one has, and values that it takes itself."""
    for request in it.requests().values():
        fields = it.fields(request)
        for name, field in fields.items():
            schema = it.resolve(field)
            changes = [change.get("set", {}) for change in schema.get("x-changes", [])]
            for by in [rule for part in (schema, *changes) for rule in part.get("x-default-by", [])]:
                assert set(by) == {"parameter", "values"}, name
                owners = [c["properties"] for c in it.schemas.values() if by["parameter"] in c.get("properties", {})]
                known = {value for owner in owners for value in it.resolve(owner[by["parameter"]]).get("enum", [])}
                assert set(by["values"]) <= known, name
                assert {json_type(value) for value in by["values"].values()} == {schema["type"]}, name


@either
def test_credits(it: Spec) -> None:
    """Every create of Meshy has a price: rules that add credits, each under a condition that names what exists."""
    for identity, request in it.requests().items():
        price = it.operation(identity).get("x-credits")
        assert (price is not None) == (it.name == "meshy"), identity
        if price is None:
            continue
        assert set(price) <= {"rules", "x-source", "x-changes", "x-confidence"}
        fields = it.fields(request)
        for part in [price, *(change["set"] for change in price.get("x-changes", []))]:
            for rule in part["rules"]:
                assert set(rule) <= CREDIT_KEYS, identity
                assert isinstance(rule["add"], int), identity
                assert rule["add"] > 0 or identity == "print_analyze.create", identity
                condition = rule.get("when", {})
                jsonschema_rs.Draft202012Validator(condition)
                assert set(rule_names(condition)) <= set(fields), identity
                for _, node in it.nodes(condition):
                    for field, wanted in node.get("properties", {}).items():
                        schema = it.resolve(fields[field])
                        for value in constants(wanted):
                            assert value in schema.get("enum", [value]), f"{identity}: {field} {value!r}"
                            assert json_type(value) == schema["type"], f"{identity}: {field} {value!r}"


def constants(schema: Json) -> list[Any]:
    """Return the values that a condition on one field names."""
    inner = constants(schema["not"]) if "not" in schema else []
    return [*([schema["const"]] if "const" in schema else []), *schema.get("enum", []), *inner]


@either
def test_file_counts(it: Spec) -> None:
    """x-file-count gives the fewest and the most files; exactly the four kinds of FlightHub models have one."""
    counts = {place.split(".")[1]: f["x-file-count"] for place, f in fields_of_schema(it) if "x-file-count" in f}
    assert all(set(count) == {"minimum", "maximum"} for count in counts.values())
    assert all(0 < count["minimum"] < count["maximum"] for count in counts.values())
    kinds = {"parameter_2d", "parameter_3d", "parameter_3dgs", "parameter_lidar"}
    assert set(counts) == (kinds if it.name == "flighthub" else set())


@either
def test_file_inputs(it: Spec) -> None:
    """x-file-input marks strings and lists media types, whose data URIs the field's own pattern takes."""
    found = [(where, node) for where, node in it.nodes() if "x-file-input" in node]
    assert bool(found) == (it.name == "meshy")
    for where, node in found:
        assert node["type"] == "string", place(where)
        for media_type in node["x-file-input"]:
            uri = f"data:{media_type};base64,AAAA"
            assert it.validator({k: v for k, v in node.items() if k == "pattern"}).is_valid(uri), place(where)


@either
def test_streams(it: Spec) -> None:
    """An event stream describes the data of one event, and its schema is the same for the reader of the spec."""
    found = [node for _, node in it.nodes(it.document["paths"]) if "text/event-stream" in node]
    assert len(found) == len(load_kinds(it.name))
    for node in found:
        content = node["text/event-stream"]
        item = content["x-item-schema"]["$ref"]
        assert it.resolve(content["schema"])["else"]["properties"]["data"]["contentSchema"]["$ref"] == item


# ------------------------------------------------------------------------------------------------------------
# the vocabulary
def test_every_extension_is_explained() -> None:
    """specs/README.md explains exactly the extensions that the specs use."""
    used = {key for name in SERVICES for _, node in spec(name).nodes() for key in node if key.startswith("x-")}
    headers = {"x-request-id", "x-api-version"}  # names of response headers
    assert used - headers == vocabulary()
