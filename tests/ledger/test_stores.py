"""A ledger is the same in SQLite and in PostgreSQL: who may buy what, and what is left when a process dies."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from helpers.postgres import Postgres
from helpers.processes import wait_for
from meshwright import Ledger, LedgerError, system
from meshwright.ledger import server
from meshwright.ledger.journal import CREATED, ENDED, INTENDED, NEVER, REFUSED, UNKNOWN, AnyLedger, open_ledger
from meshwright.ledger.layout import LAYOUT
from meshwright.ledger.store import Duplicate

pytestmark = pytest.mark.skipif(not system.LOCKS, reason="no locks on this system")


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Name a new ledger of each kind."""
    if request.param == "sqlite":
        return str(tmp_path / "ledger.sqlite")
    server: Postgres = request.getfixturevalue("postgres")
    return server.database()


@pytest.fixture
def ledger(place: str) -> Iterator[AnyLedger]:
    """Open a new ledger of each kind."""
    with open_ledger(place) as opened:
        yield opened


def bought(ledger: AnyLedger, item: str, task_id: str) -> int:
    """Record a purchase of an item, and return its number."""
    number = ledger.intend("me", "resize", {}, "d", item=item, credits=5)
    ledger.sending(number)
    ledger.created(number, task_id)
    return number


def state_of(ledger: AnyLedger, number: int) -> tuple[str, str | None]:
    """Return the state and the task of a create."""
    return next((each.state, each.task_id) for each in ledger.submissions("me") if each.number == number)


# ------------------------------------------------------------------------------------------------ one purchase an item
@pytest.mark.parametrize("state", ["intended", "unknown", "created", "succeeded"])
def test_an_item_is_bought_once(ledger: AnyLedger, state: str) -> None:
    """While a create for an item is open or has SUCCEEDED, the database refuses another, and only for this account."""
    number = ledger.intend("me", "resize", {}, "d", item="cat")
    if state == "unknown":
        ledger.unknown(number)
    if state in ("created", "succeeded"):
        ledger.created(number, "task-1")
    if state == "succeeded":
        ledger.ended("task-1", "SUCCEEDED")
    with pytest.raises(Duplicate):
        ledger.intend("me", "resize", {}, "d", item="cat")
    assert [each.number for each in ledger.lost("me")] == ([number] if state == "unknown" else [])
    ledger.intend("another", "resize", {}, "d", item="cat")
    ledger.intend("me", "resize", {}, "d", item="dog")


@pytest.mark.parametrize("state", ["refused", "never", "failed", "gone"])
def test_an_item_that_came_to_nothing_can_be_bought_again(ledger: AnyLedger, state: str) -> None:
    """A create that was refused, was not received, FAILED or is gone does not prevent another."""
    number = ledger.intend("me", "resize", {}, "d", item="cat")
    if state == "refused":
        ledger.refused(number)
    elif state == "never":
        ledger.unknown(number)
        ledger.never(number)
    else:
        ledger.created(number, "task-1")
        ledger.ended("task-1", "FAILED") if state == "failed" else ledger.gone("task-1")
    assert bought(ledger, "cat", "task-2") == 2


def test_creates_without_an_item_are_as_many_as_you_like(ledger: AnyLedger) -> None:
    """A program without a batch may send the same request twice."""
    assert [ledger.intend("me", "resize", {}, "d") for _ in range(2)] == [1, 2]


# -------------------------------------------------------------------------------------------------- one create a task
def test_two_lost_creates_cannot_get_one_task(ledger: AnyLedger) -> None:
    """The second that reconciles finds that the task is another create's, which stays lost."""
    first, second = (ledger.intend("me", "resize", {}, "d") for _ in range(2))
    ledger.unknown(first)
    ledger.unknown(second)
    assert ledger.found(first, "task-1")
    assert not ledger.found(second, "task-1")
    assert state_of(ledger, second) == (UNKNOWN, None)


def test_an_answer_is_truer_than_a_guess(ledger: AnyLedger) -> None:
    """If the answer to a create names a task that a lost create was given, that one is lost again."""
    lost, late = (ledger.intend("me", "resize", {}, "d") for _ in range(2))
    ledger.unknown(lost)
    assert ledger.found(lost, "task-1")
    ledger.created(late, "task-1")
    assert (state_of(ledger, lost), state_of(ledger, late)) == ((UNKNOWN, None), (CREATED, "task-1"))


