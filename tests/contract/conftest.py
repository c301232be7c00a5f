"""What the contract tests share."""

from __future__ import annotations

import pytest
from meshwright.emulator.violations import FILE


@pytest.fixture(autouse=True)
def _mutants_are_not_watched(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mutated emulators break the contract; that is for their setups to notice."""
    if request.node.path.name == "test_mutants.py":
        monkeypatch.delenv(FILE)
