"""The creates of an account as the workers of a batch need them: by item, their price, and the shared pace."""

from __future__ import annotations

import json
from typing import Any

from attrs import frozen

from .journal import AnyLedger
from .submissions import CREATED, ENDED, INTENDED, NEVER, REFUSED, SUCCEEDED, UNKNOWN


@frozen
class Purchase:
    """The last create for an item that came to something."""

    state: str
    task_id: str | None
    status: str | None
    created: float
    """When it was sent, by the ledger's clock."""
    digest: str
    """Hash of the operation and the whole body."""

    @property
    def stands(self) -> bool:
        """Whether no other create for the item is allowed."""
        return self.state != ENDED or self.status == SUCCEEDED


@frozen
class Purchases:
    """The creates of an account in a ledger."""

    ledger: AnyLedger
    account: str

    def of(self, item: str) -> Purchase | None:
        """Return the create for an item that is open or has ended; None if there is none."""
        rows = self.ledger.store.rows(
            "select state, task_id, status, intended, digest from submission where account = ? and item = ? "
            "and state not in (?, ?) order by number desc limit 1",
            *(self.account, item, REFUSED, NEVER),
        )
        return Purchase(*rows[0]) if rows else None

    def parameters(self, item: str) -> dict[str, Any]:
        """Return the parameters of the last create for an item, also of one that was refused; empty without one."""
        rows = self.ledger.store.rows(
            "select parameters from submission where account = ? and item = ? order by number desc limit 1",
            *(self.account, item),
        )
        found: dict[str, Any] = json.loads(rows[0][0]) if rows else {}
        return found

    def spent(self) -> int:
        """Return the estimated credits of the creates of items that were sent and not refused."""
        rows = self.ledger.store.rows(
            "select coalesce(sum(credits), 0) from submission where account = ? and item is not null "
            "and (state in (?, ?, ?) or (state = ? and sent > 0))",
            *(self.account, UNKNOWN, CREATED, ENDED, INTENDED),
        )
        return int(rows[0][0])

    def begun(self) -> float | None:
        """Return the time of the first create of an item, or None."""
        found: float | None = self.ledger.store.rows(
            "select min(intended) from submission where account = ? and item is not null", self.account
        )[0][0]
        return found

    def unfinished(self) -> dict[str, float]:
        """Return the tasks that are not known to have ended, with the time of their creates."""
        return dict(
            self.ledger.store.rows(
                "select task_id, intended from submission where account = ? and state = ? and item is not null",
                *(self.account, CREATED),
            )
        )

    def places_held(self) -> int:
        """Return the number of creates of items that hold a place: those to be sent, and tasks that have not ended."""
        rows = self.ledger.store.rows(
            "select count(*) from submission where account = ? and state in (?, ?) and item is not null",
            *(self.account, INTENDED, CREATED),
        )
        return int(rows[0][0])

    def open_creates(self) -> int:
        """Return the number of creates of items whose answer is not known yet."""
        rows = self.ledger.store.rows(
            "select count(*) from submission where account = ? and state in (?, ?) and item is not null "
            "and coalesce(sent, 1) <> 0",
            *(self.account, INTENDED, UNKNOWN),
        )
        return int(rows[0][0])

    def never_sent(self, number: int) -> bool:
        """Settle a create whose body was not sent whole; return whether it was so. Nothing was bought then."""
        with self.ledger.store.transaction() as database:
            done = database.execute(
                "update submission set state = ?, settled = ? where number = ? and sent = 0 and state in (?, ?)",
                (REFUSED, self.ledger.now(), number, INTENDED, UNKNOWN),
            )
        self.ledger.let_go(number)
        return done.rowcount > 0

    def next_turn(self, rate: float) -> float:
        """Reserve the account's next request, and return the seconds until it; all machines share the pace."""
        with self.ledger.store.transaction() as database:
            now = self.ledger.now()  # not before other writers are done
            (due,) = database.execute(
                "insert into pace (account, due) values (?, ?) on conflict (account) do update set due = "
                "case when pace.due > ? then pace.due + ? else ? end returning due",
                (self.account, now + 1 / rate, now, 1 / rate, now + 1 / rate),
            ).fetchone()
        return max(0.0, float(due) - now - 1 / rate)

    def pause(self, seconds: float) -> None:
        """Let all machines wait before the next request of the account, as the service asked."""
        until = self.ledger.now() + seconds
        with self.ledger.store.transaction() as database:
            database.execute(
                "insert into pace (account, due) values (?, ?) on conflict (account) do update set due = "
                "case when pace.due > ? then pace.due else ? end",
                (self.account, until, until, until),
            )
