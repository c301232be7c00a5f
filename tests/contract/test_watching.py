"""Every answer in every test is validated, also those of streams and of emulators in other processes."""

from __future__ import annotations

import os
import subprocess
import sys
from unittest.mock import AsyncMock

import pytest
from helpers.contract.prepared import prepare
from helpers.contract.watching import told
from helpers.specs.documents import ROOT
from meshwright.contract.samples import CREATES
from meshwright.contract.walks.bench import opened
from meshwright.contract.walks.flighthub_bench import opened_flighthub

BROKEN_ELSEWHERE = """
import httpx
from meshwright.emulator import Emulator
from meshwright.emulator.meshy.service import MeshyService

async def much(service):
    return "much"

MeshyService.balance = much
with Emulator() as emulator:
    httpx.get(emulator.url + "/openapi/v1/balance", headers={"authorization": "Bearer msy_x"})
"""


@pytest.mark.usefixtures("breaks_the_contract")
def test_a_wrong_answer_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """An emulator that is not strict answers against the spec, and that is noticed by the test's teardown."""
    with opened() as bench:
        monkeypatch.setattr("meshwright.emulator.meshy.service.MeshyService.balance", AsyncMock(return_value="much"))
        assert bench.call("GET", "/balance").data == {"balance": "much"}
    assert any("balance.get 200" in text for text in told())


@pytest.mark.usefixtures("breaks_the_contract")
def test_a_wrong_event_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """An event of a stream too."""
    prepare(monkeypatch)
    with opened() as bench:
        monkeypatch.setattr("meshwright.emulator.meshy.tasks.Task.progress", lambda *_: 101)
        id = bench.create("image-to-3d", CREATES["image-to-3d"])
        bench.stream("image-to-3d", id, jumps=(1.0, 10.0))
    assert any("image_to_3d.stream 200" in text for text in told())


@pytest.mark.usefixtures("breaks_the_contract")
def test_flighthub_is_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    """An envelope of FlightHub too."""
    with opened_flighthub() as bench:
        monkeypatch.setattr("meshwright.emulator.flighthub.resources.EmulatedResources.obtain_token", lambda *_: {})
        bench.call("POST", "/stores/obtain_token")
    assert any("stores.obtain_token 200" in text for text in told())


@pytest.mark.usefixtures("breaks_the_contract")
def test_another_process_is_watched() -> None:
    """An emulator that a test starts as a program too."""
    path = os.pathsep.join([str(ROOT / "overlays"), str(ROOT / "generated")])
    environment = {**os.environ, "PYTHONPATH": path}
    subprocess.run([sys.executable, "-c", BROKEN_ELSEWHERE], env=environment, check=True)
    assert any("balance.get 200" in text for text in told())


def test_good_answers_pass() -> None:
    """A good answer is none."""
    with opened() as bench:
        bench.balance()
    assert told() == []
