"""The organization and its people; in V2 only."""

from __future__ import annotations

from ....spec.reading import Json
from ...handlers import Call
from ..callers import user_of
from ..service import FlightHubService
from ..version2 import paged
from . import devices, livestreams

NAME = "Emulated organization"


def list(service: FlightHubService, call: Call) -> Json:
    """List the organization, if its name holds a text."""
    found = [_described(service, call)] if (call.query.get("q") or "").casefold() in NAME.casefold() else []
    return paged(found, call)


def get(service: FlightHubService, call: Call) -> Json:
    """Describe the organization."""
    return _described(service, call)


def users(service: FlightHubService, call: Call) -> Json:
    """List the people of all projects."""
    found: dict[str, Json] = {}
    for project in service.organization.projects.values():
        for one in project.members.values():
            person = found.setdefault(
                one.user_id, {"user_id": one.user_id, "nickname": one.nickname, "user_projects_infos": []}
            )
            person["user_projects_infos"].append({"project_uuid": project.uuid, "project_callsign": one.nickname})
    return paged([*found.values()], call)


def roles(service: FlightHubService, call: Call) -> Json:
    """List the roles that people have in projects; their rights are not modelled."""
    people = [one for project in service.organization.projects.values() for one in project.members.values()]
    return paged([{"role_name": name} for name in sorted({one.role for one in people})], call)


def current_user(service: FlightHubService, call: Call) -> Json:
    """Describe the person whose token it is."""
    user = user_of(service, call)
    return {
        "user_id": user.user_id,
        "nickname": user.nickname,
        "org_uuid": service.organization.uuid,
        "organization_name": NAME,
    }


def device_control(service: FlightHubService, call: Call) -> Json:
    """Name who controls a device of any project."""
    return devices.controlled(service, service.organization.dock_of(call.query.get("device_sn") or ""))


def device_streams(service: FlightHubService, call: Call) -> Json:
    """List no streams, as there are pictures only."""
    service.organization.dock_of(call.path["device_sn"])
    return livestreams.NONE


def _described(service: FlightHubService, call: Call) -> Json:
    return {
        "name": NAME,
        "uuid": service.organization.uuid,
        "status": "organization-status-run",
        "organization_user_callsign": user_of(service, call).nickname,
    }
