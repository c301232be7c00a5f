"""The cost of a program before its first line of work: imports, a client, the command line's help."""

from __future__ import annotations

import subprocess
import sys

from ..measuring import Sample, measured_children
from ..rows import Budget, Contender, Row

TIMED = """
import time
wall, cpu = time.perf_counter(), time.process_time()
{statement}
print(time.process_time() - cpu, time.perf_counter() - wall)
"""
EMPTY = {
    "click": "import click\n@click.group()\ndef app(): pass\napp()",
    "typer": "import typer\napp = typer.Typer()\n@app.command()\ndef run(): pass\napp()",
    "cyclopts": "import cyclopts\napp = cyclopts.App()\n@app.default\ndef run(): pass\napp()",
    "meshwright": "from meshwright.cli import main\nmain()",
}


def statement(statement: str, size: int) -> Sample:
    """Run a statement in a fresh interpreter, whose own start is not counted."""
    cpu, wall = _said("-c", TIMED.format(statement=statement)).split()
    return {"cpu": float(cpu), "wall": float(wall)}


def help_of(app: str, size: int) -> Sample:
    """Ask a command line for help: the whole process, from its start to its end."""
    with measured_children() as found:
        _said("-c", EMPTY[app], "--help")
    return found


def _said(*arguments: str) -> str:
    """Run this interpreter and return what it prints; raises ModuleNotFoundError when that is what it did."""
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        kind, _, message = done.stderr.strip().rpartition("\n")[2].partition(": ")
        raise (ModuleNotFoundError if kind == "ModuleNotFoundError" else RuntimeError)(message)
    return done.stdout


def _imports(name: str, module: str, environment: str = "core") -> Contender:
    return Contender(name, statement, environment, options={"statement": f"import {module}"})


def _client(name: str, environment: str, text: str) -> Contender:
    return Contender(name, statement, environment, options={"statement": text})


ROWS = (
    Row(
        name="import",
        quick=2,
        title="`import meshwright`",
        rounds=7,
        contenders=(
            Contender("ours", statement, "core", "ours", {"statement": "import meshwright"}),
            _imports("httpx", "httpx"),
            _imports("attrs", "attrs"),
            _imports("fal-client", "fal_client", "fal"),
            _imports("replicate", "replicate", "replicate"),
            _imports("openai", "openai", "openai"),
            _imports("anthropic", "anthropic", "anthropic"),
        ),
        budgets=(Budget("cpu", 0.15, of="httpx"),),
    ),
    Row(
        name="client",
        quick=3,
        title="`from meshwright import Meshy; Meshy(...)`",
        rounds=15,
        contenders=(
            Contender(
                "ours", statement, "core", "ours", {"statement": "from meshwright import Meshy; Meshy('msy_bench')"}
            ),
            Contender(
                "ours, FlightHub(...)",
                statement,
                "core",
                "ours",
                {"statement": "from meshwright import FlightHub; FlightHub('token', region='eu')"},
            ),
            Contender(
                "ours, AsyncMeshy(...)",
                statement,
                "core",
                "ours",
                {"statement": "from meshwright import AsyncMeshy; AsyncMeshy('msy_bench')"},
            ),
            _imports("import httpx", "httpx"),
            _client("httpx.Client()", "core", "import httpx; httpx.Client()"),
            _client("openai", "openai", "from openai import OpenAI; OpenAI(api_key='bench')"),
            _client("tripo3d", "tripo3d", "from tripo3d import TripoClient; TripoClient(api_key='tsk_bench')"),
        ),
        budgets=(Budget("cpu", 1.7, of="import httpx"),),
        note="A client of httpx reads the certificates of the system: what is above `import httpx` is mostly that.",
    ),
    Row(
        name="help",
        quick=2,
        title="`meshwright --help`, the whole process",
        rounds=15,
        contenders=(
            Contender("ours", help_of, "cli", "ours", {"app": "meshwright"}),
            Contender("empty click app", help_of, "cli", options={"app": "click"}),
            Contender("empty typer app", help_of, "typer", options={"app": "typer"}),
            Contender("empty cyclopts app", help_of, "cyclopts", options={"app": "cyclopts"}),
        ),
        budgets=(Budget("cpu", 1.6, of="empty click app"),),
    ),
)
