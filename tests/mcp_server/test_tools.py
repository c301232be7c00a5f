"""The tools that are derived from the specs."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator
from meshwright.errors import InputError
from meshwright.mcp_server.tools import Tool, flighthub_tools, meshy_tools
from meshwright.spec.calendar import contract_of
from meshwright.spec.reading import body_schema, fields, load_kinds, load_spec, operation

DAY = "2026-11-29"


@pytest.fixture(scope="module")
def tools() -> dict[str, Tool]:
    return {tool.name: tool for tool in [*meshy_tools(DAY), *flighthub_tools(DAY)]}


def test_a_create_for_each_kind(tools: dict[str, Tool]) -> None:
    """Each kind has a create with the parameters of the day, a key, a limit of credits, and its price in words."""
    contract = contract_of(load_spec("meshy"), DAY)
    for kind in load_kinds("meshy"):
        tag = kind.replace("-", "_")
        taken = fields(contract, body_schema(operation(contract, f"{tag}.create")) or {})
        create = tools[f"create_{tag}"]
        assert list(create.properties) == ["key", "max_credits", *taken]
        assert {"key", "max_credits"} <= set(create.required)
        assert not create.reads
        assert "credits" in create.description or kind.startswith("creative-lab"), kind


def test_the_schemas_stand_alone(tools: dict[str, Tool]) -> None:
    """Each schema is one of JSON Schema 2020-12 without references, and no two tools have one name of 64 characters."""
    for name, tool in tools.items():
        Draft202012Validator.check_schema(tool.schema)
        assert "$ref" not in str(tool.schema)
        assert len(name) <= 64
        assert tool.description


def test_a_picture_may_be_a_local_file(tools: dict[str, Tool]) -> None:
    """The schema of a picture accepts a path, and its description mentions it."""
    picture = tools["create_image_to_3d"].properties["image_url"]
    assert "pattern" not in picture
    assert "path of a file" in picture["description"]


def test_flighthub_is_only_read(tools: dict[str, Tool]) -> None:
    """The tools of FlightHub are operations that read, and none returns a credential."""
    spec = load_spec("flighthub")
    gets = {item["get"]["operationId"] for item in spec["paths"].values() if "get" in item}
    found = {tool.operation for name, tool in tools.items() if name.startswith("flighthub_")}
    assert found == gets - {"projects.storage_credential"}


def test_only_some_kinds() -> None:
    """With kinds, nothing else can be created; an unknown one is refused with those that there are."""
    names = {tool.name for tool in meshy_tools(DAY, ["resize"])}
    assert {name for name in names if name.startswith("create_")} == {"create_resize"}
    with pytest.raises(InputError, match="'resise' is not one of image-to-3d"):
        list(meshy_tools(DAY, ["resise"]))
