"""Emulators whose clocks stand still, each with a raw HTTP client."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from helpers.api import Api, opened


@pytest.fixture(scope="module")
def shared() -> Iterator[Api]:
    """One emulator for the tests of a module that leave it as they found it, with room for all their tasks."""
    api = opened(queue=1000, balance=100_000)
    yield api
    api.http.close()
    api.emulator.stop()


@pytest.fixture
def started(request: pytest.FixtureRequest) -> Iterator[Any]:
    """Return a function that starts an emulator with settings and returns its Api."""
    open_apis: list[Api] = []

    def start(**settings: Any) -> Api:
        api = opened(**settings)
        open_apis.append(api)
        return api

    yield start
    for api in open_apis:
        api.http.close()
        api.emulator.stop()


@pytest.fixture
def api(started: Any) -> Api:
    found: Api = started()
    return found
