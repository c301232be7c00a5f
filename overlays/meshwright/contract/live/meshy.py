"""A visit of the live Meshy: what can be seen without spending anything, and with ``spend`` one paid task.

Every create of the free part lacks its source, so that no change of the service can turn it into a paid one.
"""

from __future__ import annotations

import time
from typing import Any

from ...specs import Json
from ..exchange import Exchange
from ..samples import CREATES
from .bounds import CannotVisit
from .drift import Drift, drifts_of
from .visiting import Visitor

KINDS = tuple(CREATES)
ROOT = "/openapi/v1"
PAID = "image-to-3d"
PATIENCE = 900.0
"""Seconds to wait for the end of the paid task."""


def visit(visitor: Visitor, spec: Json) -> list[Drift]:
    """Make the visit and return how the service differs from the spec; raises CannotVisit."""
    balance = _require_service(visitor)
    found: list[Drift] = []
    for kind in KINDS:
        found += _lists(visitor, spec, kind)
        _strangers(visitor, kind)
        _refusals(visitor, kind)
    _keys_and_methods(visitor, spec)
    if visitor.credits:
        found += _paid(visitor)
    elif _balance(visitor) not in (balance, None):
        found.append(Drift("balance.get", "the balance", f"{balance} before", "another after", "somebody else spends"))
    return [*drifts_of(visitor.trace, visitor.oracle, visitor.expectations), *found]


def _require_service(visitor: Visitor) -> Any:
    """Return the balance, or say in one line why this is no service to visit."""
    first = visitor.call("GET", f"{ROOT}/balance")
    if first.status in (401, 403):
        raise CannotVisit(
            f"{visitor.base_url} refuses the key (HTTP {first.status}); is it Meshy's, and this account's?"
        )
    if "json" not in first.media_type:
        raise CannotVisit(
            f"{visitor.base_url} is not Meshy: /balance answers {first.status} {first.media_type or 'nothing'}"
        )
    try:
        return first.data.get("balance") if isinstance(first.data, dict) else None
    except ValueError:
        raise CannotVisit(f"{visitor.base_url} is not Meshy: /balance answers what is no JSON") from None


def _lists(visitor: Visitor, spec: Json, kind: str) -> list[Drift]:
    path = f"{ROOT}/{kind}"
    schema: Json = spec["components"]["parameters"]["PageSize"]["schema"]
    where = f"{kind.replace('-', '_')}.list page_size"
    found: list[Drift] = []
    whole = visitor.call("GET", path, query=f"page_size={schema['maximum']}")
    if whole.status == 400:
        found.append(_drift(where, f"maximum {schema['maximum']}", "refused", "lower the maximum"))
    if visitor.call("GET", path, query=f"page_size={schema['maximum'] + 1}").status == 200:
        larger = [size for size in (100, 200) if size > schema["maximum"]]
        taken = [size for size in larger if visitor.call("GET", path, query=f"page_size={size}").status == 200]
        seen = f"{max([schema['maximum'] + 1, *taken])} is taken"
        found.append(_drift(where, f"maximum {schema['maximum']}", seen, "raise the maximum"))
    plain = visitor.call("GET", path)
    shown = _page(plain)
    if len(_page(whole)) > schema["default"] != len(shown):
        found.append(_drift(where, f"default {schema['default']}", str(len(shown)), "change the default"))
    newest = visitor.call("GET", path, query="sort_by=-created_at")
    oldest = visitor.call("GET", path, query="sort_by=%2Bcreated_at")
    if shown != _page(newest)[: len(shown)]:
        order = "oldest first" if shown == _page(oldest)[: len(shown)] else "another order"
        found.append(
            _drift(f"{kind.replace('-', '_')}.list sort_by", "newest first (D17)", order, "change the default")
        )
    for query in ("page_size=0", "page_num=0", "sort_by=name", "page_num=2&page_size=1", "page_num=9999"):
        visitor.call("GET", path, query=query)
    for id in shown[:3]:
        visitor.call("GET", f"{path}/{id}")
        visitor.call("GET", f"{path}/{id}/stream", headers={"accept": "text/event-stream"})
    return found


def _page(exchange: Exchange) -> list[str]:
    """Return the ids on a page; none when it is no page."""
    tasks = _data(exchange)
    return [str(task.get("id")) for task in tasks if isinstance(task, dict)] if isinstance(tasks, list) else []


def _data(exchange: Exchange) -> Any:
    """Return the JSON of an answer of 200, or None."""
    try:
        return exchange.data if exchange.status in (200, 202) else None
    except ValueError:
        return None


def _balance(visitor: Visitor) -> Any:
    data = _data(visitor.call("GET", f"{ROOT}/balance"))
    return data.get("balance") if isinstance(data, dict) else None


def _drift(where: str, documented: str, seen: str, proposal: str) -> Drift:
    return Drift(where, "probe", documented, seen, proposal)


def _strangers(visitor: Visitor, kind: str) -> None:
    """Ask for a task that never was."""
    for method, tail in (("GET", ""), ("DELETE", ""), ("GET", "/stream")):
        visitor.call(method, f"{ROOT}/{kind}/00000000-0000-7000-8000-000000000000{tail}")


def _refusals(visitor: Visitor, kind: str) -> None:
    """Send creates that lack their source, and besides break a rule each."""
    for more in ({}, {"target_polycount": 1}, {"resize_height": -1}, {"ai_model": "none"}, {"texture_prompt": 5}):
        visitor.call("POST", f"{ROOT}/{kind}", more)


def _keys_and_methods(visitor: Visitor, spec: Json) -> None:
    for path, item in spec["paths"].items():
        short = path.replace("{id}", "00000000-0000-7000-8000-000000000000")
        for method in ("get", "post", "delete"):
            if method in item:
                visitor.call(method.upper(), short, {} if method == "post" else None, headers={"authorization": ""})
        visitor.call("PUT", short, {})


def _paid(visitor: Visitor) -> list[Drift]:
    """Make one task, follow it to its end, and look at what it cost."""
    before = _balance(visitor)
    allowed = visitor.credits
    created = visitor.call("POST", f"{ROOT}/{PAID}", CREATES[PAID])
    result = _data(created)
    if not isinstance(result, dict) or not isinstance(result.get("result"), str):
        text = created.body[:200].decode("utf-8", "replace")
        return [
            Drift(
                f"{PAID} create",
                str(created),
                "a request of the spec is taken",
                f"{created.status} {text}",
                "see the message",
            )
        ]
    id = result["result"]
    visitor.call("GET", f"{ROOT}/{PAID}/{id}")
    visitor.call("GET", f"{ROOT}/{PAID}/{id}/stream", headers={"accept": "text/event-stream"})
    give_up = time.monotonic() + PATIENCE
    while time.monotonic() < give_up:
        task = visitor.call("GET", f"{ROOT}/{PAID}/{id}")
        said = _data(task)
        if not isinstance(said, dict) or said.get("status") not in ("PENDING", "IN_PROGRESS"):
            break
    after = _balance(visitor)
    price = allowed - visitor.credits
    if isinstance(before, int) and isinstance(after, int) and before - after != price:
        return [
            Drift(f"{PAID}.create x-credits", str(created), f"{price} credits", f"{before - after}", "change the price")
        ]
    return []
