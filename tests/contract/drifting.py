"""Drifts planted into the emulator: what a service may change without telling anybody."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from meshwright.specs import load_spec

Json = dict[str, Any]
Change = Callable[[str, int, Any, dict[str, str]], tuple[int, Any]]


def _task(change: Callable[[Json], Json]) -> Change:
    """Change every task that is answered, alone or in a list."""

    def changed(_: str, status: int, data: Any, __: dict[str, str]) -> tuple[int, Any]:
        if isinstance(data, list):
            return status, [change(dict(item)) for item in data]
        return status, change(dict(data)) if isinstance(data, dict) and "progress" in data else data

    return changed


def _without(name: str) -> Change:
    return _task(lambda task: {key: value for key, value in task.items() if key != name})


def _renamed(old: str, new: str) -> Change:
    return _task(lambda task: {new if key == old else key: value for key, value in task.items()})


def _status(operation: str, old: int, new: int) -> Change:
    return lambda name, status, data, _: (new if name.endswith(operation) and status == old else status, data)


def _header(name: str, value: str | None) -> Change:
    def changed(_: str, status: int, data: Any, headers: dict[str, str]) -> tuple[int, Any]:
        if value is None:
            headers["-" + name] = ""
        else:
            headers[name] = value
        return status, data

    return changed


def _balance(id: str, status: int, data: Any, _: dict[str, str]) -> tuple[int, Any]:
    return status, {"balance": str(data["balance"])} if id == "balance.get" and status == 200 else data


def _error(id: str, status: int, data: Any, _: dict[str, str]) -> tuple[int, Any]:
    return status, {"error": data["message"]} if status >= 400 else data


ANSWERS: dict[str, tuple[Change, str]] = {
    "new enum value": (_task(lambda t: {**t, "status": "QUEUED"}), "QUEUED"),
    "new type value": (_task(lambda t: {**t, "type": "picture-to-3d"}), "picture-to-3d"),
    "null for object": (_task(lambda t: {**t, "model_urls": None}), "null"),
    "null for text": (_task(lambda t: {**t, "texture_prompt": None}), "null"),
    "text for number": (_task(lambda t: {**t, "progress": str(t["progress"])}), "progress"),
    "seconds for text": (_task(lambda t: {**t, "created_at": "2026-11-21"}), "created_at"),
    "renamed field": (_renamed("status", "state"), "state"),
    "renamed urls": (_renamed("model_urls", "models"), "models"),
    "new field": (_task(lambda t: {**t, "queue_position": 3}), "queue_position"),
    "new nested field": (_task(lambda t: {**t, "model_urls": {**t["model_urls"], "step": "http://x/y"}}), "step"),
    "field gone": (_without("created_at"), "created_at"),
    "urls not absolute": (_task(lambda t: {**t, "model_urls": {"glb": "not a url"}}), "glb"),
    "list wrapped": (lambda _, s, d, __: (s, {"data": d}) if isinstance(d, list) else (s, d), "list 200"),
    "unknown id is 410": (_status("get", 404, 410), "410"),
    "bad request is 422 with text": (_status("create", 400, 418), "418"),
    "no key is 403 with 407": (_status("balance.get", 401, 407), "407"),
    "errors renamed": (_error, "message"),
    "balance as text": (_balance, "balance"),
    "header gone": (_header("x-request-id", None), "x-request-id"),
    "new header": (_header("x-ratelimit-remaining", "7"), "x-ratelimit-remaining"),
    "progress over 100": (_task(lambda t: {**t, "progress": 101}), "progress"),
}
"""By name: what is done to the answers, and a word that must stand in the report."""


def _larger_pages(spec: Json) -> None:
    spec["components"]["parameters"]["PageSize"]["schema"]["maximum"] = 100


def _smaller_pages(spec: Json) -> None:
    spec["components"]["parameters"]["PageSize"]["schema"]["maximum"] = 20


def _another_default(spec: Json) -> None:
    spec["components"]["parameters"]["PageSize"]["schema"]["default"] = 5


def _oldest_first(spec: Json) -> None:
    spec["components"]["schemas"]["SortBy"]["default"] = "+created_at"


def _other_order(spec: Json) -> None:
    spec["components"]["schemas"]["SortBy"]["enum"] = ["-created_at", "+created_at", "name"]


SPECS: dict[str, tuple[Callable[[Json], None], str]] = {
    "larger pages": (_larger_pages, "raise the maximum"),
    "smaller pages": (_smaller_pages, "lower the maximum"),
    "another default": (_another_default, "change the default"),
    "oldest first": (_oldest_first, "oldest first"),
    "another order": (_other_order, "meshy.request.refused"),
}
"""The same for rules of the requests."""

PAID: dict[str, tuple[Callable[[Json], None], str]] = {
    "another price": (
        lambda spec: spec["paths"]["/openapi/v1/image-to-3d"]["post"]["x-credits"]["rules"][0].update(add=9),
        "price",
    ),
    "new required parameter": (
        lambda spec: spec["components"]["schemas"]["CreateImageTo3D"].update(required=["license"]),
        "license",
    ),
}
"""The same for what only a paid task shows."""


def plant_answers(patch: pytest.MonkeyPatch, change: Change) -> None:
    """Change what the emulator answers."""
    from meshwright.emulator.meshy.endpoints import MeshyEndpoint
    from starlette.responses import JSONResponse

    checked = MeshyEndpoint.checked

    def drifted(self: Any, response: Any) -> Any:
        response = checked(self, response)
        if getattr(response, "body", None) is None or not response.body:
            return response
        headers: dict[str, str] = {}
        status, data = change(self.operation.id, response.status_code, json.loads(response.body), headers)
        fresh = JSONResponse(data, status)
        for name, value in headers.items():
            if name.startswith("-"):
                patch.setattr("meshwright.emulator.meshy.endpoints.signed_off", _unsigned)
            else:
                fresh.headers[name] = value
        return fresh

    patch.setattr(MeshyEndpoint, "checked", drifted)


def _unsigned(response: Any) -> Any:
    response.headers["x-api-version"] = "2026-11-21"
    return response


def plant_spec(patch: pytest.MonkeyPatch, change: Callable[[Json], None]) -> None:
    """Change the spec that the emulator follows."""
    spec = copy.deepcopy(load_spec("meshy"))
    change(spec)
    patch.setattr("meshwright.emulator.meshy.endpoints.load_spec", lambda _: spec)
