"""The client works with any names of members, and with any recursive schemas."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from http.server import BaseHTTPRequestHandler
from keyword import iskeyword
from pathlib import Path
from typing import Any

from helpers.other_server import other_server, send
from helpers.specs.generated_client import GENERATED
from helpers.specs.generating import GENERATOR, run_with
from helpers.specs.odd_spec import ODD
from hypothesis import given
from hypothesis import strategies as st
from meshwright_api._names import BUILTINS, CALLED_BY_GENERATED_CODE, OF_EVERY_MODEL, RESERVED, python_names
from meshwright_api._runtime import JsonObject

Json = dict[str, Any]
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
    """The help of a renamed keyword names the service's own name."""
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
    """The builtins, the attributes of every model, and the functions that generated modules import are reserved."""
    bare = [sys.executable, "-I", "-S", "-c", "import builtins; print(*dir(builtins))"]
    known = subprocess.run(bare, capture_output=True, text=True, check=True).stdout.split()
    assert {name for name in known if name.islower() and not name.startswith("_")} - {"id"} <= set(BUILTINS.split())
    assert {name for name in dir(JsonObject) if not name.startswith("_")} <= set(OF_EVERY_MODEL)
    imported: set[str] = set()
    for path in [*GENERATED.rglob("*.py"), *(GENERATOR / "templates").glob("*.jinja")]:
        for line in re.findall(r"^from \.+_runtime import (\([^)]*\)|.+)$", path.read_text("utf-8"), re.MULTILINE):
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


EMULATED = """
from meshwright import BadRequest, Meshy
picture = "data:image/png;base64," + "iVBORw0KGgo" + "A" * 5
with Meshy(emulator=True) as meshy:
    try:
        meshy.image_to_3d.create(image_url=picture, to_dict_=5)
    except BadRequest as error:
        print(error)
    print(meshy.image_to_3d.estimate(image_url=picture, to_dict_="x", timeout="7").credits)
"""


def test_the_emulator_of_odd_names(odd: Path) -> None:
    """The emulator knows such members by their names in the API."""
    refused, credits = run_with(odd, EMULATED).splitlines()
    assert "to_dict must be a string" in refused
    assert int(credits) > 0
