"""Every command of docs/contract-tests.md runs as it stands, and the workflow is one."""

from __future__ import annotations

import re
import shlex
import subprocess

import pytest
import yaml  # type: ignore[import-untyped]
from helpers.contract import drifting, drifting_flighthub
from helpers.contract.prepared import prepare
from helpers.contract.walked import WALKS
from helpers.specs.documents import ROOT, SERVICES, answers
from meshwright.contract.__main__ import main
from meshwright.contract.walks.client import CLIENT

PAGE = (ROOT / "docs" / "contract-tests.md").read_text("utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]


@pytest.mark.parametrize("command", COMMANDS)
def test_command(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command finds nothing wrong. Those of scripts/contract run in this process, their engine work prepared."""
    program, *options = shlex.split(command)
    if program == "scripts/contract":
        prepare(monkeypatch)
        monkeypatch.chdir(ROOT)
        assert main(options) == 0
    else:
        _run(program, *options)


def test_script() -> None:
    """scripts/contract is that command."""
    assert "--walk" in _run("scripts/contract", "--help")


def _run(*command: str) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_workflow() -> None:
    """The workflow is YAML, and its commands are those of the package."""
    found = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    jobs = yaml.safe_load(found[1])["jobs"]
    runs = [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]
    assert [run for run in runs if "meshwright.contract" in run] == [
        "python -m meshwright.contract --service ${{ matrix.service }} --junit contract.xml --html contract.html",
        "python -m meshwright.contract --target live --service ${{ matrix.service }}"
        " --junit contract.xml --html contract.html",
    ]
    for name, job in jobs.items():
        assert job["strategy"]["matrix"]["service"] == list(SERVICES), name
    kept = jobs["live"]["steps"][-1]["with"]["path"].split()
    assert kept == ["contract.xml", "contract.html", "divergence.yaml"]  # and no recording of an account
    given = next(step["env"] for step in jobs["live"]["steps"] if "env" in step)
    assert {"MESHY_API_KEY", "FLIGHTHUB_USER_TOKEN", "FLIGHTHUB_REGION"} <= set(given)


def test_numbers() -> None:
    """The page counts rules, statuses, walks and planted drifts as they are."""
    for service in SERVICES:
        rules = yaml.safe_load((ROOT / "specs" / f"{service}.rules.yaml").read_text("utf-8"))
        assert re.search(rf"\b{len(rules)} for {service}", PAGE, re.IGNORECASE)
    statuses = [sum(answer[0] == service for answer in answers()) for service in SERVICES]
    assert f"all read by the client | {statuses[0]} | {statuses[1]} |" in PAGE
    assert f"| walks | {len(WALKS['meshy'])}, and {len(CLIENT)} of the client | {len(WALKS['flighthub'])} |" in PAGE
    planted = (len(drifting.ANSWERS) + len(drifting.SPECS) + len(drifting.PAID), len(drifting_flighthub.ANSWERS))
    assert "finds | " + " | ".join(f"{number} of {number}" for number in planted) + " |" in PAGE
