"""The operations on pots."""

from __future__ import annotations

from typing import Any

from ...handlers import Call
from ..emulated import PLACES, Cold, Emulated


def create(kiln: Emulated, call: Call) -> dict[str, str]:
    """Fire a pot."""
    if len(kiln.service) >= PLACES:
        raise Cold("no room for another pot")
    id, cracked = f"pot-{len(kiln.service) + 1}", call.body["shape"] == "glass"
    kiln.service[id] = {
        "id": id,
        "type": "pot",
        "status": "cracked" if cracked else "done",
        "progress": 100,
        "shape": call.body["shape"],
        "born": kiln.settings.clock.now(),
        "task_error": {"message": "glass melts"} if cracked else None,
        "model_urls": {"glb": f"{call.base}/kiln/pots/{id}/pot.glb"},
    }
    return {"result": id}


def list(kiln: Emulated, call: Call) -> Any:
    """Return one page of pots."""
    pots = [*kiln.service.values()][:: -1 if call.query["order"] == "newest" else 1]
    first, size = (call.query["page"] - 1) * call.query["per_page"], call.query["per_page"]
    return pots[first : first + size]


def get(kiln: Emulated, call: Call) -> Any:
    """Return a pot."""
    return kiln.service[call.path["id"]]


def delete(kiln: Emulated, call: Call) -> None:
    """Throw a pot away."""
    del kiln.service[call.path["id"]]


def stream(kiln: Emulated, call: Call) -> Any:
    """Return a pot: its stream is made of it."""
    return kiln.service[call.path["id"]]
