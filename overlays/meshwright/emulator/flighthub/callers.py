"""Read who calls and in which project, from the headers of a request."""

from __future__ import annotations

from ..handlers import Call
from .organization.state import Member, Project
from .service import FlightHubService


def project_of(service: FlightHubService, call: Call) -> Project:
    """Return the project that X-Project-Uuid names; raises Failure without one, and for an unknown one."""
    return service.organization.project(call.headers.get("x-project-uuid"))


def user_of(service: FlightHubService, call: Call) -> Member:
    """Return the person whose token it is."""
    return service.organization.user_of(call.headers.get("x-user-token", ""))