def test_two_creates_with_one_task_of_an_earlier_layout(tmp_path: Path) -> None:
    """A ledger of the earlier layout in which two creates have one task is read: the later create is unknown again."""
    Ledger(tmp_path / "ledger").close()
    with closing(sqlite3.connect(tmp_path / "ledger")) as earlier, earlier:
        earlier.execute("drop index one_create")
        for _ in range(2):
            earlier.execute(
                "insert into submission (account, kind, parameters, digest, state, intended, process, task_id) "
                "values ('me', 'resize', '{}', 'd', 'created', 1.0, 1, 'task-1')"
            )
        for column in ("sent", "credits"):
            earlier.execute(f"alter table submission drop column {column}")
        earlier.execute("pragma user_version = 2")
    with Ledger(tmp_path / "ledger") as ledger:
        assert [state_of(ledger, number) for number in (1, 2)] == [(CREATED, "task-1"), (UNKNOWN, None)]
        ledger.sending(ledger.intend("me", "resize", {}, "d"))


# ------------------------------------------------------------------------------------------------------------ one turn
def test_one_create_at_a_time(place: str) -> None:
    """An account's turn to buy belongs to one create, in this process and in others; another account has its own."""
    with open_ledger(place) as first, open_ledger(place) as second:
        turn = first.take_turn("me")
        assert turn is not None
        assert first.take_turn("me") is second.take_turn("me") is None
        other = second.take_turn("another")
        assert other is not None
        other()
        turn()
        again = second.take_turn("me")
        assert again is not None
        again()


def test_a_ledger_that_is_closed_has_no_turn(place: str) -> None:
    """Closing a ledger gives its turns back, and giving them back again changes nothing."""
    with open_ledger(place) as other:
        with open_ledger(place) as ledger:
            old = ledger.take_turn("me")
            assert old is not None
        turn = taken(other)
        old()
        assert other.take_turn("me") is None
        turn()


def test_threads_take_turns(place: str) -> None:
    """Of threads that want the turn at once, one has it."""
    inside: list[int] = []
    most: list[int] = []
    begin = threading.Barrier(4)

    def work() -> None:
        with open_ledger(place) as own:
            begin.wait()
            for _ in range(20):
                while (turn := own.take_turn("me")) is None:
                    pass
                inside.append(1)
                most.append(len(inside))
                inside.pop()
                turn()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (max(most), len(most)) == (1, 80)


# ------------------------------------------------------------------------------------------------- when a process dies
BUYER = """
import sys
from meshwright.ledger import server
from meshwright.ledger.journal import open_ledger

server.SESSION["idle_session_timeout"] = "1s"
ledger = open_ledger(sys.argv[1])
ledger.intend("me", "resize", {}, "d", item="not sent")
turn = ledger.take_turn("me")
number = ledger.intend("me", "resize", {}, "d", item="sent")
ledger.sending(number)
print("ready", flush=True)
sys.stdin.readline()
try:
    ledger.sending(number)
except Exception as error:
    print(error)
"""


