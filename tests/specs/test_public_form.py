"""The public form of both specs: plain OpenAPI that judges as the contract of its day does."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import jsonschema_rs
import pytest
import yaml  # type: ignore[import-untyped]
from helpers.specs.documents import METHODS, SERVICES, Json, Spec, place
from meshwright.spec.calendar import SEED, contract_of
from meshwright.spec.public import FORMATS, Unsayable, as_text, edition, public_form
from meshwright.spec.reading import load_spec
from openapi_spec_validator import OpenAPIV31SpecValidator

DAYS = (SEED, "2025-03-20", "2026-06-15", "2026-09-20", "2026-11-29")
LEFT = {"x-rules", "x-evidence", "x-since", "x-until", "x-enum-varnames"}
HEADERS = {"x-request-id", "x-api-version"}
RULES = {"allOf", "if", "then", "else", "not", "dependentRequired", "dependentSchemas"}
forms = pytest.mark.parametrize(("service", "day"), [(service, day) for service in SERVICES for day in DAYS])


@cache
def form_of(service: str, day: str) -> Spec:
    """Return a public form with the readers of the specs; tests do not change it."""
    return Spec(service, "", public_form(load_spec(service), day))


def visible(it: Spec) -> Iterator[tuple[tuple[Any, ...], Json]]:
    """Yield every mapping but the rules and the values of examples, which hold JSON of their own."""
    for where, node in it.nodes():
        if not {"x-rules", "value"} & set(where):
            yield where, node


# ------------------------------------------------------------------------------------------------------------
# its form
@forms
def test_plain(service: str, day: str) -> None:
    """A public form is valid OpenAPI 3.1, of few annotations, without bases and rules among its members."""
    it = form_of(service, day)
    assert [error.message for error in OpenAPIV31SpecValidator(it.document).iter_errors()] == []
    for where, node in visible(it):
        if "properties" not in where[-1:]:
            assert {key for key in node if key.startswith("x-")} <= LEFT | HEADERS, place(where)
            assert not RULES & set(node), place(where)
        if node.get("type") == "integer":
            assert node["format"] in ("int32", "int64"), place(where)
        assert "deprecated" not in node.get("description", "") or day != SEED


@forms
def test_names_and_links(service: str, day: str) -> None:
    """Ids are names, links lead by parameters to operations of the day, and no tag, path or component is unused."""
    it = form_of(service, day)
    ids = {operation["operationId"] for _, _, operation in it.operations()}
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", identity) for identity in ids)
    links = [link for _, node in it.nodes() for link in node.get("links", {}).values()]
    assert links
    assert {link["operationId"] for link in links} <= ids
    assert not any("requestBody" in link for link in links)
    assert all(set(item) & set(METHODS) for item in it.document["paths"].values())
    tags = {op["tags"][0] for _, _, op in it.operations()} | {op["tags"][0] for op in it.webhooks().values()}
    assert [tag["name"] for tag in it.document["tags"] if tag["name"] not in tags] == []
    for kind, parts in it.document["components"].items():
        used = {node["$ref"] for _, node in it.nodes() if "$ref" in node}
        unused = {name for name in parts if f"#/components/{kind}/{name}" not in used}
        assert unused == set() or kind == "securitySchemes", kind


@forms
def test_words(service: str, day: str) -> None:
    """No text names a page or a decision of ours by its number."""
    nodes = [node for _, node in form_of(service, day).nodes()]
    texts = [node[key] for node in nodes for key in ("description", "summary", "x-evidence") if key in node]
    assert len(texts) > 100
    assert [text for text in texts if re.search(r"\bD\d+\b|\bseed\b|\bdoc\*|x-[a-z]+-", str(text))] == []


@pytest.mark.parametrize("service", SERVICES)
def test_price_and_rules_are_said(service: str) -> None:
    """A create has its price in words, and every operation with a body its refusals."""
    it = form_of(service, "2026-11-29")
    source = Spec(service, "", contract_of(load_spec(service), "2026-11-29"))
    for _, _, operation in source.operations():
        said = next(o for _, _, o in it.operations() if o["operationId"] == operation["operationId"].replace(".", "_"))
        steps = operation.get("x-credits", {}).get("rules", [])
        assert said["description"].count(" credits") >= len(steps)
        assert ("**Price" in said["description"]) == bool(steps)
        rules = source.rules(source.requests().get(operation["operationId"], {}))
        assert all(rule["x-message"] in said["description"] for rule in rules)


@forms
def test_formats_say_the_same(service: str, day: str) -> None:
    """YAML and JSON hold the same document, and no alias."""
    form = public_form(load_spec(service), day)
    texts = {format: as_text(form, format) for format in FORMATS}
    assert yaml.load(texts["yaml"], Loader=yaml.CSafeLoader) == json.loads(texts["json"]) == form
    assert not any(getattr(event, "anchor", None) for event in yaml.parse(texts["yaml"], Loader=yaml.CSafeLoader))


# ------------------------------------------------------------------------------------------------------------
# what it means
def judge(it: Spec, name: str) -> Callable[[Any], bool]:
    """Return a judge of a component that knows the rules beside the members too."""
    ruled = {
        n: {**c, "allOf": [*c.get("allOf", []), *(r["schema"] for r in c.get("x-rules", []))]}
        for n, c in it.schemas.items()
    }
    schema = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": ruled}}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True).is_valid


def values_of(it: Spec, name: str) -> Iterator[Any]:
    """Yield values that a component takes, and many that differ from one in a member."""
    reference = {"$ref": f"#/components/schemas/{name}"}
    found = [e.value for e in it.examples() if e.schema.get("$ref") == reference["$ref"]] or [{}]
    fields = it.fields(reference)
    for value in found:
        yield value
        if not isinstance(value, dict):
            continue
        yield from ({key: v for key, v in value.items() if key != gone} for gone in value)
        for field, schema in fields.items():
            schema = it.resolve(schema)
            others = [*schema.get("enum", []), schema.get("minimum", 0), schema.get("maximum", 10**6), -1]
            others += [True, False, "", "x", "x" * 700, "https://example.com/a.png", None, [], {}, ["glb"], 1.5]
            for other in others:
                yield {**value, field: other}
                yield {field: other, **({"mode": "refine"} if "mode" in fields else {})}


@forms
def test_it_judges_as_the_contract(service: str, day: str) -> None:
    """With its rules a public form takes and refuses the very values that the contract of its day does."""
    it, source = form_of(service, day), Spec(service, "", contract_of(load_spec(service), day))
    verdicts: set[bool] = set()
    for name in it.schemas:
        old, new = judge(source, name), judge(it, name)
        for value in values_of(source, name):
            verdicts.add(old(value))
            assert new(value) == old(value), f"{name}: {json.dumps(value)[:300]}"
    assert verdicts == {True, False}


@pytest.mark.parametrize("service", SERVICES)
def test_examples_hold_today(service: str) -> None:
    """Every example of today's form fits its schema and its rules."""
    it = form_of(service, "2026-11-29")
    found = [e for e in it.examples() if "$ref" in e.schema and e.schema["$ref"].startswith("#/components/schemas/")]
    assert found
    assert [e.place for e in found if not judge(it, e.schema["$ref"].rpartition("/")[2])(e.value)] == []


