"""What the contract tests share."""

from __future__ import annotations

from pathlib import Path

import pytest
from contract.prepared import prepare
from contract.visits import KEY, Visit
from meshwright.emulator.violations import FILE


@pytest.fixture(autouse=True)
def _mutants_are_not_watched(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mutated emulators break the contract; that is for their setups to notice."""
    if request.node.path.name == "test_mutants.py":
        monkeypatch.delenv(FILE)


@pytest.fixture
def visit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    """A visit with a good key, of an emulator whose engine work is prepared."""
    monkeypatch.setenv("MESHY_API_KEY", KEY)
    prepare(monkeypatch)
    return Visit(tmp_path)
