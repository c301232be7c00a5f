"""The ways to test whose strength is measured. Each imports its own modules, in its own process."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest
from attrs import frozen
from mutation.engine import Mutant

FOREIGN = (
    "httpx",
    "hypothesis.stateful",
    "jsonschema_rs",
    "schemathesis.engine",
    "starlette.applications",
    "uvicorn.loops.auto",
    "uvicorn.protocols.http.auto",
    "yaml",
)
"""Modules that no mutant changes."""
PATIENCE = 10.0
"""Seconds after which a walk takes an answer for lost; the mutants that never answer would take minutes."""
AT_WORK = ("restarted",)
"""Walks that want the engine to be at work; for all others its work is prepared."""
IMPORTED = "ignore:Module already imported:pytest.PytestAssertRewriteWarning"
"""Of the warnings, which are errors here as in the tests' own run, the one about what ``warm`` has imported."""
CLIENT_TESTS = ("tests/tasks", "tests/downloads", "tests/ledger", "tests/core")  # those of core take longest
QUICK = ("meshy", "buying", "calls", "chains", "destinations", "engine", "making", "tables", "watching", "work")
BATCH_TESTS = (tuple(f"tests/fleet/test_{name}.py" for name in QUICK), ("tests/fleet",))
"""Those that take seconds first."""
FLIGHTHUB_TESTS = (
    tuple(f"tests/flighthub/test_{name}.py" for name in ("envelope", "models", "archives")),
    ("tests/flighthub/test_upload.py", "tests/cli/flighthub", "tests/flighthub/test_journeys.py"),
)
"""Those that are about the client."""
EMULATOR_TESTS = (
    (
        "tests/emulator/meshy/test_decisions.py",
        *(f"tests/emulator/test_{name}.py" for name in ("faults", "time", "http")),
    ),
    (
        *(f"tests/emulator/test_{name}.py" for name in ("files_and_admin", "inputs")),
        *(f"tests/emulator/meshy/test_{name}.py" for name in ("siblings", "webhooks", "archive")),
    ),
)
FLIGHTHUB_EMULATOR_TESTS = (("tests/emulator/flighthub", "tests/flighthub/test_models.py"),)


def warm() -> None:
    """Import once for all children what takes time."""
    for name in FOREIGN:
        importlib.import_module(name)


def _first(walks: Iterable[tuple[str, list[str]]]) -> str:
    return next((f"{name}: {found[0]}" for name, found in walks if found), "")


def _prepare(patch: pytest.MonkeyPatch) -> None:
    from helpers.contract.prepared import prepare

    prepare(patch)


def _walks(service: str) -> str:
    """Make the scripted walks of a service, judged by the oracle."""
    from meshwright.contract.walks import bench

    bench.SECONDS = PATIENCE  # before the walks take it from there
    from meshwright.contract.walks import flighthub, meshy
    from meshwright.contract.walks.flighthub_bench import opened_flighthub

    if service == "flighthub":
        with pytest.MonkeyPatch.context() as patch:
            _prepare(patch)
            return _first(flighthub.walk_all(opened_flighthub))
    with pytest.MonkeyPatch.context() as patch:
        _prepare(patch)
        found = _first(meshy.walk_all(bench.opened, [name for name in meshy.NAMES if name not in AT_WORK]))
    return found or _first(meshy.walk_all(bench.opened, AT_WORK))


def _client_walks(seed: int, mutant: Mutant) -> str:
    _prepare(pytest.MonkeyPatch())
    from meshwright.contract.walks.client import walk_client

    return _first(walk_client())


def _fuzzed(service: str, seed: int, *, examples: int, with_oracle: bool) -> str:
    """Run schemathesis until it finds something."""
    _prepare(pytest.MonkeyPatch())
    from meshwright.contract.fuzzing import fuzz

    report = fuzz(service=service, seed=seed, examples=examples, with_oracle=with_oracle, until_first=True)
    return str(report.findings[0]) if report.findings else ""


class _FirstFailure:
    """A plugin that remembers the first test that failed."""

    name = ""

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed and not self.name:
            self.name = report.nodeid

    def pytest_collectreport(self, report: Any) -> None:
        self.pytest_runtest_logreport(report)


def _tested(groups: Iterable[Sequence[str]]) -> str:
    """Run groups of tests until one fails and return its name."""
    options = ["-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", "-W", IMPORTED]
    for paths in groups:
        failure = _FirstFailure()
        code = pytest.main([*options, *paths], plugins=[failure])
        if code != 0:
            return failure.name or f"pytest: exit code {code}"
    return ""


def _near(mutant: Mutant) -> list[tuple[str, ...]]:
    """Return the tests of the client in two groups: those of the mutant's own folder notice most, in little time."""
    folder = mutant.module.partition(".")[0]
    own = "tests/tasks" if folder == "meshy" else f"tests/{folder}"
    return [(own,), tuple(path for path in CLIENT_TESTS if path != own)]


@frozen(kw_only=True)
class Setup:
    """One way to test."""

    title: str
    side: str
    """Whose mutants it is for."""
    find: Callable[[int, Mutant], str]
    """Takes a seed and the mutant, and returns what was found first, or nothing."""
    after: str = ""
    """A setup that finds no more than this one: what it noticed counts here too and is not tried again."""
    limit: float = 300.0
    """Seconds for one mutant; several times what the good service takes on a busy machine."""


def _of_service(service: str, prefix: str) -> dict[str, Setup]:
    def fuzz(examples: int, with_oracle: bool) -> Callable[[int, Mutant], str]:
        return lambda seed, _: _fuzzed(service, seed, examples=examples, with_oracle=with_oracle)

    found = {
        "fuzz": Setup(title="schemathesis, 20 examples", side=service, find=fuzz(20, False)),
        "fuzz100": Setup(
            title="schemathesis, 100 examples",
            side=service,
            find=fuzz(100, False),
            after=f"{prefix}fuzz",
            limit=300.0,
        ),
        "fuzz+oracle": Setup(
            title="schemathesis, 20 examples, the oracle as a check",
            side=service,
            find=fuzz(20, True),
            after=f"{prefix}fuzz",
        ),
        "walks": Setup(title="walks, judged by the oracle", side=service, find=lambda *_: _walks(service)),
    }
    return {f"{prefix}{name}": setup for name, setup in found.items()}


SETUPS: dict[str, Setup] = {
    **_of_service("meshy", ""),
    **_of_service("flighthub", "flighthub "),
    "client walks": Setup(title="walks of the client", side="client", find=_client_walks),
    "client tests": Setup(
        title="tests/core, tasks, downloads and ledger",
        side="client",
        find=lambda _, mutant: _tested(_near(mutant)),
        limit=400.0,
    ),
    "batch tests": Setup(
        title="tests/fleet",
        side="batch",
        find=lambda *_: _tested(BATCH_TESTS),
        limit=600.0,
    ),
    "emulator tests": Setup(
        title="tests/emulator, but for the slow ones",
        side="meshy",
        find=lambda *_: _tested(EMULATOR_TESTS),
        limit=400.0,
    ),
    "flighthub emulator tests": Setup(
        title="tests/emulator/flighthub",
        side="flighthub",
        find=lambda *_: _tested(FLIGHTHUB_EMULATOR_TESTS),
        limit=300.0,
    ),
    "flighthub client tests": Setup(
        title="tests/flighthub", side="flighthub client", find=lambda *_: _tested(FLIGHTHUB_TESTS), limit=300.0
    ),
}
