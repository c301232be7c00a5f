"""Find again what a crash or a lost answer left behind: compare the ledger with the service's list, buy nothing,
guess nothing.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

from attrs import field, frozen

from .ledger import Ledger, Submission

Json = dict[str, Any]
CLOCKS = 300.0
"""Seconds by which our clock and the service's may differ."""
LATEST = 900.0
"""Seconds after the intention within which a create that arrived must have been created."""
FRESH = 30.0
"""Seconds after which a create that is not listed can no longer be on its way."""
ECHOED = ("texture_prompt", "texture_image_url", "texture_image_urls", "ai_model", "ultra_mode")
"""Parameters that a task gives back."""


@frozen(kw_only=True)
class Ambiguity:
    """A create that was lost, and the ids of the tasks that it may have become."""

    submission: Submission
    candidates: tuple[str, ...]


@frozen(kw_only=True)
class Reconciled:
    """What became of the creates whose answers were lost."""

    found: dict[int, str] = field(factory=dict[int, str])
    """Number of the submission and id of its task."""
    never: list[Submission] = field(factory=list[Submission])
    """They never arrived and cost nothing; create them again if you like."""
    ambiguous: list[Ambiguity] = field(factory=list[Ambiguity])
    undecided: list[Submission] = field(factory=list[Submission])
    """Too fresh to tell; ask again in half a minute."""


TasksOf = Callable[[str], AsyncIterator[Json]]
"""Yields the tasks of a kind as JSON, newest first."""


async def reconcile(ledger: Ledger, account: str, tasks_of: TasksOf) -> Reconciled:
    """Match the lost creates of an account with the tasks that the ledger does not know, and write down what is
    certain.

    A task is a candidate when its time and its echoed parameters fit. It is taken only when the lost creates that it
    fits are all the same request and there are exactly as many candidates as such requests.
    """
    result = Reconciled()
    for kind in sorted({lost.kind for lost in ledger.lost(account)}):
        lost = [submission for submission in ledger.lost(account) if submission.kind == kind]
        strangers = await _strangers(ledger, tasks_of(kind), min(submission.intended for submission in lost))
        for group in _same_requests(lost):
            _decide(ledger, group, lost, strangers, result)
    return result


def _decide(
    ledger: Ledger,
    group: Sequence[Submission],
    lost: Sequence[Submission],
    strangers: Sequence[Json],
    result: Reconciled,
) -> None:
    candidates = [task for task in strangers if any(fits(submission, task) for submission in group)]
    others = [submission for submission in lost if submission not in group]
    contested = any(fits(submission, task) for task in candidates for submission in others)
    if not candidates:
        for submission in group:
            if ledger.now() - submission.intended < FRESH:
                result.undecided.append(submission)
            else:
                ledger.never(submission.number)
                result.never.append(submission)
    elif len(candidates) == len(group) and not contested:
        for submission, task in zip(group, sorted(candidates, key=_created), strict=True):
            ledger.created(submission.number, task["id"])
            result.found[submission.number] = task["id"]
    else:
        ids = tuple(task["id"] for task in candidates)
        result.ambiguous.extend(Ambiguity(submission=submission, candidates=ids) for submission in group)


async def _strangers(ledger: Ledger, tasks: AsyncIterator[Json], since: float) -> list[Json]:
    """List the tasks since a moment that the ledger does not know."""
    known = ledger.known_ids()
    found: list[Json] = []
    async for task in tasks:
        if _created(task) < since - CLOCKS:
            break
        if task["id"] not in known:
            found.append(task)
    return found


def fits(submission: Submission, task: Json) -> bool:
    """Whether a task may be what a create became."""
    created = _created(task)
    if not submission.intended - CLOCKS <= created <= submission.intended + LATEST + CLOCKS:
        return False
    asked = submission.parameters
    return all((task[name] or None) == (asked[name] or None) for name in ECHOED if name in task and name in asked)


def _created(task: Json) -> float:
    return float(task.get("created_at") or 0) / 1000


def _same_requests(lost: Sequence[Submission]) -> list[list[Submission]]:
    groups: dict[str, list[Submission]] = {}
    for submission in lost:
        groups.setdefault(submission.digest, []).append(submission)
    return list(groups.values())
