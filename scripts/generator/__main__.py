"""Write generated/meshwright_api from specs/, or check with --check whether that would change a byte.

openapi-python-client (`tool.py`) does the parsing; our templates decide the form, `view.py` its input,
`templates/_names.py` the names. Its output is committed.
"""

from __future__ import annotations

import argparse
import filecmp
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from endings import promised
from kinds import descriptions, kinds_module
from meshwright.spec.public import Unsayable, as_text, public_form
from places import file_places
from reading import BadSpec, read_rules, read_spec
from tool import TEMPLATES, GenerationError, build, tidy
from versions import versions
from view import codegen_view

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = ("client.py", "errors.py", "types.py")  # the overlay has a client, and _runtime.py the types
SHARED = ("_runtime.py", "_names.py", "_lazy.py")


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


def generate(specs: Path, package: Path) -> None:
    """Write the whole generated package into a new folder."""
    package.mkdir(parents=True)
    for path in sorted(specs.glob("*.yaml")):
        if "." not in path.stem:  # not the rules and the workflows next to a spec
            generate_service(path.stem, specs, package)
    for file in SHARED:
        shutil.copy(TEMPLATES / file, package / file)
    (package / "__init__.py").write_text('"""Request builders, models and specs, written by scripts/regenerate."""\n')
    (package / "py.typed").touch()


def files(folder: Path) -> set[Path]:
    """Return the paths of all files below a folder, relative to it."""
    return {p.relative_to(folder) for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts}


def differences(fresh: Path, present: Path) -> list[str]:
    """Return the files whose bytes differ, or that only one side has."""
    both = files(fresh) & files(present)
    changed = (files(fresh) ^ files(present)) | {
        p for p in both if not filecmp.cmp(fresh / p, present / p, shallow=False)
    }
    return sorted(map(str, changed))


def main() -> int:
    """Run as a command."""
    parser = argparse.ArgumentParser(prog="scripts/regenerate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if a rewrite would")
    parser.add_argument("--specs", type=Path, default=ROOT / "specs", help="folder of the specs")
    parser.add_argument("--into", type=Path, default=ROOT / "generated" / "meshwright_api", help="package to write")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder, "meshwright_api")
        try:
            generate(options.specs, fresh)
        except (BadSpec, GenerationError, OSError) as error:
            print(error, file=sys.stderr)
            return 1
        changed = differences(fresh, options.into)
        if options.check:
            print("\n".join(["would change:", *changed]) if changed else f"{options.into.name} is up to date")
            return 1 if changed else 0
        shutil.rmtree(options.into, ignore_errors=True)
        shutil.copytree(fresh, options.into)
        print(f"{len(changed)} of {len(files(fresh))} files changed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
