"""A visit of the live FlightHub: it reads, and sends requests that must be refused. It does not create, change or
delete anything: every call that could do so lacks its resource or has a uuid that does not exist. Of the organization
it sends GETs only, because other calls may move an aircraft.
"""

from __future__ import annotations

from typing import Any

from ...spec.reading import Json
from ..judging.refusals import CODES, NO_KEY, code_of
from ..listing import is_name, json_of
from ..strangers import NO_TOKEN, NOBODY, filled
from .bounds import OPEN_MODELING, CannotVisit
from .files import fetch_of_hub
from .fuzz import send_made_up
from .organization import API, PROJECT, read_organization
from .visiting import Visitor

ROOT = "/openapi/v0.1/open_model"
MOST = 3
"""The most models that are read."""
STARTS: tuple[Json, ...] = (
    {},
    {"resource_uuid": NOBODY},
    {"parameter_3d": "{}"},
    {"parameter_3d": 1},
    {"parameter_2d": "x", "delete_resource_if_finish": "x"},
)
REPORTS: tuple[Json, ...] = ({}, {"files": []}, {"resource_uuid": NOBODY, "callback_param": "x", "files": []})


def visit(visitor: Visitor, spec: Json) -> None:
    """Make the visit; raises CannotVisit."""
    for model in _require_service(visitor)[:MOST]:
        for noun, name in (("models", "model_uuid"), ("resource", "resource_uuid")):
            if is_name(model.get(name)):
                visitor.call("GET", f"{ROOT}/{noun}/{model[name]}")
    project = read_organization(visitor)
    fetch_of_hub(visitor)
    _strangers(visitor, project)
    _refusals(visitor)
    _keys_and_methods(visitor, spec)
    send_made_up(visitor, spec)
    visitor.call("GET", f"{ROOT}/models/running")


def _require_service(visitor: Visitor) -> list[Json]:
    """Return the running models; raises CannotVisit if the address is not a usable FlightHub."""
    first = visitor.call("GET", f"{ROOT}/models/running")
    code = code_of(first)
    if first.unserved:
        raise CannotVisit(f"{visitor.base_url} answers {first.status}; try again later")
    if first.status in (401, 403) or code == CODES[NO_KEY]:
        raise CannotVisit(
            f"{visitor.base_url} refuses the token (HTTP {first.status}); a token is good in one region only"
        )
    enveloped = first.media_type == "application/json" and any(name in first.body for name in (b'"code"', b'"data"'))
    if first.status != 200 or not enveloped:
        kind = first.media_type or "nothing"
        raise CannotVisit(f"{visitor.base_url} is not FlightHub: /models/running answers {first.status} {kind}")
    if code:
        message = str(first.data.get("message"))[:80]
        raise CannotVisit(f"{visitor.base_url} answers code {code}, {message!r}; is FLIGHTHUB_PROJECT_UUID required?")
    data = json_of(first, "data")
    listed: Any = data.get("list") if isinstance(data, dict) else None
    return [model for model in listed if isinstance(model, dict)] if isinstance(listed, list) else []


def _strangers(visitor: Visitor, project: str) -> None:
    """Request unknown ids and malformed uuids."""
    calls = (("GET", "resource", ""), ("DELETE", "resource", ""), ("GET", "models", ""), ("DELETE", "models", ""))
    for method, noun, tail in (*calls, ("POST", "models", "/reconstruction/stop")):
        visitor.call(method, f"{ROOT}/{noun}/{NOBODY}{tail}")
        if method == "GET":
            visitor.call(method, f"{ROOT}/{noun}/{NOBODY[:-1]}")
    for path in (f"flight-task/{NOBODY}", f"wayline/{NOBODY}", "model/999999999") if project else ():
        visitor.call("GET", f"{API}/{path}", headers={PROJECT: project})


def _refusals(visitor: Visitor) -> None:
    """Send starts and reports without their resource."""
    for path, bodies in (("/models/reconstruction/start", STARTS), ("/stores/upload_callback", REPORTS)):
        for body in bodies:
            visitor.call("POST", f"{ROOT}{path}", body)


def _keys_and_methods(visitor: Visitor, spec: Json) -> None:
    """Call every operation without a token and with a wrong one, and call unknown paths.

    Of the organization only those that read are called.
    """
    for template, item in spec["paths"].items():
        path, modeling = filled(template), template.startswith(OPEN_MODELING)
        for method in ("get", "post", "delete") if modeling else ("get",):
            for token in ("", NO_TOKEN) if method in item else ():
                body: Json | None = {} if method == "post" else None
                visitor.call(method.upper(), path, body, headers={"x-user-token": token})
        if modeling:
            visitor.call("PUT", path, {})
    visitor.call("GET", f"{ROOT}/none")
