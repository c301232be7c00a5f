"""Drifts planted into the emulator: changes that a service may make without notice."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from meshwright.emulator.contract import Contract
from meshwright.spec.calendar import contract_of
from meshwright.spec.reading import load_spec

Json = dict[str, Any]
Change = Callable[[str, int, Any, dict[str, str]], tuple[int, Any]]
Plant = Callable[[pytest.MonkeyPatch], None]


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


def _header(name: str, value: str) -> Change:
    def changed(_: str, status: int, data: Any, headers: dict[str, str]) -> tuple[int, Any]:
        headers[name] = value
        return status, data

    return changed


def _signature(**headers: str) -> Plant:
    """Change the headers that every answer carries."""

    def signed_off(response: Any) -> Any:
        for name, value in headers.items():
            response.headers[name.replace("_", "-")] = value
        return response

    return lambda patch: patch.setattr("meshwright.emulator.meshy.endpoints.signed_off", signed_off)


def _events(change: Callable[[Json], Json | None]) -> Plant:
    """Change every event of a stream; None leaves it out."""
    from meshwright.emulator.meshy.endpoints import event

    def changed(name: str, data: Json) -> str:
        said = change(dict(data)) if name == "message" else data
        return "" if said is None else event(name, said)

    return lambda patch: patch.setattr("meshwright.emulator.meshy.endpoints.event", changed)


def _pages(change: Callable[[int], int]) -> Plant:
    """Change which task a page begins with."""
    from meshwright.emulator.meshy.store import Store

    page = Store.page

    def changed(self: Any, kind: str, first: int, count: int, *, oldest_first: bool) -> Any:
        return page(self, kind, change(first), count, oldest_first=oldest_first)

    return lambda patch: patch.setattr(Store, "page", changed)


def _shuffled(patch: pytest.MonkeyPatch) -> None:
    """Let the second page hold what is older than the first."""
    from meshwright.emulator.meshy.service import MeshyService

    page = MeshyService.page

    async def changed(self: Any, kind: str, query: Json, *more: Any) -> list[Json]:
        found = await page(self, kind, query, *more)
        return [{**task, "created_at": 1_000_000_000_000} for task in found] if query["page_num"] == 2 else found

    patch.setattr(MeshyService, "page", changed)


def _balance(id: str, status: int, data: Any, _: dict[str, str]) -> tuple[int, Any]:
    return status, {"balance": str(data["balance"])} if id == "balance.get" and status == 200 else data


def _error(id: str, status: int, data: Any, _: dict[str, str]) -> tuple[int, Any]:
    return status, {"error": data["message"]} if status >= 400 else data


JSON: dict[str, tuple[Change, str]] = {
    "new enum value": (_task(lambda t: {**t, "status": "QUEUED"}), "QUEUED"),
    "new type value": (_task(lambda t: {**t, "type": "picture-to-3d"}), "picture-to-3d"),
    "null for object": (_task(lambda t: {**t, "model_urls": None}), "null"),
    "null for text": (_task(lambda t: {**t, "texture_prompt": None}), "null"),
    "text for number": (_task(lambda t: {**t, "progress": str(t["progress"])}), "progress"),
    "seconds for text": (_task(lambda t: {**t, "created_at": "2026-11-21"}), "created_at"),
    "renamed field": (_renamed("status", "state"), "state"),
    "renamed id": (_renamed("id", "uuid"), "add the property uuid"),
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
    "new header": (_header("x-queue-position", "7"), "x-queue-position"),
    "progress over 100": (_task(lambda t: {**t, "progress": 101}), "progress"),
    "wrong header value": (_header("retry-after", "soon"), "image_to_3d.get 200 header retry-after"),
}
"""By name: what is done to JSON and its headers, and a word that must be in the report."""


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
        return JSONResponse(data, status, headers)

    patch.setattr(MeshyEndpoint, "checked", drifted)


def _answers(change: Change) -> Plant:
    return lambda patch: plant_answers(patch, change)


STREAM = "image_to_3d.stream 200 event message"
ANSWERS: dict[str, tuple[Plant, str]] = {
    **{name: (_answers(change), word) for name, (change, word) in JSON.items()},
    "header gone": (_signature(x_api_version="2026-11-21"), "x-request-id"),
    "empty header": (_signature(x_request_id="", x_api_version="1"), "200 header x-request-id"),
    "one request id for all": (_signature(x_request_id="1", x_api_version="1"), "meshy.http.request-id"),
    "renamed in events": (
        _events(lambda e: {"pct" if name == "progress" else name: value for name, value in e.items()}),
        f"{STREAM} pct",
    ),
    "text for number in events": (_events(lambda e: {**e, "progress": str(e["progress"])}), f"{STREAM} progress"),
    "new field in events": (_events(lambda e: {**e, "eta": 3}), "add the property eta"),
    "no final event": (_events(lambda e: None if e["progress"] == 100 else e), "meshy.stream.end"),
    "final event is brief": (
        _events(lambda e: {name: e[name] for name in ("id", "type", "status", "progress")}),
        "meshy.stream.end",
    ),
    "pages overlap": (_pages(lambda first: max(0, first - 1)), "is on the pages 1 and 2"),
    "pages in disorder": (_shuffled, "pages continue one order"),
}
"""By name: what is done to the answers, and a word that must be in the report."""


def _page_size(**rules: int) -> Callable[[Json], None]:
    def change(spec: Json) -> None:
        schema = spec["components"]["parameters"]["PageSize"]["schema"]
        schema.pop("x-changes")
        schema.update({"maximum": 100, **rules})

    return change


def _oldest_first(spec: Json) -> None:
    spec["components"]["schemas"]["SortBy"]["default"] = "+created_at"


def _other_order(spec: Json) -> None:
    spec["components"]["schemas"]["SortBy"]["enum"] = ["-created_at", "+created_at", "name"]


SPECS: dict[str, tuple[Callable[[Json], None], str]] = {
    "larger pages": (_page_size(maximum=150), "raise the maximum to 150"),
    "smaller pages": (_page_size(maximum=20), "lower the maximum to 20"),
    "another default": (_page_size(default=5), "change the default to 5"),
    "oldest first": (_oldest_first, "oldest first"),
    "another order": (_other_order, "meshy.request.refused"),
}
"""The same for rules of the requests."""


def _create(spec: Json) -> Json:
    found: Json = spec["components"]["schemas"]["CreateImageTo3D"]
    return found


def _price(spec: Json) -> None:
    spec["paths"]["/openapi/v1/image-to-3d"]["post"]["x-credits"] = {"rules": [{"add": 9}]}


def _ultra(spec: Json) -> None:
    _create(spec)["properties"]["ultra_mode"]["default"] = True


PAID: dict[str, tuple[Callable[[Json], None], str]] = {
    "another price": (_price, "change the price"),
    "new required parameter": (lambda spec: _create(spec).update(required=["license"]), "license"),
    "another default of a create": (_ultra, "change the default to True"),
}
"""The same for what only a paid task shows."""


def plant_spec(patch: pytest.MonkeyPatch, change: Callable[[Json], None]) -> None:
    """Change the spec that the emulator follows."""
    spec = copy.deepcopy(load_spec("meshy"))
    change(spec)
    plant(patch, spec)


def plant(patch: pytest.MonkeyPatch, spec: Json) -> None:
    """Make the emulator follow another spec of Meshy."""
    compiled = Contract.on

    def planted(service: str, day: str, **options: Any) -> Contract:
        found = Contract(contract_of(spec, day), **options)
        return found if service == "meshy" else compiled(service, day, **options)

    patch.setattr("meshwright.emulator.meshy.endpoints.load_spec", lambda _: spec)
    patch.setattr(Contract, "on", planted)
