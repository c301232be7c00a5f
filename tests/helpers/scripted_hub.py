"""A FlightHub client whose service is a function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import evolve
from meshwright import FlightHub
from meshwright.core.wire import Reply, Request
from meshwright.flighthub.envelope import EnvelopeTransport

from helpers.fakes import FakeTransport, json_reply
from helpers.flighthub import TOKEN


def hub_over(answer: Callable[[Request], Reply], **options: Any) -> tuple[FlightHub, FakeTransport]:
    """A client whose service is a function."""
    fake = FakeTransport(answer, lambda _: (Reply(status=404), []))
    hub = FlightHub(TOKEN, **{"region": "eu", **options})
    hub.close()
    hub._open(evolve(hub.session, transport=EnvelopeTransport(fake)))
    return hub, fake


def enveloped(data: Any = None, code: int = 0, message: str = "", status: int = 200, **headers: str) -> Reply:
    return json_reply({"code": code, "message": message, "data": data}, status, **headers)
