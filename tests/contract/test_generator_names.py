"""Whatever the service calls its members, and however its schemas lead back to themselves, the client works."""

from __future__ import annotations

import ast
import copy
import json
import re
import subprocess
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from keyword import iskeyword
from pathlib import Path
from typing import Any

import pytest
from contract.client import GENERATED
from contract.generating import GENERATOR, finished, read, run_with, specs_in, started, write
from contract.specs import ROOT
from emulator.loopback import other_server, send
from hypothesis import given
from hypothesis import strategies as st
from meshwright_api._names import BUILTINS, CALLED_BY_GENERATED_CODE, OF_EVERY_MODEL, RESERVED, python_names
from meshwright_api._runtime import JsonObject

Json = dict[str, Any]
WORDS = """
to_dict from_dict additional_properties wire keys __init__ __class__ _private self cls title class match str list dict
int None True each plain given path_segment discard UNSET Unset File Operation foo-bar foo_bar fooBar FooBar foo.bar 3d
größe 日本 $ $ref a"b a'b a\\b a{b} to_dict_ hex_61 ﬁ ² timeout json no_wait no-wait output format help api_key
connection folder emulator quiet jobs ledger no_moderation param_timeout properties required default items
"""
ODD = [*WORDS.split(), "", "a b", "a\tb", "a\nb"]
TASK = {"id": "T", "status": "PENDING", "progress": 0}


def ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def list_of(schema: Json) -> Json:
    return {"type": "array", "items": schema}


RECURSIVE: dict[str, tuple[Json, Any]] = {
    # the schema of a member of a task, and a value of it
    "a list of itself": (list_of(ref("ImageTo3DTask")), [{**TASK}]),
    "a list of lists": (list_of(list_of(ref("ImageTo3DTask"))), [[{**TASK}]]),
    "itself": (ref("ImageTo3DTask"), {**TASK}),
    "itself or null": ({"oneOf": [ref("ImageTo3DTask"), {"type": "null"}]}, None),
    "itself or a text": ({"anyOf": [ref("ImageTo3DTask"), {"type": "string"}]}, "T"),
    "itself or a list": ({"anyOf": [ref("ImageTo3DTask"), list_of(ref("ImageTo3DTask"))]}, [{**TASK}]),
    "itself as the only base": ({"allOf": [ref("ImageTo3DTask")]}, {**TASK}),
    "a mapping": ({"type": "object", "additionalProperties": ref("ImageTo3DTask")}, {"a": {**TASK}}),
    "within an object": (
        {"type": "object", "properties": {"to_dict": list_of(ref("ImageTo3DTask"))}},
        {"to_dict": [{**TASK}]},
    ),
    "another kind": (list_of(ref("ResizeTask")), [{**TASK, "parent": {**TASK}}]),
    "a circle": (ref("NodeA"), {"b": {"all": [{"b": {"c": {"a": {"name": "x"}}}}]}}),
    "a list with a name": (ref("Forest"), [{"trees": [{"trees": []}]}]),
    "a mapping with a name": (ref("Tree"), {"a": {"b": {}}}),
}


