"""Find again what a crash or a lost answer left behind: compare the ledger with the service's list, buy nothing,
guess nothing.

Nothing but the time, and the prompt where there is one, tells which create a task came from: the service gives no
other parameter back as it was sent (``latest`` becomes a number, a picture gets another address).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

from attrs import field, frozen

from .ledger import IN_FLIGHT_SECONDS, INTENDED, UNKNOWN, Ledger, Submission

Json = dict[str, Any]
CLOCKS = 300.0
"""Seconds by which our clock and the service's may differ."""
FRESH = 30.0
"""Seconds after the last moment of sending after which a create that is not listed can no longer be on its way."""


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

    A task is taken only when it can have come from none but the lost creates of one and the same request, and there
    are exactly as many such tasks as such creates. A create never arrived only when no unknown task is of its time.
    """
    result = Reconciled()
    lost = ledger.lost(account)
    for kind in sorted({submission.kind for submission in lost}):
        numbers = {submission.number for submission in lost if submission.kind == kind}
        listed = await _listed(tasks_of(kind), min(s.intended for s in lost if s.number in numbers))
        # In this order, and after the list: a task that is listed was intended before, and is open or known here.
        open_ = [s for s in ledger.submissions(account, INTENDED, UNKNOWN) if s.kind == kind]
        known = ledger.known_ids()
        strangers = [task for id, task in listed.items() if id not in known]
        groups = _same_requests([s for s in open_ if s.number in numbers and s.state == UNKNOWN])
        undecided = [group for group in groups if not _adopt(ledger, group, open_, strangers, result)]
        left = [task for task in strangers if task["id"] not in result.found.values()]
        for submission in (submission for group in undecided for submission in group):
            _judge(ledger, submission, open_, left, result)
    return result


def _adopt(
    ledger: Ledger, group: Sequence[Submission], open_: Sequence[Submission], strangers: list[Json], result: Reconciled
) -> bool:
    """Take the tasks of a request that can belong to nothing else; say whether that was possible."""
    candidates = [task for task in strangers if any(fits(submission, task) for submission in group)]
    others = [submission for submission in open_ if submission not in group]
    contested = any(fits(submission, task) for task in candidates for submission in others)
    if len(candidates) != len(group) or contested:
        return False
    for submission, task in zip(group, sorted(candidates, key=lambda task: _created(task) or 0.0), strict=True):
        ledger.created(submission.number, task["id"])
        result.found[submission.number] = task["id"]
    return True


def _judge(
    ledger: Ledger, submission: Submission, open_: Sequence[Submission], strangers: list[Json], result: Reconciled
) -> None:
    """Say what can be said of a lost create that no task was found for."""
    of_its_time = [task for task in strangers if in_time(submission, task)]
    candidates = [task for task in of_its_time if fits(submission, task)] or of_its_time
    under_way = [other for other in open_ if other.state == INTENDED]
    if ledger.now() - _latest(submission) < FRESH or any(in_time(o, task) for o in under_way for task in candidates):
        result.undecided.append(submission)
    elif candidates:
        ids = tuple(task["id"] for task in candidates)
        result.ambiguous.append(Ambiguity(submission=submission, candidates=ids))
    else:
        ledger.never(submission.number)
        result.never.append(submission)


async def _listed(tasks: AsyncIterator[Json], since: float) -> dict[str, Json]:
    """Read the tasks since a moment, each once: a task created meanwhile pushes others to the next page."""
    found: dict[str, Json] = {}
    async for task in tasks:
        created = _created(task)
        if created is not None and created < since - CLOCKS:
            break
        found[task["id"]] = task
    return found


def fits(submission: Submission, task: Json) -> bool:
    """Whether a task may be what a create became."""
    asked, given = submission.parameters.get("texture_prompt"), task.get("texture_prompt", "")
    same_prompt = "texture_prompt" not in task or (asked or "").strip() == (given or "").strip()
    return same_prompt and in_time(submission, task)


def in_time(submission: Submission, task: Json) -> bool:
    """Whether a task is of a create's time; one that does not tell its time may be of any."""
    created = _created(task)
    return created is None or submission.intended - CLOCKS <= created <= _latest(submission) + FRESH + CLOCKS


def _latest(submission: Submission) -> float:
    """Return the last moment at which a create can have been sent."""
    return submission.settled or submission.intended + IN_FLIGHT_SECONDS


def _created(task: Json) -> float | None:
    value = task.get("created_at")
    return value / 1000 if isinstance(value, (int, float)) and value > 0 else None


def _same_requests(lost: Sequence[Submission]) -> list[list[Submission]]:
    groups: dict[str, list[Submission]] = {}
    for submission in lost:
        groups.setdefault(submission.digest, []).append(submission)
    return list(groups.values())
