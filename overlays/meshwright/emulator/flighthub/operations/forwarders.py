"""Stream forwarders; these paths exist with the setting ``private_cloud`` only."""

from __future__ import annotations

from ....spec.reading import Json
from ...handlers import Call
from .. import version2
from ..callers import project_of
from ..service import FlightHubService


def create(service: FlightHubService, call: Call) -> Json:
    """Add a forwarder."""
    return service.forwarders.create(service.new_uuid(), project_of(service, call), call.body)


def list(service: FlightHubService, call: Call) -> Json:
    """List the forwarders of a project; V2 returns a page of them."""
    found = service.forwarders.of(project_of(service, call), service.settings.clock.now())
    return (
        version2.paged([version2.forwarder(one) for one in found], call)
        if version2.is_v2(call)
        else {"list": found or None}
    )


def switch(service: FlightHubService, call: Call) -> None:
    """Start or end the push of a forwarder."""
    project, now = project_of(service, call), service.settings.clock.now()
    service.forwarders.switch(call.path["converter_id"], project, pushes=call.body["auto_push_stream"], now=now)


def delete(service: FlightHubService, call: Call) -> Json:
    """Remove a forwarder."""
    service.forwarders.delete(call.path["converter_id"], project_of(service, call))
    return {}