def odd_spec(spec: Json) -> None:
    """Give a create and its task members of odd names, and schemas that lead back to themselves."""
    schemas = spec["components"]["schemas"]
    for name in ODD:
        kind = "boolean" if name in ("json", "no_wait", "no_moderation") else "string"
        schemas["CreateImageTo3D"]["properties"][name] = {"type": kind, "description": "New."}
        schemas["GeneratedTask"]["properties"][name] = {"type": "string"}
    for number, (schema, _) in enumerate(RECURSIVE.values()):
        schemas["GeneratedTask"]["properties"][f"recursive{number}"] = schema
    schemas["ResizeTask"].setdefault("properties", {})["parent"] = ref("ImageTo3DTask")
    schemas["NodeA"] = {"type": "object", "properties": {"b": ref("NodeB"), "name": {"type": "string"}}}
    schemas["NodeB"] = {"type": "object", "properties": {"all": list_of(ref("NodeA")), "c": ref("NodeC")}}
    schemas["NodeC"] = {"type": "object", "properties": {"a": {"oneOf": [ref("NodeA"), {"type": "null"}]}}}
    schemas["Forest"] = list_of(ref("Grove"))
    schemas["Grove"] = {"type": "object", "title": "Operation", "properties": {"trees": ref("Forest")}}
    schemas["Tree"] = {"type": "object", "additionalProperties": ref("Tree")}
    schemas["CreateResize"]["properties"]["node"] = ref("NodeA")
    path = spec["paths"]["/openapi/v1/image-to-3d"]
    replaced = copy.deepcopy(path["post"])
    query = [{"name": name, "in": "query", "schema": {"type": "string"}} for name in ("image_url", "Ai-Model", "given")]
    path["put"] = {**replaced, "operationId": "image_to_3d.replace", "parameters": query}


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the package of such a spec."""
    folder = tmp_path_factory.mktemp("odd")
    specs = specs_in(folder)
    spec = read(specs / "meshy.yaml")
    odd_spec(spec)
    write(specs / "meshy.yaml", spec)
    done = finished(started("--specs", specs, "--into", folder / "meshwright_api"))
    assert (done.code, done.err) == (0, "")
    return folder / "meshwright_api"


# ------------------------------------------------------------------------------------------------------------
# names
SEND_ALL = """
import json, sys
from meshwright_api._runtime import names_of
from meshwright_api.meshy.api import image_to_3d
from meshwright_api.meshy.models import CreateImageTo3D, ImageTo3DTask
odd = json.loads(sys.argv[1])
names = names_of(CreateImageTo3D)
body = {name: f"value {number}" for number, name in enumerate(names)}
assert image_to_3d.create(**{names[name]: value for name, value in body.items()}).body == body
assert CreateImageTo3D.from_dict(body).to_dict() == body
task = {"id": "T", "status": "PENDING", "progress": 0, **{name: "x" for name in odd}}
read = ImageTo3DTask.from_dict(task)
assert read.to_dict() == task and not read.additional_properties
print(json.dumps(names))
"""


def test_members_of_any_name(odd: Path) -> None:
    """Every member has an attribute and a keyword of its own, and keeps its name in JSON."""
    names = json.loads(run_with(odd, SEND_ALL, json.dumps(ODD)))
    assert set(ODD) < set(names)
    assert len(set(names.values())) == len(names)
    assert all(name.isidentifier() and not iskeyword(name) for name in names.values())
    told = {name: names[name] for name in ("to_dict", "fooBar", "foo_bar", "foo-bar", "3d", "wire")}
    assert told == {
        "to_dict": "to_dict_",
        "fooBar": "foo_bar_3",
        "foo_bar": "foo_bar",
        "foo-bar": "foo_bar_2",
        "3d": "file_3d",
        "wire": "wire_",
    }


def test_help_says_the_name_in_the_api(odd: Path) -> None:
    """The help of a renamed keyword says what the service calls it."""
    text = run_with(odd, "from meshwright_api.meshy.api import image_to_3d; print(image_to_3d.create.__doc__)")
    assert "        to_dict_: New. (to_dict in the API)" in text
    assert "        foo_bar: New.\n" in text


CALL = """
from meshwright_api.meshy.api import image_to_3d
built = image_to_3d.replace(image_url="query", ai_model="of the query", given_="g", image_url_2="body", ai_model_2="m")
print([dict(built.params), built.body])
"""


def test_parameters_beside_a_body(odd: Path) -> None:
    """A query parameter keeps its keyword where the body has a member of the same name."""
    assert run_with(odd, CALL).strip() == str(
        [
            {"image_url": "query", "Ai-Model": "of the query", "given": "g"},
            {"image_url": "body", "ai_model": "m"},
        ]
    )


def test_types_of_odd_packages(odd: Path) -> None:
    """Mypy finds nothing in such a package."""
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--config-file", "", str(odd)],
        capture_output=True,
        text=True,
        cwd=odd.parent,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@given(st.lists(st.text(), unique=True), st.lists(st.sampled_from(["foo_bar", "id", "to_dict_"]), unique=True))
def test_python_names(members: list[str], taken: list[str]) -> None:
    """Any names become different identifiers that hide nothing, and another member at the end renames none."""
    found = python_names(members, taken)
    assert list(found) == members
    names = [*found.values(), *taken]
    assert len(set(names)) == len(names)
    assert all(name.isidentifier() and name not in RESERVED for name in found.values())


def test_a_python_name_is_kept() -> None:
    """A member that has a Python name keeps it, wherever the spec puts a member that would take it."""
    assert python_names(["fooBar", "foo_bar"]) == {"fooBar": "foo_bar_2", "foo_bar": "foo_bar"}
    assert python_names(["id", "type", "image_url"]) == {"id": "id", "type": "type_", "image_url": "image_url"}


def test_reserved_names() -> None:
    """Reserved are the builtins, what every model has, and the functions that generated modules import."""
    bare = [sys.executable, "-I", "-S", "-c", "import builtins; print(*dir(builtins))"]
    known = subprocess.run(bare, capture_output=True, text=True, check=True).stdout.split()
    assert {name for name in known if name.islower() and not name.startswith("_")} - {"id"} <= set(BUILTINS.split())
    assert {name for name in dir(JsonObject) if not name.startswith("_")} <= set(OF_EVERY_MODEL)
    imported: set[str] = set()
    for path in [*GENERATED.rglob("*.py"), *(GENERATOR / "templates").glob("*.jinja")]:
        for line in re.findall(r"^from \.+_runtime import (.+)$", path.read_text("utf-8"), re.MULTILINE):
            imported |= {alias.name for node in ast.parse(f"from x import {line}").body for alias in node.names}
    assert {name for name in imported if name.islower()} == set(CALLED_BY_GENERATED_CODE)


# ------------------------------------------------------------------------------------------------------------
# options
def helped(package: Path, *command: str) -> str:
    """Return the help of a command, with warnings as errors."""
    code = "import sys; from meshwright.cli.app import app; app.main(sys.argv[1:], prog_name='meshwright')"
    return run_with(package, code, *command, "--help", COLUMNS="200")


def test_options_that_are_taken(odd: Path) -> None:
    """A parameter whose option the command has already gets another, the same in create and in estimate."""
    create, estimate = helped(odd, "image-to-3d", "create"), helped(odd, "estimate", "image-to-3d")
    flags = re.findall(r"^  (?:-\w, )?(--[\w-]+)(?: / (--[\w-]+))?", create, re.MULTILINE)
    every = [flag for pair in flags for flag in pair if flag]
    assert len(set(every)) == len(every)
    for name in ("timeout", "json", "no-wait", "output", "format", "help", "api-key", "emulator", "quiet", "jobs"):
        assert f"--{name}" in every, name
        assert f"--param-{name}" in every, name
        assert re.search(rf"--param-{name}\b", estimate), name
    assert {"--moderation", "--no-moderation", "--param-no-moderation", "--foo-bar", "--to-dict"} < set(every)
    assert re.search(r"--param-timeout TEXT +New\. \[timeout in the API\]", create)


def test_renamed_options_are_sent(odd: Path, tmp_path: Path) -> None:
    """What such an option is given arrives under the name that the service knows."""

    def answer(handler: BaseHTTPRequestHandler, _: int) -> None:
        send(handler, 202, b'{"result": "018a210d-8ba4-705c-b111-1f1776f7f578"}', content_type="application/json")

    code = "import sys; from meshwright.cli.app import app; app.main(sys.argv[1:], prog_name='meshwright')"
    given = ["--param-timeout", "7", "--timeout", "9", "--param-json", "--json", "--to-dict", "d", "--class", "c"]
    given += ["--connection", "x", "--folder", "f", "--param-no-wait", "--no-wait", "--param-param-timeout", "p"]
    with other_server(answer) as service:
        run_with(
            odd,
            code,
            *("image-to-3d", "create", "https://example.com/a.png", *given),
            MESHY_API_KEY="msy_k",
            MESHY_BASE_URL=service.url,
            MESHWRIGHT_LEDGER=str(tmp_path / "ledger"),
        )
    (sent,) = service.received
    assert json.loads(sent.body) == {
        "image_url": "https://example.com/a.png",
        "timeout": "7",
        "json": True,
        "to_dict": "d",
        "class": "c",
        "connection": "x",
        "folder": "f",
        "no_wait": True,
        "param_timeout": "p",
    }


# ------------------------------------------------------------------------------------------------------------
# recursion
READ_ALL = """
import json, sys, typing
from meshwright_api.meshy import models
task = json.loads(sys.argv[1])
read = models.ImageTo3DTask.from_dict(task)
assert read.to_dict() == task and not read.additional_properties
assert [str(each.id) for each in read.recursive0] == ["T"]
assert type(read.recursive9[0]) is models.ResizeTask
assert type(read.recursive9[0].parent) is models.ImageTo3DTask
assert type(read.recursive10.b.all_[0].b.c.a) is models.NodeA
from meshwright_api.meshy.api import resize
node = models.NodeA.from_dict(task["recursive10"])
assert resize.create(node=node).body == {"node": task["recursive10"]}
for name in models.__all__:
    typing.get_type_hints(getattr(models, name)) if isinstance(getattr(models, name), type) else None
