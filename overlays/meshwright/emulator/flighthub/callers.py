"""Read who calls, in which project and organization, from the headers and the path of a request."""

from __future__ import annotations

from collections.abc import Collection

from ..handlers import Call
from .codes import NOT_FOUND
from .organization.state import Member, Project
from .service import FlightHubService
from .troubles import Failure

PROJECT = "X-Project-Uuid"


def project_of(service: FlightHubService, call: Call) -> Project:
    """Return the project that X-Project-Uuid names; raises Failure without one, and for an unknown one."""
    return service.organization.project(call.headers.get("x-project-uuid"))


def user_of(service: FlightHubService, call: Call) -> Member:
    """Return the person whose token it is."""
    return service.organization.user_of(call.headers.get("x-user-token", ""))


def workspace_of(service: FlightHubService, call: Call) -> Project:
    """Return the project that the path and X-Project-Uuid name; raises Failure, also if they name two."""
    project, workspace = project_of(service, call), call.path["workspace_id"]
    if workspace.lower() != project.uuid:
        raise Failure(NOT_FOUND, f"workspace {workspace[:100]} is not the project {project.name}")
    return project


def check_place(service: FlightHubService, call: Call, headers: Collection[str]) -> None:
    """Raise Failure unless the organization in the path, and the project in the path and the headers, are known."""
    organization = call.path.get("org_uuid", service.organization.uuid)
    if organization.lower() != service.organization.uuid:
        raise Failure(NOT_FOUND, f"organization {organization[:100]} not found")
    if "workspace_id" in call.path:
        workspace_of(service, call)
    elif PROJECT in headers:
        project_of(service, call)
