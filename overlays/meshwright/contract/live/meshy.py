"""A visit of the live Meshy: everything that can be tested for free, and one paid task if credits are allowed. Every
create of the free part lacks its source, so that no change of the service can make it a paid one.
"""

from __future__ import annotations

from typing import Any

from ...spec.reading import Json, load_kinds
from ...spec.shapes import shape_of
from .bounds import CannotVisit
from .difference import Drift
from .drift import Probe, judged
from .fuzz import send_made_up
from .lists import probe_list
from .paid import check_balance, check_price, visit_paid
from .visiting import Visitor, json_of

ROOT = "/openapi/v1"
STRANGER = "00000000-0000-7000-8000-000000000000"
"""An id that does not exist."""


def visit(visitor: Visitor, spec: Json) -> list[Drift]:
    """Visit the service and return how it differs from the spec; raises CannotVisit."""
    allowed = visitor.credits
    if allowed:
        check_price(visitor)
    balance = _require_service(visitor)
    if allowed:
        check_balance(visitor, balance)
    probes = [
        probe
        for operation in visitor.expectations.operations
        if operation.verb == "list" and {"page_num", "page_size", "sort_by"} <= set(operation.query)
        for probe in probe_list(visitor, operation)
    ]
    for kind in (kind for kind in load_kinds("meshy") if "post" in spec["paths"].get(shape_of("meshy", kind).path, {})):
        _strangers(visitor, kind)
        _refusals(visitor, kind)
    _keys_and_methods(visitor, spec)
    send_made_up(visitor, spec)
    if allowed:
        probes += visit_paid(visitor)
    elif (now := json_of(visitor.call("GET", f"{ROOT}/balance"), "balance")) not in (balance, None):
        drift = Drift("balance.get", "the balance", f"{balance} before", f"{now} after", "is another client spending?")
        probes.append(Probe(drift))
    return judged(visitor.trace, visitor.oracle, spec, probes)


def _require_service(visitor: Visitor) -> Any:
    """Return the balance; raises CannotVisit if the address is not a usable Meshy."""
    first = visitor.call("GET", f"{ROOT}/balance")
    if first.status in (401, 403):
        raise CannotVisit(
            f"{visitor.base_url} refuses the key (HTTP {first.status}); is it Meshy's, and this account's?"
        )
    if first.unserved:
        raise CannotVisit(f"{visitor.base_url} answers {first.status}; try again later")
    said = json_of(first)
    if not isinstance(said, dict) or "balance" not in said:
        kind = first.media_type or "nothing"
        raise CannotVisit(f"{visitor.base_url} is not Meshy: /balance answers {first.status} {kind} without a balance")
    return said["balance"]


def _strangers(visitor: Visitor, kind: str) -> None:
    """Request a task that never existed."""
    for method, tail in (("GET", ""), ("DELETE", ""), ("GET", "/stream")):
        visitor.call(method, f"{shape_of('meshy', kind).path}/{STRANGER}{tail}")


def _refusals(visitor: Visitor, kind: str) -> None:
    """Send creates that lack their source and also violate one rule each."""
    for more in ({}, {"target_polycount": 1}, {"resize_height": -1}, {"ai_model": "none"}, {"texture_prompt": 5}):
        visitor.call("POST", shape_of("meshy", kind).path, more)


def _keys_and_methods(visitor: Visitor, spec: Json) -> None:
    """Call every operation without a key, and call unknown paths."""
    for path, item in spec["paths"].items():
        short = path.replace("{id}", STRANGER)
        methods = [method for method in ("get", "post", "delete") if method in item]
        for method in methods:
            visitor.call(method.upper(), short, {} if method == "post" else None, headers={"authorization": ""})
        if methods:
            visitor.call("PUT", short, {})
