"""The public form of a spec: the contract of one day as plain OpenAPI 3.1, for other tools.

Annotations become text; bases and rules become properties, with the rules next to them (``x-rules``: JSON Schema, each
with a sentence), so that a generator finds every member and a renderer shows it. Anything that this form cannot
express is an error and is never omitted. This module knows no service.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, cast

from . import wording
from .calendar import SEED, contract_of, day_of
from .reading import METHODS, Json, body_schema, members, operations, required_members, resolve, rules

KEPT = ("x-since", "x-until", "x-enum-varnames")
"""Annotations that the public form keeps for other tools."""
ANNOTATIONS = ("description", "default", "deprecated", "title", "format", "type", "enum", "discriminator")
NUMBERS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
LIMITS = (*NUMBERS, "minLength", "maxLength", "pattern")
EVENTS = "text/event-stream"
LENGTHS = ("minItems", "maxItems", "uniqueItems")
PLAIN = {*ANNOTATIONS, *LIMITS, *LENGTHS, "contentMediaType", "contentSchema", "required"}
NESTED = {"properties", "additionalProperties", "items", "oneOf", "anyOf", "$ref"}
RULES = {"allOf", "if", "then", "else", "not", "dependentRequired", "dependentSchemas"}
ASIDE = re.compile(r" \((?:seed [^)]*|D\d+(?:, D\d+)*)\)|, D\d+(?=\))")
"""References to our pages and decisions in a text."""
FORMATS = ("yaml", "json")
Place = tuple[str, ...]


class Unsayable(ValueError):
    """A spec holds something without a public form; the message is one line that names the place."""


def edition(spec: Json, as_of: str, now: float) -> str:
    """Return the day for ``as_of`` (see `day_of`); raises ValueError if it is before the first edition."""
    day, first = day_of(as_of, now), spec["info"].get("x-first-edition", "0000")
    if day != SEED and day < first:
        raise ValueError(f"as_of is {day}, and the contract of {spec['info']['title']} is known from {first} on")
    return day


def public_form(spec: Json, day: str, servers: list[Json] | None = None) -> Json:
    """Return the contract of a day (``YYYY-MM-DD`` or ``seed``) as plain OpenAPI 3.1, with other servers if given.

    Raises Unsayable.
    """
    return _Writer(contract_of(spec, day)).document(day, servers)


def as_text(form: Json, format: str) -> str:
    """Return a public form as text in ``yaml`` or ``json``."""
    if format == "json":
        return json.dumps(form, indent=2, ensure_ascii=False) + "\n"
    import yaml  # type: ignore[import-untyped]  # only here: the client does not need it

    class Dumper(yaml.CSafeDumper):  # type: ignore[misc, unused-ignore]
        """Writes multi-line texts as blocks, and no aliases, which some parsers do not support."""

        def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
            return True

    def text(dumper: Any, value: str) -> Any:
        style = "|" if "\n" in value else None
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style)

    Dumper.add_representer(str, text)
    written: str = yaml.dump(form, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=150)
    return written


def identifier(operation_id: str) -> str:
    """Return the id of an operation in the public form, where dots are not allowed."""
    return operation_id.replace(".", "_")


class _Writer:
    def __init__(self, contract: Json) -> None:
        self.contract = contract
        self.links = {found["operationId"] for _, _, found in operations(contract)}
        self.pages = {tag["name"]: tag["externalDocs"] for tag in contract["tags"] if "externalDocs" in tag}

    def document(self, day: str, servers: list[Json] | None) -> Json:
        written = {key: self.node(value, (key,)) for key, value in self.contract.items() if not key.startswith("x-")}
        written["paths"] = {path: item for path, item in written["paths"].items() if any(m in item for m in METHODS)}
        written["info"]["version"] = self.contract["info"]["version"] if day == SEED else day
        written["servers"] = servers or written["servers"]
        used = {tag for group in ("paths", "webhooks") for tag in _tags(written.get(group, {}))}
        written["tags"] = [tag for tag in written["tags"] if tag["name"] in used]
        return _reachable(written)

    def node(self, node: Any, where: Place) -> Any:
        """Return the public form of a part of the document."""
        if isinstance(node, list):
            return [self.node(part, (*where, str(index))) for index, part in enumerate(node)]
        if isinstance(node, str) and where[-1] in ("description", "summary"):
            return ASIDE.sub("", node)
        if not isinstance(node, dict):
            return node
        part = cast("Json", node)
        if where[-1] == "value":
            return json.loads(part["data"]) if EVENTS in where else part
        if where[-2:] == (EVENTS, "schema"):
            return _data_of_events(resolve(self.contract, part), where)
        if where[-1] == "schema" or where[:-1] == ("components", "schemas"):
            return self.component(part, where)
        if where[-1] == "links":
            part = {name: _link(link) for name, link in part.items() if link["operationId"] in self.links}
        named = where[-1] == "headers"  # names of headers may also begin with x-
        written = {k: self.node(v, (*where, k)) for k, v in part.items() if named or not k.startswith("x-")}
        if "responses" in part and "operationId" in part:
            written |= self.operation(part, written, where)
        return written if named else written | _notes(part)

    def operation(self, operation: Json, written: Json, where: Place) -> Json:
        """Return the additions to an operation: an id without a dot, its page, its price and its rules as text."""
        said = [written.get("description", "")]
        try:
            said += _list("Price, the sum of what applies", wording.price(operation.get("x-credits", {})))
        except ValueError as error:
            raise Unsayable(f"{'.'.join(where)}.x-credits: {error}") from None
        if schema := body_schema(operation):
            said += _list("Rules, in the words of a refusal", (sentence for sentence, _ in self.rules(schema, where)))
        page = self.pages.get(operation["tags"][0])
        more: Json = {"description": "\n\n".join(said), "operationId": identifier(operation["operationId"])}
        return more | ({"externalDocs": page} if page else {})

    def component(self, schema: Json, where: Place) -> Json:
        """Return the public form of a schema, with the members of its bases merged in, and its rules next to them."""
        if "$ref" in schema:
            return self.part({k: v for k, v in schema.items() if k != "required"}, where) | _rules(_demand(schema))
        plain: Json = {key: value for key, value in schema.items() if key not in RULES}
        if found := members(self.contract, schema):
            required = required_members(self.contract, schema)
            plain |= {"properties": found} | ({"required": required} if required else {})
        return self.part(plain, where) | _rules(self.rules(schema, where))

    def part(self, schema: Json, where: Place) -> Json:
        """Return the public form of a schema without rules; raises Unsayable."""
        if [*schema] == ["allOf"] and all([*one] == ["$ref"] for one in schema["allOf"]):
            return schema
        for key in schema:
            if not key.startswith("x-") and key not in PLAIN | NESTED:
                reason = "is a rule: put it into allOf of the component, with an x-message" if key in RULES else ""
                raise Unsayable(f"{'.'.join(where)}.{key}: {reason or 'is not a keyword of the public form'}")
        if schema.get("type") == "integer" and "format" not in schema:
            raise Unsayable(f"{'.'.join(where)}: an integer needs a format, int32 or int64")
        written = {key: value for key, value in schema.items() if not key.startswith("x-")}
        if "$ref" in schema and "default" in (usual := resolve(self.contract, schema)):
            written["default"] = usual["default"]  # some renderers look for it only here
        for name, field in schema.get("properties", {}).items():
            written["properties"] = written["properties"] | {name: self.part(field, (*where, "properties", name))}
        if "items" in schema:
            written["items"] = self.part(schema["items"], (*where, "items"))
        if isinstance(schema.get("additionalProperties"), dict):
            written["additionalProperties"] = self.part(
                schema["additionalProperties"], (*where, "additionalProperties")
            )
        for key in {"oneOf", "anyOf"} & schema.keys():
            written[key] = [self.choice(one, (*where, key, str(i))) for i, one in enumerate(schema[key])]
        if "x-default-by" in schema:  # if a generator sent it, it would be wrong for half of the values
            written.pop("default", None)
        if said := " ".join(filter(None, [ASIDE.sub("", schema.get("description", "")), *wording.remarks(schema)])):
            written["description"] = said
        return written | _notes(schema)

    def choice(self, schema: Json, where: Place) -> Json:
        """Return the public form of one of several schemas, which must have a type or a $ref."""
        if not {"$ref", "type"} & schema.keys():
            raise Unsayable(f"{'.'.join(where)}: a choice needs a type or a $ref; a rule belongs into allOf")
        return self.part(schema, where)

    def rules(self, schema: Json, where: Place) -> Iterator[tuple[str, Json]]:
        """Yield the rules of a schema and of its bases, each with its sentence; raises Unsayable."""
        for rule in rules(self.contract, resolve(self.contract, schema)):
            try:
                sentence = ASIDE.sub("", rule.get("x-message") or wording.condition(rule))
            except ValueError:
                sentence = ""
            if not sentence:
                raise Unsayable(f"{'.'.join(where)}.allOf: a rule needs an x-message, {str(rule)[:80]}")
            yield sentence, _bare(rule)


def _data_of_events(event: Json, where: Place) -> Json:
    """Write a stream by the data of its events: other tools take the schema of a stream for that."""
    forms = [event.get(branch, event) for branch in ("else", "then")]
    data = [
        form["properties"]["data"]["contentSchema"] for form in forms if "contentSchema" in form["properties"]["data"]
    ]
    if not data:
        raise Unsayable(f"{'.'.join(where)}: the data of an event need a contentSchema")
    said = "The data of one server-sent event: of a `message` the task, whole or in part, of an `error` a StreamError."
    return {"description": said, "anyOf": data}


def _demand(schema: Json) -> Iterator[tuple[str, Json]]:
    """Yield the additional requirements of one answer on its component."""
    if "required" in schema:
        yield f"holds {', '.join(schema['required'])}", {"required": schema["required"]}


def _rules(found: Iterable[tuple[str, Json]]) -> Json:
    listed = [{"sentence": sentence, "schema": schema} for sentence, schema in found]
    return {"x-rules": listed} if listed else {}


def _bare(node: Any) -> Any:
    """Return JSON Schema without our annotations."""
    if isinstance(node, list):
        return [_bare(part) for part in node]
    if not isinstance(node, dict):
        return node
    return {key: _bare(value) for key, value in cast("Json", node).items() if not key.startswith("x-")}


def _notes(node: Json) -> Json:
    """Return the annotations that are kept, and the evidence as text."""
    evidence = ASIDE.sub("", wording.evidence(node))
    return {key: node[key] for key in KEPT if key in node} | ({"x-evidence": evidence} if evidence else {})


def _link(link: Json) -> Json:
    """Return a link with parameters only; its body is described as text."""
    body = [f"`{name}` is `{value}`" for name, value in link.get("requestBody", {}).items()]
    said = [link.get("description", ""), f"In the body, {', '.join(body)}." if body else ""]
    kept = {key: value for key, value in link.items() if key != "requestBody"}
    described = {"description": " ".join(filter(None, said))} if any(said) else {}
    return kept | {"operationId": identifier(link["operationId"])} | described


def _list(title: str, lines: Iterable[str]) -> list[str]:
    listed = [f"- {line}" for line in lines]
    return ["\n".join([f"**{title}**", "", *listed])] if listed else []


def _tags(paths: Json) -> Iterator[str]:
    for item in paths.values():
        yield from (tag for method in METHODS if method in item for tag in item[method]["tags"])


def _reachable(document: Json) -> Json:
    """Return the document without unreferenced components, such as bases whose members were merged into others."""
    components: Json = document["components"]
    seen: set[str] = set()
    waiting: list[Any] = [{key: value for key, value in document.items() if key != "components"}]
    while waiting:
        for reference in _references(waiting.pop()):
            if reference not in seen:
                seen.add(reference)
                waiting.append(resolve(document, {"$ref": reference}))
    kept = {
        kind: {n: p for n, p in parts.items() if kind == "securitySchemes" or f"#/components/{kind}/{n}" in seen}
        for kind, parts in components.items()
    }
    return {**document, "components": {kind: parts for kind, parts in kept.items() if parts}}


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        found = cast("Json", node)
        yield from [found["$ref"]] if isinstance(found.get("$ref"), str) else []
        node = list(found.values())
    for part in node if isinstance(node, list) else ():
        yield from _references(part)
