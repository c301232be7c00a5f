"""Write the package of one service: its models and operations, its spec as JSON and as a public form, its kinds."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from endings import promised
from kinds import descriptions, kinds_module
from meshwright.spec.public import Unsayable, as_text, public_form
from places import file_places
from reading import read_rules, read_spec
from tool import GenerationError, build, tidy
from versions import versions
from view import codegen_view

LEFT_OUT = ("client.py", "errors.py", "types.py")  # the overlay has a client, and _runtime.py the types


def generate_service(name: str, specs: Path, package: Path) -> None:
    """Write the subpackage of one service from its spec."""
    spec = read_spec(specs / f"{name}.yaml")
    try:
        build(codegen_view(spec), package / name, file_places(spec), promised(spec), versions(spec))
    except (ValueError, GenerationError) as error:
        raise GenerationError(f"{name}.yaml: {error}") from error
    for file in LEFT_OUT:
        (package / name / file).unlink()
    # The emulator, the command line and the estimates read the spec itself; as JSON, so that YAML is not needed at run
    # time.
    (package / name / "spec.json").write_text(json.dumps(spec, indent=1, ensure_ascii=False) + "\n", "utf-8")
    write_public(name, spec, specs, package)
    write_kinds(spec, package / name)
    write_rules(name, specs, package)


def write_public(name: str, spec: dict[str, Any], specs: Path, package: Path) -> None:
    """Write the public form of the contract of the spec's own date, and its workflows."""
    try:
        written = public_form(spec, spec["info"]["version"])
    except Unsayable as error:
        raise GenerationError(f"{name}.yaml: {error}") from error
    (package / name / "openapi.yaml").write_text(as_text(written, "yaml"), "utf-8")
    if (workflows := specs / f"{name}.arazzo.yaml").exists():
        shutil.copy(workflows, package / name / "arazzo.yaml")


def write_kinds(spec: dict[str, Any], package: Path) -> None:
    """Write the kinds of task, if there are any: their names, a sentence for each, and their records."""
    with (package / "__init__.py").open("a", encoding="utf-8") as file:
        file.write(descriptions(spec))
    if (source := kinds_module(spec)) is not None:
        (package / "tasks.py").write_text(source, "utf-8")
    tidy(package)


def write_rules(name: str, specs: Path, package: Path) -> None:
    """Write the rules of the oracle next to the spec, if it has any; one per line."""
    source = specs / f"{name}.rules.yaml"
    if source.exists():
        rows = [json.dumps({"service": name, **row}, ensure_ascii=False) for row in read_rules(source)]
        (package / name / "rules.json").write_text("[\n" + ",\n".join(rows) + "\n]\n", "utf-8")
