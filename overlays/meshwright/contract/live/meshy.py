"""A visit of the live Meshy: everything that can be tested for free, and one paid task if credits are allowed. Every
create of the free part lacks its source, so that no change of the service can make it a paid one.
"""

from __future__ import annotations

from typing import Any

from ...spec.reading import Json, load_kinds
from ...spec.shapes import shape_of
from ..listing import json_of
from ..strangers import NO_TOKEN, STRANGER
from .bounds import CannotVisit
from .files import fetch_some
from .fuzz import send_made_up
from .limits import send_limits
from .lists import ask_list
from .paid import balance_of, check_balance, check_price, visit_paid
from .visiting import Visitor

ROOT = "/openapi/v1"


def visit(visitor: Visitor, spec: Json) -> None:
    """Make the visit; raises CannotVisit."""
    allowed = visitor.credits
    if allowed:
        check_price(visitor)
    balance = _require_service(visitor)
    if allowed:
        check_balance(visitor, balance)
    looked_at: dict[str, list[Json]] = {}
    for operation in visitor.expectations.operations:
        if operation.verb == "list" and {"page_num", "page_size", "sort_by"} <= set(operation.query):
            looked_at[operation.template] = ask_list(visitor, operation)
    _look_elsewhere(visitor, looked_at)
    fetch_some(visitor, looked_at)
    for kind in (kind for kind in load_kinds("meshy") if "post" in spec["paths"].get(shape_of("meshy", kind).path, {})):
        _strangers(visitor, kind)
        _refusals(visitor, kind)
        send_limits(visitor, kind)
    _keys_and_methods(visitor, spec)
    send_made_up(visitor, spec)
    if allowed:
        visit_paid(visitor)
    else:
        balance_of(visitor)


def _require_service(visitor: Visitor) -> Any:
    """Return the balance; raises CannotVisit if the address is not a usable Meshy."""
    first = visitor.call("GET", f"{ROOT}/balance")
    if first.status in (401, 403):
        raise CannotVisit(
            f"{visitor.base_url} refuses the key (HTTP {first.status}); is it Meshy's, and this account's?"
        )
    if first.unserved:
        raise CannotVisit(f"{visitor.base_url} answers {first.status}; try again later")
    if first.status != 200 or first.media_type != "application/json" or b'"balance"' not in first.body:
        kind = first.media_type or "nothing"
        raise CannotVisit(f"{visitor.base_url} is not Meshy: /balance answers {first.status} {kind} without a balance")
    return json_of(first, "balance")


def _look_elsewhere(visitor: Visitor, looked_at: dict[str, list[Json]]) -> None:
    """Look for a task of each kind at the path of another."""
    paths = list(looked_at)
    for path, other in zip(paths, paths[1:] + paths[:1], strict=True):
        if looked_at[path] and other != path:
            visitor.call("GET", f"{other}/{looked_at[path][-1]['id']}")


def _strangers(visitor: Visitor, kind: str) -> None:
    """Request a task that never existed."""
    for method, tail in (("GET", ""), ("DELETE", ""), ("GET", "/stream")):
        visitor.call(method, f"{shape_of('meshy', kind).path}/{STRANGER}{tail}")


def _refusals(visitor: Visitor, kind: str) -> None:
    """Send creates that lack their source, and also violate one rule each."""
    for more in ({}, {"target_polycount": 1}, {"resize_height": -1}, {"ai_model": "none"}, {"texture_prompt": 5}):
        visitor.call("POST", shape_of("meshy", kind).path, more)


def _keys_and_methods(visitor: Visitor, spec: Json) -> None:
    """Call every operation without a key, one with a wrong one, and call methods that no path has."""
    visitor.call("GET", f"{ROOT}/balance", headers={"authorization": NO_TOKEN})
    for path, item in spec["paths"].items():
        short = path.replace("{id}", STRANGER)
        methods = [method for method in ("get", "post", "delete") if method in item]
        for method in methods:
            visitor.call(method.upper(), short, {} if method == "post" else None, headers={"authorization": ""})
        if methods:
            visitor.call("PUT", short, {})
