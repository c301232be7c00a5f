"""Operations of the tag system: each returns the request, described but not performed."""

from __future__ import annotations

from ..._runtime import (
    Operation,
)
from ..models import (
    StatusAnswer,
)


def status() -> Operation[StatusAnswer]:
    """Get the state of the service.

    Succeeds when FlightHub is in order.
    """
    return Operation(
        name="system.status",
        method="GET",
        path="/openapi/v0.1/system_status",
        parse=StatusAnswer.from_dict,
    )


def health() -> Operation[StatusAnswer]:
    """Ask whether the service runs.

    In V2 only; answers without data.
    """
    return Operation(
        name="system.health",
        method="GET",
        path="/openapi/v2.0/health",
        parse=StatusAnswer.from_dict,
    )
