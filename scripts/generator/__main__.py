"""Write generated/meshwright_api from specs/, or check with --check whether that would change a byte.

openapi-python-client (`tool.py`) does the parsing; our templates decide the form, `view.py` its input,
`templates/_names.py` the names. Its output is committed.
"""

from __future__ import annotations

import argparse
import filecmp
import shutil
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from reading import BadSpec
from service import generate_service
from tool import TEMPLATES, GenerationError

ROOT = Path(__file__).resolve().parents[2]
SHARED = ("_runtime.py", "_names.py", "_lazy.py")


def generate(specs: Path, package: Path) -> None:
    """Write the whole generated package into a new folder."""
    package.mkdir(parents=True)
    names = sorted(path.stem for path in specs.glob("*.yaml") if "." not in path.stem)  # no rules, no workflows
    with ProcessPoolExecutor() as pool:  # a service takes seconds, and they share nothing
        for done in [pool.submit(generate_service, name, specs, package) for name in names]:
            done.result()
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
