"""An emulator and a client of it, and a state folder of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from meshwright import FlightHub
from meshwright.emulator import Emulator

from helpers.flighthub import TOKEN, emulator, make_photos
from helpers.hub_shell import Shell


@pytest.fixture(scope="module", autouse=True)
def quick_clients(no_certificates: Path) -> None:
    """Everything here is on loopback."""


@pytest.fixture(autouse=True)
def state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Journals of uploads stay in the test's folder, and no setting of the machine gets in."""
    folder = tmp_path / "state"
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    for name in ("FLIGHTHUB_USER_TOKEN", "FLIGHTHUB_REGION", "FLIGHTHUB_BASE_URL", "FLIGHTHUB_PROJECT_UUID"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.fixture(scope="module")
def running() -> Iterator[Emulator]:
    with emulator() as one:
        yield one


@pytest.fixture
def server(running: Emulator) -> Emulator:
    """An emulator that is as good as new."""
    running.flighthub.troubles.disarm()
    running.flighthub.reset()
    return running


@pytest.fixture
def hub(server: Emulator) -> Iterator[FlightHub]:
    with FlightHub(TOKEN, base_url=server.url, poll_interval=0.05) as client:
        yield client


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Twelve photos, enough for every kind of model."""
    return make_photos(tmp_path / "photos", 12)


@pytest.fixture
def shell(
    server: Emulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Shell:
    make_photos(tmp_path / "photos", 10)
    return Shell(tmp_path, server, monkeypatch, capsys)
