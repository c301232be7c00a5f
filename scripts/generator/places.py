"""Find where a task holds URLs of its files: the members of its answer with ``format: uri``, at any depth.

A URL of the request that the task only shows again is not a result. A recursive member is followed once.
"""

from __future__ import annotations

from collections.abc import Iterator

from components import Json
from kinds import answer_of, kinds, parameters_of
from view import SCHEMAS, fields, resolved

Place = tuple[str, ...]
ANY = "*"
"""Means each item of a list, and each member of an object of URLs only, which may get more members."""


def file_places(spec: Json) -> dict[str, list[Place]]:
    """Return the places of the files in each model of a task, by the name of the model."""
    found: dict[str, list[Place]] = {}
    for tag in kinds(spec):
        model = answer_of(spec, tag["name"])
        echoed = set(parameters_of(spec, tag["name"]))
        places = _places(spec, {"$ref": SCHEMAS + model}, ())
        found[model] = [place for place in places if place[0] not in echoed]
    return found


def _places(spec: Json, schema: Json, above: tuple[str, ...]) -> Iterator[Place]:
    """Yield the places below a member; ``above`` names the components on the way to it."""
    if (name := schema.get("$ref", "")) in above:
        return
    above = (*above, name) if name else above
    schema = resolved(schema, spec)
    bases = [part["$ref"] for part in schema.get("allOf", []) if "$ref" in part]
    if any(base in above for base in bases):
        return
    above = (*above, *bases)
    if schema.get("format") == "uri":
        yield ()
    for form in (*schema.get("anyOf", []), *schema.get("oneOf", [])):
        yield from _places(spec, form, above)
    if "items" in schema:
        yield from _below(spec, {ANY: schema["items"]}, above)
    if isinstance(further := schema.get("additionalProperties"), dict):
        yield from _below(spec, {ANY: further}, above)
    # A base whose members are all files is not an object of files: its members stand among those of the task.
    yield from _below(spec, fields(schema, spec["components"]["schemas"]), above)


def _below(spec: Json, members: Json, above: tuple[str, ...]) -> Iterator[Place]:
    below = {name: [*dict.fromkeys(_places(spec, member, above))] for name, member in members.items()}
    if below and all(places == [()] for places in below.values()):
        yield (ANY,)
    else:
        yield from ((name, *place) for name, places in below.items() for place in places)
