"""A visit of the live FlightHub: it reads, and sends requests that must be refused. It does not create, change or
delete anything: every call that could do so lacks its resource or has a uuid that does not exist. Of the organization
it sends GETs only, because other calls may move an aircraft.
"""

from __future__ import annotations

from typing import Any

from ...spec.reading import Json
from ..exchange import Exchange
from ..strangers import NOBODY, filled
from .bounds import OPEN_MODELING, CannotVisit
from .difference import Drift
from .drift import drifts_of
from .fuzz import send_made_up
from .organization import API, PROJECT, read_organization
from .visiting import Visitor

ROOT = "/openapi/v0.1/open_model"
MOST = 3
"""The most models that are read."""
NO_TOKEN = "x"
"""Too short to be a real token."""
TOKEN, UNKNOWN, WRONG = 200401, 200404, 200610
MEANINGS = {TOKEN: "for a bad token", UNKNOWN: "for an unknown uuid", WRONG: "for what breaks the spec"}
STARTS: tuple[Json, ...] = (
    {},
    {"resource_uuid": NOBODY},
    {"parameter_3d": "{}"},
    {"parameter_3d": 1},
    {"parameter_2d": "x", "delete_resource_if_finish": "x"},
)
REPORTS: tuple[Json, ...] = ({}, {"files": []}, {"resource_uuid": NOBODY, "callback_param": "x", "files": []})


def visit(visitor: Visitor, spec: Json) -> list[Drift]:
    """Visit the service and return how it differs from the spec; raises CannotVisit."""
    for model in _require_service(visitor)[:MOST]:
        visitor.call("GET", f"{ROOT}/models/{model.get('model_uuid')}")
        if model.get("resource_uuid"):
            visitor.call("GET", f"{ROOT}/resource/{model['resource_uuid']}")
    project = read_organization(visitor)
    found = [*_strangers(visitor, project), *_refusals(visitor), *_keys_and_methods(visitor, spec)]
    send_made_up(visitor, spec)
    visitor.call("GET", f"{ROOT}/models/running")
    return [*drifts_of(visitor.trace, visitor.oracle, visitor.expectations), *found]


def _require_service(visitor: Visitor) -> list[Json]:
    """Return the running models; raises CannotVisit if the address is not a usable FlightHub."""
    first = visitor.call("GET", f"{ROOT}/models/running")
    code = _code(first)
    if first.unserved:
        raise CannotVisit(f"{visitor.base_url} answers {first.status}; try again later")
    if first.status in (401, 403) or code == TOKEN:
        raise CannotVisit(
            f"{visitor.base_url} refuses the token (HTTP {first.status}); a token is good in one region only"
        )
    if code is None:
        kind = first.media_type or "nothing"
        raise CannotVisit(f"{visitor.base_url} is not FlightHub: /models/running answers {first.status} {kind}")
    if code:
        message = str(first.data.get("message"))[:80]
        raise CannotVisit(f"{visitor.base_url} answers code {code}, {message!r}; is FLIGHTHUB_PROJECT_UUID required?")
    data = first.data.get("data")
    listed: Any = data.get("list") if isinstance(data, dict) else None
    return [model for model in listed if isinstance(model, dict)] if isinstance(listed, list) else []


def _code(exchange: Exchange) -> int | None:
    """Return the code of an envelope, or None if it is not an envelope."""
    try:
        code = exchange.data.get("code") if isinstance(exchange.data, dict) else None
    except ValueError:
        return None
    return code if isinstance(code, int) else None


def _strangers(visitor: Visitor, project: str) -> list[Drift]:
    """Request unknown ids and malformed uuids."""
    found: list[Drift] = []
    calls = (("GET", "resource", ""), ("DELETE", "resource", ""), ("GET", "models", ""), ("DELETE", "models", ""))
    for method, noun, tail in (*calls, ("POST", "models", "/reconstruction/stop")):
        found += _refused(visitor, UNKNOWN, method, f"{ROOT}/{noun}/{NOBODY}{tail}")
        if method == "GET":
            found += _refused(visitor, WRONG, method, f"{ROOT}/{noun}/{NOBODY[:-1]}")
    for path in (f"flight-task/{NOBODY}", f"wayline/{NOBODY}", "model/999999999") if project else ():
        found += _refused(visitor, UNKNOWN, "GET", f"{API}/{path}", headers={PROJECT: project})
    return found


def _refusals(visitor: Visitor) -> list[Drift]:
    """Send starts and reports without their resource."""
    found: list[Drift] = []
    for path, bodies in (("/models/reconstruction/start", STARTS), ("/stores/upload_callback", REPORTS)):
        for body in bodies:
            found += _refused(visitor, WRONG, "POST", f"{ROOT}{path}", body)
    return found


def _keys_and_methods(visitor: Visitor, spec: Json) -> list[Drift]:
    """Call every operation without a token and with a wrong one, and call unknown paths.

    Of the organization only those that read are called.
    """
    found: list[Drift] = []
    for template, item in spec["paths"].items():
        path, modeling = filled(template), template.startswith(OPEN_MODELING)
        for method in ("get", "post", "delete") if modeling else ("get",):
            for token in ("", NO_TOKEN) if method in item else ():
                body: Json | None = {} if method == "post" else None
                found += _refused(visitor, TOKEN, method.upper(), path, body, headers={"x-user-token": token})
        if modeling:
            visitor.call("PUT", path, {})
    visitor.call("GET", f"{ROOT}/none")
    return found


def _refused(visitor: Visitor, code: int, method: str, path: str, body: Any = None, **more: Any) -> list[Drift]:
    """Make a call that must be refused, and compare its code with the known one. The schemas report answers that are
    not envelopes, and the oracle reports a success; but it cannot know that a token is wrong.
    """
    exchange = visitor.call(method, path, body, **more)
    seen = _code(exchange)
    wrong_token = exchange.request_headers.get("x-user-token") == NO_TOKEN
    told_by_others = {None} if wrong_token else {None, 0}
    if seen == code or seen in told_by_others or exchange.unserved:
        return []
    operation = visitor.expectations.at(path)[method].id
    known = f"{code} {MEANINGS[code]} (D3)"
    proposal = f"add {seen} to the codes of Envelope" if seen else "report it: a call without a valid token succeeds"
    return [Drift(f"{operation} code", str(exchange), known, str(seen), proposal)]
