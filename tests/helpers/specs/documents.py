"""The specs as the contract tests read them: their parts with their places, references followed, schemas compiled.

Written apart from the readers in scripts/generator and the emulator on purpose: one mistake cannot hide in both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs
import pytest
import yaml  # type: ignore[import-untyped]
from attrs import frozen
from helpers.places import ROOT

SERVICES = ("meshy", "flighthub")
SCHEMAS = "#/components/schemas/"
METHODS = ("get", "put", "post", "delete", "patch")

Json = dict[str, Any]
Steps = tuple[Any, ...]


@frozen(eq=False)
class Example:
    """One example of a spec, and the schema it stands for."""

    place: str
    schema: Json
    value: Any


@frozen(eq=False)
class Spec:
    """One spec."""

    name: str
    text: str
    document: Json

    @property
    def schemas(self) -> dict[str, Json]:
        """The schema components by name."""
        return dict(self.document["components"]["schemas"])

    def nodes(self, part: Any = None, where: Steps = ()) -> Iterator[tuple[Steps, Json]]:
        """Yield every mapping below a part (of the whole, if none is given) with its place."""
        part = self.document if part is None else part
        if isinstance(part, dict):
            yield where, part
        members = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
        for key, value in members:
            if isinstance(value, (dict, list)):
                yield from self.nodes(value, (*where, key))

    def operations(self) -> Iterator[tuple[str, str, Json]]:
        """Yield path, method and operation, the parameters of the path pushed down."""
        for path, item in self.document["paths"].items():
            for method in METHODS:
                if method in item:
                    parameters = [*item.get("parameters", []), *item[method].get("parameters", [])]
                    yield path, method, {**item[method], "parameters": [self.resolve(p) for p in parameters]}

    def webhooks(self) -> dict[str, Json]:
        """Return the webhooks by name: what the service sends."""
        return {name: item["post"] for name, item in self.document.get("webhooks", {}).items()}

    def operation(self, identity: str) -> Json:
        """Return the operation of an operationId."""
        return next(op for _, _, op in self.operations() if op["operationId"] == identity)

    def resolve(self, node: Json) -> Json:
        """Follow a reference; members next to it win."""
        if "$ref" not in node:
            return node
        target: Any = self.document
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        return {**self.resolve(target), **{key: value for key, value in node.items() if key != "$ref"}}

    def fields(self, schema: Json) -> dict[str, Json]:
        """Return the properties of an object schema and of the bases that its allOf names."""
        schema = self.resolve(schema)
        found: dict[str, Json] = {}
        for part in schema.get("allOf", []):
            if "$ref" in part:
                found |= self.fields(part)
        return {**found, **schema.get("properties", {})}

    def rules(self, schema: Json, day: str = "9999") -> list[Json]:
        """Return the rules of an object schema and of its bases, with those that were added until a day."""
        schema = self.resolve(schema)
        changes = [change for change in schema.get("x-changes", []) if change["day"] <= day]
        found = [rule for change in changes for rule in change.get("add-rules", [])]
        for part in schema.get("allOf", []):
            found += self.rules(part, day) if "$ref" in part else [part]
        return found

    def requests(self) -> dict[str, Json]:
        """Return the request component of each operation that has one, by operationId."""
        return {
            operation["operationId"]: operation["requestBody"]["content"]["application/json"]["schema"]
            for _, _, operation in self.operations()
            if "requestBody" in operation
        }

    def request_components(self) -> set[str]:
        """Name every component that a request leads to."""
        return self.reachable(list(self.requests().values()))

    def answer_components(self) -> set[str]:
        """Name every component that an answer leads to, the data of events included."""
        return self.reachable([operation["responses"] for _, _, operation in self.operations()])

    def reachable(self, part: Any) -> set[str]:
        """Name the schema components that a part leads to."""
        seen: set[str] = set()
        waiting = [part]
        while waiting:
            for _, node in self.nodes(waiting.pop()):
                reference = node.get("$ref", "")
                if reference and reference not in seen:
                    seen.add(reference)
                    waiting.append(self.resolve({"$ref": reference}))
        return {reference.removeprefix(SCHEMAS) for reference in seen if reference.startswith(SCHEMAS)}

    def examples(self) -> Iterator[Example]:
        """Yield every example of a request, an answer or a shared response."""
        for where, node in self.nodes():
            if "schema" in node and "examples" in node:
                for name, example in node["examples"].items():
                    yield Example(".".join(map(str, (*where, name))), node["schema"], example["value"])

    def validator(self, schema: Json) -> jsonschema_rs.Draft202012Validator:
        """Compile a schema that may refer to components."""
        return jsonschema_rs.Draft202012Validator(
            {**schema, "components": self.document["components"]}, validate_formats=True
        )


@cache
def spec(name: str) -> Spec:
    """Read one spec."""
    text = (ROOT / "specs" / f"{name}.yaml").read_text("utf-8")
    return Spec(name, text, yaml.load(text, Loader=yaml.CSafeLoader))


def vocabulary() -> set[str]:
    """Return the extensions that specs/README.md explains."""
    text = (ROOT / "specs" / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| (`x-[^|]*) \|", text, re.MULTILINE)
    return {key for keys in rows for key in re.findall(r"`(x-[\w-]+)`", keys)}


either = pytest.mark.parametrize("it", [spec(name) for name in SERVICES], ids=SERVICES)


def place(where: tuple[Any, ...]) -> str:
    """Write a place for a message."""
    return ".".join(map(str, where))


def json_type(value: Any) -> str:
    """Name the type of a value as JSON Schema does."""
    kinds = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return kinds.get(type(value), "null")


def rule_names(rule: Any) -> list[str]:
    """Return the members that a rule names, on the level of the object that it judges."""
    found: list[str] = []
    if isinstance(rule, list):
        return [name for part in rule for name in rule_names(part)]
    for key, value in rule.items():
        if key in ("required", "properties"):
            found += value
        elif key in ("anyOf", "oneOf", "allOf", "not", "if", "then", "else"):
            found += rule_names(value)
    return found


def answers() -> list[tuple[str, str, str]]:
    """List service, operation and status of every answer of the specs."""
    return [
        (service, operation["operationId"], status)
        for service in SERVICES
        for _, _, operation in spec(service).operations()
        for status in operation["responses"]
    ]
