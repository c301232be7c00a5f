"""Creates in the ledger: the intention before the request, its outcome, and the process that works on it."""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from contextlib import suppress
from math import isfinite
from typing import Any

from attrs import define, frozen

from ..errors import LedgerError
from .journal_file import JournalFile

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


@define(eq=False)
class SubmissionJournal(JournalFile):
    """The table of creates."""

    # ------------------------------------------------------------------------------------------------ one create
    def intend(
        self, account: str, kind: str, parameters: dict[str, Any], digest: str, ahead: float | None = None
    ) -> int:
        """Record that a create is to be sent, and return its number."""
        number, moment = 0, self.now()
        described = json.dumps(parameters, sort_keys=True)
        try:
            with self._transaction() as database:
                done = database.execute(
                    "insert into submission (account, kind, parameters, digest, state, intended, process, holder, "
                    "ahead) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (account, kind, described, digest, INTENDED, moment, os.getpid(), self._holder.enter(), ahead),
                )
                number = int(done.lastrowid or 0)
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
        with self._transaction() as database:
            done = database.execute(
                "update submission set state = ?, intended = ?, settled = null, ahead = coalesce(?, ahead) "
                "where number = ? and state in (?, ?) and holder is ?",
                (INTENDED, self.now(), ahead, number, INTENDED, UNKNOWN, self._holder.enter()),
            )
            if not done.rowcount:
                raise LedgerError(f"create {number} was settled in {self.path} while it waited; it is not sent")

    def let_go(self, number: int) -> None:
        """Stop tracking a create as in flight. If its outcome is not recorded, ``resume`` treats it as lost."""
        self._holder.under_way.discard(number)

    def created(self, number: int, task_id: str) -> None:
        """Record the id in the service's answer, in any previous state."""
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
        """Record the task of a lost create; return False if it is no longer lost."""
        return self._settle(number, CREATED, task_id, of=(UNKNOWN,))

    def ended(self, task_id: str, status: str) -> None:
        """Record the end of a task."""
        with self._transaction() as database:
            database.execute("update submission set state = ?, status = ? where task_id = ?", (ENDED, status, task_id))

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
                row = database.execute("select state from submission where number = ?", (number,)).fetchone()
                if row is None or row[0] not in of:
                    return False
                database.execute(
                    "update submission set state = ?, settled = ?, task_id = coalesce(?, task_id), "
                    "ahead = coalesce(?, ahead) where number = ?",
                    (state, self.now(), task_id, ahead, number),
                )
                return True
        finally:  # only now: until the state is written, nothing else may treat it as lost
            self.let_go(number)

    # ------------------------------------------------------------------------------------------------ looking back
    def submissions(self, account: str | None = None, *states: str) -> list[Submission]:
        """List the creates (of an account, in some states), oldest first. Raise LedgerError for a damaged row."""
        rows = self._rows(
            "select number, kind, parameters, digest, state, intended, settled, task_id, status, ahead "
            "from submission where (?1 is null or account = ?1) order by number",
            account,
        )
        return [self._read(row) for row in rows if not states or row[4] in states or row[4].__class__ is not str]

    def _read(self, row: tuple[Any, ...]) -> Submission:
        number, kind, described, digest, state, intended, settled, task_id, status, ahead = row
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
            )
        except (TypeError, ValueError, RecursionError):
            parameters, good = {}, False
        if not good:
            raise self._damaged("submission", number)
        return Submission(number, kind, parameters, digest, state, intended, settled, task_id, status, ahead)

    def _damaged(self, table: str, number: int) -> LedgerError:
        return LedgerError(
            f"the ledger {self.path} is damaged in row {number} of {table}; nothing was changed. Correct or delete "
            f"the row (sqlite3 shows it: select * from {table} where number = {number}), or move the file away: then "
            "a new one is created, and the service lists the tasks of the last three days"
        )

    def lost(self, account: str, kinds: Collection[str] | None = None) -> list[Submission]:
        """List the creates (of some kinds) whose answer is unknown and for which no process is waiting any more.

        Those of processes that have ended become UNKNOWN, settled at the latest time at which they can have been sent.
        """
        with self._transaction() as database:
            rows = database.execute(
                "select number, kind, holder, intended from submission where account = ? and state = ?",
                (account, INTENDED),
            ).fetchall()
            for number, kind, holder, intended in rows:
                if (kinds is None or kind in kinds) and not self._in_flight(number, holder, intended):
                    latest = min(self.now(), intended + IN_FLIGHT_SECONDS)
                    database.execute(
                        "update submission set state = ?, settled = ? where number = ?", (UNKNOWN, latest, number)
                    )
        return [lost for lost in self.submissions(account, UNKNOWN) if kinds is None or lost.kind in kinds]

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