"""


def test_recursive_schemas(odd: Path) -> None:
    """What holds its own kind, directly, through others, in lists and in choices, is read and written as it is."""
    values = {f"recursive{number}": value for number, (_, value) in enumerate(RECURSIVE.values())}
    run_with(odd, READ_ALL, json.dumps({**TASK, **values}))


def test_each_module_of_a_circle_can_come_first(odd: Path) -> None:
    """Whichever module of a circle is imported first, the import succeeds."""
    modules = [path.stem for path in (odd / "meshy" / "models").glob("*.py") if path.stem != "__init__"]
    program = (
        "import importlib, sys\n"
        "for name in sys.argv[1:]:\n"
        "    for loaded in [each for each in sys.modules if 'meshwright_api' in each]: del sys.modules[loaded]\n"
        "    importlib.import_module(f'meshwright_api.meshy.models.{name}')"
    )
    run_with(odd, program, *modules)


def members(spec: Json) -> Json:
    found: Json = spec["components"]["schemas"]["GeneratedTask"]["properties"]
    return found


REFUSED: dict[str, tuple[Callable[[Json], object], str]] = {
    "a reference to the document": (
        lambda s: members(s).update(children={"$ref": "#"}),
        "components.schemas.GeneratedTask.properties.children: $ref # must name a component of this file, ",
    ),
    "a reference into a component": (
        lambda s: members(s).update(children={"$ref": "#/components/schemas/Task/properties/id"}),
        "components.schemas.GeneratedTask.properties.children: $ref #/components/schemas/Task/properties/id must name ",
    ),
    "a reference into another file": (
        lambda s: members(s).update(children={"$ref": "other.yaml#/X"}),
        "components.schemas.GeneratedTask.properties.children: $ref other.yaml#/X must name a component of this file, ",
    ),
    "a name for itself": (
        lambda s: s["components"]["schemas"].update(Loop=ref("Loop")),
        "components.schemas.Loop: includes itself",
    ),
    "its own base": (
        lambda s: s["components"]["schemas"]["GeneratedTask"].update(allOf=[ref("ImageTo3DTask"), {}]),
        "components.schemas.GeneratedTask: includes itself",
    ),
    "its own choice": (
        lambda s: s["components"]["schemas"].update(
            P={"anyOf": [ref("Q"), {"type": "string"}]}, Q={"oneOf": [ref("P")]}
        ),
        "components.schemas.P: includes itself",
    ),
    "its own condition": (
        lambda s: s["components"]["schemas"]["CreateResize"].update(dependentSchemas={"id": ref("CreateResize")}),
        "components.schemas.CreateResize: includes itself",
    ),
    "a list of itself alone": (
        lambda s: s["components"]["schemas"].update(Lists=list_of(ref("Lists"))),
        "components.schemas.Lists: holds itself without an object between",
    ),
    "a choice of lists of itself": (
        lambda s: s["components"]["schemas"].update(Value={"anyOf": [{"type": "string"}, list_of(ref("Value"))]}),
        "components.schemas.Value: holds itself without an object between",
    ),
    "a class of the runtime": (
        lambda s: s["components"]["schemas"].update(Operation={"type": "object"}),
        "components.schemas.Operation: cannot be the name of a generated class",
    ),
    "a class of Python": (
        lambda s: s["components"]["schemas"].update(Exception={"type": "object"}),
        "components.schemas.Exception: cannot be the name of a generated class",
    ),
    "no name of a class": (
        lambda s: s["components"]["schemas"].update({"3D": {"type": "object"}}),
        "components.schemas.3D: cannot be the name of a generated class",
    ),
    "two classes in one module": (
        lambda s: s["components"]["schemas"].update(IMAGETo3DTask={"type": "object"}),
        "components.schemas.IMAGETo3DTask: its module image_to_3d_task.py would be that of ImageTo3DTask too",
    ),
    "constants that are none": (
        lambda s: s["components"]["schemas"].update(
            Level={"type": "integer", "enum": [1, 2], "x-enum-varnames": ["mro", "A"]}
        ),
        "components.schemas.Level.x-enum-varnames: must be one CONSTANT_NAME for each value",
    ),
    "an operation that hides a function": (
        lambda s: s["paths"]["/openapi/v1/balance"]["get"].update(operationId="balance.given"),
        "operation balance.given: tag and verb must be snake_case",
    ),
    "an operation in camelCase": (
        lambda s: s["paths"]["/openapi/v1/balance"]["get"].update(operationId="balance.getIt"),
        "operation balance.getIt: tag and verb must be snake_case",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refusals(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What no client can be made of is refused in one line that names the place."""
    monkeypatch.syspath_prepend(str(GENERATOR))
    import reading  # type: ignore[import-not-found]

    edit, text = REFUSED[name]
    spec = read(ROOT / "specs" / "meshy.yaml")
    edit(spec)
    write(tmp_path / "meshy.yaml", spec)
    with pytest.raises(reading.BadSpec) as caught:
        reading.read_spec(tmp_path / "meshy.yaml")
    assert str(caught.value).startswith(f"meshy.yaml: {text}")
    assert "\n" not in str(caught.value)