@contextmanager
def buying(place: str) -> Iterator[subprocess.Popen[str]]:
    """Run a process that has the turn, a create that was sent and one that was not."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen(
        [sys.executable, "-c", BUYER, place], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        process.communicate()


def test_what_a_killed_process_leaves(ledger: AnyLedger, place: str) -> None:
    """While a process lives it keeps its turn and its creates. Once it is killed the turn is free, the create that was
    sent is lost, and the one that was not sent is known to have cost nothing.
    """
    with buying(place) as process:
        assert ledger.take_turn("me") is None
        assert ledger.lost("me") == []
        process.kill()
        process.wait()
        turn = taken(ledger)
        assert [each.number for each in ledger.lost("me")] == [2]
        assert [state_of(ledger, number)[0] for number in (1, 2)] == [REFUSED, UNKNOWN]
        turn()


def test_a_frozen_process_that_wakes_sends_nothing(postgres: Postgres) -> None:
    """A process that is stopped loses its connection, so others go on; when it wakes it can send nothing more."""
    place = postgres.database()
    with open_ledger(place) as ledger, buying(place) as process:
        process.send_signal(signal.SIGSTOP)
        turn = taken(ledger)
        assert [each.number for each in ledger.lost("me")] == [2]
        process.send_signal(signal.SIGCONT)
        said, _ = process.communicate("\n")
        assert "was lost" in said
        assert state_of(ledger, 2) == (UNKNOWN, None)
        turn()


def taken(ledger: AnyLedger) -> server.Release:
    """Take the turn as soon as the process that had it is found dead."""
    for _ in range(1000):
        turn = ledger.take_turn("me")
        if turn is not None:
            return turn
        threading.Event().wait(0.01)
    raise AssertionError("the turn did not become free")


def test_a_create_that_was_settled_is_not_sent(ledger: AnyLedger) -> None:
    """Once another process has settled a create, its own process may not send it any more."""
    number = ledger.intend("me", "resize", {}, "d", item="cat")
    ledger.unknown(number)
    assert ledger.never(number)
    with pytest.raises(LedgerError, match=f"create {number} was settled in .* while it waited; it is not sent"):
        ledger.sending(number)
    assert state_of(ledger, number) == (NEVER, None)


# ------------------------------------------------------------------------------------------------ the database's state
def test_an_error_changes_nothing(ledger: AnyLedger) -> None:
    """A transaction that fails in the middle is undone, and the ledger can still be used."""

    def stopped() -> None:
        with ledger._transaction() as database:
            database.execute("insert into download (task_id, folder) values (?, ?)", ("task-1", "x"))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert ledger._rows("select * from download") == []
    assert ledger.intend("me", "resize", {}, "d") == 1
    assert [each.state for each in ledger.submissions("me", INTENDED)] == [INTENDED]


def test_downloads(ledger: AnyLedger, tmp_path: Path) -> None:
    """Wanted downloads are listed until they are done, and a task without any is reported as never fetched."""
    bought(ledger, "cat", "task-1")
    ledger.ended("task-1", "SUCCEEDED")
    assert [each.task_id for each in ledger.unfetched("me")] == ["task-1"]
    ledger.download_wanted("task-1", tmp_path, frozenset({"glb"}))
    (wanted,) = ledger.downloads("me")
    assert (wanted.task_id, wanted.folder, wanted.formats) == ("task-1", tmp_path, frozenset({"glb"}))
    assert ledger.claim("me") == {"task-1"}
    ledger.download_done("task-1", tmp_path)
    assert ledger.downloads("me") == ledger.unfetched("me") == []
    assert [each.status for each in ledger.submissions("me", ENDED)] == ["SUCCEEDED"]


def test_one_clock_for_all_machines(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine whose clock is an hour wrong uses the time of the database."""
    place = postgres.database()
    with open_ledger(place) as right:
        monkeypatch.setattr("time.time", lambda: 3600.0)
        with open_ledger(place) as wrong:
            assert wrong.now() == pytest.approx(right.now(), abs=60)


