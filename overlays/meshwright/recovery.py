"""Find again what a crash or a lost answer left behind: compare the ledger with the service's list, buy nothing,
guess nothing.

Nothing but the time, and the prompt where there is one, tells which create a task came from: the service gives no
other parameter back as it was sent (``latest`` becomes a number, a picture gets another address). And a clock may
have been wrong, so what is taken for "never arrived" does not hang on it: that costs money when it is wrong, and
"ambiguous" only costs a look.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

from attrs import define, field, frozen

from .ledger import IN_FLIGHT_SECONDS, INTENDED, UNKNOWN, Ledger, Submission

Json = dict[str, Any]
CLOCKS = 300.0
"""Seconds by which our clock and the service's may differ, beyond the difference that the service's Date shows."""
CLOCK_SET = 24 * 3600.0
"""Seconds by which our clock may have been ahead at a create and put right since: no Date shows that."""
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


@define
class Clock:
    """The service's clock beside the ledger's."""

    ahead: float | None = None
    """Seconds by which it is ahead, measured with each answer; None while no answer has told."""

    def ours(self, task: Json) -> float | None:
        """Return when a task was created by the ledger's clock, None when it does not tell."""
        value = task.get("created_at")
        if not isinstance(value, (int, float)) or value <= 0:
            return None
        return value / 1000 - (self.ahead or 0.0)


async def reconcile(ledger: Ledger, account: str, tasks_of: TasksOf, clock: Clock) -> Reconciled:
    """Match the lost creates of an account with the tasks that the ledger does not know, and write down what is
    certain.

    A task is taken only when it can have come from none but the lost creates of one and the same request, and there
    are exactly as many such tasks as such creates. A create never arrived only when no unknown task can be younger,
    whatever the clocks; where the service does not tell its time, only when there is no unknown task at all.
    """
    result = Reconciled()
    lost = ledger.lost(account)
    for kind in sorted({submission.kind for submission in lost}):
        numbers = {submission.number for submission in lost if submission.kind == kind}
        listed = await _listed(tasks_of(kind), clock, min(s.intended for s in lost if s.number in numbers))
        # In this order, and after the list: a task that is listed was intended before, and is open or known here.
        open_ = [s for s in ledger.submissions(account, INTENDED, UNKNOWN) if s.kind == kind]
        known = ledger.known_ids()
        strangers = [task for id, task in listed.items() if id not in known]
        groups = _same_requests([s for s in open_ if s.number in numbers and s.state == UNKNOWN])
        matching = _Matching(ledger, clock, open_, strangers, result)
        undecided = [group for group in groups if not matching.adopt(group)]
        for submission in (submission for group in undecided for submission in group):
            matching.judge(submission)
    return result


async def _listed(tasks: AsyncIterator[Json], clock: Clock, since: float) -> dict[str, Json]:
    """Read the tasks since a moment, each once: a task created meanwhile pushes others to the next page."""
    found: dict[str, Json] = {}
    async for task in tasks:
        if not _younger(task, since, clock):
            break
        found[task["id"]] = task
    return found


@frozen
class _Matching:
    """The lost creates of a kind and the tasks of that kind that nobody here knows."""

    ledger: Ledger
    clock: Clock
    open: Sequence[Submission]
    """Creates without an answer, those included that are under way."""
    strangers: list[Json]
    result: Reconciled

    def adopt(self, group: Sequence[Submission]) -> bool:
        """Take the tasks of a request that can belong to nothing else; say whether that was possible."""
        candidates = [task for task in self.strangers if any(fits(mine, task, self.clock) for mine in group)]
        others = [submission for submission in self.open if submission not in group]
        contested = any(fits(other, task, self.clock) for task in candidates for other in others)
        if len(candidates) != len(group) or contested:
            return False
        by_time = sorted(candidates, key=lambda task: self.clock.ours(task) or 0.0)
        for submission, task in zip(group, by_time, strict=True):
            if self.ledger.found(submission.number, task["id"]):
                self.result.found[submission.number] = task["id"]
            else:  # somebody has sent it, or has its answer
                self.result.undecided.append(submission)
        return True

    def judge(self, submission: Submission) -> None:
        """Say what can be said of a lost create that no task was found for."""
        taken = self.result.found.values()
        left = [task for task in self.strangers if task["id"] not in taken]
        possible = [task for task in left if _younger(task, submission.intended, self.clock)]
        candidates = [task for task in possible if _same_prompt(submission, task)] or possible
        under_way = [other for other in self.open if other.state == INTENDED]
        fresh = self.ledger.now() - _latest(submission) < FRESH
        if fresh or any(in_time(other, task, self.clock) for other in under_way for task in candidates):
            self.result.undecided.append(submission)
        elif candidates:
            nearest = sorted(candidates, key=lambda task: abs((self.clock.ours(task) or 0.0) - submission.intended))
            ids = tuple(task["id"] for task in nearest)
            self.result.ambiguous.append(Ambiguity(submission=submission, candidates=ids))
        elif self.ledger.never(submission.number):
            self.result.never.append(submission)
        else:
            self.result.undecided.append(submission)


def fits(submission: Submission, task: Json, clock: Clock) -> bool:
    """Whether a task may be taken for what a create became."""
    return _same_prompt(submission, task) and in_time(submission, task, clock)


def in_time(submission: Submission, task: Json, clock: Clock) -> bool:
    """Whether a task is of a create's time; one that does not tell its time may be of any."""
    created = clock.ours(task)
    return created is None or submission.intended - CLOCKS <= created <= _latest(submission) + FRESH + CLOCKS


def _same_prompt(submission: Submission, task: Json) -> bool:
    asked, given = submission.parameters.get("texture_prompt"), task.get("texture_prompt", "")
    return "texture_prompt" not in task or (asked or "").strip() == (given or "").strip()


def _younger(task: Json, since: float, clock: Clock) -> bool:
    """Whether a task may be younger than a moment of the ledger's, even if the ledger's clock was wrong then."""
    created = clock.ours(task)
    return created is None or clock.ahead is None or created >= since - CLOCKS - CLOCK_SET


def _latest(submission: Submission) -> float:
    """Return the last moment at which a create can have been sent."""
    return submission.settled or submission.intended + IN_FLIGHT_SECONDS


def _same_requests(lost: Sequence[Submission]) -> list[list[Submission]]:
    groups: dict[str, list[Submission]] = {}
    for submission in lost:
        groups.setdefault(submission.digest, []).append(submission)
    return list(groups.values())
