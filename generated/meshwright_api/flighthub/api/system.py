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