def test_the_clock_of_a_server(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    """It goes on from the server's time with a clock of this machine that is never set."""
    seconds = 1e6
    monkeypatch.setattr(server, "monotonic", lambda: seconds)
    with open_ledger(postgres.database()) as ledger:
        begun = ledger.now()
        assert begun == pytest.approx(time.time(), abs=60)
        seconds += 500
        assert ledger.now() == begun + 500


def test_a_session_is_ended_by_the_server(postgres: Postgres) -> None:
    """The server is asked to end the session of a machine that vanished or froze, and to find our tables first."""
    with open_ledger(postgres.database()) as ledger:
        assert {name: ledger.store.rows(f"show {name}")[0][0] for name in server.SESSION} == server.SESSION


def test_a_newer_layout_in_postgresql(postgres: Postgres) -> None:
    """A database of a newer version is refused with the advice to update, and its number is not changed."""
    place = postgres.database()
    for _ in range(2):
        open_ledger(place).close()
    with psycopg.connect(place, autocommit=True) as newer:
        assert newer.execute("select number from meshwright.layout").fetchall() == [(LAYOUT,)]
        newer.execute("insert into meshwright.layout values (%s)", (LAYOUT + 1,))
        with pytest.raises(LedgerError, match=f"newer Meshwright \\(layout {LAYOUT + 1}; .* update meshwright"):
            open_ledger(place)
        assert newer.execute("select max(number) from meshwright.layout").fetchone() == (LAYOUT + 1,)


def test_an_old_server(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server before PostgreSQL 14 is refused with both versions; the first of 14 is enough."""
    place = postgres.database()
    monkeypatch.setattr(psycopg.ConnectionInfo, "server_version", 140000)
    open_ledger(place).close()
    monkeypatch.setattr(psycopg.ConnectionInfo, "server_version", 130022)
    with pytest.raises(LedgerError, match="is PostgreSQL 13; version 14 or newer is needed"):
        open_ledger(place)


def test_a_database_that_cannot_be_reached() -> None:
    """An address where nothing answers is an error with host and port that states that nothing was bought; it holds
    no password.
    """
    with pytest.raises(LedgerError, match=r"127\.0\.0\.1:1/none cannot be reached: .* Nothing was bought") as caught:
        open_ledger("postgresql://me:a_secret@127.0.0.1:1/none")
    assert "a_secret" not in str(caught.value)


def test_a_password_is_not_shown(postgres: Postgres) -> None:
    """It is not in what a debugger or a log shows of a ledger."""
    with open_ledger(postgres.database().replace("meshwright@", "meshwright:a_secret@")) as ledger:
        assert "a_secret" not in f"{ledger} {ledger.store} {ledger.store.holder} {ledger.place}"


ADVISORY = "select 1 from pg_locks join pg_database on oid = database where datname = current_database() and objid > 0"
"""The locks of holders and turns in a database."""


def test_holders_on_one_server(postgres: Postgres) -> None:
    """A connection that holds a name is another to each other one, however often it is looked for, until it ends."""
    place = postgres.database()
    with open_ledger(place) as first, open_ledger(place) as second:
        with open_ledger(place) as third:
            name = third.store.holder.enter()
            assert name
            assert third.store.holder.enter() == name
            for _ in range(2):
                assert first.store.holder.is_another(name)
                assert second.store.holder.is_another(name)
            assert not third.store.holder.is_another(name)
            for nothing in ("", None):
                assert not first.store.holder.is_another(nothing)
        wait_for(lambda: not first.store.holder.is_another(name))
        assert not second.store.holder.is_another(name)
        assert first.store.rows(ADVISORY) == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_fork_cannot_use_the_connection(postgres: Postgres) -> None:
    """A child that uses its parent's connection is refused with a sentence, and the parent goes on."""
    with open_ledger(postgres.database()) as ledger:
        if not (child := os.fork()):
            try:
                with pytest.raises(LedgerError, match="was opened before a fork; open it again"):
                    ledger.submissions()
                os._exit(0)
            finally:
                os._exit(1)
        assert os.waitpid(child, 0)[1] == 0
        assert ledger.submissions() == []


def test_an_error_of_the_server(postgres: Postgres) -> None:
    """An error while the connection lives is named by its first line, and the ledger can be used further."""
    with open_ledger(postgres.database()) as ledger:
        with pytest.raises(LedgerError, match=r"cannot be used: column \"nothing\" does not exist$"):
            ledger.store.rows("select nothing")
        assert ledger.store.rows("select 1") == [(1,)]


def test_a_lost_connection_stays_lost(postgres: Postgres) -> None:
    """After the connection broke every call raises, as others may go on with the work; a new ledger works."""
    place = postgres.database()
    ledger = open_ledger(place)
    number = ledger.intend("me", "resize", {}, "d")
    with psycopg.connect(place, autocommit=True) as other:
        other.execute("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()")
    with pytest.raises(LedgerError, match=r"was lost: .* so it stops; start it again"):
        ledger.sending(number)
    with pytest.raises(LedgerError, match="is closed"):
        ledger.created(number, "task-1")
    ledger.close()
    with open_ledger(place) as again:
        assert again.lost("me") == []
        assert state_of(again, number) == (REFUSED, None)
