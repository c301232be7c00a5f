"""Creates in the ledger: the intention before the request, its outcome, and the process that works on it."""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from contextlib import suppress
from math import isfinite
from typing import Any

from attrs import frozen

from ..errors import LedgerError
from .store import Duplicate, Release
from .tables import Tables

INTENDED, UNKNOWN, CREATED, REFUSED, NEVER, ENDED = "intended", "unknown", "created", "refused", "never", "ended"
"""To be sent; sent, but the answer was lost; has an id; was refused; was not received; has ended."""
STATES, OPEN = (INTENDED, UNKNOWN, CREATED, REFUSED, NEVER, ENDED), (INTENDED, UNKNOWN)
SUCCEEDED = "SUCCEEDED"
"""Status of a task with a result."""
GONE = "GONE"
"""Status of a task that the service no longer has: deleted or expired."""
IN_FLIGHT_SECONDS = 900.0
"""Longest duration of sending. After it, a create without a holder (from an earlier version) counts as lost."""
LAST_TIME = 253402300799.0
"""The last second of the year 9999."""


@frozen
class Submission:
    """One create as recorded in the ledger. Times are seconds since the epoch."""

    number: int
    kind: str
    parameters: dict[str, Any]
    digest: str
    state: str
    intended: float
    settled: float | None
    task_id: str | None
    status: str | None
    ahead: float | None = None
    """Seconds by which the service's clock was ahead of ours then; None if unknown."""
    credits: int | None = None
    """The credits that the ended task cost; before, those that a batch expects; None if unknown."""


COLUMNS = "number, kind, parameters, digest, state, intended, settled, task_id, status, ahead, credits"
ALL = f"select {COLUMNS} from submission order by number"
NEWEST = f"select {COLUMNS} from submission where kind = coalesce(cast(? as text), kind) order by number desc limit ?"
OF_ACCOUNT = f"select {COLUMNS} from submission where account = ? order by number"
IN_STATES = f"""select {COLUMNS} from submission where account = ? and state in (?, ?, ?, ?, ?, ?)
    order by number"""


def _padded(states: Collection[str]) -> list[str]:
    """Return as many states as there are: the statements have a place for each."""
    given = list(states)
    return given + given[-1:] * (len(STATES) - len(given))


