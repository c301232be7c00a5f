"""The generated client has none of the faults that the generator's own output has; their numbers are in brackets.

Those without a test of their own here, and why:
5 and 28 are about the generator's messages, see test_generator.py; 8, 9 and 10 (undocumented statuses, odd ones such as
522, bodies that are not JSON) and 24 (keys in repr, no timeout) need a client, and none is generated: see
``test_no_client_is_generated`` here, and the tests of the transport, the session and the errors in tests/core; 26
(limits are not checked) is as wanted, the service is the judge: see test_facts.py and tests/emulator.
"""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest
from attrs import fields
from helpers.specs.documents import SCHEMAS, Spec, either
from helpers.specs.generated_client import EVENT, GENERATED, builders, called, calm, models
from hypothesis import given
from hypothesis import strategies as st
from meshwright_api._names import python_name
from meshwright_api._runtime import UNSET, JsonObject, Operation, path_segment
from meshwright_api.flighthub.api import models as models_api
from meshwright_api.flighthub.models import ModelType, RunningModels
from meshwright_api.meshy.api import image_to_3d, multi_image_to_3d, resize
from meshwright_api.meshy.models import CreateImageTo3D, ImageTo3DTask

HTTP = ("httpx", "httpx2", "requests", "aiohttp", "urllib3", "http.client", "socket", "ssl", "asyncio")
UNWANTED = (*HTTP, "pydantic", "dateutil", "yaml", "jsonschema")


# ------------------------------------------------------------------------------------------------------------
# operations
@either
def test_every_operation_is_built(it: Spec) -> None:
    """[20] Every operation has a builder, one without content included, with the descriptions of the spec."""
    for path, method, operation in it.operations():
        built = called(builders(it)[operation["operationId"]])
        assert built.name == operation["operationId"]
        assert built.method == method.upper()
        assert built.path == re.sub(r"\{\w+\}", "some-id", path)
    if it.name == "meshy":
        assert image_to_3d.delete("T").parse(None) is None
    else:
        assert models_api.stop("M").parse({"code": 0, "message": ""}).data is UNSET


@either
def test_signatures(it: Spec) -> None:
    """[4, 14, 15] A call takes exactly the path and query parameters and the fields of the body, all of them named but
    the id; headers are the client's.
    """
    for identity, builder in builders(it).items():
        operation = it.operation(identity)
        expected = {p["name"] for p in operation["parameters"] if p["in"] != "header"}
        expected |= set(it.fields(it.requests()[identity])) if identity in it.requests() else set()
        parameters = inspect.signature(builder).parameters
        assert {name.rstrip("_") for name in parameters} == {python_name(name).rstrip("_") for name in expected}, (
            identity
        )
        for name, parameter in parameters.items():
            in_path = any(p["name"] == name and p["in"] == "path" for p in operation["parameters"])
            assert (parameter.kind is inspect.Parameter.KEYWORD_ONLY) != in_path, f"{identity}: {name}"
    assert not [f.name for f in fields(Operation) if "header" in f.name]


@either
def test_defaults_are_not_sent(it: Spec) -> None:
    """[6] A parameter that is not given is not sent, regardless of the service's default."""
    for identity, builder in builders(it).items():
        built = called(builder)
        required = {n for n, p in inspect.signature(builder).parameters.items() if p.default is inspect.Parameter.empty}
        taken = it.operation(identity)["parameters"]
        outside = {p["name"] for p in taken if p["in"] in ("path", "query")}
        assert {*map(python_name, built.body or {})} == required - outside, identity
        assert {*built.params} == {p["name"] for p in taken if p["in"] == "query" and p.get("required")}, identity
        assert all(p.default is UNSET for n, p in inspect.signature(builder).parameters.items() if n not in required)


def test_body_and_query() -> None:
    """Parameters are sent as they are given, also false, zero and the empty string; local files are named apart."""
    built = image_to_3d.create(image_url=b"bytes", should_texture=False, pose_mode="", target_formats=["glb"])
    assert built.body == {"image_url": b"bytes", "should_texture": False, "pose_mode": "", "target_formats": ["glb"]}
    assert built.files["image_url"] == ("image/png", "image/jpeg")
    assert multi_image_to_3d.create(image_urls=[b"one", Path("two.png")]).files["image_urls"]
    assert resize.create(model_url=b"model", resize_height=1.5).files == {"model_url": ("application/octet-stream",)}
    assert image_to_3d.list_(page_num=2, sort_by="+created_at").params == {"page_num": 2, "sort_by": "+created_at"}


@either
def test_streams(it: Spec) -> None:
    """[1, 2, 3] An event stream is an operation that is marked as one, and parses the data of one event."""
    for identity, builder in builders(it).items():
        assert called(builder).streams == identity.endswith(".stream"), identity
    if it.name == "meshy":
        kinds = {image_to_3d: "ImageTo3DTask", multi_image_to_3d: "MultiImageTo3DTask", resize: "ResizeTask"}
        for tag, kind in kinds.items():
            parsed = tag.stream("T").parse(EVENT)
            assert type(parsed).__name__ == kind
            assert parsed.status == "PENDING"


