"""The items of a batch: what is to be made under which name, and how far it is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from attrs import define, frozen

from ..errors import InputError
from ..ledger.journal import AnyLedger

QUEUED, MAKING, MADE, DONE, FAILED, UNPAID = "queued", "making", "made", "done", "failed", "unpaid"
"""To be bought; a task of it is under way; its files are to be fetched; its files are there; ended without a result;
not bought, because the budget or the credits are spent."""
OVER = (DONE, FAILED, UNPAID)
COLUMNS = "number, name, request, credits, state, link, attempt, files, reason, expires, since, ended"
ONE = f"select {COLUMNS} from item where account = ? and number = ?"
NAMED = f"select {COLUMNS} from item where account = ? and name = ?"
IN_STATE = f"select {COLUMNS} from item where account = ? and state = ? order by number limit ?"
NOT_PUT = f"""select {COLUMNS} from item where account = ? and put = 0 and state in ('queued', 'made')
    order by number limit ?"""
"""With the values of an index in it, which has only the items to put: there may be 100,000 others."""
ENDED_SINCE = f"""select {COLUMNS} from item where account = ? and state in (?, ?, ?) and ended >= ?
    order by ended, number"""
DONE_LAST = f"""select {COLUMNS} from item where account = ? and ended is not null and state = ?
    order by ended desc limit ?"""
EXPIRING = f"""select {COLUMNS} from item where account = ? and state in (?, ?) and expires is not null
    and expires < ? order by expires"""


@frozen(kw_only=True)
class Item:
    """One item of a batch."""

    number: int
    name: str
    """Its name, which is also that of its folder."""
    steps: list[dict[str, Any]]
    """The kind, parameters and estimated credits of each task of its chain; mostly one."""
    credits: int
    """Estimated price of all its tasks."""
    status: str
    """``queued``, ``making``, ``made``, ``done``, ``failed`` or ``unpaid``."""
    link: int
    """Number of its tasks that have SUCCEEDED."""
    attempt: int
    files: list[str]
    """Paths or ``s3://`` addresses of its files, models first."""
    reason: str
    """Why it failed, or was not bought."""
    expires: float | None
    """When the service deletes its files, in seconds since the epoch; None before it was bought."""
    since: float
    """Tasks that FAILED before are tried again."""
    ended: float | None

    def key(self, link: int) -> str:
        """Return the name of the purchase for a task of the chain."""
        return f"{link} {self.name}"


def name_of(key: str) -> str:
    """Return the name of an item from that of a purchase."""
    return key.partition(" ")[2]


def read(row: Sequence[Any]) -> Item:
    """Return the item of a row."""
    number, name, request, credits, state, link, attempt, files, reason, expires, since, ended = row
    return Item(
        number=number,
        name=name,
        steps=json.loads(request),
        credits=credits,
        status=state,
        link=link,
        attempt=attempt,
        files=json.loads(files or "[]"),
        reason=reason or "",
        expires=expires,
        since=since,
        ended=ended,
    )


