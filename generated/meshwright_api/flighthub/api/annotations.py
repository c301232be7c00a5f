"""Operations of the tag annotations: each returns the request, described but not performed."""

from __future__ import annotations

from ..._runtime import (
    UNSET,
    Operation,
    Unset,
    path_segment,
)
from ..models import (
    AnnotationFeature,
    AnnotationResource,
    CreateAnnotation,
    CreateAnnotationAnswer,
    DeleteAnnotationAnswer,
    UpdateAnnotation,
    UpdateAnnotationAnswer,
)


def create(
    *,
    name: str,
    resource: AnnotationResource,
    desc: str | Unset = UNSET,
    element_source: int | Unset = UNSET,
) -> Operation[CreateAnnotationAnswer]:
    """Draw on the map of the project.

    A point, a line or a polygon. No operation is known that lists or deletes them.

    Args:
        name: Its name.
        resource: The point, line or polygon.
        desc: A description.
        element_source: Where it comes from; clients send 0.
    """
    return Operation(
        name="annotations.create",
        method="POST",
        path="/openapi/v0.1/map/element",
        parse=CreateAnnotationAnswer.from_dict,
        body=CreateAnnotation(
            name=name,
            resource=resource,
            desc=desc,
            element_source=element_source,
        ).to_dict(),
        needs=("X-Project-Uuid",),
    )


def update(
    workspace_id: str,
    element_id: str,
    *,
    name: str,
    content: AnnotationFeature,
    display: int | Unset = UNSET,
) -> Operation[UpdateAnnotationAnswer]:
    """Change an annotation.

    In V2 only.

    Args:
        workspace_id: The project; its uuid.
        element_id: The annotation; from the answer to its create in V2.
        name: Its name.
        display: 1 shows it on the map.
        content: Its shape, GeoJSON.
    """
    return Operation(
        name="annotations.update",
        method="PUT",
        path=f"/openapi/v2.0/workspaces/{path_segment(workspace_id)}/elements/{path_segment(element_id)}",
        parse=UpdateAnnotationAnswer.from_dict,
        body=UpdateAnnotation(
            name=name,
            content=content,
            display=display,
        ).to_dict(),
        needs=("X-Project-Uuid",),
    )


def delete(
    workspace_id: str,
    element_id: str,
) -> Operation[DeleteAnnotationAnswer]:
    """Delete an annotation.

    In V2 only.

    Args:
        workspace_id: The project; its uuid.
        element_id: The annotation; from the answer to its create in V2.
    """
    return Operation(
        name="annotations.delete",
        method="DELETE",
        path=f"/openapi/v2.0/workspaces/{path_segment(workspace_id)}/elements/{path_segment(element_id)}",
        parse=DeleteAnnotationAnswer.from_dict,
        needs=("X-Project-Uuid",),
    )
