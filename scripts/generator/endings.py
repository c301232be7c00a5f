"""Find the members that a task has once it has SUCCEEDED, from the rules of its schema, for type checkers."""

from __future__ import annotations

from collections.abc import Iterator

from components import Json
from kinds import answer_of, kinds
from view import bases, required


def promised(spec: Json) -> dict[str, dict[str, bool]]:
    """Return those members of each model of a task that other states of it may lack, each with whether it may be null,
    by the name of the model.
    """
    components = spec["components"]["schemas"]
    found: dict[str, dict[str, bool]] = {}
    for tag in kinds(spec):
        schema = components[model := answer_of(spec, tag["name"])]
        always = required(schema, components)
        found[model] = {name: null for name, null in _promised(schema, components) if name not in always}
    return found


def _promised(schema: Json, components: Json) -> Iterator[tuple[str, bool]]:
    for rule in schema.get("allOf", []):
        if rule.get("if", {}).get("properties", {}).get("status") == {"const": "SUCCEEDED"}:
            stated = rule["then"].get("properties", {})
            yield from ((name, "type" not in stated.get(name, {})) for name in rule["then"].get("required", ()))
    for base in bases(schema, components):
        yield from _promised(base, components)
