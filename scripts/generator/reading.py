"""Read a spec, or report an error and its place in one line.

openapi-spec-validator validates the document, but does not name the component of a wrong schema or default, raises an
internal error for an unresolved $ref, and accepts an operation without a name: this module checks those first.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import yaml  # type: ignore[import-untyped]
from components import REFERENCE, Json, nameless_circles, self_inclusions, unusable_names
from inputs import unknown_inputs
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from openapi_spec_validator import OpenAPIV31SpecValidator

RULE = {"id", "scope", "evidence", "sentence"}
MORE = {"members"}
"""Data that some rules have too."""
SCOPES = ("both", "emulator", "live")
JUDGE_OF_SCHEMAS = Draft202012Validator(Draft202012Validator.META_SCHEMA)
QUICK_JUDGE = jsonschema_rs.Draft202012Validator(Draft202012Validator.META_SCHEMA)
"""Asked first: the other one, whose messages are better, took a fifth of a run."""


class BadSpec(Exception):
    """A spec cannot be read; the message is the reason, in one line."""


def read_spec(path: Path) -> Json:
    """Return a valid spec; raises BadSpec."""
    spec = read_yaml(path)
    for problem in problems(spec):
        raise BadSpec(f"{path.name}: {problem.splitlines()[0][:400]}")
    return dict(spec)


def read_rules(path: Path) -> list[Json]:
    """Return the rules of the oracle; raises BadSpec."""
    rows = read_yaml(path)
    for number, row in enumerate(rows if isinstance(rows, list) else [rows], 1):
        if not isinstance(row, dict) or set(row) - MORE != RULE or row["scope"] not in SCOPES:
            raise BadSpec(f"{path.name}: rule {number} needs {', '.join(sorted(RULE))}; scope is {', '.join(SCOPES)}")
    return list(rows)


def read_yaml(path: Path) -> Any:
    """Return the content of a YAML file; raises BadSpec."""
    try:
        return yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    except OSError as error:
        raise BadSpec(f"{path.name}: {error.strerror}") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise BadSpec(f"{path.name}, line {line}: {error.problem}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadSpec(f"{path.name}: {error}") from None


def _is_good_schema(node: Any) -> bool:
    try:
        return QUICK_JUDGE.is_valid(node)
    except (TypeError, ValueError):  # not JSON, such as a number as a key
        return False


def problems(spec: Any) -> Iterator[str]:
    """Yield the errors of a spec, the most likely mistakes of an editor first."""
    if not isinstance(spec, dict) or not isinstance(spec.get("paths"), dict):
        yield "not an OpenAPI document: it has no mapping `paths`"
        return
    for where, node in nodes(spec, ()):
        yield from unresolved(spec, where, node)
        is_schema = where[-1:] == ("schema",) or where[:-1] == ("components", "schemas")
        if is_schema and not _is_good_schema(node):
            for error in JUDGE_OF_SCHEMAS.iter_errors(node):
                yield f"{place([*where, *error.absolute_path])}: {error.message}"
        yield from booleans(where, node)
        if "default" in node and isinstance(node.get("type"), str):
            judge = Draft202012Validator({**node, "components": spec.get("components", {})})
            for error in judge.iter_errors(node["default"]):
                yield f"{place([*where, 'default'])}: {error.message}"
    schemas = spec.get("components", {}).get("schemas", {})
    for name in self_inclusions(schemas):
        yield f"components.schemas.{name}: includes itself ($ref, allOf, anyOf or oneOf lead back to it)"
    for name in nameless_circles(schemas):
        yield f"components.schemas.{name}: holds itself without an object between, which no Python type can express"
    for fault in OpenAPIV31SpecValidator(spec).iter_errors():
        yield f"{place(fault.absolute_path)}: {fault.message}"
    yield from unusable_names(spec)
    yield from unknown_inputs(spec)


def booleans(where: tuple[Any, ...], node: Json) -> Iterator[str]:
    """Yield the schemas of a node that are true or false: JSON Schema allows them, no Python type can express them."""
    if "schema" in where or where[:2] == ("components", "schemas"):
        members = node.get("properties")
        named = members.items() if isinstance(members, dict) else ()
        for steps, schema in [(("items",), node.get("items")), *((("properties", name), one) for name, one in named)]:
            if isinstance(schema, bool):
                yield f"{place([*where, *steps])}: a schema must be a mapping, not {str(schema).lower()}"


def unresolved(spec: Json, where: tuple[Any, ...], node: Json) -> Iterator[str]:
    """Yield the errors of the reference of a node, if it has one."""
    reference = node.get("$ref")
    if isinstance(reference, str) and where[-1:] != ("properties",):
        if not REFERENCE.fullmatch(reference):
            yield f"{place(where)}: $ref {reference} must name a component of this file, #/components/schemas/NAME"
        elif not leads_somewhere(spec, reference):
            yield f"{place(where)}: unresolved $ref {reference}"


def nodes(node: Any, where: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Json]]:
    """Yield every mapping of the document with its place, the outer ones first."""
    if isinstance(node, dict):
        yield where, node
    members = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in members:
        yield from nodes(value, (*where, key))


def leads_somewhere(spec: Json, reference: str) -> bool:
    """Return whether a reference names a part of this document."""
    node: Any = spec
    for step in reference.removeprefix("#/").split("/"):
        if not isinstance(node, dict) or step not in node:
            return False
        node = node[step]
    return True


def place(steps: Any) -> str:
    """Return the path to a part of the document as text."""
    return ".".join(map(str, steps)) or "document"
