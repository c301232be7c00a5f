"""Drifts planted into the emulated FlightHub: what the service may change, or what was guessed wrongly."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

Json = dict[str, Any]
Change = Callable[[str, int, Json], tuple[int, Any]]


def _data(operation: str, change: Callable[[Json], Any]) -> Change:
    """Change the data of an operation's successes; of the running models, of each of them."""

    def changed(id: str, status: int, said: Json) -> tuple[int, Any]:
        data = said.get("data")
        if id != operation or not isinstance(data, dict):
            return status, said
        if id == "models.running":
            return status, {**said, "data": {"list": [change(dict(model)) for model in data["list"] or ()] or None}}
        return status, {**said, "data": change(dict(data))}

    return changed


def _rows(operation: str, change: Callable[[Json], Any]) -> Change:
    """Change each row of a list."""
    return _data(operation, lambda data: {**data, "list": [change(row) for row in data["list"] or ()] or None})


def _model(change: Callable[[Json], Any]) -> Change:
    return _data("models.get", change)


def _without(data: Json, name: str) -> Json:
    return {key: value for key, value in data.items() if key != name}


def _failures(change: Callable[[Json], Any], status: int | None = None) -> Change:
    """Change every answer that is a failure."""
    return lambda _, old, said: (status or old, change(said)) if said["code"] else (old, said)


ANSWERS: dict[str, tuple[Change, str]] = {
    "new model status": (_model(lambda m: {**m, "model_status": 11}), "add 11 to the enum"),
    "new model type": (_model(lambda m: {**m, "model_type": 5}), "add 5 to the enum"),
    "new zip status": (_model(lambda m: {**m, "zip_status": 4}), "add 4 to the enum"),
    "new resource status": (_data("resources.get", lambda r: {**r, "status": 4}), "add 4 to the enum"),
    "text for number": (_model(lambda m: {**m, "model_status": str(m["model_status"])}), "model_status"),
    "null for number": (_model(lambda m: {**m, "model_size": None}), "allow null"),
    "progress over 100": (_model(lambda m: {**m, "reconstruction_progress": 101}), "reconstruction_progress"),
    "renamed field": (_model(lambda m: {**_without(m, "model_uuid"), "uuid": m["model_uuid"]}), "uuid"),
    "field gone": (_model(lambda m: _without(m, "model_status")), "model_status"),
    "new field": (_model(lambda m: {**m, "download_url": "https://x/y"}), "add the property download_url"),
    "new field in the list": (_data("models.running", lambda m: {**m, "queue": 3}), "add the property queue"),
    "ended models are listed": (_data("models.running", lambda m: {**m, "model_status": 9}), "flighthub.model.running"),
    "another model": (_model(lambda m: {**m, "model_uuid": "00000000-0000-4000-8000-000000000007"}), "model.identity"),
    "data is a list": (_model(lambda m: [m]), "allow an array"),
    "names are objects": (
        _data("resources.get", lambda r: {**r, "file_names": [{"name": n} for n in r["file_names"] or ()]}),
        "file_names",
    ),
    "a new status of flights": (_rows("flights.list", lambda f: {**f, "status": "landed"}), "to the enum"),
    "times of flights are numbers": (_data("flights.get", lambda f: {**f, "begin_at": 1753000000}), "begin_at"),
    "times of flights without a zone": (
        _rows("flights.list", lambda f: {**f, "run_at": "2026-01-01T00:00:00"}),
        "flighthub.flight.times",
    ),
    "a track that runs backwards": (
        _data("flights.track", lambda t: {**t, "track": {**t["track"], "points": t["track"]["points"][::-1]}}),
        "flighthub.track.order",
    ),
    "a battery over 100 %": (
        _data(
            "devices.state",
            lambda s: {**s, "device_state": {**s["device_state"], "battery": {"capacity_percent": 140}}},
        ),
        "140",
    ),
    "projects in seconds": (
        _rows("projects.list", lambda p: {**p, "created_at": p["created_at"] // 1000}),
        "flighthub.project.times",
    ),
    "code as text": (_failures(lambda said: {**said, "code": str(said["code"])}), "code"),
    "another code": (_failures(lambda said: {**said, "code": 230001} if said["code"] == 200404 else said), "230001"),
    "failures without words": (_failures(lambda said: {**said, "message": ""}), "flighthub.envelope.failure"),
    "failures are renamed": (_failures(lambda said: {"code": said["code"], "msg": said["message"]}), "message"),
    "failures are HTTP 400": (_failures(lambda said: said, 400), "add 400"),
    "a bad token is HTTP 403": (lambda _, s, said: (403 if s == 401 else s, said), "add 403"),
    "unknown is success": (_failures(lambda _: {"code": 0, "message": "", "data": {}}), "flighthub.request.refused"),
}
"""By name: what is done to the answers, and a word that must be in the report."""


def plant(patch: pytest.MonkeyPatch, change: Change) -> None:
    """Change what the emulator answers."""
    from meshwright.emulator.flighthub.endpoints import FlightHubEndpoint
    from starlette.responses import JSONResponse

    checked = FlightHubEndpoint.checked

    def drifted(self: Any, response: Any) -> Any:
        response = checked(self, response)
        status, said = change(self.operation.id, response.status_code, json.loads(bytes(response.body)))
        return JSONResponse(said, status)

    patch.setattr(FlightHubEndpoint, "checked", drifted)
