"""Operations of the tag annotations: each returns the request, described but not performed."""

from __future__ import annotations

from ..._runtime import (
    UNSET,
    Operation,
    Unset,
)
from ..models import (
    AnnotationResource,
    CreateAnnotation,
    CreateAnnotationAnswer,
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
