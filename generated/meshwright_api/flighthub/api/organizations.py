"""Operations of the tag organizations: each returns the request, described but not performed."""

from __future__ import annotations

from ..._runtime import (
    UNSET,
    Operation,
    Unset,
    given,
    path_segment,
)
from ..models import (
    ControlStatusAnswer,
    CurrentUserAnswer,
    DeviceCommandsAnswer,
    GetOrganizationAnswer,
    ListOrganizationsAnswer,
    ListPermissionsAnswer,
    ListRolesAnswer,
    ListStreamsAnswer,
    OrganizationUsersAnswer,
)


def list_(
    *,
    page: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    q: str | Unset = UNSET,
    sort_column: str | Unset = UNSET,
    sort_type: str | Unset = UNSET,
) -> Operation[ListOrganizationsAnswer]:
    """List the organizations of the user.

    In V2 only.

    Args:
        page: Which page; the first is 1. (from 1; to 2147483647)
        page_size: Members a page. (from 1; to 2147483647)
        q: Part of the name.
        sort_column: Column of the order, such as create_time.
        sort_type: ASC or DESC.
    """
    return Operation(
        name="organizations.list",
        method="GET",
        path="/openapi/v2.0/organizations",
        parse=ListOrganizationsAnswer.from_dict,
        params=given(
            {
                "page": page,
                "page_size": page_size,
                "q": q,
                "sort_column": sort_column,
                "sort_type": sort_type,
            }
        ),
    )


def get(
    org_uuid: str,
) -> Operation[GetOrganizationAnswer]:
    """Get an organization.

    In V2 only.

    Args:
        org_uuid: The organization; `org_uuid` of a project.
    """
    return Operation(
        name="organizations.get",
        method="GET",
        path=f"/openapi/v2.0/organizations/{path_segment(org_uuid)}",
        parse=GetOrganizationAnswer.from_dict,
    )


def users(
    org_uuid: str,
    *,
    page: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
) -> Operation[OrganizationUsersAnswer]:
    """List the people of an organization.

    In V2 only.

    Args:
        org_uuid: The organization; `org_uuid` of a project.
        page: Which page; the first is 1. (from 1; to 2147483647)
        page_size: Members a page. (from 1; to 2147483647)
    """
    return Operation(
        name="organizations.users",
        method="GET",
        path=f"/openapi/v2.0/organizations/{path_segment(org_uuid)}/users",
        parse=OrganizationUsersAnswer.from_dict,
        params=given(
            {
                "page": page,
                "page_size": page_size,
            }
        ),
    )


def current_user(
    org_uuid: str,
) -> Operation[CurrentUserAnswer]:
    """Get the person whose token it is.

    In V2 only.

    Args:
        org_uuid: The organization; `org_uuid` of a project.
    """
    return Operation(
        name="organizations.current_user",
        method="GET",
        path=f"/openapi/v2.0/organizations/{path_segment(org_uuid)}/users/current",
        parse=CurrentUserAnswer.from_dict,
    )


def roles(
    org_uuid: str,
    *,
    type_: str | Unset = UNSET,
    page: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
) -> Operation[ListRolesAnswer]:
    """List the roles of an organization.

    In V2 only.

    Args:
        org_uuid: The organization; `org_uuid` of a project.
        type_: Whose roles, such as organization. (type in the API)
        page: Which page; the first is 1. (from 1; to 2147483647)
        page_size: Members a page. (from 1; to 2147483647)
    """
    return Operation(
        name="organizations.roles",
        method="GET",
        path=f"/openapi/v2.0/organizations/{path_segment(org_uuid)}/roles",
        parse=ListRolesAnswer.from_dict,
        params=given(
            {
                "type": type_,
                "page": page,
                "page_size": page_size,
            }
        ),
    )


def permissions(
    org_uuid: str,
) -> Operation[ListPermissionsAnswer]:
    """List the rights in an organization.

    In V2 only.

    Args:
        org_uuid: The organization; `org_uuid` of a project.
    """
    return Operation(
        name="organizations.permissions",
        method="GET",
        path=f"/openapi/v2.0/organizations/{path_segment(org_uuid)}/permissions",
        parse=ListPermissionsAnswer.from_dict,
    )


def role_permissions(
    org_uuid: str,
    *,
    role_id: str,
) -> Operation[ListPermissionsAnswer]:
    """List the rights of a role.

    In V2 only.

    Args:
        org_uuid: The organization; `org_uuid` of a project.
        role_id: The role.
    """
    return Operation(
        name="organizations.role_permissions",
        method="GET",
        path=f"/openapi/v2.0/organizations/{path_segment(org_uuid)}/roles/permissions",
        parse=ListPermissionsAnswer.from_dict,
        params=given(
            {
                "role_id": role_id,
            }
        ),
    )


def device_commands(
    org_uuid: str,
    *,
    device_sn: list[str] | Unset = UNSET,
    identifiers: list[str] | Unset = UNSET,
) -> Operation[DeviceCommandsAnswer]:
    """List the last commands of devices.

    In V2 only.

    Args:
        org_uuid: The organization; `org_uuid` of a project.
        device_sn: Serial numbers of the devices. (at least 1)
        identifiers: Names of the commands. (at least 1)
    """
    return Operation(
        name="organizations.device_commands",
        method="GET",
        path=f"/openapi/v2.0/organizations/{path_segment(org_uuid)}/manage-devices/cmds",
        parse=DeviceCommandsAnswer.from_dict,
        params=given(
            {
                "device_sn": device_sn,
                "identifiers": identifiers,
            }
        ),
    )


def device_control(
    org_uuid: str,
    *,
    device_control_method: str,
    device_sn: str | Unset = UNSET,
) -> Operation[ControlStatusAnswer]:
    """Get who controls a device of an organization.

    In V2 only.

    Args:
        org_uuid: The organization; `org_uuid` of a project.
        device_control_method: Which control.
        device_sn: Serial number of the device.
    """
    return Operation(
        name="organizations.device_control",
        method="GET",
        path=f"/openapi/v2.0/organizations/{path_segment(org_uuid)}/manage-devices/cmds/control/status",
        parse=ControlStatusAnswer.from_dict,
        params=given(
            {
                "device_control_method": device_control_method,
                "device_sn": device_sn,
            }
        ),
    )


def device_streams(
    org_uuid: str,
    device_sn: str,
) -> Operation[ListStreamsAnswer]:
    """List the streams of a device of an organization.

    In V2 only.

    Args:
        org_uuid: The organization; `org_uuid` of a project.
        device_sn: Serial number of the device.
    """
    return Operation(
        name="organizations.device_streams",
        method="GET",
        path=f"/openapi/v2.0/organizations/{path_segment(org_uuid)}/devices/{path_segment(device_sn)}/streams",
        parse=ListStreamsAnswer.from_dict,
    )
