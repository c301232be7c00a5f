"""Fixtures for tests of code that talks to the services; pytest finds them when the package is installed.

``meshy_emulator`` and ``flighthub_emulator`` start one server per test: real port, manual clock (nothing
happens until ``advance(seconds=...)``), every answer checked against the spec. They need the extra ``emulator``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .emulator import Emulator, Settings

TOKEN = "emulator"
"""The emulated FlightHub accepts any token."""


@pytest.fixture
def meshy_settings() -> Settings:
    """Settings of ``meshy_emulator``; override this fixture for others."""
    return _quiet_settings()


@pytest.fixture
def flighthub_settings() -> Settings:
    """Settings of ``flighthub_emulator``; override this fixture for others."""
    return _quiet_settings()


@pytest.fixture
def meshy_emulator(meshy_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """A running emulator, with MESHY_BASE_URL and MESHY_API_KEY pointing at it, and MESHY_AS_OF naming its prices."""
    from .emulator import Emulator

    with Emulator(meshy_settings) as emulator:
        monkeypatch.setenv("MESHY_BASE_URL", emulator.url)
        monkeypatch.setenv("MESHY_API_KEY", emulator.api_key)
        monkeypatch.setenv("MESHY_AS_OF", emulator.as_of)
        yield emulator


@pytest.fixture
def flighthub_emulator(flighthub_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """A running emulator, with FLIGHTHUB_BASE_URL, FLIGHTHUB_USER_TOKEN and every region pointing at it."""
    from .emulator import Emulator
    from .flighthub import REGIONS

    with Emulator(flighthub_settings) as emulator:
        monkeypatch.delenv("FLIGHTHUB_REGION", raising=False)
        monkeypatch.setenv("FLIGHTHUB_BASE_URL", emulator.url)
        monkeypatch.setenv("FLIGHTHUB_USER_TOKEN", emulator.settings.flighthub.token or TOKEN)
        for region in REGIONS:  # code that names its region must not leave the machine either
            monkeypatch.setitem(REGIONS, region, emulator.url)
        yield emulator


def _quiet_settings() -> Settings:
    try:
        from .emulator import Clock, Settings
    except ImportError as error:
        raise pytest.UsageError(
            f"this fixture needs the extra: pip install 'meshwright[emulator]' ({error})"
        ) from error
    return Settings(clock=Clock(rate=0), strict=True, seed=0)
