"""Find the kinds of task of a service, and write ``tasks.py``: one record for each.

A kind of task is a tag whose operations are the five verbs. Its record holds what the client needs to know of it, so
that the overlay names a kind once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from view import fields, operations, resolved

Json = dict[str, Any]
VERBS = ("create", "list", "get", "stream", "delete")
HEAD = '''"""The kinds of task that the service makes, each as one record."""

from __future__ import annotations

from typing import Any, TypeAlias

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
    models = {tag: _model(spec, tag) for tag in tags}
    imports = f"from .api import {', '.join(tags)}\nfrom .models import {', '.join(models.values())}\n\n"
    records = "".join(_record(spec, tag, models[tag]) for tag in tags)
    union = f"AnyTask: TypeAlias = {' | '.join(models.values())}\n"
    names = ", ".join(tag.upper() for tag in tags)
    every = f"KINDS: dict[str, TaskKind[..., ..., Any]] = {{kind.name: kind for kind in ({names},)}}\n"
    return f'{HEAD}{imports}{union}{records}{every}"""Every kind by its name."""\n{_webhooks(spec)}'


def _webhooks(spec: Json) -> str:
    secret = spec["components"].get("securitySchemes", {}).get("webhookSecret")
    if secret is None:
        return ""
    return f'WEBHOOK_SECRET_HEADER = {secret["name"]!r}\n"""The header in which a webhook brings your secret."""\n'


def _record(spec: Json, tag: str, model: str) -> str:
    members = {
        "name": repr(tag.replace("_", "-")),
        "model": model,
        "types": repr(tuple(_types(spec, model)) or (tag.replace("_", "-"),)),
        "texts": f"frozenset({sorted(_texts(spec, tag))})",
        **{verb: f"{tag}.{verb}{'_' * (verb == 'list')}" for verb in VERBS},
    }
    return f"{tag.upper()} = TaskKind({', '.join(f'{name}={value}' for name, value in members.items())})\n"


def _operation(spec: Json, operation_id: str) -> Json:
    return next(operation for operation in operations(spec) if operation["operationId"] == operation_id)


def _model(spec: Json, tag: str) -> str:
    answer = _operation(spec, f"{tag}.get")["responses"]["200"]["content"]["application/json"]["schema"]
    return str(answer["$ref"]).rpartition("/")[2]


def _types(spec: Json, model: str) -> Iterator[str]:
    """Yield what a task of this model may say of its ``type``; a rule of the schema names it."""
    for rule in spec["components"]["schemas"][model].get("allOf", []):
        stated = rule.get("properties", {}).get("type", {})
        yield from [stated["const"]] if "const" in stated else stated.get("enum", [])


def _texts(spec: Json, tag: str) -> Iterator[str]:
    """Yield the parameters of a create that take any text: no choices, and no files, which get other addresses."""
    components = spec["components"]["schemas"]
    body = _operation(spec, f"{tag}.create")["requestBody"]["content"]["application/json"]["schema"]
    for name, field in fields(resolved(body, spec), components).items():
        field = resolved(field, spec)
        if field.get("type") == "string" and "enum" not in field and "x-file-input" not in field:
            yield name
