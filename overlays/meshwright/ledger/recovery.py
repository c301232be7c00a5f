"""Find tasks after a crash or a lost answer: compare the ledger with the service's list, without buying or guessing.

A task shows its time and some texts of its request; a picture gets another address, and ``latest`` becomes a number. A
clock may have been wrong, and a list may be damaged. "Not received" is the only verdict that costs money if it is
wrong, so it needs a complete list on which every unknown task can be distinguished from the create; "ambiguous" only
costs the user's time.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Collection, Mapping, Sequence
from contextlib import aclosing
from typing import Any

from attrs import define, evolve, field, frozen

from ..core.dialect import Dialect
from ..core.files import is_remote
from .listing import Listing, Row, plain_text
from .submissions import IN_FLIGHT_SECONDS, INTENDED, UNKNOWN, Submission, SubmissionJournal

CLOCKS = 300.0
"""Seconds by which our clock and the service's may differ, in addition to the difference shown by its Date."""
CLOCK_SET = 24 * 3600.0
"""Seconds by which our clock may have been ahead at a create and corrected since, if no Date was known then."""
FRESH = 30.0
"""Seconds after the last moment of sending after which an unlisted create can no longer arrive."""


@frozen(kw_only=True)
class Ambiguity:
    """A lost create, and the ids of the tasks that may belong to it."""

    submission: Submission
    candidates: tuple[str, ...]


@frozen(kw_only=True)
class Reconciled:
    """The outcomes of creates whose answers were lost."""

    found: dict[int, str] = field(factory=dict[int, str])
    """Number of the submission and id of its task."""
    never: list[Submission] = field(factory=list[Submission])
    """Creates that were not received and cost nothing; create them again if you like."""
    ambiguous: list[Ambiguity] = field(factory=list[Ambiguity])
    undecided: list[Submission] = field(factory=list[Submission])
    """Creates that are too recent or too old to decide, or about which the list proves nothing."""


PagesOf = Callable[[str], AsyncGenerator[list[Any]]]
"""Yields the pages of the list of a kind as JSON, newest first; an empty page if the list ended with one."""
Texts = Mapping[str, Collection[str]]
"""The known kinds, each with the text parameters that its tasks echo."""
Ahead = Callable[[], float | None]
"""Returns the seconds by which the service's clock is ahead of the ledger's; None if that is unknown."""


async def reconcile(
    ledger: SubmissionJournal,
    account: str,
    dialect: Dialect,
    pages_of: PagesOf,
    texts: Texts,
    ahead: Ahead,
    *,
    in_order: bool = False,
) -> Reconciled:
    """Match the lost creates of an account with tasks that the ledger does not know, and record certain matches.

    A task is only matched if it can only have come from lost creates of the same request, and if there are as many
    such tasks as such creates; for that, a list that is sorted newest first, as the service sends it, is read back to
    the time of the create. A create is only reported as not received if the whole list was read, no unknown task on it
    can belong to the create, and the service still stores tasks of that time. Kinds that are not in ``texts`` are
    ignored.

    With ``in_order`` a list that is sorted newest first also proves that a create was not received if it was read back
    to the time of the create, provided that the difference to the service's clock was known when it was sent. An
    account with 100,000 tasks would otherwise be read whole for each lost create.
    """
    result = Reconciled()
    lost = ledger.lost(account, texts)
    for kind in sorted({submission.kind for submission in lost}):
        mine = [submission for submission in lost if submission.kind == kind]
        listing = Listing(
            dialect, texts[kind], lambda: ledger.now() + CLOCKS + (CLOCK_SET if ahead() is None else ahead() or 0.0)
        )
        matching = _Matching(ledger, account, mine, listing, ahead, result, in_order)
        async with aclosing(pages_of(kind)) as pages:
            await listing.read(pages, matching.since)
            left = matching.adopt()
            if any(matching.lacks_proof(submission) for submission in left):
                await listing.read(pages, matching.earliest if in_order else None)
        matching.look()
        for submission in left:
            matching.judge(submission)
    return result


