"""Operations of the tag animation_library: each returns the request, described but not performed."""

from __future__ import annotations

from ..._runtime import (
    UNSET,
    Operation,
    Unset,
    array,
    given,
)
from ..models import (
    ActionCategory,
    LibraryAction,
)


def search(
    *,
    search: str | Unset = UNSET,
    category: ActionCategory | Unset = UNSET,
    sub_category: str | Unset = UNSET,
    action_ids: str | Unset = UNSET,
) -> Operation[list[LibraryAction]]:
    """Search the animation library.

    A bare JSON array of all actions that fit, without pages. Free.

    Args:
        search: A part of the name or the key, in upper or lower case.
        category: The category, in exactly these letters. (one of WalkAndRun, BodyMovements, DailyActions,
            Fighting, Dancing, or others to come)
        sub_category: The sub-category, exactly; such names repeat in several categories.
        action_ids: Up to 200 ids, with commas between; unknown ones are left out of the answer.
    """
    return Operation(
        name="animation_library.search",
        method="GET",
        path="/openapi/v1/animations/library",
        parse=array(LibraryAction.from_dict),
        params=given(
            {
                "search": search,
                "category": category,
                "sub_category": sub_category,
                "action_ids": action_ids,
            }
        ),
    )
