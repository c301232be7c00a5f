"""The programs we are held against, each pinned and in an environment of its own under ``.venv/peers``.

Environments, as a library that is merely installed may slow another one down: ``import httpx`` takes twice as long
where rich and click are installed too. Installs from PyPI and npm only; the row names a peer that is missing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / ".venv/peers"

HTTP = ("attrs==26.1.0", "httpx==0.28.1")
NUMBERS = ("numpy==2.4.6", "scipy==1.17.1", "pillow==13.0.0")
ENVIRONMENTS: dict[str, tuple[str, ...]] = {
    "core": HTTP,
    "cli": (*HTTP, "click==8.5.1", "rich==15.0.0"),
    "httpx2": (*HTTP, "httpx2==2.16.2"),
    "s3": (*HTTP, "boto3==1.44.5"),
    "fleet": (*HTTP, "dbos==3.4.0", "psycopg[binary]==3.3.9"),
    "engine": (*HTTP, *NUMBERS, "trimesh==5.2.0", "fast-simplification==0.2.0"),
    "typer": ("typer==0.29.2",),
    "cyclopts": ("cyclopts==5.4.0",),
    "fal": ("fal-client==1.0.3",),
    "replicate": ("replicate==1.0.7",),
    "openai": ("openai==3.54.0",),
    "anthropic": ("anthropic==2.12.0",),
    "tripo3d": ("tripo3d==1.0.0",),
    "httpx-sse": ("httpx==0.28.1", "httpx-sse==0.4.3"),
    "models": ("attrs==26.1.0", "cattrs==26.2.1", "pydantic==2.14.3"),
    "pyodm": ("pyodm==1.5.13",),
}
"""Name of the environment: what it holds. Those with attrs and httpx also run ours, from the working tree."""
STOCK = HOME / "stock"
PRISM = "@stoplight/prism-cli@5.16.0"
OFFLINE = "MESHWRIGHT_BENCH_OFFLINE"
"""When this is set nothing is installed."""


class PeerMissing(Exception):
    """A peer is not here and could not be installed; the message names it and the reason."""


def python(environment: str) -> Path:
    """Return the interpreter of an environment, made when it is first asked for; raises PeerMissing."""
    if environment == "main":
        return Path(sys.executable)
    if environment == "stock":
        _generate_stock()
        environment = "core"
    folder = HOME / environment
    stamp, wanted = folder / ".installed", "\n".join(ENVIRONMENTS[environment])
    if not stamp.exists() or stamp.read_text() != wanted:
        _say(f"installing {', '.join(ENVIRONMENTS[environment])}")
        found = folder / "bin/python"
        _run(environment, [sys.executable, "-m", "venv", "--clear", "--without-pip", str(folder)])
        _run(environment, [*_pip(found), "install", *ENVIRONMENTS[environment]])
        stamp.write_text(wanted)
    return folder / "bin/python"


def prism() -> str:
    """Return the program of Prism, installed by npm when it is first asked for; raises PeerMissing."""
    program = HOME / "prism/node_modules/.bin/prism"
    if not program.exists():
        if shutil.which("npm") is None:
            raise PeerMissing("Prism: no npm here")
        _say(f"installing {PRISM}")
        _run("prism", ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(HOME / "prism"), PRISM])
    return str(program)


def _generate_stock() -> None:
    """Write the client that the generator makes with its own templates, of the spec in the form that it understands."""
    if (STOCK / "stock_client/client.py").exists():
        return
    _say("generating the stock client")
    STOCK.mkdir(parents=True, exist_ok=True)
    view = STOCK / "view.json"
    arranged = "import json; from pathlib import Path; from reading import read_spec; from view import codegen_view; "
    arranged += f"print(json.dumps(codegen_view(read_spec(Path({str(ROOT / 'specs/meshy.yaml')!r})))))"
    seen = subprocess.run(
        [sys.executable, "-c", arranged], cwd=ROOT / "scripts/generator", capture_output=True, text=True, check=True
    )
    view.write_text(seen.stdout.replace('"format": "binary"', '"format": "uri"'))  # a local file is ours alone
    generator = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none", "--overwrite"]
    _run("the stock client", [*generator, "--path", str(view), "--output-path", str(STOCK / "stock_client")])


def _pip(interpreter: Path) -> list[str]:
    return [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--python", str(interpreter)]


def _run(what: str, command: list[str]) -> None:
    if os.environ.get(OFFLINE):
        raise PeerMissing(f"{what} is not installed")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines() or ["no output"]
        raise PeerMissing(f"{what} could not be installed: {said[-1]}")


def _say(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)
