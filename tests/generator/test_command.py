"""scripts/generator writes the same bytes every time; a change of a spec arrives in the client, a broken spec changes
nothing.
"""

from __future__ import annotations

import json
import re
import runpy
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen
from helpers.specs.documents import ROOT
from helpers.specs.generated_client import GENERATED
from helpers.specs.generating import GENERATOR, Result, edit, finished, specs_in, started

BEFORE_SEED = """\
    CreateImageTo3D:
      type: object
      description: The parameters of a model from one picture.
      properties:
"""
LOOK = """
import inspect, json, sys
sys.path.insert(0, sys.argv[1])
from meshwright_api.meshy.api import image_to_3d
parameter = inspect.signature(image_to_3d.create).parameters["seed"]
operation = image_to_3d.create(image_url="https://example.com/a.png", seed=7)
print(json.dumps([str(parameter), str(parameter.kind), inspect.getdoc(image_to_3d.create), dict(operation.body)]))
"""


def content(folder: Path) -> dict[str, bytes]:
    """Return the files below a folder with their bytes."""
    paths = [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


@frozen
class Runs:
    """The runs that the tests share, done side by side: each takes two seconds."""

    check: Result
    write: Result
    written: Path
    with_seed: Result
    written_with_seed: Path


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    """Check the committed package, rewrite it, and write it from specs with one more parameter."""
    folder = tmp_path_factory.mktemp("runs")
    written, written_with_seed = folder / "meshwright_api", folder / "with_seed" / "meshwright_api"
    specs = specs_in(folder)
    edit(specs / "meshy.yaml", BEFORE_SEED, BEFORE_SEED + textwrap.indent(seed_parameter(), " " * 8))
    processes = [
        started("--check", seed=1),
        started("--into", written, seed=2),
        started("--specs", specs, "--into", written_with_seed, seed=3),
    ]
    check, write, with_seed = map(finished, processes)
    return Runs(check, write, written, with_seed, written_with_seed)


def seed_parameter() -> str:
    """Return the parameter of the worked example in specs/README.md, as its YAML."""
    found = re.search(r"```yaml\n(.*?)```", (ROOT / "specs" / "README.md").read_text("utf-8"), re.DOTALL)
    assert found
    return textwrap.dedent(found[1])


# ------------------------------------------------------------------------------------------------------------
# the same bytes
def test_committed_package_is_up_to_date(runs: Runs) -> None:
    """`--check` finds that generated/ is what the specs and the templates make."""
    assert runs.check == Result(0, "meshwright_api is up to date\n", "")


def test_same_bytes_under_another_hash_seed(runs: Runs) -> None:
    """Another process with another hash seed writes the same files with the same bytes."""
    assert (runs.write.code, runs.write.err) == (0, "")
    assert content(runs.written) == content(GENERATED)
    assert "py.typed" in content(runs.written)


def test_check_names_what_would_change(
    runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--check` names files that differ, are missing or are too many, exits with 1, and changes nothing."""
    package = Path(shutil.copytree(runs.written, tmp_path / "meshwright_api"))
    (package / "_runtime.py").write_text("edited by hand")
    (package / "meshy" / "spec.json").unlink()
    (package / "meshy" / "extra.py").touch()
    before = content(package)
    monkeypatch.syspath_prepend(str(GENERATOR))
    monkeypatch.setattr(sys, "argv", ["regenerate", "--check", "--into", str(package)])
    command = runpy.run_path(str(GENERATOR / "__main__.py"))["main"]
    monkeypatch.setitem(command.__globals__, "generate", lambda _, fresh: shutil.copytree(runs.written, fresh))
    assert command() == 1
    assert capsys.readouterr().out.splitlines() == [
        "would change:",
        "_runtime.py",
        "meshy/extra.py",
        "meshy/spec.json",
    ]
    assert content(package) == before


def test_worked_example_of_the_readme(runs: Runs) -> None:
    """The parameter that specs/README.md adds is in the signature, in the help, and in what is sent."""
    package = runs.written_with_seed
    assert (runs.with_seed.code, runs.with_seed.err) == (0, "")
    looked = subprocess.run(
        [sys.executable, "-I", "-c", LOOK, str(package.parent)], capture_output=True, text=True, check=True
    )
    parameter, kind, text, body = json.loads(looked.stdout)
    assert parameter == "seed: 'int | Unset' = UNSET"
    assert kind == "KEYWORD_ONLY"
    assert "seed: The same seed, picture and model give the same result. (from 0; since 2026-12-01)" in text
    assert body == {"image_url": "https://example.com/a.png", "seed": 7}
    changed = {name for name, data in content(package).items() if data != content(GENERATED)[name]}
    assert changed == {"meshy/api/image_to_3d.py", "meshy/models/create_image_to_3d.py", "meshy/spec.json"}


# ------------------------------------------------------------------------------------------------------------
# a broken spec
BROKEN: dict[str, tuple[str, str, str, str]] = {
    "no YAML": ("meshy", "paths:\n", "paths: : [\n", r"meshy\.yaml, line \d+: .+"),
    "no document": (
        "flighthub",
        "paths:\n",
        "ways:\n",
        r"flighthub\.yaml: not an OpenAPI document: .+`paths`",
    ),
    "another version": ("meshy", "openapi: 3.1.0", "openapi: 3.2.0", r"meshy\.yaml: openapi: .*3\.2\.0.*"),
    "a reference to nowhere": (
        "meshy",
        "$ref: '#/components/schemas/ImageModel'",
        "$ref: '#/components/schemas/Nowhere'",
        r"meshy\.yaml: components\.schemas\.CreateImageTo3D\.properties\.ai_model: unresolved \$ref #\S+/Nowhere",
    ),
    "no type of JSON": (
        "flighthub",
        "        etag:\n          type: string",
        "        etag:\n          type: strnig",
        r"flighthub\.yaml: components\.schemas\.UploadedFile\.properties\.etag\.type: 'strnig' .+",
    ),
    "a default that does not fit": (
        "meshy",
        "format: int32, minimum: 1, maximum: 2147483647, default: 1}",
        "format: int32, minimum: 1, maximum: 2147483647, default: 0}",
        r"meshy\.yaml: components\.parameters\.PageNum\.schema\.default: 0 is less than the minimum of 1",
    ),
    "a parameter without a name": (
        "meshy",
        "      name: page_num\n",
        "",
        r"meshy\.yaml: components\.parameters\.PageNum: .name. is a required property",
    ),
    "an operation without a name": (
        "meshy",
        "      operationId: balance.get\n",
        "",
        r"meshy\.yaml: operation None: must have one tag, and tag\.verb as its operationId",
    ),
    "a kind of task that is unknown": (
        "meshy",
        "x-task-input: [text-to-3d]",
        "x-task-input: [text-to-4d]",
        r"meshy\.yaml: operation text_to_3d\.create: preview_task_id: x-task-input names 'text-to-4d', which is not a "
        r"kind of task; there are .*any, convert, .*",
    ),
    "a media type that is unknown": (
        "meshy",
        "x-file-input: [application/octet-stream]",
        "x-file-input: [model/jpg]",
        r"meshy\.yaml: operation resize\.create: model_url: x-file-input names 'model/jpg', "
        r"which is not a media type.+",
    ),
    "a schema that allows anything": (
        "flighthub",
        "        etag:\n          type: string",
        "        anything: true\n        etag:\n          type: string",
        r"flighthub\.yaml: components\.schemas\.UploadedFile\.properties\.anything: "
        r"a schema must be a mapping, not true",
    ),
    "two tags": (
        "meshy",
        "tags: [balance]",
        "tags: [balance, resize]",
        r"meshy\.yaml: operation balance\.get: must have one tag, and tag\.verb as its operationId",
    ),
}


@pytest.fixture
def read_spec(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], Any]:
    """Return the generator's reader of specs; in process, a command for each mistake would take a minute."""
    monkeypatch.syspath_prepend(str(GENERATOR))
    import reading  # type: ignore[import-not-found]

    def read(path: Path) -> Any:
        try:
            return reading.read_spec(path)
        except reading.BadSpec as error:
            return str(error)

    return read


@pytest.mark.parametrize("mistake", BROKEN)
def test_mistakes_are_named(mistake: str, read_spec: Callable[[Path], Any], tmp_path: Path) -> None:
    """A mistake in a spec is named in one line, with the file and the place."""
    service, old, new, line = BROKEN[mistake]
    path = specs_in(tmp_path) / f"{service}.yaml"
    edit(path, old, new)
    said = read_spec(path)
    assert isinstance(said, str)
    assert re.fullmatch(line, said), said


def test_good_specs_are_read(read_spec: Callable[[Path], Any]) -> None:
    """Both specs are read as they are, and a missing file is named."""
    assert read_spec(ROOT / "specs" / "meshy.yaml")["info"]["title"] == "Meshy API"
    assert read_spec(ROOT / "specs" / "flighthub.yaml")["openapi"] == "3.1.0"
    assert read_spec(ROOT / "specs" / "missing.yaml") == "missing.yaml: No such file or directory"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        pytest.param(
            "operationId: balance.get",
            "operationId: get_balance",
            r"meshy\.yaml: operation get_balance: must have .+",
            id="before the generator",
        ),
        pytest.param(
            "in: query\n      description: Which page; the first is 1.\n"
            "      schema: {type: integer, format: int32, minimum: 1, maximum: 2147483647, default: 1",
            "in: header\n      schema: {type: string, format: date-time",
            r"meshy\.yaml: GET \S+ within image_to_3d\. Endpoint will not be generated\. .*not allowed in header",
            id="in the generator",
        ),
    ],
)
def test_broken_spec_changes_nothing(old: str, new: str, line: str, runs: Runs, tmp_path: Path) -> None:
    """[5, 28] A spec that cannot be generated whole is one line on stderr, exit code 1, and an untouched target."""
    specs = specs_in(tmp_path)
    edit(specs / "meshy.yaml", old, new)
    package = Path(shutil.copytree(runs.written, tmp_path / "meshwright_api"))
    done = finished(started("--specs", specs, "--into", package))
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert re.fullmatch(line, done.err.rstrip("\n")), done.err
    assert content(package) == content(runs.written)
