"""Every answer of every emulator that a test starts is held against the spec, whatever the test is about."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

violations: list[str] = []
"""What was answered against the spec since somebody last looked."""


def watch(patch: pytest.MonkeyPatch) -> None:
    """Look at the answers of all emulators of this process; faults, which break the contract on purpose, come later."""
    from meshwright.emulator.flighthub.endpoints import FlightHubEndpoint
    from meshwright.emulator.meshy.endpoints import MeshyEndpoint

    for endpoint in (MeshyEndpoint, FlightHubEndpoint):
        patch.setattr(endpoint, "checked", _watched(endpoint.checked))


def _watched(checked: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def judged(self: Any, response: Any) -> Any:
        body = getattr(response, "body", None)
        if body is not None:  # event streams have none yet; strict emulators judge their events one by one
            media_type = response.headers.get("content-type", "").partition(";")[0]
            content = json.loads(bytes(body)) if body else None
            if (wrong := self.operation.violation(response.status_code, media_type, content)) is not None:
                violations.append(wrong)
        return checked(self, response)

    return judged
