"""Operations of the tag public_animations: each returns the request, described but not performed."""

from __future__ import annotations

from ..._runtime import (
    UNSET,
    Operation,
    Unset,
    given,
)
from ..models import (
    ActionCategory,
    PublicAnimations,
)


def search(
    *,
    category: ActionCategory | Unset = UNSET,
) -> Operation[PublicAnimations]:
    """List the public animations.

    The library of the web page; needs no key and answers all actions of a category at once.

    Args:
        category: The category; left out, all. (one of WalkAndRun, BodyMovements, DailyActions, Fighting, Dancing,
            or others to come)
    """
    return Operation(
        name="public_animations.search",
        method="GET",
        path="/web/public/animations/resources",
        parse=PublicAnimations.from_dict,
        params=given(
            {
                "category": category,
            }
        ),
    )
