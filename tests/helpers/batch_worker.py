"""A worker of a batch that may die at the two worst points of a purchase. Run by ``test_deaths`` as a process.

``DIE=sending`` kills it when the ledger has it that a create is being sent and nothing has left, ``DIE=answered`` when
the answer has arrived and is not written; ``AFTER=n`` lets the first n creates pass. ``IDLE`` is how long the database
waits for a sign of life.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from meshwright import Batch
from meshwright.fleet import batch, buying, dbos_engine, watching, work
from meshwright.ledger import recovery, server
from meshwright.ledger.submissions import SubmissionJournal

DIE, AFTER = os.environ.get("DIE", ""), int(os.environ.get("AFTER", "0"))
_passed = 0


def perhaps_die(point: str) -> None:
    """Die here if it is the point and the turn."""
    global _passed
    if point == DIE:
        _passed += 1
        if _passed > AFTER:
            os.kill(os.getpid(), signal.SIGKILL)


def instrument() -> None:
    """Put the two points into the ledger, and shorten the intervals."""
    sending, created = SubmissionJournal.sending, SubmissionJournal.created

    def dying_sending(self: SubmissionJournal, number: int, ahead: float | None = None) -> None:
        sending(self, number, ahead)
        perhaps_die("sending")

    def dying_created(self: SubmissionJournal, number: int, task_id: str) -> None:
        perhaps_die("answered")
        created(self, number, task_id)

    SubmissionJournal.sending = dying_sending  # type: ignore[method-assign]
    SubmissionJournal.created = dying_created  # type: ignore[method-assign]
    quick: tuple[tuple[Any, str, float], ...] = (
        (dbos_engine, "POLL", 0.2),
        (dbos_engine, "TAKE_OVER", 0.3),
        (work, "TICK", 0.1),
        (buying, "PAUSE", 0.1),
        (watching, "LOOK", 0.2),
        (watching, "SHARE", 1000.0),
        (watching, "TRIES", 0.2),
        (batch, "LOOK", 0.1),
        (recovery, "FRESH", float(os.environ.get("FRESH", "1"))),
    )
    for module, name, seconds in quick:
        setattr(module, name, seconds)
    if "IDLE" in os.environ:
        for session in (server.SESSION, dbos_engine.SESSION):
            session |= dict.fromkeys(
                ("idle_session_timeout", "idle_in_transaction_session_timeout"), os.environ["IDLE"]
            )


def main(place: str) -> None:
    """Work until all items are over."""
    instrument()
    with Batch(place) as mine:
        mine.work(until_done=True)


if __name__ == "__main__":
    main(sys.argv[1])
