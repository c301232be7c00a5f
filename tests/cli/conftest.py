"""A service without an engine, and a shell beside three pictures."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.prepared_service import PICTURE, shop
from helpers.shells import PICTURES, Shell
from meshwright.emulator import Emulator


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the developer's own keyring out of the tests."""
    monkeypatch.setitem(sys.modules, "keyring", None)


@pytest.fixture(scope="module")
def counter(tmp_path_factory: pytest.TempPathFactory, no_certificates: Path) -> Iterator[Emulator]:
    """A service for the whole module; every test makes its own tasks."""
    with shop(tmp_path_factory.mktemp("shop") / "prepared") as emulator:
        yield emulator


@pytest.fixture
def desk(
    counter: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    """A shell beside three pictures."""
    counter.reset()
    for name in PICTURES:
        (tmp_path / name).write_bytes(PICTURE + name.encode())
    return Shell(tmp_path, counter, monkeypatch, capsys)
