"""Operations of the tag showcases: each returns the request, described but not performed."""

from __future__ import annotations

from ..._runtime import (
    UNSET,
    Operation,
    Unset,
    given,
)
from ..models import (
    ShowcaseFormat,
    ShowcaseOrder,
    Showcases,
    ShowcaseType,
)


def search(
    *,
    page_size: int | Unset = UNSET,
    sort_by: ShowcaseOrder | Unset = UNSET,
    search: str | Unset = UNSET,
    format_: ShowcaseFormat | Unset = UNSET,
    showcase_type: ShowcaseType | Unset = UNSET,
) -> Operation[Showcases]:
    """List showcases.

    Published models. Answers 403 unless the key is one of an Enterprise team; each request costs a credit.

    Args:
        page_size: How many. (from 1; to 10; the service's default: 3)
        sort_by: The order; `+` on the wire is `%2B`. (one of +created_at, -created_at, +updated_at, -updated_at,
            +downloads, -downloads, or others to come; the service's default: -created_at)
        search: Words to look for.
        format_: The format of model_url. (format in the API; one of glb, fbx, obj, usdz, or others to come; the
            service's default: glb)
        showcase_type: Which kind of model. (one of all, animate, static, or others to come; the service's
            default: all)
    """
    return Operation(
        name="showcases.search",
        method="GET",
        path="/openapi/v1/showcases",
        parse=Showcases.from_dict,
        params=given(
            {
                "page_size": page_size,
                "sort_by": sort_by,
                "search": search,
                "format": format_,
                "showcase_type": showcase_type,
            }
        ),
    )
