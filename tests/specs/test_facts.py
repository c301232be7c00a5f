"""The specs against facts_*.yaml, which were written down apart from them for the resources of the seed documents: none
of those facts is missing, and types, values, limits, defaults, days, refusals and prices agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from helpers.specs.documents import SCHEMAS, SERVICES, Json, Spec, either, spec

LIMITS = ("minimum", "exclusiveMinimum", "maximum", "maxLength", "minItems", "maxItems")
CONTRACT_OF_THE_SEED = "0000"
NOW = "2026-11-21"


def facts(name: str) -> Json:
    """Read the facts of one service."""
    text = Path(__file__).with_name(f"facts_{name}.yaml").read_text("utf-8")
    found: Json = yaml.load(text, Loader=yaml.CSafeLoader)
    for fields in found["objects"].values():
        for dropped in [field for field, fact in fields.items() if fact is None]:
            del fields[dropped]
    return found


FACTS = {name: facts(name) for name in SERVICES}


def type_of(it: Spec, schema: Json) -> str:
    """Write the type of a field as the facts do."""
    if "oneOf" in schema:
        return " | ".join(type_of(it, part) for part in schema["oneOf"])
    if it.resolve(schema).get("type") == "array":
        return f"{type_of(it, it.resolve(schema)['items'])}[]"
    if it.resolve(schema).get("type") == "object":
        return str(schema["$ref"].removeprefix(SCHEMAS))
    return str(it.resolve(schema)["type"])


def vocabulary_of(it: Spec, schema: Json) -> Json | None:
    """Return the enum that a field, or a member of it, is taken from."""
    schema = it.resolve(schema)
    schema = it.resolve(schema["items"]) if schema.get("type") == "array" else schema
    return schema if "enum" in schema else None


def day_disagrees(known: str | None, said: Json, key: str) -> bool:
    """Return whether a spec dates something differently from the facts. A day that is not known begins with the page
    that is the evidence, or the spec says that it is open.
    """
    written = said.get(key)
    if known != "open":
        return bool(written != known)
    first_page = str(said.get("x-source", {}).get("date", "never"))[:7]
    return written is None or not ("x-confidence" in said or str(written)[:7] == first_page)


def disagreements(it: Spec, fact: Json, field: Json, required: bool) -> Iterator[str]:
    """Yield every difference between a fact and a field of the spec."""
    schema = it.resolve(field)
    if fact["type"] != type_of(it, field):
        yield f"type {type_of(it, field)}"
    for key in (*LIMITS, "default"):
        if fact.get(key) != schema.get(key):
            yield f"{key} {schema.get(key)!r}, not {fact.get(key)!r}"
    if fact.get("required", False) != required:
        yield f"required is {required}"
    if fact.get("deprecated", False) != schema.get("deprecated", False):
        yield f"deprecated is {schema.get('deprecated', False)}"
    if "in" not in fact and day_disagrees(fact.get("since"), field, "x-since"):
        yield f"since {field.get('x-since')}, not {fact.get('since')}"
    if "files" in fact and list(schema["x-file-count"].values()) != fact["files"]:
        yield f"files {schema['x-file-count']}"
    yield from changes_that_differ(fact.get("later", {}), schema)
    yield from values_that_differ(it, fact.get("enum"), vocabulary_of(it, field))


def required_of(it: Spec, component: Json) -> set[str]:
    """Return the required members of a component and of its bases."""
    bases = [it.resolve(part) for part in component.get("allOf", []) if "$ref" in part]
    return set(component.get("required", [])).union(*(required_of(it, base) for base in bases))


def changes_that_differ(later: Json, schema: Json) -> Iterator[str]:
    """Yield what a spec lets happen on another day, or not at all."""
    for day, change in later.items():
        written = [c.get("set") for c in schema.get("x-changes", []) if c["day"].startswith(day)]
        if written != [change]:
            yield f"changes on {day}: {written}, not {change}"


def values_that_differ(it: Spec, known: Any, enum: Json | None) -> Iterator[str]:
    """Yield what differs between the values known and those of an enum."""
    values = set(enum["enum"]) if enum else set()
    open_ = bool(enum and enum.get("x-open-enum"))
    if not (set(known or ()) <= values if open_ and known else set(known or ()) == values):
        yield f"values {sorted(values, key=str)}"
        return
    for value, days in known.items() if isinstance(known, dict) else ():
        said = {"x-source": enum.get("x-source", {}), **enum.get("x-enum-values", {}).get(value, {})} if enum else {}
        for key in ("since", "until"):
            if day_disagrees(days.get(key), said, f"x-{key}"):
                yield f"{value} {key} {said.get(f'x-{key}')}, not {days.get(key)}"


@either
def test_operations(it: Spec) -> None:
    """The spec has the operations that are known, with their methods and paths."""
    written = {op["operationId"]: f"{method.upper()} {path}" for path, method, op in it.operations()}
    assert FACTS[it.name]["operations"].items() <= written.items()


@either
def test_parameters(it: Spec) -> None:
    """The spec has exactly the path, query and header parameters that are known, with their limits and defaults."""
    known = FACTS[it.name]["parameters"]
    parameters = it.document["components"]["parameters"]
    names = {key: key if key in known else one["name"] for key, one in parameters.items()}  # some names are used twice
    assert set(names.values()) == set(known)
    for key, parameter in parameters.items():
        fact = known[names[key]]
        found = list(disagreements(it, fact, parameter["schema"], parameter.get("required", False)))
        assert (parameter["in"], found) == (fact["in"], []), parameter["name"]


@pytest.mark.parametrize(
    ("it", "name"),
    [pytest.param(spec(service), name, id=name) for service in SERVICES for name in FACTS[service]["objects"]],
)
def test_fields(it: Spec, name: str) -> None:
    """Every object has the fields that are known, with type, values, limits, default and days."""
    known = FACTS[it.name]["objects"][name]
    component = it.schemas[name]
    fields = it.fields(component)
    assert set(known) <= set(fields)
    assert not {f"{name}.{field}" for field in fields} & set(FACTS[it.name]["left_out"])
    required = required_of(it, component)
    found = {n: list(disagreements(it, known[n], fields[n], n in required)) for n in known}
    assert {n: differences for n, differences in found.items() if differences} == {}


def test_names_of_integers() -> None:
    """The integers of FlightHub bear the service's names, and ours where it gives one name twice."""
    for name, known in FACTS["flighthub"]["names"].items():
        enum = spec("flighthub").schemas[name]
        assert dict(zip(enum["enum"], enum["x-enum-names"], strict=True)) == known
    for name, known in FACTS["flighthub"]["constants"].items():
        enum = spec("flighthub").schemas[name]
        assert dict(zip(enum["enum"], enum["x-enum-varnames"], strict=True)) == known


