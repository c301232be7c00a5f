"""Count the mutants that Prism's validation proxy notices when the scripted walks pass through it.

``npm install @stoplight/prism-cli@5.14.2``, then with ``PYTHONPATH=overlays:generated:tests``:
``python tests/bench/prism_proxy.py --prism node_modules/.bin/prism --results mutants.jsonl``. Verdicts are appended to
the results of ``scripts/mutants``, whose report shows them. A mutant is noticed by a violation of an answer that the
good emulator does not make.

Left out: streams that are followed while time jumps (Prism holds an answer back until it is whole), and the walks of
request bounds (with ``--errors`` Prism refuses bad requests itself, so they never reach the service).
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest
from helpers.contract.prepared import prepare
from mutation.engine import Mutant, run, source_of
from mutation.journal import Journal, row_of
from mutation.own import own_mutants
from mutation.setups import PATIENCE, warm

SPEC = Path(__file__).resolve().parents[2] / "specs/meshy.yaml"
PRISM_PORT, SERVICE_PORT = 4011, 4012
LEFT_OUT = ("from_each_status", "failing", "parameters", "combinations", "patient", "dialects", "days")
PROBLEM = "application/problem+json"
LIMIT = 180.0
"""Seconds for one mutant."""


class Noticed(BaseException):
    """Prism complains about something that it accepts from the correct emulator; no walk may catch this exception."""


@contextmanager
def proxy(program: str) -> Iterator[None]:
    """Run Prism between its port and that of the service."""
    upstream = f"http://127.0.0.1:{SERVICE_PORT}"
    command = [program, "proxy", str(SPEC), upstream, "--errors", "--port", str(PRISM_PORT)]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(PRISM_PORT, running)
        yield
    finally:
        running.terminate()
        running.wait()


def _wait_for(port: int, running: subprocess.Popen[bytes]) -> None:
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1.0).close()
        except OSError:
            if running.poll() is not None:
                sys.exit(f"prism ended with {running.returncode}")
            time.sleep(0.05)
        else:
            return


def complaints(response: httpx.Response) -> set[str]:
    """Return Prism's complaints about an answer: operation, place and rule."""
    if not response.headers.get("content-type", "").startswith(PROBLEM):
        return set()
    said: dict[str, Any] = response.json()
    path = response.request.url.path.split("/")[3]
    where = f"{response.request.method} {path}"
    violations = said.get("validation", [])
    if response.status_code < 500 or (violations and violations[0]["location"][0] == "request"):
        return set()  # of the request
    rules = {f"{where}: {'.'.join(map(str, v['location']))} {v.get('code', 'status')}" for v in violations}
    return rules or {f"{where}: {said.get('title')}"}


def through_prism(known: frozenset[str], seen: set[str]) -> None:
    """Let every client of this process go through Prism; raises Noticed in it at the first new complaint."""
    straight = httpx.HTTPTransport.handle_request

    def handle(self: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(port=PRISM_PORT)
        response = straight(self, request)
        response.request = request
        response.read()
        seen.update(found := complaints(response))
        if known and (new := found - known):
            raise Noticed(min(new))
        return response

    httpx.HTTPTransport.handle_request = handle  # type: ignore[method-assign]


def walked(known: frozenset[str], seen: set[str]) -> str:
    """Make the walks through Prism and return its first new complaint."""
    prepare(pytest.MonkeyPatch())
    from meshwright.contract.walks import bench
    from meshwright.contract.walks.meshy import NAMES, walk_all
    from meshwright.emulator import Emulator

    bench.SECONDS = PATIENCE
    vars(bench)["Emulator"] = partial(Emulator, port=SERVICE_PORT)
    through_prism(known, seen)
    try:
        for _ in walk_all(bench.opened, [name for name in NAMES if name not in LEFT_OUT]):
            pass
    except Noticed as noticed:
        return str(noticed)
    return ""


def usual(file: Path) -> frozenset[str]:
    """Return Prism's complaints about the good emulator."""

    def find() -> str:
        seen: set[str] = set()
        found = walked(frozenset(), seen)
        file.write_text(json.dumps(sorted(seen)), "utf-8")
        return found

    good = Mutant(id="good", kind="good", module="retrying", source=source_of("retrying"))
    (verdict,) = run([good], find, limit=LIMIT)
    if verdict.finding:
        sys.exit(verdict.finding)
    # One that can never be made, so that a Prism without complaints is held to the same.
    return frozenset(json.loads(file.read_text("utf-8"))) | {"none"}


def measure(mutants: Sequence[Mutant], journal: Journal) -> None:
    """Try the mutants that the journal does not know."""
    left = [mutant for mutant in mutants if journal.of("prism", mutant) is None]
    with TemporaryDirectory() as folder:
        known = usual(Path(folder, "usual.json"))
    print(f"complaints about the good emulator: {sorted(known - {'none'})}", file=sys.stderr)
    for number, verdict in enumerate(run(left, lambda: walked(known, set()), limit=LIMIT), 1):
        journal.add(row_of("own", "prism", verdict))
        told = f"{verdict.mutant.id}: {verdict.finding or 'unnoticed'}"
        print(f"{number}/{len(left)} {told}", file=sys.stderr, flush=True)


def main() -> None:
    """Run as a command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--prism", default=shutil.which("prism") or "prism")
    parser.add_argument("--results", type=Path, required=True)
    parser.add_argument("--only", action="append", default=[], help="only the mutant of this id")
    parser.add_argument("--sample", type=int, help="only so many, chosen by --seed: those of scripts/mutants")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    if shutil.which(asked.prism) is None:
        sys.exit("Prism is needed: npm install @stoplight/prism-cli@5.14.2, then --prism node_modules/.bin/prism")
    mutants = [m for m in own_mutants()[0] if m.side == "meshy" and (not asked.only or m.id in asked.only)]
    if asked.sample is not None:
        random.Random(asked.seed).shuffle(mutants)
        mutants = mutants[: asked.sample]
    warm()
    with proxy(asked.prism):
        measure(mutants, Journal(asked.results))


if __name__ == "__main__":
    main()
