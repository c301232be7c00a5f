"""Fixtures of all tests.

The client takes httpx2 in place of httpx where it is installed. To run the tests with it: ``pip install httpx2`` into a
copy of the environment and run ``pytest tests/core tests/tasks tests/downloads tests/ledger`` there. The header of the
run names the library.
"""

from __future__ import annotations

import asyncio
import atexit
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import nightly
import pytest
import quick
from distribution import put_long_first, pytest_xdist_make_scheduler  # noqa: F401  a hook
from helpers.contract.watching import told, watch
from hypothesis import HealthCheck, settings
from quick import (  # noqa: F401  hooks
    mark_modules,
    pytest_configure,
    pytest_ignore_collect,
    pytest_terminal_summary,
)

# A busy machine is not a reason to fail. A change is judged by the same examples each time; .ci/nightly draws new ones.
settings.register_profile("random", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("house", settings.get_profile("random"), derandomize=True)
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options that choose tests."""
    quick.add_option(parser)
    nightly.add_option(parser)


@pytest.fixture(scope="session", autouse=True)
def nothing_at_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the command line, run by tests, away from the developer's own ledger and keys."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MESHWRIGHT_KEYS", str(tmp_path_factory.mktemp("keys")))
        patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
        patch.setenv("MESHWRIGHT_LEDGER", str(tmp_path_factory.mktemp("ledger") / "ledger.sqlite"))
        yield


@pytest.fixture(scope="module")
def no_certificates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Trust no certificate: loading those of the system takes a client longer than a whole test on loopback."""
    folder = tmp_path_factory.mktemp("certificates")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_DIR", str(folder))
        yield folder


@pytest.fixture(scope="session", autouse=True)
def watched_emulators(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Look at every answer of every emulator."""
    with pytest.MonkeyPatch.context() as patch:
        watch(patch, tmp_path_factory.mktemp("violations"))
        yield


@pytest.fixture(autouse=True)
def contract_holds(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test in which an emulator answered against its spec, unless that is what the test is about."""
    yield
    found = told()
    assert not found or "breaks_the_contract" in request.fixturenames, found


@cache
def _results_here() -> Path:
    """Return the folder of the results that were made in this process."""
    from meshwright.emulator.folders import remove, temporary_folder

    folder = temporary_folder("results")
    atexit.register(remove, folder)
    return folder


@pytest.fixture
def engine_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the engine's jobs in this process: a process of each emulator takes a second to import numpy and trimesh.

    ``tests/emulator/test_work.py`` is about the processes.
    """

    async def run(_: object, job: dict[str, Any], __: float) -> Any:
        from meshwright.engine.worker import result_of

        return json.loads(json.dumps(await asyncio.to_thread(result_of, job)))

    monkeypatch.setattr("meshwright.emulator.jobs.Workers.run", run)
    # Its files have the modes of this process, so they must not get into the cache of other tests.
    monkeypatch.setattr("meshwright.emulator.jobs.result_cache", _results_here)


@pytest.fixture
def breaks_the_contract() -> None:
    """Let an emulator answer against its spec in this test."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests of marked modules, and put long ones first."""
    nightly.leave_out(config, items)
    mark_modules(items)
    put_long_first(config, items)


def pytest_report_header() -> str:
    """Name the HTTP library that the client uses."""
    from meshwright.core.connections import httpx

    return f"HTTP library: {httpx.__name__} {httpx.__version__}"