@define
class _Matching:
    """The lost creates of a kind and the tasks of that kind that the ledger does not know."""

    ledger: SubmissionJournal
    account: str
    lost: Sequence[Submission]
    listing: Listing
    ahead: Ahead
    result: Reconciled
    in_order: bool = False
    open: Sequence[Submission] = ()
    """Creates without an answer, including those in flight."""
    strangers: Sequence[Row] = ()

    def look(self) -> None:
        """Compare the list with the current ledger. It must be read after the list, and in this order: then every task
        on the list was intended before, and is open or known here.
        """
        kind = self.lost[0].kind
        self.open = [s for s in self.ledger.submissions(self.account, INTENDED, UNKNOWN) if s.kind == kind]
        known = self.ledger.known_ids()
        self.strangers = [row for row in self.listing.rows if row.id not in known]

    def since(self) -> float:
        """Return the time back to which the list must be read before a task can be matched."""
        return min(_since(submission, self.ahead()) for submission in self.lost)

    def adopt(self) -> list[Submission]:
        """Match the tasks that can only belong to one request; return the creates without a match."""
        self.look()
        lost = {submission.number for submission in self.lost}
        groups = _same_requests([s for s in self.open if s.number in lost and s.state == UNKNOWN])
        return [submission for group in groups if not self._adopt(group) for submission in group]

    def _adopt(self, group: Sequence[Submission]) -> bool:
        others = [submission for submission in self.open if submission not in group]
        candidates: list[Row] = []
        for row in self.strangers:
            mine = max(self._fit(submission, row) for submission in group)
            theirs = max((self._fit(other, row) for other in others), default=NO)
            if mine == NO or (theirs > mine and not row.odd):
                continue
            if row.odd or (theirs != NO and theirs >= mine):
                return False
            candidates.append(row)
        if len(candidates) != len(group):
            return False
        by_time = sorted(candidates, key=lambda row: row.created or 0.0)
        for submission, row in zip(group, by_time, strict=True):
            id = str(row.id)
            if self.ledger.found(submission.number, id):
                self.result.found[submission.number] = id
            else:  # it was sent again, or its answer has arrived
                self.result.undecided.append(submission)
        return True

    def _fit(self, submission: Submission, row: Row) -> int:
        """Return NO, or the number of a task's addresses that match a create of its time."""
        return agreement(submission, row, self.listing.texts) if in_time(submission, row, self.ahead()) else NO

    def lacks_proof(self, submission: Submission) -> bool:
        """Return whether no task found so far can belong to a create, so that the whole list is needed to decide."""
        return not (self._fresh(submission) or self._expired(submission) or self._possible(submission))

    def judge(self, submission: Submission) -> None:
        """Record the verdict about a lost create without a match."""
        possible = self._possible(submission)
        candidates = [row for row in possible if agreement(submission, row, self.listing.texts) != NO] or possible
        named = [row for row in candidates if row.id is not None]
        under_way = [other for other in self.open if other.state == INTENDED]
        contested = any(in_time(other, row, self.ahead()) for other in under_way for row in candidates)
        if not (self._fresh(submission) or contested):
            if named:
                nearest = sorted(
                    named, key=lambda row: abs((row.created or 0.0) - _window(submission, self.ahead())[0] - CLOCKS)
                )
                ids = tuple(str(row.id) for row in nearest)
                self.result.ambiguous.append(Ambiguity(submission=submission, candidates=ids))
                return
            whole = self.listing.complete or self._covered(submission)
            proved = whole and not candidates and not self._expired(submission)
            if proved and self.ledger.never(submission.number):
                self.result.never.append(submission)
                return
        self.result.undecided.append(submission)

    def earliest(self) -> float:
        """Return the time back to which a list in order must be read to prove that a create was not received."""
        return min(_earliest(submission, self.ahead()) for submission in self.lost)

    def _covered(self, submission: Submission) -> bool:
        """Return whether the list was read in order back to the time of a create."""
        return self.in_order and self.listing.reaches(_earliest(submission, self.ahead()))

    def _possible(self, submission: Submission) -> list[Row]:
        """Return the tasks that may belong to a create, even if a clock was wrong."""
        taken = self.result.found.values()
        left = [row for row in self.strangers if row.id not in taken]
        return [row for row in left if _may_be(submission, row, self.ahead())]

    def _fresh(self, submission: Submission) -> bool:
        return is_fresh(self.ledger, submission)

    def _expired(self, submission: Submission) -> bool:
        """Return whether the service may have deleted the task by now."""
        return self.ledger.now() - submission.intended >= self.listing.dialect.retention


