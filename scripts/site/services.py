"""Write the reference of a service from its spec: operations, parameters, prices, answers, each with its evidence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from meshwright.spec.reading import Json, body_schema, fields, load_spec, resolve
from meshwright.spec.wording import cell, changes, code, default, doubt, life, source, values
from meshwright.spec.wording import price as price_of
from meshwright_api._names import python_names

ORDER = ("post", "get", "put", "delete")
"""Creates come first."""


def operations(service: str) -> str:
    """Return the reference of all operations of a service, by resource."""
    spec = load_spec(service)
    return "\n\n".join(part for tag in spec["tags"] for part in resource(spec, tag))


def resource(spec: Json, tag: Json) -> Iterator[str]:
    """Yield the parts about one resource."""
    yield f"## {tag['name']}\n\n{tag['description']}"
    for path, item in [*spec["paths"].items(), *spec.get("webhooks", {}).items()]:
        for method in ORDER:
            if method in item and item[method]["tags"] == [tag["name"]]:
                taken = [*item.get("parameters", []), *item[method].get("parameters", [])]
                yield from one(spec, f"{method.upper()} {path}", {**item, **item[method], "parameters": taken})


def one(spec: Json, call: str, operation: Json) -> Iterator[str]:
    """Yield the parts about one operation."""
    yield f"### {operation['operationId']}"
    yield f"```http\n{call}\n```"
    yield " ".join(filter(None, [operation["summary"] + ".", operation.get("description", ""), doubt(operation)]))
    yield f"<small>{', '.join(filter(None, [life(operation), source(operation)]))}</small>"
    yield from price(operation)
    parameters = {entry["name"]: entry["schema"] | entry for entry in resolved(spec, operation.get("parameters", []))}
    if parameters:
        yield table(spec, parameters, "Parameter")
    if schema := body_schema(operation):
        required = resolve(spec, schema).get("required", [])
        yield table(spec, fields(spec, schema), "Parameter", required)
        yield from rules(spec, schema)
    yield answers(spec, operation)


def resolved(spec: Json, entries: list[Json]) -> list[Json]:
    """Follow the references of parameters and of their schemas."""
    found = [resolve(spec, entry) for entry in entries]
    return [{**entry, "schema": resolve(spec, entry["schema"])} for entry in found]


def table(spec: Json, members: Json, title: str, required: Any = ()) -> str:
    """Return a table of members: meaning and evidence, values and default."""
    rows = [f"| {title} | Meaning | Values |", "|---|---|---|"]
    names = python_names(members)
    for name, member in members.items():
        field = resolve(spec, member)
        must = name in required or field.get("required") is True
        usual = default(field)
        renamed = f"{code(names[name])} in Python" if names[name] != name else ""
        named = [code(name), renamed, "**required**" if must else "", life(field)]
        meant = [field.get("description", ""), changes(field), doubt(field), f"<small>{source(field)}</small>"]
        taken = [values(field), f"default {usual}" if usual else ""]
        cells = [joined("<br>", named), joined(" ", meant), joined("<br>", taken)]
        rows.append("| " + " | ".join(cell(text) for text in cells) + " |")
    return "\n".join(rows)


def joined(between: str, parts: list[str]) -> str:
    """Join the parts that are not empty."""
    return between.join(part for part in parts if part)


def rules(spec: Json, schema: Json) -> Iterator[str]:
    """Yield the rules between members, with the dates from which they hold."""
    schema = resolve(spec, schema)
    found = [(rule, "") for rule in schema.get("allOf", []) if "x-message" in rule]
    for base in schema.get("allOf", []):
        if "$ref" in base:
            base = resolve(spec, base)
            found += [(rule, "") for rule in base.get("allOf", []) if "x-message" in rule]
            found += list(later(base))
    found += list(later(schema))
    if found:
        lines = [f"- {cell(rule['x-message'])}{f' ({day})' if day else ''}{evidence(rule)}" for rule, day in found]
        yield "Refused otherwise:\n\n" + "\n".join(lines)


def later(schema: Json) -> Iterator[tuple[Json, str]]:
    """Yield the rules that the calendar adds."""
    for change in schema.get("x-changes", []):
        facts = {key: change[key] for key in ("x-source", "x-confidence") if key in change}
        yield from (({**facts, **rule}, f"since {change['day']}") for rule in change.get("add-rules", []))


def evidence(node: Json) -> str:
    """Return the evidence of a line."""
    said = " ".join(filter(None, [doubt(node), f"<small>{source(node)}</small>" if source(node) else ""]))
    return f" {said}" if said else ""


def price(operation: Json) -> Iterator[str]:
    """Yield the price of a create, by the document and by the calendar."""
    if "x-credits" in operation:
        prices = operation["x-credits"]
        yield price_list("Price: the sum of what applies", prices, prices["rules"])
        for change in prices.get("x-changes", []):
            yield price_list(f"Price since {change['day']}", change, change["set"]["rules"])


def price_list(title: str, facts: Json, steps: list[Json]) -> str:
    """Return a box that lists the credits of each condition."""
    lines = [f"- {said}{evidence(step)}" for step, said in zip(steps, price_of({"rules": steps}), strict=True)]
    lines += ["", f"<small>{'; '.join(filter(None, [source(facts), doubt(facts)]))}</small>"]
    return f'!!! note "{title}"\n\n' + indented("\n".join(lines))


def indented(text: str) -> str:
    """Indent a text by four spaces."""
    return "\n".join(f"    {line}" if line else "" for line in text.splitlines())


def answers(spec: Json, operation: Json) -> str:
    """Return a table of the answers."""
    rows = ["| Answer | Meaning |", "|---|---|"]
    for status, answer in operation["responses"].items():
        answer = resolve(spec, answer)
        small = f"<small>{source(answer)}</small>"
        meaning = " ".join(filter(None, [answer["description"], schema_name(answer), doubt(answer), small]))
        rows.append(f"| {status} | {cell(meaning)} |")
    return "\n".join(rows)


def schema_name(answer: Json) -> str:
    """Return the name of the content of an answer."""
    for content in answer.get("content", {}).values():
        schema = content.get("x-item-schema") or content.get("schema", {})
        if "$ref" in schema:
            return f"`{schema['$ref'].rpartition('/')[2]}`."
    return ""
