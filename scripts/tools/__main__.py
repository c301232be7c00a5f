"""Run other people's tools over the public forms and print a table of their complaints; exit 1 for unexplained ones."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path

from meshwright.emulator import Emulator, Settings
from meshwright.engine.sample import sample_picture
from meshwright.spec.reading import services
from tools import COMPILERS, GENERATORS, LINTERS, NPM, PROGRAMS, PYTHON, TARGETS, Counts, Tool

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / ".venv" / "spec-tools"
PAGE = ROOT / "docs" / "generators.md"
LONGEST = 300
ENVIRONMENT = {
    **os.environ,
    "PATH": os.pathsep.join([str(HOME / "python" / "bin"), str(HOME / "node_modules" / ".bin"), os.environ["PATH"]]),
    "REDOCLY_TELEMETRY": "off",
    "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true",
    "NODE_NO_WARNINGS": "1",
}
TSCONFIG = {
    "compilerOptions": {
        "strict": True,
        "module": "esnext",
        "moduleResolution": "bundler",
        "target": "es2022",
        "skipLibCheck": True,
        "types": ["node"],
    },
    "include": ["*.ts", "*_client/**/*.ts"],
}


def run(command: list[str], folder: Path, **variables: str) -> tuple[str, int]:
    """Run a command and return what it printed and its exit code."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**ENVIRONMENT, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    return done.stdout, done.returncode


def install() -> dict[str, str]:
    """Install the tools where they are not yet; return what cannot be had here, each with the reason."""
    HOME.mkdir(parents=True, exist_ok=True)
    wanted, stamp = json.dumps([NPM, PYTHON]), HOME / "installed"
    missing: dict[str, str] = {}
    if shutil.which("npm") is None:
        missing["npm"] = "no npm here"
    if shutil.which("java") is None:
        missing["java"] = "no Java here"
    if not stamp.exists() or stamp.read_text("utf-8") != wanted + json.dumps(missing):
        python = [f"{name}=={version}" for name, version in PYTHON.items()]
        node = [f"{name}@{version}" for name, version in NPM.items()]
        pip = [str(HOME / "python" / "bin" / "python"), "-m", "pip", "install", "--quiet", *python]
        npm = [
            "npm",
            "install",
            "--silent",
            "--no-audit",
            "--no-fund",
            "--legacy-peer-deps",
            "--prefix",
            str(HOME),
            *node,
        ]
        steps = {"python": [[sys.executable, "-m", "venv", str(HOME / "python")], pip]}
        steps |= {} if "npm" in missing else {"npm": [npm]}
        for kind, commands in steps.items():
            for command in commands:
                said, code = run(command, HOME)
                if code:
                    missing[kind] = f"could not be installed: {' '.join(said.split())[-200:]}"
        if not missing.keys() - {"java"}:
            stamp.write_text(wanted + json.dumps(missing), "utf-8")
    return missing | ({"java": missing["python"]} if "python" in missing else {})


def prepare(folder: Path, forms: Path | None) -> None:
    """Write the documents, the programs of the page and a picture into a folder."""
    for name in services():
        source = files("meshwright_api") / name / "openapi.yaml" if forms is None else forms / f"{name}.yaml"
        (folder / f"{name}.yaml").write_text(source.read_text("utf-8"), "utf-8")
    for title, text in re.findall(
        r'^```\w+ title="(with_\w+\.\w+)"\n(.*?)^```$', PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL
    ):
        (folder / title).write_text(text, "utf-8")
    sample_picture(folder / "picture.png")
    (folder / "ruleset.yaml").write_text('extends: ["spectral:oas"]\n', "utf-8")
    (folder / "tsconfig.json").write_text(json.dumps(TSCONFIG), "utf-8")
    (folder / "package.json").write_text('{"type": "module"}', "utf-8")
    (folder / "node_modules").symlink_to(HOME / "node_modules")


Row = tuple[str, str, str, Counts | None, str]
"""Tool, version, document, errors and warnings (None where it did not run), remark."""


