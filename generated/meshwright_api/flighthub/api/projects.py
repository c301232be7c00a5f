"""Operations of the tag projects: each returns the request, described but not performed."""

from __future__ import annotations

from ..._runtime import (
    UNSET,
    Operation,
    Unset,
    Version,
    given,
)
from ..models import (
    AddMembers,
    ListDevicesAnswer,
    ListProjectsAnswer,
    NewMember,
    ProjectAuthorization,
    ProjectSortColumn,
    ProjectUsage,
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

    In pages of which no total is told; the last one is short. usage=simple answers with all of them at once.

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
