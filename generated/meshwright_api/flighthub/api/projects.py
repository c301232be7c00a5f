"""Operations of the tag projects: each returns the request, described but not performed."""

from __future__ import annotations

from ..._runtime import (
    UNSET,
    Operation,
    Unset,
    Version,
    given,
    path_segment,
)
from ..models import (
    AddMembers,
    JoinCodeAnswer,
    ListDevicesAnswer,
    ListProjectsAnswer,
    NewMember,
    ProjectAuthorization,
    ProjectDeviceAnswer,
    ProjectMembersAnswer,
    ProjectSortColumn,
    ProjectUsage,
    ProjectUsersAnswer,
    SortOrder,
    StatusAnswer,
    StorageCredentialAnswer,
)


def list_(
    *,
    page: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    q: str | Unset = UNSET,
    prj_authorized_status: ProjectAuthorization | Unset = UNSET,
    usage: ProjectUsage | Unset = UNSET,
    sort_column: ProjectSortColumn | Unset = UNSET,
    sort_type: SortOrder | Unset = UNSET,
) -> Operation[ListProjectsAnswer]:
    """List the projects of the organization.

    In pages without a total; a page that is not full is the last. usage=simple answers with all of them at once.

    Args:
        page: Which page; the first is 1. (from 1; to 2147483647; the service's default: 1)
        page_size: Projects a page. (from 1; to 2147483647; the service's default: 10)
        q: Part of a name.
        prj_authorized_status: Only projects that the owner of the token has joined. (one of project-status-
            authorized, or others to come)
        usage: simple answers with all projects at once. (one of simple, complete, or others to come)
        sort_column: What projects are sorted by. (one of created_at, name, or others to come)
        sort_type: Ascending or descending. (one of ASC, DESC, or others to come)
    """
    return Operation(
        name="projects.list",
        method="GET",
        path="/openapi/v0.1/project",
        parse=ListProjectsAnswer.from_dict,
        params=given(
            {
                "page": page,
                "page_size": page_size,
                "q": q,
                "prj_authorized_status": prj_authorized_status,
                "usage": usage,
                "sort_column": sort_column,
                "sort_type": sort_type,
            }
        ),
    )


def devices() -> Operation[ListDevicesAnswer]:
    """List the devices of the project.

    As the devices of the organization, but only those of the project.
    """
    return Operation(
        name="projects.devices",
        method="GET",
        path="/openapi/v0.1/project/device",
        parse=ListDevicesAnswer.from_dict,
        needs=("X-Project-Uuid",),
    )


def storage_credential() -> Operation[StorageCredentialAnswer]:
    """Get temporary access to the project's store.

    For the upload of flight routes; lasts 900 seconds. A file's key is object_key_prefix, a slash and a name of
    one's own.
    """
    return Operation(
        name="projects.storage_credential",
        method="GET",
        path="/openapi/v0.1/project/sts-token",
        parse=StorageCredentialAnswer.from_dict,
        versions={
            "v2.0": Version(
                method="POST",
                body={},
            ),
        },
        needs=("X-Project-Uuid",),
    )


def add_members(
    *,
    add_users: list[NewMember],
) -> Operation[StatusAnswer]:
    """Add members to the project.

    Members already in the project get the role that is sent.

    Args:
        add_users: The people; those who are members already get the new role. (at least 1)
    """
    return Operation(
        name="projects.add_members",
        method="PUT",
        path="/openapi/v0.1/project/member",
        parse=StatusAnswer.from_dict,
        body=AddMembers(
            add_users=add_users,
        ).to_dict(),
        needs=("X-Project-Uuid",),
    )


def users(
    *,
    page: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
) -> Operation[ProjectUsersAnswer]:
    """List the people of the project.

    In V2 only.

    Args:
        page: Which page; the first is 1. (from 1; to 2147483647)
        page_size: Members a page. (from 1; to 2147483647)
    """
    return Operation(
        name="projects.users",
        method="GET",
        path="/openapi/v2.0/users",
        parse=ProjectUsersAnswer.from_dict,
        params=given(
            {
                "page": page,
                "page_size": page_size,
            }
        ),
        needs=("X-Project-Uuid",),
    )


def members() -> Operation[ProjectMembersAnswer]:
    """List the people of the project and what they do.

    In V2 only.
    """
    return Operation(
        name="projects.members",
        method="GET",
        path="/openapi/v2.0/members",
        parse=ProjectMembersAnswer.from_dict,
        needs=("X-Project-Uuid",),
    )


def join_code(
    *,
    project_fast_join_code: str,
    association_drone_device_sn: str | Unset = UNSET,
    project_id: str | Unset = UNSET,
) -> Operation[JoinCodeAnswer]:
    """Get the project that a code is for.

    In V2 only.

    Args:
        project_fast_join_code: The code.
        association_drone_device_sn: Serial number of the aircraft.
        project_id: Number of the project.
    """
    return Operation(
        name="projects.join_code",
        method="GET",
        path="/openapi/v2.0/projects/join-codes",
        parse=JoinCodeAnswer.from_dict,
        params=given(
            {
                "project_fast_join_code": project_fast_join_code,
                "association_drone_device_sn": association_drone_device_sn,
                "project_id": project_id,
            }
        ),
    )


def device(
    device_sn: str,
) -> Operation[ProjectDeviceAnswer]:
    """Get a device of the project.

    In V2 only.

    Args:
        device_sn: Serial number of the device.
    """
    return Operation(
        name="projects.device",
        method="GET",
        path=f"/openapi/v2.0/project/device/{path_segment(device_sn)}",
        parse=ProjectDeviceAnswer.from_dict,
        needs=("X-Project-Uuid",),
    )