NO = -1
"""The result if a task contradicts the create."""


def agreement(submission: Submission, row: Row, texts: Collection[str]) -> int:
    """Return the number of a task's addresses that match the create, or NO if a text contradicts it.

    Texts must be equal. Different addresses are not a contradiction: the service stores pictures under its own.
    """
    for name in texts:
        if name in row.members:
            asked, given = plain_text(submission.parameters.get(name)), plain_text(row.members[name])
            if given is not None and asked != given:
                return NO
    addresses = {n: asked for n, asked in submission.parameters.items() if n not in texts and _is_address(asked)}
    return sum(row.members.get(name) == asked for name, asked in addresses.items())


def _is_address(value: Any) -> bool:
    members: list[Any] = value if value.__class__ is list else [value]
    return bool(members) and all(is_remote(member) for member in members)


def in_time(submission: Submission, row: Row, ahead: float | None) -> bool:
    """Return whether a task was created at a create's time; True for a task without a time."""
    first, last = _window(submission, ahead)
    return row.created is None or first <= row.created <= last + FRESH


def _window(submission: Submission, ahead: float | None) -> tuple[float, float]:
    """Return the earliest and the latest time, by the service's clock, at which it can have received a create."""
    known = (ahead or 0.0) if submission.ahead is None else submission.ahead
    return submission.intended + known - CLOCKS, _latest(submission) + known + CLOCKS


def _since(submission: Submission, ahead: float | None) -> float:
    unknown = submission.ahead is None and ahead is None
    return float("-inf") if unknown else _window(submission, ahead)[0]


def _earliest(submission: Submission, ahead: float | None) -> float:
    """Return the earliest time, by the service's clock, at which it can have received a create, even if one of
    the clocks was wrong; minus infinity if the difference between them was not known then.
    """
    if submission.ahead is None:
        return float("-inf")
    shifts = [shift for shift in (submission.ahead, ahead, 0.0) if shift is not None]
    return submission.intended + min(shifts) - CLOCKS


def _may_be(submission: Submission, row: Row, ahead: float | None) -> bool:
    """Return whether a task may belong to a create, even if the ledger's clock was wrong then."""
    if submission.ahead is None or row.created is None:
        return row.created is None or ahead is None or row.created >= submission.intended + ahead - CLOCKS - CLOCK_SET
    shifts = [shift for shift in (submission.ahead, ahead, 0.0) if shift is not None]
    return any(in_time(evolve(submission, ahead=shift), row, ahead) for shift in shifts)


def is_fresh(ledger: SubmissionJournal, submission: Submission) -> bool:
    """Return whether a lost create may be so young that the service does not show its task yet."""
    return ledger.now() - _latest(submission) < FRESH


def _latest(submission: Submission) -> float:
    """Return the latest time at which a create can have been sent."""
    return submission.settled or submission.intended + IN_FLIGHT_SECONDS


def _same_requests(lost: Sequence[Submission]) -> list[list[Submission]]:
    groups: dict[str, list[Submission]] = {}
    for submission in lost:
        groups.setdefault(submission.digest, []).append(submission)
    return list(groups.values())