def test_defaults_may_be_sent_today() -> None:
    """A generated client that sends every default is not refused for one: the defaults are those of the day."""
    it = form_of("meshy", "2026-11-29")
    for identity, schema in it.requests().items():
        name = schema["$ref"].rpartition("/")[2]
        fields = {field: it.resolve(member) for field, member in it.fields(schema).items()}
        sent = {field: member["default"] for field, member in fields.items() if "default" in member}
        example = next(e.value for e in it.examples() if e.schema == schema)
        assert judge(it, name)({**sent, **example}), identity
        assert sent.get("ai_model", "latest") == "latest"
    assert "default" not in it.schemas["CreateImageTo3D"]["properties"]["should_remesh"], "it depends on ai_model"


# ------------------------------------------------------------------------------------------------------------
# what has no public form
IMAGE = ("paths", "/openapi/v1/image-to-3d", "post")
UNSAYABLE: dict[str, tuple[Callable[[Json], object], str]] = {
    "a rule inside a member": (
        lambda s: s["components"]["schemas"]["Balance"]["properties"]["balance"].update({"not": {"const": 3}}),
        "components.schemas.Balance.properties.balance.not: is a rule: put it into allOf",
    ),
    "an unknown keyword": (
        lambda s: s["components"]["schemas"]["TaskError"].update(patternProperties={"^x": {"type": "string"}}),
        "components.schemas.TaskError.patternProperties: is not a keyword of the public form",
    ),
    "a rule without words": (
        lambda s: s["components"]["schemas"]["CreateResize"]["allOf"][2].pop("x-message"),
        "paths./openapi/v1/resize.post.allOf: a rule needs an x-message, {'not'",
    ),
    "an integer without a width": (
        lambda s: s["components"]["schemas"]["Balance"]["properties"]["balance"].pop("format"),
        "components.schemas.Balance.properties.balance: an integer needs a format",
    ),
    "a choice of anything": (
        lambda s: s["components"]["schemas"]["TaskState"]["properties"]["task_error"]["oneOf"].append({"minLength": 1}),
        "task_error.oneOf.2: a choice needs a type or a $ref",
    ),
    "a price without words": (
        lambda s: s["paths"]["/openapi/v1/resize"]["post"]["x-credits"]["rules"][0].update(when={"minProperties": 2}),
        "paths./openapi/v1/resize.post.x-credits: minProperties cannot be put into words",
    ),
}


@pytest.mark.parametrize("name", UNSAYABLE)
def test_what_it_cannot_say(name: str) -> None:
    """A spec edited into something without a public form is refused in one line with the place."""
    spec = copy.deepcopy(load_spec("meshy"))
    edit, line = UNSAYABLE[name]
    edit(spec)
    with pytest.raises(Unsayable) as caught:
        public_form(spec, "2026-11-29")
    assert line in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("service", "as_of", "words"),
    [
        ("meshy", "2024-12-31", "known from 2025-01-01 on"),
        ("flighthub", "2025-03-19", "known from 2025-03-20 on"),
        ("meshy", "yesterday", "must be a day"),
        ("meshy", "2026-02-30", "must be a day"),
    ],
)
def test_days_without_a_contract(service: str, as_of: str, words: str) -> None:
    """A day before the first edition, and a text that is not a day, are refused."""
    with pytest.raises(ValueError, match=words):
        edition(load_spec(service), as_of, 0.0)


def test_days_with_a_contract() -> None:
    """The first day, today and the seed documents have a contract."""
    assert [edition(load_spec("meshy"), as_of, 1.8e9) for as_of in ("2025-01-01", "today", "seed")] == [
        "2025-01-01",
        "2027-01-15",
        "seed",
    ]
