"""Schemathesis against the emulator, in process, over HTTP and as a command: nothing is found, and runs repeat."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator

import pytest
from helpers.contract.prepared import prepare
from helpers.specs.documents import ROOT, SERVICES
from hypothesis import settings
from meshwright.contract.fuzzing import fuzz
from meshwright.contract.fuzzing.flighthub import BLIND
from meshwright.contract.fuzzing.meshy import made_of_tasks
from meshwright.contract.oracle.registry import all_rules
from meshwright.contract.oracle.rules import load
from meshwright.emulator import Clock, Emulator, Settings

FLIGHTHUB = "/openapi/v0.1/open_model"
NIGHTLY = settings.get_current_profile_name() == "random"
"""Whether more examples are tried than a change waits for."""
SOME = [] if NIGHTLY else ["--exclude-path-regex", "creative-lab"]
"""Half of Meshy's operations are those of products, which are all alike."""


@pytest.fixture(autouse=True, scope="module")
def _prepared() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        prepare(patch)
        yield


def test_in_process() -> None:
    """All phases find nothing, and their requests are accepted: tasks are created, deleted and streamed."""
    report = fuzz(seed=1, examples=4 if NIGHTLY else 2)
    assert report.findings == []
    assert min(report.cases[name] for name in ("coverage", "fuzzing", "stateful")) >= 10
    for label in ("POST /openapi/v1/image-to-3d 202", "DELETE /openapi/v1/image-to-3d/{id} 200"):
        assert report.statuses[label] > 0


def test_flighthub_in_process() -> None:
    """The same for FlightHub: models are started, looked at, stopped and deleted, files are reported."""
    report = fuzz(service="flighthub", seed=1, examples=20)
    assert report.findings == []
    models = f"{FLIGHTHUB}/models"
    for label in ("POST /reconstruction/start", "GET /{model_uuid}", "DELETE /{model_uuid}"):
        assert report.statuses[f"{label.replace(' ', f' {models}')} 200 code 0"] > 0, label
    for label in (f"POST {FLIGHTHUB}/stores/upload_callback", f"POST {models}/{{model_uuid}}/reconstruction/stop"):
        assert report.statuses[f"{label} 200 code 0"] > 0, label


def test_over_http() -> None:
    """The same over a socket."""
    assert fuzz(service="flighthub", seed=2, examples=5, phases=("fuzzing", "stateful"), over_http=True).findings == []


def test_blind_checks() -> None:
    """The checks that are off for FlightHub are those of schemathesis.toml; a rule of the oracle does their work."""
    load()
    rules = {rule.id for rule in all_rules("flighthub")}
    assert set(BLIND.values()) <= rules
    with (ROOT / "schemathesis.toml").open("rb") as stream:
        operations = tomllib.load(stream)["operations"]
    assert set(operations[-1]["checks"]) == set(BLIND)


def test_creates_made_of_tasks() -> None:
    """schemathesis.toml and our runs switch off the same check for the same creates, those that can name a task."""
    with (ROOT / "schemathesis.toml").open("rb") as stream:
        operations = tomllib.load(stream)["operations"]
    named = {operation["include-name"]: operation["checks"] for operation in operations if "include-name" in operation}
    assert named == {f"POST {path}": {"positive_data_acceptance": {"enabled": False}} for path in made_of_tasks()}


@pytest.mark.parametrize("service", SERVICES)
def test_repeatable(service: str) -> None:
    """A seed gives the same requests and answers again, another one others."""
    examples = 1 if service == "meshy" else 2  # the first one is often the simplest, which every seed has
    first, again, other = (
        fuzz(service=service, seed=seed, examples=examples, phases=("fuzzing",)).requests for seed in (7, 7, 8)
    )
    assert first == again
    assert first != other


@pytest.mark.parametrize("service", SERVICES)
def test_plain_command(service: str) -> None:
    """``st run`` with our schemathesis.toml and nothing else finds nothing."""
    with Emulator(Settings(balance=10**9, clock=Clock(rate=50))) as emulator:
        path = os.pathsep.join([str(ROOT / "overlays"), str(ROOT / "generated")])
        keys = {"MESHY_API_KEY": emulator.api_key, "FLIGHTHUB_USER_TOKEN": "any"}
        command = [sys.executable, "-m", "schemathesis.cli", "run", f"specs/{service}.yaml", "--url", emulator.url]
        command += ["--phases", "coverage,stateful", "--max-examples", "2", "--no-color", *SOME]
        environment = {**os.environ, **keys, "PYTHONPATH": path}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert "contract_oracle" not in done.stdout
