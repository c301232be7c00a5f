"""What those who work on the project wait for: the clients written again, the contract suite."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from ..measuring import Sample, measured_children
from ..peers import ROOT
from ..rows import Budget, Contender, Row


def regenerate(check: bool, size: int) -> Sample:
    """Write both clients from the specs, in a copy of the tree, or check that this would change nothing; with size 0
    only ask how.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("scripts", "specs", "generated"):
            shutil.copytree(ROOT / part, folder / part)
        command = [
            sys.executable,
            str(folder / "scripts/generator"),
            *(["--check"] if check else []),
            *([] if size else ["--help"]),
        ]
        with measured_children() as found:
            subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return found


def contract(size: int) -> Sample:
    """Run the contract suite against the emulator on two cores; with size 0 only ask for the version of pytest."""
    suite = ["-q", "-p", "no:cacheprovider", "-n", "2", "--dist", "loadfile", "tests/contract"]
    wanted = [sys.executable, "-m", "pytest", *(suite if size else ["--version"])]
    # pytest finds the sources by itself; ours would hide those of a test with sources of its own.
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    with measured_children() as found:
        subprocess.run(wanted, cwd=ROOT, env=variables, check=True, capture_output=True)
    return found


ROWS = (
    Row(
        name="regenerate",
        title="Regenerate both clients",
        rounds=3,
        smoke=0,
        contenders=(
            Contender("ours", regenerate, "main", "ours", {"check": False}),
            Contender("ours, --check", regenerate, "main", "ours", {"check": True}),
        ),
        budgets=(Budget("wall", 3.0), Budget("wall", 3.0, who="ours, --check")),
    ),
    Row(
        name="contract",
        title="The contract suite against the emulator, on two cores",
        rounds=1,
        smoke=0,
        contenders=(Contender("ours", contract, "main", "ours"),),
        budgets=(Budget("wall", 180.0),),
    ),
)
