"""Operations of the tag usage: each returns the request, described but not performed."""

from __future__ import annotations

from ..._runtime import (
    UNSET,
    Operation,
    Unset,
    given,
)
from ..models import (
    SortBy,
    UsagePage,
    UsageStatus,
)


def tasks(
    *,
    page_num: int | Unset = UNSET,
    page_size: int | Unset = UNSET,
    sort_by: SortBy | Unset = UNSET,
    start_time: str | Unset = UNSET,
    end_time: str | Unset = UNSET,
    endpoints: str | Unset = UNSET,
    status: UsageStatus | Unset = UNSET,
) -> Operation[UsagePage]:
    """List what tasks have cost.

    The finished tasks of a team with their credits, newest first; FAILED ones cost 0. Answers 403 unless the key
    is one of a Studio or Enterprise team.

    Args:
        page_num: Which page; the first is 1. (from 1; to 2147483647; the service's default: 1)
        page_size: Records a page. (from 1; to 100; the service's default: 10)
        sort_by: By creation time, ascending (`+created_at`, on the wire `%2Bcreated_at`) or descending
            (`-created_at`). Not stated what happens without it; the emulator sorts descending (D17). (one of
            +created_at, -created_at)
        start_time: The beginning, RFC 3339; left out, 30 days before end_time. The window is at most a year.
        end_time: The end, RFC 3339; left out, now.
        endpoints: Types of task, with commas between; text-to-3d stands for both of its types.
        status: Only tasks that ended so. (one of SUCCEEDED, FAILED, or others to come)
    """
    return Operation(
        name="usage.tasks",
        method="GET",
        path="/openapi/v1/usage/tasks",
        parse=UsagePage.from_dict,
        params=given(
            {
                "page_num": page_num,
                "page_size": page_size,
                "sort_by": sort_by,
                "start_time": start_time,
                "end_time": end_time,
                "endpoints": endpoints,
                "status": status,
            }
        ),
    )