@define
class Items:
    """The items of an account's batch."""

    ledger: AnyLedger
    account: str

    def add(self, wanted: Sequence[tuple[str, str, str, int]]) -> int:
        """Add items: name, request, digest and credits of each; return how many are new.

        Raise InputError for a name that has another request; nothing is added then.
        """
        now, new = self.ledger.now(), 0
        with self.ledger.store.transaction() as database:
            for name, request, digest, credits in wanted:
                done = database.execute(
                    "insert into item (account, name, request, digest, credits, state, added, since) "
                    "values (?, ?, ?, ?, ?, ?, ?, 0) on conflict (account, name) do nothing",
                    (self.account, name, request, digest, credits, QUEUED, now),
                )
                new += done.rowcount
                if not done.rowcount:
                    (found,) = database.execute(
                        "select digest from item where account = ? and name = ?", (self.account, name)
                    ).fetchone()
                    if found != digest:
                        raise InputError(
                            "name",
                            f"{name!r} is in the batch with another request; give this one another name= "
                            "(an item is named by its file unless you do). Nothing was added",
                        )
        return new

    def get(self, number: int) -> Item:
        """Return an item."""
        return read(self.ledger.store.rows(ONE, self.account, number)[0])

    def named(self, name: str) -> Item:
        """Return the item of a name."""
        return read(self.ledger.store.rows(NAMED, self.account, name)[0])

    def in_state(self, state: str, limit: int = 1000) -> list[Item]:
        """List the items of a state, in the order in which they were added."""
        return [read(row) for row in self.ledger.store.rows(IN_STATE, self.account, state, limit)]

    def not_put(self, limit: int = 1000) -> list[Item]:
        """List items that the engine does not know yet."""
        return [read(row) for row in self.ledger.store.rows(NOT_PUT, self.account, limit)]

    def note_put(self, items: Sequence[Item]) -> None:
        """Note that the engine knows them."""
        with self.ledger.store.transaction() as database:
            for item in items:
                database.execute(
                    "update item set put = 1 where number = ? and attempt = ? and state = ?",
                    (item.number, item.attempt, item.status),
                )

    def advance(self, item: Item, link: int, expires: float | None) -> None:
        """Note that so many tasks of the chain have SUCCEEDED; after the last one its files are to be fetched."""
        state = MADE if link == len(item.steps) else MAKING
        self._move(item, state, link=link, expires=expires)

    def begin(self, item: Item) -> None:
        """Note that a task of it is under way."""
        self._move(item, MAKING, link=item.link, expires=item.expires)

    def _move(self, item: Item, state: str, *, link: int, expires: float | None) -> None:
        with self.ledger.store.transaction() as database:
            database.execute(
                "update item set state = ?, link = ?, expires = ?, put = 0 where number = ? and state in (?, ?)",
                (state, link, expires, item.number, QUEUED, MAKING),
            )

    def end(self, item: Item, state: str, *, files: Sequence[str] = (), reason: str = "") -> None:
        """Note the end of an item."""
        with self.ledger.store.transaction() as database:
            database.execute(
                "update item set state = ?, files = ?, reason = ?, ended = ? where number = ? and state in (?, ?, ?)",
                (state, json.dumps(list(files)), reason, self.ledger.now(), item.number, QUEUED, MAKING, MADE),
            )

    def retry(self, states: Sequence[str]) -> int:
        """Queue the items of some states again, from the task that failed; return how many."""
        with self.ledger.store.transaction() as database:
            done = database.execute(
                "update item set state = ?, attempt = attempt + 1, put = 0, reason = null, ended = null, since = ? "
                "where account = ? and state in (?, ?)",
                (QUEUED, self.ledger.now(), self.account, states[0], states[-1]),
            )
        return done.rowcount

    def ended_since(self, moment: float) -> Iterator[Item]:
        """Yield the items that ended since a time, the earliest first."""
        return map(read, self.ledger.store.rows(ENDED_SINCE, self.account, *OVER, moment))

    def done_last(self, limit: int) -> list[Item]:
        """List the items that were done last, the latest first."""
        return [read(row) for row in self.ledger.store.rows(DONE_LAST, self.account, DONE, limit)]

    def expiring(self, before: float) -> list[Item]:
        """List the items whose files the service deletes before a time, and that are not fetched."""
        return [read(row) for row in self.ledger.store.rows(EXPIRING, self.account, MAKING, MADE, before)]

    def counts(self) -> dict[str, int]:
        """Return the number of items in each state."""
        rows = self.ledger.store.rows("select state, count(*) from item where account = ? group by state", self.account)
        return {QUEUED: 0, MAKING: 0, MADE: 0, DONE: 0, FAILED: 0, UNPAID: 0, **dict(rows)}

    def planned(self) -> int:
        """Return the estimated price of all items."""
        rows = self.ledger.store.rows("select coalesce(sum(credits), 0) from item where account = ?", self.account)
        return int(rows[0][0])

    def elsewhere(self) -> int:
        """Return the number of items of other keys or addresses."""
        return int(self.ledger.store.rows("select count(*) from item where account <> ?", self.account)[0][0])
