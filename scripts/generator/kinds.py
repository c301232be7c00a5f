"""Find the kinds of task of a service, and write ``tasks.py``, one record for each, and a sentence for each.

A kind of task is a tag whose operations are the five verbs. Its record holds the facts that the client needs, so that
the overlay names a kind once.
"""

from __future__ import annotations

from collections.abc import Iterator

from components import Json
from view import fields, operations, resolved

VERBS = ("create", "list", "get", "stream", "delete")
HEAD = '''"""The kinds of task that the service makes, each as one record; what it names is imported when first used."""

from __future__ import annotations

from typing import Any, TypeAlias

from . import api, models
from .._runtime import TaskKind

'''


def kinds(spec: Json) -> list[Json]:
    """Return the tags whose operations are the five verbs."""
    ids = {operation["operationId"] for operation in operations(spec)}
    return [tag for tag in spec.get("tags", []) if {f"{tag['name']}.{verb}" for verb in VERBS} <= ids]


def kinds_module(spec: Json) -> str | None:
    """Return the source of ``tasks.py``, or None for a service without tasks."""
    tags = [tag["name"] for tag in kinds(spec)]
    if not tags:
        return None
    models = {tag: answer_of(spec, tag) for tag in tags}
    records = "".join(_record(spec, tag, models[tag]) for tag in tags)
    union = f'AnyTask: TypeAlias = "{" | ".join(f"models.{model}" for model in models.values())}"\n'
    names = ", ".join(tag.upper() for tag in tags)
    every = f"KINDS: dict[str, TaskKind[..., ..., Any]] = {{kind.name: kind for kind in ({names},)}}\n"
    return f'{HEAD}{union}{records}{every}"""Every kind by its name."""\n{_webhooks(spec)}'


def descriptions(spec: Json) -> str:
    """Return the lines that describe the kinds of task in the package of a service, which imports nothing."""
    described = {tag["name"].replace("_", "-"): tag["description"] for tag in kinds(spec)}
    groups = {name.replace("_", "-"): text for name, text in spec.get("x-groups", {}).items()}
    return (
        f'\nDESCRIPTIONS: dict[str, str] = {described}\n"""The kinds of task, each with a sentence."""\n'
        f'GROUPS: dict[str, str] = {groups}\n"""Families of kinds, whose names begin with that of the group."""\n'
    )


def _webhooks(spec: Json) -> str:
    secret = spec["components"].get("securitySchemes", {}).get("webhookSecret")
    if secret is None:
        return ""
    return f'WEBHOOK_SECRET_HEADER = {secret["name"]!r}\n"""The header that carries your secret in a webhook."""\n'


def _record(spec: Json, tag: str, model: str) -> str:
    members = {
        "name": repr(tag.replace("_", "-")),
        "types": repr(_types(spec, tag, model)),
        "texts": f"frozenset({sorted(_texts(spec, tag))})",
        "model": f"lambda: models.{model}",
        "api": f"lambda: api.{tag}",
    }
    if _operation(spec, f"{tag}.delete").get("x-cancels"):
        members["cancels"] = "True"
    return f"{tag.upper()} = TaskKind({', '.join(f'{name}={value}' for name, value in members.items())})\n"


def _operation(spec: Json, operation_id: str) -> Json:
    return next(operation for operation in operations(spec) if operation["operationId"] == operation_id)


def answer_of(spec: Json, tag: str) -> str:
    """Return the name of the model of a kind's tasks."""
    answer = _operation(spec, f"{tag}.get")["responses"]["200"]["content"]["application/json"]["schema"]
    return str(answer["$ref"]).rpartition("/")[2]


def parameters_of(spec: Json, tag: str) -> Json:
    """Return the members of the body of a kind's create."""
    body = _operation(spec, f"{tag}.create")["requestBody"]["content"]["application/json"]["schema"]
    return fields(resolved(body, spec), spec["components"]["schemas"])


def _types(spec: Json, tag: str, model: str) -> tuple[str, ...]:
    """Return the values of ``type`` of a kind's tasks, from a rule of their schema, which several kinds may share."""
    rules = [rule.get("properties", {}) for rule in spec["components"]["schemas"][model].get("allOf", [])]
    stated = [rule["type"] for rule in rules if "type" in rule]
    values = [value for one in stated for value in one.get("enum", [one.get("const")])]
    name = tag.replace("_", "-")
    return (name,) if not values or name in values else tuple(values)


def _texts(spec: Json, tag: str) -> Iterator[str]:
    """Yield the parameters of a create that accept any text: not choices, and not files, whose URLs change."""
    for name, field in parameters_of(spec, tag).items():
        field = resolved(field, spec)
        if field.get("type") == "string" and "enum" not in field and "x-file-input" not in field:
            yield name
