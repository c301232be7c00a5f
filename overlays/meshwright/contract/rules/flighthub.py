"""FlightHub's rules about envelopes and models; those of plain HTTP it shares with Meshy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..registry import implements
from ..situation import Situation

ENDED = frozenset({8, 9, 13, 15, 16})
UNDER_WAY = frozenset({12, 14})


def _envelope(now: Situation) -> dict[str, Any] | None:
    return now.data if now.operation is not None and isinstance(now.data, dict) else None


@implements("flighthub.envelope.failure")
def failure(now: Situation) -> Iterator[str]:
    """Envelopes that say neither yes nor no."""
    envelope = _envelope(now)
    if envelope is None:
        return
    code = envelope.get("code")
    if now.exchange.status >= 400 and code == 0:
        yield f"status {now.exchange.status} with code 0"
    if code and not envelope.get("message"):
        yield f"code {code} without a message"
    if code and envelope.get("data"):
        yield f"code {code} with data"


@implements("flighthub.key.required")
def key_required(now: Situation) -> Iterator[str]:
    """Requests without a token."""
    if now.operation is not None and now.authorized is False and now.succeeded:
        yield "a call without a token succeeds"


@implements("flighthub.request.refused")
def refused(now: Situation) -> Iterator[str]:
    """Requests that break the spec and succeed."""
    if now.operation is None or now.operation.body is None or not now.succeeded:
        return
    if now.sent is None or not now.operation.body.is_valid(now.sent):
        yield f"a bad body is taken: {now.exchange.request_body[:160]!r}"


@implements("flighthub.model.identity")
def identity(now: Situation) -> Iterator[str]:
    """Details of something else."""
    if now.operation is None or now.verb != "get" or not now.succeeded:
        return
    name = "model_uuid" if now.operation.tag == "models" else "resource_uuid"
    data = now.data.get("data")
    if isinstance(data, dict) and str(data.get(name)).lower() != now.uuid.lower():
        yield f"{name} {data.get(name)!r} in place of {now.uuid!r}"


@implements("flighthub.model.forward")
def forward(now: Situation) -> Iterator[str]:
    """Statuses that go back or change after the end."""
    before = now.memory.models.get(now.uuid)
    if now.model is None or before is None:
        return
    was, status = before.get("model_status"), now.model.get("model_status")
    if was in ENDED and status != was:
        yield f"{was} is final and became {status}"
    if was == 14 and status == 12:
        yield "a model that works waits again"


@implements("flighthub.model.progress")
def progress(now: Situation) -> Iterator[str]:
    """Percentages that fall."""
    before = now.memory.models.get(now.uuid)
    if now.model is None or before is None:
        return
    for name in ("reconstruction_progress", "zip_progress"):
        was, percent = before.get(name), now.model.get(name)
        if isinstance(was, int) and isinstance(percent, int) and percent < was:
            yield f"{name} fell from {was} to {percent}"


@implements("flighthub.model.gone")
def gone(now: Situation) -> Iterator[str]:
    """Models and resources that were deleted and are still there."""
    if now.uuid in now.memory.gone and now.succeeded:
        yield f"{now.uuid} was deleted"
    for model in _running(now):
        if model.get("model_uuid") in now.memory.gone:
            yield f"{model.get('model_uuid')} was deleted and runs"


@implements("flighthub.model.running")
def running(now: Situation) -> Iterator[str]:
    """Models that are listed as running and do not."""
    for model in _running(now):
        if model.get("model_status") not in UNDER_WAY:
            yield f"{model.get('model_uuid')} is listed with status {model.get('model_status')}"


def _running(now: Situation) -> list[dict[str, Any]]:
    if now.operation is None or now.operation.id != "models.running" or not now.succeeded:
        return []
    data = now.data.get("data")
    found = data.get("list") if isinstance(data, dict) else None
    return [model for model in found if isinstance(model, dict)] if isinstance(found, list) else []
