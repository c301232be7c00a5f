"""The emulator beside Prism on the same spec: start to first answer, requests a second of GET and POST.

Interleaved rounds, medians, ratios, in one run. Needs ``wrk`` and Prism (``npm install @stoplight/prism-cli``):
``python tests/bench/emulator_vs_prism.py --prism node_modules/.bin/prism``. Prism answers an example and remembers
nothing; the emulator keeps each task, writes its picture to a file, and runs here without its engine.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import httpx
from emulator_stub import REQUEST

HERE = Path(__file__).resolve().parent
SPEC = HERE.parents[1] / "specs/meshy.yaml"
KEY = "Bearer msy_bench"
TASKS = "/openapi/v1/image-to-3d"
SOME_ID = "018a210d-8ba4-705c-b111-1f1776f7f578"


@contextmanager
def emulator() -> Iterator[str]:
    """Run the emulator and yield its address."""
    running = subprocess.Popen([sys.executable, HERE / "emulator_stub.py"], stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    try:
        yield running.stdout.readline().strip()
    finally:
        running.terminate()
        running.wait()
        running.stdout.close()


def prism(program: str, port: int) -> Callable[[], contextmanager[Iterator[str]]]:
    """Return a function that runs Prism on a port."""

    @contextmanager
    def run() -> Iterator[str]:
        command = [program, "mock", str(SPEC), "--port", str(port), "--verboseLevel", "silent"]
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()
            running.wait()

    return run


def first_answer(base: str, began: float) -> float:
    """Wait for the first answer of any kind; return the milliseconds since the start of the process."""
    with httpx.Client(verify=False, timeout=30.0) as http:
        while True:
            try:
                http.get(f"{base}{TASKS}/{SOME_ID}", headers={"authorization": KEY})
            except httpx.TransportError:
                time.sleep(0.002)
            else:
                return (time.perf_counter() - began) * 1000


def requests_a_second(script: Path, url: str, seconds: int, connections: int) -> float:
    """Let wrk ask for a while; raises when answers were not 2xx."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(script), url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if wrong := re.search(r"Non-2xx.*", said):
        raise RuntimeError(f"{url}: {wrong[0]}")
    found = re.search(r"Requests/sec:\s*([\d.]+)", said)
    assert found is not None
    return float(found[1])


def measured(base: str, scripts: dict[str, Path], seconds: int, connections: int) -> dict[str, float]:
    """Measure one server that runs already."""
    headers = {"authorization": KEY}
    created = httpx.post(f"{base}{TASKS}", json=REQUEST, headers=headers).json()["result"]
    id = created if created != "string" else SOME_ID
    urls = {"GET task": f"{base}{TASKS}/{id}", "POST task": f"{base}{TASKS}"}
    return {name: requests_a_second(scripts[name], url, seconds, connections) for name, url in urls.items()}


def main() -> None:
    """Measure both servers in turns and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--prism", default=shutil.which("prism") or "prism")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--port", type=int, default=4010)
    asked = parser.parse_args()
    if shutil.which("wrk") is None or shutil.which(asked.prism) is None:
        sys.exit("wrk and Prism are needed")
    servers = {"emulator": emulator, "prism": prism(asked.prism, asked.port)}
    figures: dict[str, dict[str, list[float]]] = {name: {} for name in servers}
    with tempfile.TemporaryDirectory() as folder:
        scripts = written(Path(folder))
        for _ in range(asked.rounds):
            for name, server in servers.items():
                began = time.perf_counter()
                with server() as base:
                    row = {"start ms": first_answer(base, began)}
                    row |= measured(base, scripts, asked.seconds, asked.connections)
                for what, value in row.items():
                    figures[name].setdefault(what, []).append(value)
    print(json.dumps(summary(figures), indent=2))


def written(folder: Path) -> dict[str, Path]:
    """Write the scripts for wrk."""
    head = f'wrk.headers["authorization"] = "{KEY}"\n'
    post = 'wrk.method = "POST"\nwrk.headers["content-type"] = "application/json"\n'
    post += f"wrk.body = [==[{json.dumps(REQUEST)}]==]\n"
    scripts = {"GET task": head, "POST task": head + post}
    for name, text in scripts.items():
        (folder / f"{name}.lua").write_text(text)
    return {name: folder / f"{name}.lua" for name in scripts}


def summary(figures: dict[str, dict[str, list[float]]]) -> dict[str, dict[str, float]]:
    """Reduce to medians, and the emulator's ratio to Prism's."""
    medians = {
        name: {what: round(median(values), 1) for what, values in rows.items()} for name, rows in figures.items()
    }
    ours, theirs = medians["emulator"], medians["prism"]
    return {**medians, "emulator / prism": {what: round(ours[what] / theirs[what], 2) for what in ours}}


if __name__ == "__main__":
    main()
