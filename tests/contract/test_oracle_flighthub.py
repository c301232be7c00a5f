"""FlightHub's rules: silent on what our client and the emulator say to each other, loud on lies."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import attrs
import httpx
import pytest
from flighthub.samples import TOKEN, emulator, make_photos
from meshwright import FlightHub, MeshwrightError
from meshwright.contract import Exchange, Oracle
from meshwright.contract.recording import recorded
from meshwright.contract.registry import all_rules
from meshwright.contract.rules import load
from meshwright.emulator import server
from meshwright.emulator.app import create_app
from meshwright.specs import load_spec

MODELS = "/openapi/v0.1/open_model/models"
UUID = "00000000-0000-4000-8000-000000000009"


@pytest.fixture(scope="module")
def trace(tmp_path_factory: pytest.TempPathFactory) -> list[Exchange]:
    """An upload, a reconstruction to its end, its deletion, and calls that fail."""
    seen: list[Exchange] = []
    folder = tmp_path_factory.mktemp("flighthub")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(folder / "state"))
        patch.setattr(server, "create_app", lambda *given: recorded(create_app(*given), seen.append))
        with emulator() as running:
            with FlightHub(TOKEN, base_url=running.url, poll_interval=0.05) as hub:
                _scenario(hub, folder)
            _failures(running.url)
    return seen


def _scenario(hub: FlightHub, folder: Path) -> None:
    uploaded = hub.resources.upload(make_photos(folder / "photos", 5))
    model = hub.models.start(uploaded, parameter_3d={})["3d"]
    for _ in range(20):
        model.get()
        list(hub.models.running())
        time.sleep(0.04)
    with suppress(MeshwrightError):
        model.delete()
    time.sleep(0.1)
    with suppress(MeshwrightError):
        model.get()


def _failures(url: str) -> None:
    with httpx.Client(base_url=url) as http:
        for token in ("", TOKEN):
            headers = {"x-user-token": token} if token else {}
            http.get(f"{MODELS}/{UUID}", headers=headers)
            http.get(f"{MODELS}/running", headers=headers)
            http.post(f"{MODELS}/reconstruction/start", json={}, headers=headers)
            http.post(
                f"{MODELS}/reconstruction/start", json={"resource_uuid": UUID, "parameter_3d": 1}, headers=headers
            )


def broken(trace: list[Exchange]) -> set[str]:
    oracle = Oracle(load_spec("flighthub"), TOKEN, service="flighthub")
    return {violation.rule for exchange in trace for violation in oracle.observe(exchange)}


def changed(trace: list[Exchange], template: str, **members: Any) -> list[Exchange]:
    """Change the data of the last model, or list, that was answered with success."""
    fits = [n for n, e in enumerate(trace) if _template(e) == template and e.status == 200 and e.data["code"] == 0]
    found = trace[fits[-1]]
    envelope = {**found.data, "data": {**found.data.get("data", {}), **members}}
    return [*trace[: fits[-1]], attrs.evolve(found, body=json.dumps(envelope).encode()), *trace[fits[-1] + 1 :]]


def _template(exchange: Exchange) -> str:
    tail = exchange.path.removeprefix(MODELS)
    return f"{exchange.method} {tail if tail in ('/running', '/reconstruction/start') else '{uuid}'}"


def test_silent_on_the_truth(trace: list[Exchange]) -> None:
    """What happened breaks no rule; it holds the statuses of a whole life."""
    assert broken(trace) == set()
    models = [
        e.data["data"]["model_status"]
        for e in trace
        if _template(e) == "GET {uuid}" and "model_status" in str(e.body) and e.data["code"] == 0
    ]
    assert len(set(models)) >= 2


LIES: dict[str, Any] = {
    "flighthub.http.server-error": lambda t: [attrs.evolve(t[0], status=500)],
    "flighthub.http.status": lambda t: [attrs.evolve(t[0], status=204, body=b"")],
    "flighthub.http.body": lambda t: [attrs.evolve(t[0], body=b'{"code": "0"}')],
    "flighthub.envelope.failure": lambda t: [attrs.evolve(t[0], body=b'{"code": 7, "message": "", "data": {}}')],
    "flighthub.key.required": lambda t: [attrs.evolve(e, request_headers={}) for e in t],
    "flighthub.request.refused": lambda t: [attrs.evolve(e, request_body=b"{}") for e in t],
    "flighthub.model.identity": lambda t: changed(t, "GET {uuid}", model_uuid=UUID),
    "flighthub.model.forward": lambda t: changed(t, "GET {uuid}", model_status=12),
    "flighthub.model.progress": lambda t: changed(t, "GET {uuid}", reconstruction_progress=1),
    "flighthub.model.gone": lambda t: [_deleted(t), *t],
    "flighthub.model.running": lambda t: changed(t, "GET /running", list=[{"model_uuid": UUID, "model_status": 9}]),
}


def _deleted(trace: list[Exchange]) -> Exchange:
    """Say at the beginning that the model was deleted."""
    found = next(e for e in trace if _template(e) == "GET {uuid}" and e.path.startswith(MODELS) and e.data["code"] == 0)
    return attrs.evolve(found, method="DELETE", body=b'{"code": 0, "message": ""}')


def test_every_rule_has_a_lie() -> None:
    """No rule is without a test."""
    load()
    assert {rule.id for rule in all_rules("flighthub")} == set(LIES)


@pytest.mark.parametrize("rule", LIES)
def test_speaks_when_lied_to(trace: list[Exchange], rule: str) -> None:
    """The rule is broken by its lie."""
    assert rule in broken(LIES[rule](trace))
