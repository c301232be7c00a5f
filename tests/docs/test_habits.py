"""What CI, hooks and templates name exists, and the versions of Python are the same wherever they are listed."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from helpers.documents import ROOT, Page, pages

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
SPECS = sorted((ROOT / "specs").glob("*.yaml"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
OURS = re.compile(r"(?<![\w./])(?:\.ci|scripts)/[\w-]+")
EVENTS = True
"""YAML 1.1 reads the key ``on`` as true."""


def steps(path: Any) -> list[dict[str, Any]]:
    """Return the steps of all jobs of a workflow."""
    jobs: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))["jobs"]
    return [step for job in jobs.values() for step in job["steps"]]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflow(path: Any) -> None:
    """A workflow may read the repository only, and every script that it runs is there."""
    workflow = yaml.safe_load(path.read_text("utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    named = [script for step in steps(path) for script in OURS.findall(step.get("run", ""))]
    assert [script for script in named if not (ROOT / script).is_file()] == []
    assert all("uses" in step or "run" in step for step in steps(path))


@pytest.mark.parametrize("page", [*pages(), *SPECS], ids=lambda page: getattr(page, "name", None) or page.stem)
def test_tests_that_pages_name(page: Any) -> None:
    """A test or a folder of tests that a page or a spec names is there."""
    text = (ROOT / page.name).read_text("utf-8") if isinstance(page, Page) else page.read_text("utf-8")
    assert [path for path in re.findall(r"\btests/[\w/]+(?:\.\w+)?", text) if not (ROOT / path).exists()] == []


def test_keys_stay_out_of_pull_requests() -> None:
    """A workflow that is given a secret runs on a schedule or by hand, never the code of a pull request."""
    for path in WORKFLOWS:
        text = path.read_text("utf-8")
        if "secrets." in text:
            assert set(yaml.safe_load(text)[EVENTS]) <= {"schedule", "workflow_dispatch"}, path.name
            assert "contract.har\n" not in text, "a recording holds what the account holds"


def test_versions_of_python() -> None:
    """CI tries the oldest version that the package takes, and every one that it names as supported."""
    tested = yaml.safe_load((ROOT / ".github/workflows/tests.yml").read_text("utf-8"))["jobs"]["linux"]
    versions = tested["strategy"]["matrix"]["python"]
    named = [line.rpartition(" ")[2] for line in PROJECT["project"]["classifiers"] if re.search(r":: 3\.\d+$", line)]
    assert set(named) <= set(versions)
    assert PROJECT["project"]["requires-python"] == f">={versions[0]}"


def test_hooks() -> None:
    """The hooks run scripts of ours, and tools whose version pyproject.toml fixes."""
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"][0]["hooks"]
    commands = {hook["entry"].split()[0] for hook in hooks}
    assert {command for command in commands if not (ROOT / command).is_file()} <= {".venv/bin/ruff"}
    assert "ruff==" in (ROOT / "pyproject.toml").read_text("utf-8")


def test_templates() -> None:
    """Each issue template asks for something that must be answered, and none asks for a key."""
    for path in (ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml"):
        form = yaml.safe_load(path.read_text("utf-8"))
        assert {"name", "description", "body"} <= set(form), path.name
        assert any(part.get("validations", {}).get("required") for part in form["body"]), path.name