def judged(tool: Tool, name: str, folder: Path) -> Row:
    """Run a tool over a document."""
    command = [part.format(spec=f"{name}.yaml", name=name) for part in tool.command.split()]
    said, code = run(command, folder)
    errors, warnings = tool.count(said, code)
    known = [f"{what}: {why}" for what, why in tool.reasons.items() if what in said]
    if (errors, warnings) != (0, len(known)):
        print(said[-3000:], file=sys.stderr)
    return tool.package, NPM.get(tool.package) or PYTHON[tool.package], name, (errors, warnings), "; ".join(known)


def generated(folder: Path) -> Row:
    """Generate with openapi-generator for every target, in one process."""
    settings = []
    for name in services():
        for target in TARGETS:
            file = folder / f"{name}-{target}.yaml.json"
            written = {"generatorName": target, "inputSpec": f"{name}.yaml", "outputDir": f"generated/{name}-{target}"}
            file.write_text(json.dumps(written), "utf-8")
            settings.append(file.name)
    said, code = run(["openapi-generator-cli", "batch", "--threads", "2", *settings], folder)
    made = len(re.findall(r"Finished generating", said))
    counts = (int(code != 0) or len(settings) - made, len(re.findall(r" WARN ", said)))
    if counts != (0, 0):
        print(said[-3000:], file=sys.stderr)
    return "openapi-generator-cli", PYTHON["openapi-generator-cli"], "both", counts, ", ".join(TARGETS)


def rows(folder: Path, missing: dict[str, str]) -> Iterator[Row]:
    """Yield a row for each tool: linters and generators side by side, compilers after them."""

    def here(tool: Tool) -> bool:
        return tool.needs not in missing

    for tool in [*LINTERS, *GENERATORS, *COMPILERS]:
        if not here(tool):
            yield tool.package, "", "", None, missing[tool.needs]
    jobs = [(tool, name) for tool in [*LINTERS, *GENERATORS] if here(tool) for name in services()]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        batch = None if "java" in missing else pool.submit(generated, folder)
        yield from pool.map(lambda job: judged(*job, folder), jobs)
        if batch is not None:
            yield batch.result()
    for tool in filter(here, COMPILERS):
        tool_row = judged(tool, "both", folder)
        yield *tool_row[:4], tool_row[4] or tool.what


def programs(folder: Path, missing: dict[str, str]) -> Iterator[tuple[str, str, bool]]:
    """Run the programs of the page against today's emulator: names, what they printed, whether all is well."""
    with Emulator(Settings(as_of="today")) as emulator:
        for name, (needs, over, command) in PROGRAMS.items():
            if needs in missing:
                yield f"{name} ({over})", missing[needs], True
                continue
            said, code = run(command.split(), folder, MESHY_BASE_URL=emulator.url, MESHY_API_KEY=emulator.api_key)
            model = folder / f"{Path(name).stem}.glb"
            good = code == 0 and model.exists() and model.read_bytes()[:4] == b"glTF"
            yield f"{name} ({over})", " ".join(said.split())[-300:], good


def main() -> int:
    """Run as a command."""
    parser = argparse.ArgumentParser(prog="scripts/spec-tools", description=__doc__)
    parser.add_argument("--on", type=Path, metavar="FOLDER", help="judge the documents of this folder")
    options = parser.parse_args()
    missing = install()
    begun, well = time.monotonic(), True
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder, options.on)
        print("| tool | version | document | errors | warnings | |\n|---|---|---|--:|--:|---|")
        for tool, version, document, counts, remark in rows(folder, missing):
            errors, warnings = counts or ("", "")
            explained = remark.count(": ") if counts else 0
            well &= counts is None or (counts[0] == 0 and counts[1] <= explained)
            print(f"| {tool} | {version} | {document} | {errors} | {warnings} | {remark} |", flush=True)
        if options.on is None:
            for program, said, good in programs(folder, missing):
                well &= good
                print(f"{'' if good else 'FAILED: '}{program}: {said}", flush=True)
    print(f"{time.monotonic() - begun:.0f} s", file=sys.stderr)
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