class SubmissionJournal(Tables):
    """The table of creates."""

    # ------------------------------------------------------------------------------------------------ one create
    def intend(
        self,
        account: str,
        kind: str,
        parameters: dict[str, Any],
        digest: str,
        ahead: float | None = None,
        *,
        item: str | None = None,
        credits: int | None = None,
    ) -> int:
        """Record that a create is to be sent, and return its number.

        ``item`` is what it is for, and ``credits`` its estimated price: raise Duplicate while a create for the same
        item of the account is open or has SUCCEEDED.
        """
        number, moment = 0, self.now()
        described = json.dumps(parameters)
        try:
            with self._transaction() as database:
                done = database.execute(
                    "insert into submission (account, kind, parameters, digest, state, intended, process, holder, "
                    "ahead, item, credits, sent) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0) returning number",
                    (
                        *(account, kind, described, digest, INTENDED, moment),
                        *(os.getpid(), self._holder.enter(), ahead, item, credits),
                    ),
                )
                number = int(done.fetchone()[0])
                self._holder.under_way.add(number)
        except BaseException:  # Ctrl-C during the write: it may be recorded, but will not be sent
            self._withdraw(number, digest, moment)
            raise
        return number

    def _withdraw(self, number: int, digest: str, moment: float) -> None:
        self.let_go(number)
        if not number:
            return
        with suppress(LedgerError), self._transaction() as database:  # the number may belong to another create by now
            database.execute(
                "update submission set state = ?, settled = ? "
                "where number = ? and state = ? and digest = ? and intended = ? and process = ?",
                (REFUSED, self.now(), number, INTENDED, digest, moment, os.getpid()),
            )

    def sending(self, number: int, ahead: float | None = None) -> None:
        """Record that a create is being sent, for the first time or again, after any time in a queue.

        Raise LedgerError if it was settled or taken over while it waited: then it must not be sent.
        """
        moment = self.now()
        with self._transaction() as database:
            done = database.execute(
                "update submission set state = ?, intended = ?, sent = ?, settled = null, ahead = coalesce(?, ahead) "
                "where number = ? and state in (?, ?) and coalesce(holder, '') = ?",
                (INTENDED, moment, moment, ahead, number, INTENDED, UNKNOWN, self._holder.enter() or ""),
            )
            if not done.rowcount:
                raise LedgerError(f"create {number} was settled in {self.place} while it waited; it is not sent")

    def not_sent(self, number: int) -> None:
        """Record that the service refused a create, which waits to be sent again: nothing is bought so far."""
        with self._transaction() as database:
            database.execute("update submission set sent = 0 where number = ? and state = ?", (number, INTENDED))

    def take_turn(self, account: str) -> Release | None:
        """Take the account's turn to buy, which ends with this process; None while another create has it.

        Creates of an account are sent one at a time. So at most one of them is lost when a process ends, and the
        service's list shows at most one task that the ledger does not know.
        """
        return self.store.try_lock(f"buy {account}")

    def let_go(self, number: int) -> None:
        """Stop tracking a create as in flight. If its outcome is not recorded, ``resume`` treats it as lost."""
        self._holder.under_way.discard(number)

    def created(self, number: int, task_id: str) -> None:
        """Record the id in the service's answer, in any previous state.

        If another create was taken to be the origin of that task, its outcome is unknown again.
        """
        try:
            self._settle(number, CREATED, task_id, of=STATES)
        except Duplicate:
            with self._transaction() as database:
                database.execute(
                    "update submission set state = ?, status = null, task_id = null where task_id = ? and number <> ? "
                    "and account = (select account from submission where number = ?)",
                    (UNKNOWN, task_id, number, number),
                )
            self._settle(number, CREATED, task_id, of=STATES)

    def refused(self, number: int) -> None:
        """Record that the service refused it, or that nothing was sent: nothing was bought."""
        self._settle(number, REFUSED)

    def unknown(self, number: int, ahead: float | None = None) -> None:
        """Record that the answer was lost."""
        self._settle(number, UNKNOWN, ahead=ahead)

    def never(self, number: int) -> bool:
        """Record that a lost create was not received; return False if it is no longer lost."""
        return self._settle(number, NEVER, of=(UNKNOWN,))

    def found(self, number: int, task_id: str) -> bool:
        """Record the task of a lost create; return False if it is no longer lost, or the task is another create's."""
        try:
            return self._settle(number, CREATED, task_id, of=(UNKNOWN,))
        except Duplicate:
            return False

    def ended(self, task_id: str, status: str, credits: int | None = None) -> None:
        """Record the end of a task, and what it cost if that is known. An item keeps its planned price."""
        with self._transaction() as database:
            database.execute(
                "update submission set state = ?, status = ?, credits = case when item is null then coalesce(?, "
                "credits) else credits end where task_id = ?",
                (ENDED, status, credits, task_id),
            )

    def gone(self, task_id: str) -> None:
        """Record that the service no longer has a task: deleted or expired."""
        self.ended(task_id, GONE)

    def _settle(
        self,
        number: int,
        state: str,
        task_id: str | None = None,
        *,
        of: tuple[str, ...] = OPEN,
        ahead: float | None = None,
    ) -> bool:
        """Change the state of a create if it is in one of the states ``of``; return whether it was."""
        try:
            with self._transaction() as database:
                done = database.execute(
                    "update submission set state = ?, settled = ?, task_id = coalesce(?, task_id), "
                    "ahead = coalesce(?, ahead) where number = ? and state in (?, ?, ?, ?, ?, ?)",
                    (state, self.now(), task_id, ahead, number, *_padded(of)),
                )
                return done.rowcount > 0
        finally:  # only now: until the state is written, nothing else may treat it as lost
            self.let_go(number)

    # ------------------------------------------------------------------------------------------------ looking back
    def submissions(self, account: str | None = None, *states: str) -> list[Submission]:
        """List the creates (of an account, in some states), oldest first. Raise LedgerError for a damaged row."""
        if account is None:
            rows = self._rows(ALL)
        elif states:
            rows = self._rows(IN_STATES, account, *_padded(states))
        else:
            rows = self._rows(OF_ACCOUNT, account)
        return [self._read(row) for row in rows if not states or row[4] in states]

    def newest(self, limit: int, kind: str | None = None) -> list[Submission]:
        """List the newest creates (of a kind), newest first. Raise LedgerError for a damaged row."""
        return [self._read(row) for row in self._rows(NEWEST, kind, limit)]

    def _read(self, row: tuple[Any, ...]) -> Submission:
        number, kind, described, digest, state, intended, settled, task_id, status, ahead, credits = row
        try:
            parameters: Any = json.loads(described)
            times = [intended, *(moment for moment in (settled, ahead) if moment is not None)]
            texts = [kind, digest, state, *(text for text in (task_id, status) if text is not None)]
            good = (
                parameters.__class__ is dict
                and all(moment.__class__ in (int, float) and isfinite(moment) for moment in times)
                and 0 <= intended <= LAST_TIME
                and all(text.__class__ is str for text in texts)
                and (state != CREATED or bool(task_id))
                and (credits is None or credits.__class__ is int)
            )
        except (TypeError, ValueError, RecursionError):
            parameters, good = {}, False
        if not good:
            raise self._damaged("submission", number)
        return Submission(number, kind, parameters, digest, state, intended, settled, task_id, status, ahead, credits)

    def _damaged(self, table: str, number: int) -> LedgerError:
        return LedgerError(
            f"the ledger {self.place} is damaged in row {number} of {table}; nothing was changed. Correct or delete "
            f"the row (sqlite3 shows it: select * from {table} where number = {number}), or move the file away: then "
            "a new one is created, and the service lists the tasks of the last three days"
        )

    def lost(self, account: str, kinds: Collection[str] | None = None) -> list[Submission]:
        """List the creates (of some kinds) whose answer is unknown and for which no process is waiting any more.

        Those of processes that have ended become UNKNOWN, settled at the latest time at which they can have been sent,
        or REFUSED if they had not been sent: nothing was bought then.
        """
        rows = self._rows(
            "select number, kind, holder, intended, sent from submission where account = ? and state = ?",
            *(account, INTENDED),
        )
        for number, kind, holder, intended, sent in rows:
            if (kinds is not None and kind not in kinds) or self._in_flight(number, holder, intended):
                continue
            if sent == 0:
                self._take_over(number, holder, REFUSED, self.now())
            else:
                self._take_over(number, holder, UNKNOWN, min(self.now(), intended + IN_FLIGHT_SECONDS))
        return [lost for lost in self.submissions(account, UNKNOWN) if kinds is None or lost.kind in kinds]

    def _take_over(self, number: int, holder: str | None, state: str, settled: float) -> None:
        """Settle a create of a process that has ended, unless another has done so."""
        with self._transaction() as database:
            database.execute(
                "update submission set state = ?, settled = ? where number = ? and state = ? "
                "and coalesce(holder, '') = ? and (coalesce(sent, 1) = 0) = ?",
                (state, settled, number, INTENDED, holder or "", state == REFUSED),
            )

    def _in_flight(self, number: int, holder: str | None, intended: float) -> bool:
        """Return whether the process that intended a create may still send it or receive its answer."""
        if holder is None:
            return number in self._holder.under_way or self.now() - intended < IN_FLIGHT_SECONDS
        return number in self._holder.under_way or self._holder.is_another(holder)

    def is_waiting_for(self, submission: Submission) -> bool:
        """Return whether this process waits for the answer to a create, or the answer is known to be lost."""
        return submission.state == UNKNOWN or submission.number in self._holder.under_way

    def known_ids(self) -> set[str]:
        """Return the ids of all tasks in the ledger."""
        return {row[0] for row in self._rows("select task_id from submission where task_id is not null")}

    def open_elsewhere(self, account: str, since: float = 0.0) -> int:
        """Return the number of open creates of other accounts since a time."""
        rows = self._rows(
            "select count(*) from submission where account <> ? and intended > ? and state in (?, ?, ?)",
            *(account, since, INTENDED, UNKNOWN, CREATED),
        )
        return int(rows[0][0])
