"""Fixtures for tests of code that talks to the services; pytest finds them when the package is installed.

``meshy_emulator`` is a server of its own for each test: real port, manual clock (nothing happens until
``meshy_emulator.advance(seconds=...)``), every answer checked against the spec. Needs the extra ``emulator``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .emulator import Emulator, Settings


@pytest.fixture
def meshy_settings() -> Settings:
    """Settings of ``meshy_emulator``; override this fixture for others."""
    from .emulator import Clock, Settings

    return Settings(clock=Clock(rate=0), strict=True, seed=0)


@pytest.fixture
def meshy_emulator(meshy_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Emulator]:
    """A running emulator, with MESHY_BASE_URL and MESHY_API_KEY pointing at it."""
    from .emulator import Emulator

    with Emulator(meshy_settings) as emulator:
        monkeypatch.setenv("MESHY_BASE_URL", emulator.url)
        monkeypatch.setenv("MESHY_API_KEY", emulator.api_key)
        yield emulator
