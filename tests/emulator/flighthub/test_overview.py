"""FlightHub's part of the emulator's page and of the API for tests in other languages; resetting it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
from meshwright import FlightHub
from meshwright.emulator import Emulator
from meshwright.emulator.flighthub.troubles import Failure


def state(server: Emulator) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{server.url}/_emulator/state", timeout=60).json()["flighthub"]
    return found


def test_models_are_shown_with_their_zips(server: Emulator, hub: FlightHub, photos: Path) -> None:
    """A model is listed from its start to its end, and its zip can be fetched by the address that is shown."""
    resource = hub.resources.upload(photos)
    handle = hub.models.start(resource, parameter_2d={})["2d"]
    (begun,) = state(server)["models"]
    assert (begun["model_uuid"], begun["kind"], begun["pictures"]) == (handle.id, "2d", 12)
    handle.wait_for_zip()
    (ended,) = state(server)["models"]
    assert (ended["stage"], ended["reconstruction_progress"], ended["error"]) == ("SUCCEEDED", 100, "")
    assert httpx.get(ended["zip_url"]).content.startswith(b"PK")


def test_starting_over_gives_the_quota_back(server: Emulator, hub: FlightHub, photos: Path) -> None:
    """A reset, by HTTP or in Python, forgets models, resources and faults and returns the quota of every picture."""
    before = state(server)
    for forget in (lambda: httpx.post(f"{server.url}/_emulator/reset"), server.reset):
        resource = hub.resources.upload(photos)
        hub.models.start(resource, parameter_2d={})
        assert state(server)["quota"] == before["quota"] - 12
        server.flighthub.troubles.arm("models.running", Failure(200403, "no"))
        forget()
        assert state(server) == before
        assert hub.models.running() == []
