"""Mutated emulators."""

from __future__ import annotations

import pytest
from meshwright.emulator.violations import FILE


@pytest.fixture(autouse=True)
def _mutants_are_not_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mutated emulators break the contract; their setups report it."""
    monkeypatch.delenv(FILE)
