"""The tools: names, descriptions and JSON Schemas, from the public form of the specs. Nothing is performed here."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, cast

from attrs import frozen

from ..errors import InputError
from ..spec.public import identifier, public_form
from ..spec.reading import Json, body_schema, load_kinds, load_spec, operations, parameters, resolve
from ..spec.shapes import shape_of

CREATE = "create_"
ANIMATIONS = "animation_library.search"
SECRET = "projects.storage_credential"
"""An operation that only reads, and returns a credential."""
TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "array": (list,),
    "object": (dict,),
}
"""Classes of the values of a JSON type; the service checks the rest."""
OF_THE_CLIENT = ("header", "cookie")
"""Places of parameters that the client sends itself."""
FILE = " Or the path of a file on this machine."
KEY: Json = {
    "type": "string",
    "minLength": 1,
    "maxLength": 200,
    "description": "Your name for this purchase. A call with a key that was used before buys nothing and returns the "
    "same task; use another key to buy again.",
}
LIMIT: Json = {
    "type": "integer",
    "minimum": 0,
    "description": "Credits that this create may cost; with a higher estimated price nothing is sent.",
}
ID: Json = {"type": "string", "description": "The id of the task."}
SECONDS: Json = {
    "type": "number",
    "minimum": 0,
    "maximum": 3600,
    "default": 60,
    "description": "Seconds to wait. The task goes on afterwards; call again.",
}


@frozen
class Tool:
    """A tool, as an agent sees it."""

    name: str
    description: str
    properties: Json
    required: tuple[str, ...] = ()
    reads: bool = True
    """Whether it changes nothing, neither at the service nor on this machine."""
    operation: str = ""
    """The operation that it is derived from, or empty."""

    @property
    def schema(self) -> Json:
        """The JSON Schema of its arguments."""
        required = {"required": list(self.required)} if self.required else {}
        return {"type": "object", "properties": self.properties, **required, "additionalProperties": False}

    def check(self, arguments: Json) -> None:
        """Raise InputError for an argument that is missing, unknown or of another type."""
        if unknown := [name for name in arguments if name not in self.properties]:
            raise InputError(unknown[0], f"{self.name} has no such argument; it has {', '.join(self.properties)}")
        if missing := [name for name in self.required if name not in arguments]:
            raise InputError(missing[0], f"{self.name} needs it")
        for name, value in arguments.items():
            wanted = self.properties[name].get("type", "")
            if wanted in TYPES and (not isinstance(value, TYPES[wanted]) or isinstance(value, bool)):
                raise InputError(name, f"must be of type {wanted}, not {value!r}")


def meshy_tools(day: str, kinds: Collection[str] = ()) -> Iterator[Tool]:
    """Yield the tools of Meshy with the contract of a day; ``kinds`` limits what can be created, empty for all.

    Raises InputError for a kind that the contract does not have.
    """
    form = public_form(load_spec("meshy"), day)
    found = {kind: create for kind in load_kinds("meshy") if (create := _operation(form, f"{_tag(kind)}.create"))}
    if unknown := [kind for kind in kinds if kind not in found]:
        raise InputError("kind", f"{unknown[0]!r} is not one of {', '.join(found)}")
    offered = [kind for kind in found if not kinds or kind in kinds]
    kind: Json = {"type": "string", "enum": list(found), "description": "The kind of task."}
    one, both = {"kind": kind, "id": ID}, ("kind", "id")
    yield from (_create(form, kind, found[kind]) for kind in offered)
    yield Tool(
        "estimate",
        "Return the estimated price of a create in credits. Nothing is sent.",
        {
            "kind": {**kind, "enum": offered},
            "parameters": {
                "type": "object",
                "description": "Arguments of the create, without key and max_credits.",
            },
        },
        ("kind", "parameters"),
    )
    yield Tool("get_task", "Return a task as it is now: status, progress, URLs of its files.", one, both)
    yield Tool(
        "wait",
        "Wait until a task ends, and return it. Deletes nothing; if the time is over first, the task goes on.",
        {**one, "seconds": SECONDS},
        both,
    )
    yield Tool(
        "download",
        "Fetch the files of a SUCCEEDED task into a folder on this machine, and return their paths.",
        {
            **one,
            "folder": {"type": "string", "description": "Folder below the server's output folder, such as `cat`."},
            "formats": {
                "type": "array",
                "items": {"type": "string"},
                "description": "Models to fetch, such as glb; by default all files.",
            },
        },
        (*both, "folder"),
        reads=False,
    )
    limit = {"type": "integer", "minimum": 1, "maximum": 200, "default": 20, "description": "Tasks to return."}
    yield Tool("list_tasks", "List the tasks of a kind, newest first.", {"kind": kind, "limit": limit}, ("kind",))
    yield Tool("balance", "Return the credits that the account can still spend.", {})
    if search := _operation(form, ANIMATIONS):
        yield _reading(form, search, "search_animations", ANIMATIONS)


def flighthub_tools(day: str) -> Iterator[Tool]:
    """Yield a tool for each operation of FlightHub that only reads, but for one that returns a credential."""
    spec = load_spec("flighthub")
    form = public_form(spec, day)
    for _, method, operation in operations(spec):
        named = operation["operationId"]
        if method == "get" and named != SECRET and (public := _operation(form, named)):
            yield _reading(form, public, f"flighthub_{identifier(named)}", named)


def _create(form: Json, kind: str, operation: Json) -> Tool:
    shape, body = shape_of("meshy", kind), resolve(form, body_schema(operation) or {})
    files = {*shape.sources(), *shape.references()}
    properties = {
        name: _of_file(_inlined(form, field)) if name in files else _inlined(form, field)
        for name, field in body["properties"].items()
    }
    return Tool(
        CREATE + _tag(kind),
        f"{operation['summary']}, and return its id; then `wait`. A second call with the same `key` "
        f"returns the same task; the service itself would sell another. {operation['description']}",
        {"key": KEY, "max_credits": LIMIT, **properties},
        ("key", "max_credits", *body.get("required", ())),
        reads=False,
        operation=f"{_tag(kind)}.create",
    )


def _reading(form: Json, operation: Json, name: str, named: str) -> Tool:
    """Return the tool of an operation that reads; its arguments are those of the path and the query."""
    path = next(path for path, _, found in operations(form) if found is operation)
    taken = [one for one in parameters(form, path, operation) if one["in"] not in OF_THE_CLIENT]
    fields = {one["name"]: {**_inlined(form, one["schema"]), **_said(one)} for one in taken}
    required = tuple(one["name"] for one in taken if one.get("required"))
    return Tool(name, f"{operation['summary']}. {operation['description']}", fields, required, operation=named)


def _operation(form: Json, operation_id: str) -> Json | None:
    return next((found for _, _, found in operations(form) if found["operationId"] == identifier(operation_id)), None)


def _tag(kind: str) -> str:
    return kind.replace("-", "_")


def _said(node: Json) -> Json:
    return {"description": node["description"]} if "description" in node else {}


def _of_file(field: Json) -> Json:
    """Return the schema of a parameter that also takes local files: its pattern is that of URLs."""
    if "items" in field:
        return {**field, "items": {name: value for name, value in field["items"].items() if name != "pattern"}}
    kept = {name: value for name, value in field.items() if name != "pattern"}
    return {**kept, "description": f"{field.get('description', '')}{FILE}"}


def _inlined(form: Json, node: Any) -> Any:
    """Return a schema without references and annotations, which agents do not follow."""
    if isinstance(node, list):
        return [_inlined(form, part) for part in node]
    if not isinstance(node, dict):
        return node
    found = resolve(form, cast("Json", node))
    return {name: _inlined(form, part) for name, part in found.items() if not name.startswith("x-")}
