"""Write the reference of a service from its spec: operations, parameters, prices, answers, each with its evidence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from meshwright.spec.calendar import ends, start_of
from meshwright.spec.reading import Json, body_schema, fields, load_spec, resolve
from meshwright.spec.wording import cell, changes, code, default, doubt, enumeration, life, newest, source, values
from meshwright.spec.wording import price as price_of
from meshwright_api._names import python_names

ORDER = ("post", "get", "put", "delete")
"""Creates come first."""


def operations(service: str, today: str) -> str:
    """Return the reference of all operations of a service, by resource; what ended before today is marked as past."""
    spec = load_spec(service)
    return "\n\n".join(part for tag in spec["tags"] for part in resource(spec, tag, today))


def resource(spec: Json, tag: Json, today: str) -> Iterator[str]:
    """Yield the parts about one resource."""
    yield f"## {tag['name']}\n\n{tag['description']}"
    for path, item in [*spec["paths"].items(), *spec.get("webhooks", {}).items()]:
        for method in ORDER:
            if method in item and item[method]["tags"] == [tag["name"]]:
                taken = [*item.get("parameters", []), *item[method].get("parameters", [])]
                yield from one(spec, f"{method.upper()} {path}", {**item, **item[method], "parameters": taken}, today)


def one(spec: Json, call: str, operation: Json, today: str) -> Iterator[str]:
    """Yield the parts about one operation."""
    yield f"### {operation['operationId']}"
    yield f"```http\n{call}\n```"
    yield " ".join(filter(None, [operation["summary"] + ".", operation.get("description", ""), doubt(operation)]))
    yield f"<small>{', '.join(filter(None, [life(operation), source(operation)]))}</small>"
    yield from price(operation, today)
    parameters = {entry["name"]: entry["schema"] | entry for entry in resolved(spec, operation.get("parameters", []))}
    schema = body_schema(operation)
    if parameters or schema:
        yield f"#### Parameters of {operation['operationId']}"
    if parameters:
        yield table(spec, parameters, today)
    if schema:
        required = resolve(spec, schema).get("required", [])
        yield table(spec, fields(spec, schema), today, required)
        yield from rules(spec, schema)
    yield f"#### Answers of {operation['operationId']}"
    yield answers(spec, operation)


def resolved(spec: Json, entries: list[Json]) -> list[Json]:
    """Follow the references of parameters and of their schemas."""
    found = [resolve(spec, entry) for entry in entries]
    return [{**entry, "schema": resolve(spec, entry["schema"])} for entry in found]


def table(spec: Json, members: Json, today: str, required: Any = ()) -> str:
    """Return a table of parameters: meaning and evidence, values and default of today, then those of the past."""
    rows = ["| Parameter | Meaning | Values |", "|---|---|---|"]
    names = python_names(members)
    for name, member in members.items():
        field = resolve(spec, member)
        must = name in required or field.get("required") is True
        usual = default(field)
        renamed = f"{code(names[name])} in Python" if names[name] != name else ""
        named = [code(name), renamed, "**required**" if must else "", life(field)]
        meant = [field.get("description", ""), changes(field), doubt(field), f"<small>{source(field)}</small>"]
        present, gone = parted(newest(field), today)
        past = f"<small>past: {enumeration(gone)}</small>" if gone else ""
        taken = [values(present), f"default {usual}" if usual else "", past]
        cells = [joined("<br>", named), joined(" ", meant), joined("<br>", taken)]
        rows.append("| " + " | ".join(cell(text) for text in cells) + " |")
    return "\n".join(rows)


def parted(field: Json, today: str) -> tuple[Json, Json]:
    """Return a field with the values of today, and one with those that have ended; empty if none has."""
    past = {value for value, end in ends(field).items() if end <= today}
    if not past:
        return field, {}
    labels = field.get("x-enum-names") or [""] * len(field["enum"])
    pairs = list(zip(field["enum"], labels, strict=True))
    present = [pair for pair in pairs if str(pair[0]) not in past]
    gone = [pair for pair in pairs if str(pair[0]) in past]
    return with_values(field, present), with_values({"x-enum-values": field["x-enum-values"]}, gone)


def with_values(field: Json, pairs: list[tuple[Any, str]]) -> Json:
    """Return a field with other values, each with its label."""
    return {**field, "enum": [value for value, _ in pairs], "x-enum-names": [label for _, label in pairs]}


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


def price(operation: Json, today: str) -> Iterator[str]:
    """Yield the price of a create: today's, then known ones to come, then those of the past, folded."""
    if "x-credits" not in operation:
        return
    yield f"#### Price of {operation['operationId']}"
    first = operation["x-credits"]
    lists = [("", first), *((start_of(change["day"]), change) for change in first.get("x-changes", []))]
    steps = [facts.get("set", facts)["rules"] for _, facts in lists]
    now = max(index for index, (day, _) in enumerate(lists) if day <= today)
    yield price_list('!!! note "Today: the sum of what applies"', lists[now][1], steps[now])
    for (day, facts), coming in zip(lists[now + 1 :], steps[now + 1 :], strict=True):
        yield price_list(f'!!! note "From {day}"', facts, coming)
    for index in reversed(range(now)):
        yield price_list(f'??? quote "Past: before {lists[index + 1][0]}"', lists[index][1], steps[index])


def price_list(title: str, facts: Json, steps: list[Json]) -> str:
    """Return a box that lists the credits of each condition."""
    lines = [f"- {said}{evidence(step)}" for step, said in zip(steps, price_of({"rules": steps}), strict=True)]
    lines += ["", f"<small>{'; '.join(filter(None, [source(facts), doubt(facts)]))}</small>"]
    return "\n\n".join([title, indented("\n".join(lines))])


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