@either
def test_only_success_is_an_answer(it: Spec) -> None:
    """[7] The type of an answer is that of its success alone."""
    for identity, builder in builders(it).items():
        code, response = next((c, r) for c, r in it.operation(identity)["responses"].items() if c.startswith("2"))
        annotation = str(inspect.signature(builder).return_annotation)
        content = next(iter(it.resolve(response).get("content", {"": {}}).values()))
        wanted = content.get("x-item-schema", content.get("schema", {"$ref": "None"}))["$ref"].removeprefix(SCHEMAS)
        if wanted.endswith("List"):
            wanted = f"list[{wanted.removesuffix('List')}]"
        assert annotation == f"Operation[{wanted}]", f"{identity} {code}"
    assert not {"Error", "Failure", "StreamError"} & set(models(it))


def test_no_client_is_generated() -> None:
    """[7, 8, 9, 10, 24] Nothing generated knows of a status, a header, a key or a connection."""
    names = {path.name for path in GENERATED.rglob("*.py")}
    assert not {"client.py", "errors.py", "types.py"} & names
    words = re.compile(
        r"HTTPStatus|status_code|raise_on_unexpected|AuthenticatedClient|httpx|requests|(?<!sts-)\btoken\b"
    )
    for path in GENERATED.rglob("*.py"):
        code = re.sub(r'""".*?"""', "", path.read_text("utf-8"), flags=re.DOTALL)
        assert not words.search(code), path.name


def test_nothing_unwanted_is_imported() -> None:
    """Importing all of the generated package in a fresh interpreter loads no HTTP, no pydantic and no dateutil."""
    paths = [path.relative_to(GENERATED.parent).with_suffix("") for path in GENERATED.rglob("*.py")]
    modules = [".".join(path.parts).removesuffix(".__init__") for path in paths]
    assert len(modules) > 60
    program = (
        f"import sys; sys.path.insert(0, {str(GENERATED.parent)!r})\n"
        f"before = set(sys.modules)\n"
        f"for name in {modules!r}: __import__(name)\n"
        f"print(*sorted((set(sys.modules) - before) & set({UNWANTED!r})))"
    )
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


@pytest.mark.parametrize("id", ["", " ", "\t\n", ".", ".."])
def test_ids_that_reach_elsewhere_are_refused(id: str) -> None:
    """[25] An id that would reach another endpoint is refused before anything is sent."""
    with pytest.raises(ValueError, match="an id must not be"):
        image_to_3d.get(id)
    with pytest.raises(ValueError, match="an id must not be"):
        models_api.stop(id)


@calm
@given(st.text(st.characters(codec="utf-8"), min_size=1).filter(lambda text: text.strip() and text not in (".", "..")))
def test_ids_are_one_segment(id: str) -> None:
    """[25] Any other id is quoted into one path segment, from which it can be read again."""
    segment = path_segment(id)
    assert not set(segment) & set("/?#% ") - {"%"}
    assert segment.isascii()
    assert unquote(segment) == id
    assert image_to_3d.stream(id).path == f"/openapi/v1/image-to-3d/{segment}/stream"


# ------------------------------------------------------------------------------------------------------------
# names
@either
def test_models_are_the_components(it: Spec) -> None:
    """[14, 15, 16] Every class is a component of the spec with all of its fields, none is made up or copied."""
    for name, model in models(it).items():
        assert name in it.schemas
        if inspect.isclass(model) and issubclass(model, JsonObject):
            members = {f.name.rstrip("_") for f in fields(model) if f.init}
            snake = [re.sub(r"(?<=[a-z])(?=[A-Z])", "_", field).lower() for field in it.fields(it.schemas[name])]
            expected = {re.sub(r"^(?=\d)", "file_", field).lstrip("_") for field in snake}
            assert members == expected, name
    expected = {n for n in it.request_components() | it.answer_components() if it.fields(it.schemas[n])}
    bases = {p.get("$ref", "").removeprefix(SCHEMAS) for n in expected for p in it.schemas[n].get("allOf", [])}
    errors_and_frames = {"Error", "Failure", "StreamError", *(name for name in expected if name.endswith("Event"))}
    assert expected - bases - set(models(it)) <= errors_and_frames


@either
def test_integers_have_names(it: Spec) -> None:
    """[17] Integer enums have the names of x-enum-varnames; strings are literals that show their values."""
    for name, model in models(it).items():
        component = it.schemas[name]
        if component.get("type") == "integer":
            names = dict(zip(component["x-enum-varnames"], component["enum"], strict=True))
            assert {member.name: member.value for member in model} == names
        elif "enum" in component:
            assert all(repr(value) in str(model) for value in component["enum"]), name


def test_names_with_3d() -> None:
    """[18] 3D stays in one piece in the names of classes, modules and packages."""
    assert ImageTo3DTask.__module__ == "meshwright_api.meshy.models.image_to_3d_task"
    assert CreateImageTo3D.__module__ == "meshwright_api.meshy.models.create_image_to_3d"
    assert image_to_3d.__name__ == "meshwright_api.meshy.api.image_to_3d"
    assert [path.name for path in GENERATED.rglob("*_3_d*")] == []
    assert ModelType(2) is ModelType.MODEL_3D


def test_list_is_named_list_underscore() -> None:
    """[19] The builder of `list` is `list_`, since `list` is taken; the operation keeps its name."""
    assert image_to_3d.list_().name == "image_to_3d.list"
    assert RunningModels.from_dict({"list": []}).list_ == []
