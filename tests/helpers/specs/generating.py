"""Runs of scripts/generator on copies of the specs, changed in one place or many."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]
from attrs import frozen
from helpers.specs.documents import ROOT

GENERATOR = ROOT / "scripts" / "generator"


@frozen
class Result:
    """The result of a run of the generator."""

    code: int
    out: str
    err: str


def started(*options: str | Path, seed: int = 0) -> subprocess.Popen[str]:
    """Start the generator as a command."""
    command = [sys.executable, str(GENERATOR), *map(str, options)]
    environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=ROOT
    )


def finished(process: subprocess.Popen[str]) -> Result:
    """Wait for a run of the generator."""
    out, err = process.communicate()
    return Result(process.returncode, out, err)


def specs_in(folder: Path) -> Path:
    """Copy the specs to a folder."""
    target = folder / "specs"
    target.mkdir(parents=True)
    for name in ("meshy.yaml", "flighthub.yaml"):
        shutil.copy(ROOT / "specs" / name, target / name)
    return target


def edit(path: Path, old: str, new: str) -> None:
    """Replace one passage of a file that has to be there."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def read(path: Path) -> Any:
    """Return the content of a YAML file."""
    return yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)


def write(path: Path, spec: Any) -> None:
    """Write a YAML file."""
    path.write_text(yaml.dump(spec, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True), "utf-8")


def run_with(package: Path, code: str, *arguments: str, **variables: str) -> str:
    """Run a program with a generated package, in a process of its own, and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(package.parent), str(ROOT / "overlays")]), **variables},
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr[-1500:]
    return done.stdout
