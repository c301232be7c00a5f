"""Schemathesis against the emulator, in process, over HTTP and as a command: nothing is found, and runs repeat."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from contract.prepared import prepare
from contract.specs import ROOT
from meshwright.contract.fuzzing import fuzz
from meshwright.emulator import Clock, Emulator, Settings


@pytest.fixture(autouse=True, scope="module")
def _prepared() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        prepare(patch)
        yield


def test_in_process() -> None:
    """All phases find nothing, and they get past the door: tasks are created, deleted and streamed."""
    report = fuzz(seed=1, examples=20)
    assert report.findings == []
    assert min(report.cases[name] for name in ("coverage", "fuzzing", "stateful")) >= 50
    for label in ("POST /openapi/v1/image-to-3d 202", "DELETE /openapi/v1/image-to-3d/{id} 200"):
        assert report.statuses[label] > 0


def test_over_http() -> None:
    """The same over a socket."""
    assert fuzz(seed=2, examples=5, phases=("fuzzing", "stateful"), over_http=True).findings == []


def test_repeatable() -> None:
    """A seed gives the same requests and answers again, another one others."""
    first, again, other = (fuzz(seed=seed, examples=5, phases=("fuzzing", "stateful")).requests for seed in (7, 7, 8))
    assert first == again
    assert first != other


def test_plain_command() -> None:
    """``st run`` with our schemathesis.toml and nothing else finds nothing."""
    with Emulator(Settings(balance=10**9, clock=Clock(rate=50))) as emulator:
        path = os.pathsep.join([str(ROOT / "overlays"), str(ROOT / "generated")])
        environment = {**os.environ, "MESHY_API_KEY": emulator.api_key, "PYTHONPATH": path}
        command = [sys.executable, "-m", "schemathesis.cli", "run", "specs/meshy.yaml", "--url", emulator.url]
        command += ["--phases", "coverage,stateful", "--max-examples", "5", "--no-color"]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert "contract_oracle" not in done.stdout