def test_statuses_of_meshy() -> None:
    """Creates answer 202 and 402 among others, only a delete can answer 409; a design of a product names no task."""
    expected = {
        "create": {"202", "400", "401", "402", "403", "404", "422", "429", "5XX"},
        "get": {"200", "401", "403", "404", "429", "5XX"},
        "list": {"200", "400", "401", "403", "429", "5XX"},
        "stream": {"200", "401", "403", "404", "429", "5XX"},
        "delete": {"200", "401", "403", "404", "409", "429", "5XX"},
        "balance": {"200", "401", "403", "429", "5XX"},
        "usage": {"200", "400", "401", "403", "429", "5XX"},
        "animation_library": {"200", "400", "401", "403", "429", "5XX"},
        "showcases": {"200", "400", "401", "402", "403", "429", "5XX"},
        "public_animations": {"200", "400", "429", "5XX"},
    }
    for _, _, operation in spec("meshy").operations():
        tag, verb = operation["operationId"].split(".")
        wanted = expected[tag if tag in expected else verb]
        if tag.startswith("creative_lab") and verb == "create" and not tag.endswith("build"):
            wanted = wanted - {"404"}
        assert set(operation["responses"]) == wanted, operation["operationId"]


def refusals(it: Spec, component: str, body: Json, day: str) -> list[str]:
    """Return what a request breaks: the words of its rules, and the names of its fields."""
    fields, rules = it.fields(it.schemas[component]), it.rules(it.schemas[component], day)
    broken = [name for name, value in body.items() if not it.validator(fields[name]).is_valid(value)]
    return broken + [rule["x-message"] for rule in rules if not it.validator(rule).is_valid(body)]


@pytest.mark.parametrize(
    ("it", "case"),
    [pytest.param(spec(n), c, id=f"{c['of']}-{i}") for n in SERVICES for i, c in enumerate(FACTS[n]["requests"])],
)
def test_requests(it: Spec, case: Json) -> None:
    """A request is refused by exactly the rule that the pages name, and a good one by none."""
    day = case.get("day", CONTRACT_OF_THE_SEED)
    broken = refusals(it, case["of"], case["body"], day)
    whole = it.validator({"$ref": f"{SCHEMAS}{case['of']}"}).is_valid(case["body"])
    if "refused" not in case:
        assert broken == []
        assert whole
    else:
        (sentence,) = broken
        assert sentence.startswith(case["refused"])
        assert whole == (day != CONTRACT_OF_THE_SEED), "the spec without a day is the contract of the seed pages"


@pytest.mark.parametrize("case", FACTS["meshy"]["credits"], ids=lambda case: case["of"])
def test_credits(case: Json) -> None:
    """A request has the price of the price list, at the time of the seed pages and today."""
    it = spec("meshy")
    price = it.operation(case["of"])["x-credits"]
    if "now" in case:
        price = [change["set"] for change in price["x-changes"] if change["day"] <= NOW][-1]
    total = sum(r["add"] for r in price["rules"] if it.validator(r.get("when", {})).is_valid(case["body"]))
    assert total == case.get("now", case.get("seed"))
