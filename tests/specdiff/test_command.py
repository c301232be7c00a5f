"""scripts/spec-diff: its output, its exit codes, and its errors for files that are not specs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from helpers.specs.documents import ROOT
from meshwright.contract.diff import main

Json = dict[str, Any]
SPEC = str(ROOT / "specs" / "meshy.yaml")
SMALL: Json = {"paths": {"/x": {"get": {"operationId": "x.get", "responses": {"200": {"description": "Yes."}}}}}}


def small(**operation: Any) -> Json:
    """Return a spec of one operation."""
    return {"paths": {"/x": {"get": {**SMALL["paths"]["/x"]["get"], **operation}}}}


def written(folder: Path, spec: Any, name: str = "spec.yaml") -> str:
    """Write a spec (or a text in its place) to a file."""
    path = folder / name
    path.write_text(spec if isinstance(spec, str) else yaml.dump(spec, Dumper=yaml.CSafeDumper), "utf-8")
    return str(path)


def test_nothing_changed(capsys: pytest.CaptureFixture[str]) -> None:
    """Equal specs have no changes, and the exit code is 0."""
    assert main([SPEC, SPEC]) == 0
    assert capsys.readouterr().out == "0 breaking, 0 risky, 0 safe\n"


def test_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line a change, the breaking ones first, a blank line between the weights, the counts at the end."""
    new = small(deprecated=True)
    new["paths"]["/y"] = {"get": {"operationId": "y.get"}}
    new["servers"] = [{"url": "https://example.com"}]
    old = {**SMALL, "servers": [{"url": "https://example.org"}]}
    assert main([written(tmp_path, old, "old.yaml"), written(tmp_path, new)]) == 1
    assert capsys.readouterr().out == (
        "breaking: servers: https://example.org is gone\n"
        "\n"
        "risky: x.get: is deprecated (x.get)\n"
        "\n"
        "safe: servers: https://example.com is new\n"
        "safe: y.get: a new operation (y.get)\n"
        "1 breaking, 1 risky, 2 safe\n"
    )


