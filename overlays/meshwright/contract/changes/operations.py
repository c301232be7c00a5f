"""Compare two documents part by part: operations, their requests and answers, prices, security and servers.

A document is read as a flat mapping of parts, each with the effect of its addition and removal, so that one loop
compares them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import Any, cast

from attrs import evolve, frozen
from meshwright_api._names import python_names

from ...spec.reading import METHODS, Json, operations, resolve
from .documents import ABSENT, canonical, component, pairs, references, same, stripped, touched
from .keywords import keyword
from .prices import prices
from .schemas import Sides, renamed
from .weights import BREAKING, RISKY, SAFE, Change, Direction, Use, merged

SPEC = Use(Direction.SENT, "")
"""The use of parts that belong to no call."""
APART = {
    *("paths", "components", "servers", "security", "operationId", "parameters", "requestBody", "responses"),
    *("content", "headers", "schema", "x-item-schema", "x-credits", "name", "in", "url", "$ref"),
}
"""Keywords that are compared as separate parts, or name one."""

Key = tuple[str, ...]
"""The key of a part; it starts with the key of its parent."""


@frozen
class Part:
    """A part of a document, with the effect of its addition and removal."""

    node: Json
    use: Use
    place: str
    if_new: str
    if_gone: str
    new: str = SAFE
    gone: str = BREAKING
    component: str | None = None
    """The component that contains it; if both sides have the same, that is its place."""
    detail: str = ""
    """The suffix of its place."""


def changes(old: Json, new: Json) -> list[Change]:
    """Return the changes from one document to another, the breaking ones first; none only if both mean the same."""
    before, after = (cast("Json", stripped({**spec, "info": {}})) for spec in (old, new))
    found = merged(_document(Sides(before, after, touched(before, after))))
    if not found and not same(before, after):
        found = [SPEC.told(SAFE, "the spec", "is arranged in another way and means the same")]
    return found


def _document(sides: Sides) -> Iterator[Change]:
    unchanged = _unchanged(sides)
    before, after = dict(_parts(sides.old, unchanged)), dict(_parts(sides.new, unchanged))
    one_sided = before.keys() ^ after.keys()
    for key, was, now in pairs(before, after):
        if any(key[:length] in one_sided for length in range(1, len(key))):
            continue  # reported with its parent
        if was is ABSENT or now is ABSENT:
            yield _only_here(key, was, now, after if now is ABSENT else before)
            continue
        shared = was.component if was.component == now.component else None
        place = (shared or was.place) + was.detail
        if was.component != now.component and len(key) == 2:
            yield was.use.told(RISKY, place, renamed(was.component, now.component))
        for name, where in (("schema", place), ("x-item-schema", f"{place} event")):
            yield from sides.compare(was.node.get(name, True), now.node.get(name, True), was.use, where)
        if len(key) == 1:
            yield from prices(was.node.get("x-credits", {}), now.node.get("x-credits", {}), was.use.name)
        for name, one, other in pairs(was.node, now.node):
            if name not in APART:
                yield from keyword(name, one, other, was.use, place)
    servers = [[key for key in parts if key[0] == "servers"] for parts in (before, after)]
    if sorted(servers[0]) == sorted(servers[1]) and servers[0] != servers[1]:
        yield SPEC.told(RISKY, "servers", "are in another order; clients use the first")


def _unchanged(sides: Sides) -> set[str]:
    """Return the operations that are the same in both documents, with all that they refer to."""
    if not same(sides.old.get("security", ABSENT), sides.new.get("security", ABSENT)):
        return set()
    before, after = _operations(sides.old), _operations(sides.new)
    return {
        id
        for id, node in before.items()
        if id in after and same(node, after[id]) and sides.touched.isdisjoint(references(node))
    }


def _operations(spec: Json) -> dict[str, Json]:
    """Return each operation by its id, with its route and the members of its path."""
    found: dict[str, Json] = {}
    for path, method, own in operations(spec):
        shared = {key: value for key, value in spec["paths"][path].items() if key not in METHODS}
        parameters = [*shared.get("parameters", []), *own.get("parameters", [])]
        found[own["operationId"]] = {**shared, **own, "parameters": parameters, "route": f"{method.upper()} {path}"}
    return found


def _only_here(key: Key, was: Any, now: Any, others: dict[Key, Part]) -> Change:
    part: Part = now if was is ABSENT else was
    if key[1:2] == ("security",) and (*key[:2], "{}") in others and now is ABSENT:
        part = evolve(part, gone=SAFE)  # none is asked for any more
    if part.use.direction is Direction.ANSWERED and len(key) == 2:
        # The client reads every 2xx alike, so that only its content counts.
        answers = [other for at, other in others.items() if at[:-1] == key[:-1] and at[-1].startswith("2")]
        weight = (
            RISKY if any(same(part.node.get("content"), other.node.get("content")) for other in answers) else BREAKING
        )
        part = evolve(part, new=weight, gone=weight)
    return part.use.came(part.place, now, part.if_new, part.if_gone, part.new, part.gone)


# ------------------------------------------------------------------------------------------------------------
# a document as parts
def _parts(spec: Json, left_out: Set[str]) -> Iterator[tuple[Key, Part]]:
    yield ("",), Part(spec, SPEC, "the spec", "", "")
    for server in spec.get("servers", []):
        url = str(server.get("url"))
        yield ("servers", url), Part(server, SPEC, "servers", f"{url} is new", f"{url} is gone", detail=f" {url}")
    for name, scheme in spec.get("components", {}).get("securitySchemes", {}).items():
        place = f"securitySchemes.{name}"
        yield ("securitySchemes", name), Part({"scheme": scheme}, SPEC, place, "is new", "is gone")
    for id, node in _operations(spec).items():
        if id in left_out:
            continue
        yield (id,), Part(node, Use(Direction.SENT, id), id, "a new operation", "the operation is gone")
        for way in node.get("security", spec.get("security")) or [{}]:
            name = " with ".join(way) or "without a key"
            use = Use(Direction.SENT, id)
            yield (id, "security", canonical(way)), Part({}, use, "security", f"now {name}", f"no longer {name}")
        yield from _sent(spec, id, node["parameters"], node.get("requestBody"))
        yield from _answered(spec, id, node.get("responses", {}))


def _sent(spec: Json, id: str, parameters: list[Json], body: Json | None) -> Iterator[tuple[Key, Part]]:
    resolved = [(resolve(spec, parameter), component(parameter)) for parameter in parameters]
    arguments = python_names(dict.fromkeys(node["name"] for node, _ in resolved))
    for node, name in resolved:
        must = " that is required" if node.get("required") else ""
        argument = "every call" if node.get("x-client-level") else f"{id}({arguments[node['name']]}=)"
        told = f"a new parameter{must}", "the parameter is gone", BREAKING if must else SAFE
        part = Part(node, Use(Direction.SENT, argument), f"{id} {node['name']}", *told, component=name)
        yield (id, "parameters", node["name"], node["in"]), part
    if body is not None:
        node, use, place = resolve(spec, body), Use(Direction.SENT, id, call=True), f"{id} body"
        new = BREAKING if node.get("required") else SAFE
        yield (id, "body"), Part(node, use, place, "a body is taken now", "no body is taken any more", new)
        yield from _content((id, "body"), node, use, place, None, SAFE)


def _answered(spec: Json, id: str, answers: Json) -> Iterator[tuple[Key, Part]]:
    for status, answer in answers.items():
        node, name, place = resolve(spec, answer), component(answer), f"{id} {status}"
        use = Use(Direction.ANSWERED if status.startswith("2") else Direction.ERROR, id)
        told = "a new answer", "is answered no longer"
        yield (id, status), Part(node, use, place, *told, RISKY, SAFE, component=name)
        yield from _content((id, status), node, use, place, name, RISKY)
        for header, part in node.get("headers", {}).items():
            # The client has no class for headers; a program that quotes x-request-id needs it nevertheless.
            told = f"the header {header} is new", f"the header {header} is gone"
            where = component(part) or f"{name or place} {header}"
            yield (id, status, "headers", header), Part(resolve(spec, part), Use(Direction.ERROR, id), where, *told)


def _content(key: Key, node: Json, use: Use, place: str, name: str | None, new: str) -> Iterator[tuple[Key, Part]]:
    content = node.get("content", {})
    for media_type, part in content.items():
        told = f"{media_type} is a new media type of it", f"{media_type} is no longer its media type", new
        detail = f" {media_type}" if len(content) > 1 else ""
        yield (*key, "content", media_type), Part(part, use, name or place, *told, component=name, detail=detail)
