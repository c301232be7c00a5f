"""An account with a service whose tasks take moments, and a ledger of each kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.batches import Yard, shorten
from helpers.postgres import postgres  # noqa: F401  a fixture
from helpers.prepared_service import shop


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the intervals."""
    shorten(monkeypatch)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Name a new ledger of each kind."""
    if request.param == "sqlite":
        return str(tmp_path / "work" / "batch.sqlite")
    return str(request.getfixturevalue("postgres").database())


@pytest.fixture
def yard(tmp_path: Path) -> Iterator[Yard]:
    """Start a service, with a SQLite ledger beside it."""
    with shop(tmp_path / "prepared") as emulator:
        yield Yard(tmp_path, emulator, str(tmp_path / "work" / "batch.sqlite"))


@pytest.fixture
def both(yard: Yard, place: str) -> Yard:
    """Use a ledger of each kind."""
    yard.place = place
    return yard
