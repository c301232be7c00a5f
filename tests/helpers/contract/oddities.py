"""Recordings with values in them that no service should send and no client should ask for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from random import Random
from typing import Any

import attrs
from meshwright.contract import Exchange

ODD: tuple[Any, ...] = (
    10**400,
    -(10**400),
    float("inf"),
    float("nan"),
    -1,
    1e308,
    "",
    "\ud800",
    "9999-12-31T23:59:59Z",
)
ODD += (None, True, [], {}, [[]], [None, 1, {}], {"list": None})


def distorted(trace: list[Exchange], random: Random, share: float = 0.2) -> Iterator[Exchange]:
    """Yield a recording in which a share of the exchanges has an odd value somewhere in its answer or its request."""
    for exchange in trace:
        if random.random() < share:
            member = random.choice(("body", "body", "request_body"))
            exchange = attrs.evolve(exchange, **{member: _with_an_odd_value(getattr(exchange, member), random)})
        yield exchange


def _with_an_odd_value(body: bytes, random: Random) -> bytes:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return body
    *way, last = random.choice([("",), *_places({"": value}, ())])
    whole = place = {"": deepcopy(value)}
    for step in way:
        place = place[step]
    place[last] = random.choice(ODD)
    return json.dumps(whole[""]).encode()


def _places(value: Any, way: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    members = value.items() if isinstance(value, dict) else enumerate(value[:3]) if isinstance(value, list) else ()
    for name, member in members:
        yield (*way, name)
        yield from _places(member, (*way, name))
