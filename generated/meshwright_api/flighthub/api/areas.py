"""Operations of the tag areas: each returns the request, described but not performed."""

from __future__ import annotations

from ..._runtime import (
    UNSET,
    Operation,
    Unset,
    given,
    path_segment,
)
from ..models import (
    AreaFileAnswer,
    ListAreasAnswer,
    OfflineMapFileAnswer,
    OfflineMapStateAnswer,
)


def list_(
    *,
    page: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    name: str | Unset = UNSET,
    status: str | Unset = UNSET,
    type_: str | Unset = UNSET,
) -> Operation[ListAreasAnswer]:
    """List the zones of the project.

    In V2 only.

    Args:
        page: Which page; the first is 1. (from 1; to 2147483647)
        page_size: Members a page. (from 1; to 2147483647)
        name: Name of the zone.
        status: enable or disable.
        type_: nfz or dfence. (type in the API)
    """
    return Operation(
        name="areas.list",
        method="GET",
        path="/openapi/v2.0/flight-areas",
        parse=ListAreasAnswer.from_dict,
        params=given(
            {
                "page": page,
                "page_size": page_size,
                "name": name,
                "status": status,
                "type": type_,
            }
        ),
        needs=("X-Project-Uuid",),
    )


def of_workspace(
    workspace_id: str,
    *,
    page: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    name: str | Unset = UNSET,
    status: str | Unset = UNSET,
    type_: str | Unset = UNSET,
) -> Operation[ListAreasAnswer]:
    """List the zones of a project.

    In V2 only.

    Args:
        workspace_id: The project; its uuid.
        page: Which page; the first is 1. (from 1; to 2147483647)
        page_size: Members a page. (from 1; to 2147483647)
        name: Name of the zone.
        status: enable or disable.
        type_: nfz or dfence. (type in the API)
    """
    return Operation(
        name="areas.of_workspace",
        method="GET",
        path=f"/openapi/v2.0/workspaces/{path_segment(workspace_id)}/flight-areas",
        parse=ListAreasAnswer.from_dict,
        params=given(
            {
                "page": page,
                "page_size": page_size,
                "name": name,
                "status": status,
                "type": type_,
            }
        ),
        needs=("X-Project-Uuid",),
    )


def file() -> Operation[AreaFileAnswer]:
    """Get the file of the zones.

    In V2 only.
    """
    return Operation(
        name="areas.file",
        method="GET",
        path="/openapi/v2.0/flight-areas/url",
        parse=AreaFileAnswer.from_dict,
        needs=("X-Project-Uuid",),
    )


def offline_map_file(
    workspace_id: str,
) -> Operation[OfflineMapFileAnswer]:
    """Get the file of the offline map.

    In V2 only.

    Args:
        workspace_id: The project; its uuid.
    """
    return Operation(
        name="areas.offline_map_file",
        method="GET",
        path=f"/openapi/v2.0/workspaces/{path_segment(workspace_id)}/offline-maps/url",
        parse=OfflineMapFileAnswer.from_dict,
        needs=("X-Project-Uuid",),
    )


def offline_map(
    workspace_id: str,
) -> Operation[OfflineMapStateAnswer]:
    """Get the state of the offline map.

    In V2 only.

    Args:
        workspace_id: The project; its uuid.
    """
    return Operation(
        name="areas.offline_map",
        method="GET",
        path=f"/openapi/v2.0/workspaces/{path_segment(workspace_id)}/offline-maps",
        parse=OfflineMapStateAnswer.from_dict,
        needs=("X-Project-Uuid",),
    )
