"""Projects: their list, devices and people, and the keys for their part of the store."""

from __future__ import annotations

from ....spec.reading import Json
from ...handlers import Call
from ..callers import project_of
from ..naming import project_prefix
from ..organization.control import FLIGHT
from ..organization.devices import pair
from ..organization.state import Member, Project
from ..service import FlightHubService
from ..version2 import paged

PROVIDERS = ("ali", "aws", "minio")
LIFETIME = 900.0
"""Seconds for which the keys of a project are valid."""


def list(service: FlightHubService, call: Call) -> Json:
    """List the projects whose names hold a text, a page or all (D38: oldest first unless another order is chosen)."""
    query = call.query
    part, column = (query.get("q") or "").casefold(), query.get("sort_column") or "created_at"
    found = [project for project in service.organization.projects.values() if part in project.name.casefold()]
    found.sort(
        key=lambda project: (project.name if column == "name" else "", project.created),
        reverse=query.get("sort_type") == "DESC",
    )
    if query.get("usage") != "simple":
        size = query.get("page_size") or 10
        first = ((query.get("page") or 1) - 1) * size
        found = found[first : first + size]
    return {"list": [_described(service, project) for project in found]}


def _described(service: FlightHubService, project: Project) -> Json:
    return {
        "name": project.name,
        "introduction": project.introduction,
        "uuid": project.uuid,
        "org_uuid": service.organization.uuid,
        "created_at": int(project.created * 1000),
        "updated_at": int(project.updated * 1000),
        "project_work_center_point": {"latitude": project.latitude, "longitude": project.longitude},
    }


def devices(service: FlightHubService, call: Call) -> Json:
    """List the docks of a project with their aircraft."""
    organization, now = service.organization, service.settings.clock.now()
    return {"list": [pair(organization, dock, now) for dock in organization.docks_of(project_of(service, call))]}


def storage_credential(service: FlightHubService, call: Call) -> Json:
    """Issue keys that may write below a prefix of the project for 15 minutes."""
    prefix = f"{project_prefix(project_of(service, call).uuid)}{service.new_uuid()}"
    issued = service.store.issue(f"{prefix}/", LIFETIME)
    return {
        "endpoint": call.base,
        "provider": service.own.cloud if service.own.cloud in PROVIDERS else "aws",
        "region": service.store.region,
        "bucket": service.store.bucket,
        "object_key_prefix": prefix,
        "credentials": {
            "access_key_id": issued.access_key_id,
            "access_key_secret": issued.secret_access_key,
            "security_token": issued.session_token,
            "expire": int(LIFETIME),
            "platform": 0,
        },
    }


def add_members(service: FlightHubService, call: Call) -> None:
    """Add people to a project, or change the role and the name of those that it has."""
    project = project_of(service, call)
    for entry in call.body["add_users"]:
        old = project.members.get(entry["user_id"], Member(entry["user_id"]))
        project.members[entry["user_id"]] = Member(
            entry["user_id"], entry.get("nickname", old.nickname), entry.get("role", old.role)
        )
    project.updated = service.settings.clock.now()
    service.organization.projects.save(project.uuid)


def users(service: FlightHubService, call: Call) -> Json:
    """List the people of a project."""
    people = project_of(service, call).members.values()
    return paged([{"user_id": one.user_id, "nickname": one.nickname, "role": one.role} for one in people], call)


def members(service: FlightHubService, call: Call) -> Json:
    """List the people of a project, and the aircraft that each controls."""
    project, now = project_of(service, call), service.settings.clock.now()
    docks = service.organization.docks_of(project)
    holders = {dock.aircraft.sn: service.control.holder(dock, FLIGHT, now) for dock in docks}
    controls = {holder.user_id: sn for sn, holder in holders.items() if holder is not None}
    return {
        "list": [
            {
                "user_id": one.user_id,
                "user_project_callsign": one.nickname,
                "user_project_role": one.role,
                "user_control_device_sn": controls.get(one.user_id, ""),
            }
            for one in project.members.values()
        ]
    }


def device(service: FlightHubService, call: Call) -> Json:
    """Describe a device of a project."""
    _, found = service.organization.device(call.path["device_sn"], project_of(service, call))
    return {
        "device_sn": found.sn,
        "device_model": found.model.described(),
        "is_org_device": True,
        "device_organization_callsign": found.callsign,
        "device_project_callsign": found.callsign,
    }