def test_many_names(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A line names four uses and counts the others."""
    text = Path(SPEC).read_text("utf-8").replace("Names this exchange", "x")
    spec = yaml.load(text, Loader=yaml.CSafeLoader)
    spec["components"]["headers"]["RequestId"]["schema"]["type"] = "integer"
    assert main([SPEC, written(tmp_path, spec)]) == 0
    (line, _) = capsys.readouterr().out.splitlines()
    assert line.startswith("risky: RequestId: type is 'integer', it was 'string' (animation_library.search, ")
    assert re.search(r" and \d+ more\)$", line)


def test_days(capsys: pytest.CaptureFixture[str]) -> None:
    """With a date the contracts are compared, and the calendar itself is not a change."""
    assert main([SPEC, SPEC, "--new-day", "2026-11-21"]) == 1
    text = capsys.readouterr().out
    assert "breaking: ImageModel: 'meshy-4' is no longer a value (image_to_3d.create(ai_model=))" in text
    assert "risky: GenerationParameters.should_remesh: the default depends on ai_model: false for meshy-6" in text
    assert "calendar" not in text
    assert "first day" not in text
    assert main([SPEC, SPEC, "--old-day", "2026-06-06", "--new-day", "2026-07-12"]) == 0
    assert capsys.readouterr().out == "0 breaking, 0 risky, 0 safe\n"


@pytest.mark.parametrize("day", ["soon", "2026-13-01", "2026-02-30", "2026"])
def test_no_day(day: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A text that is not a day is refused."""
    with pytest.raises(SystemExit) as ended:
        main([SPEC, SPEC, "--new-day", day])
    assert ended.value.code == 2
    assert (
        capsys.readouterr()
        .err.splitlines()[-1]
        .endswith(f"argument --new-day: '{day}' is not a day such as 2026-11-21")
    )


def test_days_without_quotes(tmp_path: Path) -> None:
    """A date, and a status, may be unquoted in YAML."""
    text = "paths: {/x: {get: {operationId: x.get, x-since: 2026-01-02, responses: {200: {description: Yes.}}}}}"
    path = written(tmp_path, text)
    assert main([path, path]) == 0
    assert main([path, path, "--new-day", "2026-01-01"]) == 1


REFUSED: dict[str, tuple[Any, str]] = {
    "no YAML": ("a: [", "while parsing a flow node"),
    "a list": ([1], "is not an OpenAPI document: it has no mapping `paths`"),
    "no paths": ({"components": {}}, "is not an OpenAPI document: it has no mapping `paths`"),
    "no operationId": ({"paths": {"/x": {"get": {}}}}, 'paths./x.get: "operationId" is a required property'),
    "the same operationId": (
        {"paths": {"/x": {"get": {"operationId": "x"}, "post": {"operationId": "x"}}}},
        "POST /x: its operationId x is that of GET /x too",
    ),
    "a reference to nothing": (
        small(responses={"200": {"$ref": "#/components/responses/Yes"}}),
        "paths./x.get.responses.200: unresolved $ref #/components/responses/Yes",
    ),
    "a reference into another file": (
        small(responses={"200": {"$ref": "other.yaml#/Yes"}}),
        "paths./x.get.responses.200: $ref 'other.yaml#/Yes' does not begin with #/; only this file is read",
    ),
    "a reference to itself": (
        {**SMALL, "components": {"schemas": {"A": {"$ref": "#/components/schemas/A"}}}},
        "components.schemas.A: $ref #/components/schemas/A leads back to itself",
    ),
    "its own base": (
        {**SMALL, "components": {"schemas": {"A": {"allOf": [{"$ref": "#/components/schemas/A"}]}}}},
        "components.schemas.A: $ref #/components/schemas/A leads back to itself",
    ),
    "a parameter without a name": (small(parameters=[{"in": "query"}]), "GET /x: parameter 1 has no name, or no `in`"),
    "a null": (small(responses=None), 'paths./x.get.responses: null is not of type "object"'),
    "a text for a schema": (
        small(requestBody={"content": {"application/json": {"schema": "X"}}}),
        'paths./x.get.requestBody.content.application/json.schema: "X" is not of types',
    ),
    "an alias of itself": ("&a {paths: {/x: *a}}", "Circular reference detected"),
    "a calendar without a day": (small(**{"x-changes": [{"set": {}}]}), "its calendar cannot be read"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_no_spec(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A spec that cannot be compared is refused in one line that names the file and the place."""
    spec, reason = REFUSED[name]
    path = written(tmp_path, spec)
    assert main([SPEC, path, "--new-day", "2026-11-21"]) == 2
    out, err = capsys.readouterr()
    assert err.startswith(f"spec-diff: {path}: {reason}")
    assert (out, err.count("\n")) == ("", 1)


def test_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that does not exist, or is not text, is refused."""
    assert main([str(tmp_path / "none.yaml"), SPEC]) == 2
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    assert main([SPEC, str(tmp_path / "bytes.yaml")]) == 2
    (tmp_path / "bad.json").write_text("{")
    assert main([SPEC, str(tmp_path / "bad.json")]) == 2
    assert capsys.readouterr().err.count("\n") == 3


def test_without_components(tmp_path: Path) -> None:
    """A spec needs no components when nothing refers to them."""
    path = written(tmp_path, SMALL)
    assert main([path, path]) == 0
    assert main([path, SPEC]) == 1


def test_broken_pipe() -> None:
    """A closed pipe ends the output without an error."""
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "meshwright.contract.diff", SPEC, SPEC, "--new-day", "2026-11-21"]
    path = os.pathsep.join(str(ROOT / name) for name in ("overlays", "generated"))
    with os.fdopen(writer, "wb") as pipe:
        done = subprocess.run(
            command, stdout=pipe, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path}, check=False
        )
    assert (done.returncode, done.stderr) == (2, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_full_disk() -> None:
    """A failure to write is reported in one line."""
    path = os.pathsep.join(str(ROOT / name) for name in ("overlays", "generated"))
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "meshwright.contract.diff", SPEC, SPEC],
            stdout=full,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
            check=False,
        )
    assert (done.returncode, done.stderr) == (2, b"spec-diff: cannot write: No space left on device\n")
