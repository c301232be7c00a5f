"""The ledger's file: what it holds and what it never holds, many users at once, and every way it can be unusable."""

from __future__ import annotations

import base64
import gc
import os
import pickle
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.prepared_service import PICTURE, shop
from hypothesis import given, settings
from hypothesis import strategies as st
from meshwright import Ledger, LedgerError, Meshy
from meshwright.ledger.journal import CREATED, ENDED, INTENDED, NEVER, REFUSED, UNKNOWN
from meshwright.tasks.submitting import account

pytestmark = pytest.mark.usefixtures("no_certificates")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """An empty ledger."""
    with Ledger(tmp_path / "ledger.sqlite") as found:
        yield found


def states(ledger: Ledger) -> list[str]:
    """List the states of all creates."""
    return [entry.state for entry in ledger.submissions()]


def test_the_life_of_a_create(ledger: Ledger) -> None:
    """An intention gets an id and an end, and every step is there for the next process that opens the file."""
    number = ledger.intend("me", "image-to-3d", {"texture_prompt": "red"}, "digest")
    assert states(ledger) == [INTENDED]
    ledger.created(number, "task-1")
    assert states(ledger) == [CREATED]
    ledger.ended("task-1", "SUCCEEDED")
    with Ledger(ledger.path) as other:
        (entry,) = other.submissions("me", ENDED)
    assert (entry.number, entry.kind, entry.task_id, entry.status) == (number, "image-to-3d", "task-1", "SUCCEEDED")
    assert entry.parameters == {"texture_prompt": "red"}
    assert entry.settled is not None
    assert entry.settled >= entry.intended


@pytest.mark.parametrize(
    ("settle", "state"), [(Ledger.refused, REFUSED), (Ledger.unknown, UNKNOWN), (Ledger.never, NEVER)]
)
def test_other_ends(ledger: Ledger, settle: Callable[[Ledger, int], None], state: str) -> None:
    """A create that did not answer with an id is refused, or unknown, of which some were not received."""
    number = ledger.intend("me", "resize", {}, "d")
    if state == NEVER:
        settle(ledger, number)
        assert states(ledger) == [INTENDED], "it is not lost"
        ledger.unknown(number)
    settle(ledger, number)
    assert states(ledger) == [state]
    assert ledger.known_ids() == set()


def test_what_was_settled_is_not_sent(ledger: Ledger) -> None:
    """A create that was taken for lost while it waited in line is sent all the same, and under way again; one that was
    settled must not be sent, and its own end does not undo that.
    """
    number = ledger.intend("me", "resize", {}, "d")
    ledger.unknown(number)
    ledger.sending(number)
    assert states(ledger) == [INTENDED]
    ledger.unknown(number)
    assert ledger.never(number)
    with pytest.raises(LedgerError, match=r"create 1 was settled .* it is not sent"):
        ledger.sending(number)
    ledger.refused(number)
    assert states(ledger) == [NEVER]


def test_accounts_are_kept_apart(ledger: Ledger) -> None:
    """Creates of one key are not shown to another, except on request."""
    for who in ("a", "b", "a"):
        ledger.intend(who, "resize", {}, "d")
    assert [entry.number for entry in ledger.submissions("a")] == [1, 3]
    assert len(ledger.submissions()) == 3


def test_downloads_are_remembered_until_done(ledger: Ledger, tmp_path: Path) -> None:
    """Requested files are listed with their folder and formats until all are there; a new request replaces the old."""
    ledger.created(ledger.intend("me", "resize", {}, "d"), "task-1")
    ledger.download_wanted("task-1", tmp_path / "a", frozenset({"glb", "obj"}))
    ledger.download_wanted("task-1", tmp_path / "b", None)
    found = {wanted.folder.name: wanted.formats for wanted in ledger.downloads("me")}
    assert found == {"a": frozenset({"glb", "obj"}), "b": None}
    ledger.download_done("task-1", tmp_path / "a")
    assert [wanted.folder.name for wanted in ledger.downloads("me")] == ["b"]
    ledger.download_wanted("task-1", tmp_path / "a", None)
    assert len(ledger.downloads("me")) == 2
    assert ledger.downloads("another") == []


@pytest.mark.parametrize("status", ["FAILED", "CANCELED", "GONE"])
def test_no_files_are_expected_of_a_task_that_has_none(ledger: Ledger, tmp_path: Path, status: str) -> None:
    """Files of a task that failed or is gone are not waited for any more."""
    ledger.created(ledger.intend("me", "resize", {}, "d"), "task-1")
    ledger.download_wanted("task-1", tmp_path, None)
    ledger.ended("task-1", status)
    assert ledger.downloads("me") == []
    assert ledger.unfetched("me") == []


def test_results_that_nobody_fetched(tmp_path: Path) -> None:
    """A task that succeeded and whose files were never asked for is reported, as long as the service keeps it."""
    now = [1000.0]
    with Ledger(tmp_path / "ledger", now=lambda: now[0]) as ledger:
        for id in ("task-1", "task-2"):
            ledger.created(ledger.intend("me", "resize", {}, "d"), id)
            ledger.ended(id, "SUCCEEDED")
        ledger.download_wanted("task-2", tmp_path, None)
        assert [entry.task_id for entry in ledger.unfetched("me")] == ["task-1"]
        assert ledger.unfetched("me", since=now[0]) == []


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(
    ["'; drop table submission; --", '"', "%", "\x00", "?1", "a' or '1'='1"]
)


@settings(max_examples=50)
@given(TEXTS, TEXTS, TEXTS, st.dictionaries(TEXTS, TEXTS | st.integers() | st.none()))
def test_texts_are_only_texts(account: str, kind: str, id: str, parameters: dict[str, object]) -> None:
    """Any name, id or prompt is returned unchanged and has no effect."""
    path = Path(tempfile.gettempdir(), f"meshwright-test-{os.getpid()}.sqlite")
    try:
        with Ledger(path) as ledger:
            ledger.store.database.execute("pragma synchronous=off")
            before = len(ledger.submissions(account))
            number = ledger.intend(account, kind, parameters, "d")
            ledger.created(number, id)
            ledger.ended(id, kind)
            found = ledger.submissions(account)[-1]
            assert (found.kind, found.parameters, found.task_id) == (kind, parameters, id)
            assert len(ledger.submissions(account)) == before + 1
    finally:
        for name in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
            name.unlink(missing_ok=True)


def test_no_statement_is_put_together() -> None:
    """Every statement is a constant: values travel beside it and never in it."""
    for name in ("journal", "submissions", "wanted_downloads"):
        source = Path(sys.modules[f"meshwright.ledger.{name}"].__file__ or "").read_text("utf-8")
        assert source.count("execute(f") == source.count("_rows(f") == 0


@pytest.mark.filterwarnings("ignore:.*texture_image_url has no effect")
def test_neither_key_nor_picture_is_in_the_file(tmp_path: Path) -> None:
    """The bytes on the disk hold neither the key nor a piece of a picture, in every form in which it can be given. Of a
    path they hold the name of the file, by which people know the task, and not its folder.
    """
    marker = b"a piece of the picture that must not be kept anywhere"
    picture = PICTURE + marker
    (tmp_path / "cat.png").write_bytes(picture)
    uri = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
    key = "msy_a_key_that_is_nobody_elses"
    with (
        shop(tmp_path / "prepared") as emulator,
        Ledger(tmp_path / "ledger") as ledger,
        Meshy(key, base_url=emulator.url, ledger=ledger) as meshy,
        (tmp_path / "cat.png").open("rb") as file,
    ):
        for given_ in (picture, str(tmp_path / "cat.png"), uri, file):
            meshy.image_to_3d.create(image_url=given_, texture_prompt="kept", texture_image_url=uri)
        meshy.multi_image_to_3d.create(image_urls=[picture, uri])
        on_disk = b"".join(path.read_bytes() for path in tmp_path.glob("ledger*"))
    assert b"kept" in on_disk
    for secret in (key.encode(), b"Bearer", marker, base64.b64encode(marker)[4:40], b"base64"):
        assert secret not in on_disk
    assert b"cat.png" in on_disk
    assert str(tmp_path).encode() not in on_disk


def test_an_account_does_not_tell_its_key() -> None:
    """The name of an account depends on key and address and holds neither."""
    buyers = [Meshy(key, base_url=url) for url in ("https://a", "https://b") for key in ("k1", "k2")]
    names = {account(meshy.session) for meshy in buyers}
    assert len(names) == 4
    assert all(len(name) == 16 for name in names)


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    """Only the owner may read the file, and those next to it."""
    with Ledger(tmp_path / "ledger") as ledger:
        ledger.intend("me", "resize", {}, "d")
        assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


# Several users at once


def test_threads_share_a_ledger(ledger: Ledger) -> None:
    """Threads that write at once all get numbers of their own, and nothing is lost."""
    errors: list[BaseException] = []

    def buy(thread: int) -> None:
        try:
            for index in range(10):
                ledger.created(ledger.intend("me", "resize", {"n": index}, "d"), f"{thread}-{index}")
        except BaseException as error:  # shown below
            errors.append(error)

    threads = [threading.Thread(target=buy, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(ledger.known_ids()) == 60
    assert set(states(ledger)) == {CREATED}


WRITER = """
import sys
from meshwright import Ledger

with Ledger(sys.argv[1]) as ledger:
    for index in range(15):
        ledger.created(ledger.intend("me", "resize", {}, "d"), f"{sys.argv[2]}-{index}")
        ledger.submissions("me")
"""


def test_processes_share_a_ledger(tmp_path: Path) -> None:
    """Processes that open, write and read the same new file at once do not disturb each other."""
    path = os.pathsep.join(sys.path)
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path / "ledger"), str(number)],
            env={**os.environ, "PYTHONPATH": path},
            stderr=subprocess.PIPE,
        )
        for number in range(4)
    ]
    assert [writer.communicate()[1].decode() for writer in writers] == [""] * 4
    with Ledger(tmp_path / "ledger") as ledger:
        assert len(ledger.known_ids()) == 60


def test_what_is_under_way_is_not_lost(tmp_path: Path) -> None:
    """A create that this process waits for is not taken for lost, under every name of the file."""
    (tmp_path / "link").symlink_to(tmp_path / "ledger")
    with Ledger(tmp_path / "ledger") as ledger, Ledger(tmp_path / "link") as other:
        number = ledger.intend("me", "resize", {}, "d")
        assert ledger.lost("me") == other.lost("me") == []
        ledger.unknown(number)
        assert [entry.number for entry in other.lost("me")] == [number]


def test_a_create_of_an_earlier_version_is_lost_after_a_while(ledger: Ledger) -> None:
    """An intention that names no holder, as versions before locks wrote it, is in flight for a quarter of an hour."""
    number = ledger.intend("me", "resize", {}, "d")
    ledger.let_go(number)
    ledger.store.database.execute("update submission set holder = null, sent = null")
    begun = ledger.submissions()[0].intended
    for seconds, expected in ((-1.0, []), (0.0, [number])):
        now = begun + 15 * 60 + seconds
        ledger.now = lambda now=now: now  # type: ignore[misc]
        assert [entry.number for entry in ledger.lost("me")] == expected


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("held", [False, True])
def test_a_fork_is_told(ledger: Ledger, held: bool) -> None:
    """A connection that came over a fork is refused with a sentence, and its lock is closed there, so that it ends with
    the parent; opening the file again works, as another holder.
    """
    lock = ledger.store.holder.enter() and ledger.store.holder._lock if held else None
    holders = list(ledger.path.parent.glob("*.holder"))
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            with pytest.raises(LedgerError) as caught:
                ledger.submissions()
            if lock is not None:
                with pytest.raises(OSError, match="Bad file descriptor"):
                    os.fstat(lock._handle)
            with Ledger(ledger.path) as own:
                own.intend("me", "resize", {}, "d")
                assert len(list(ledger.path.parent.glob("*.holder"))) == len(holders) + 1
            assert list(ledger.path.parent.glob("*.holder")) == holders
            os.write(writing, str(caught.value).encode())
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == 0
    os.close(writing)
    assert "was opened before a fork; open it again" in os.read(reading, 1000).decode()
    os.close(reading)
    assert len(ledger.submissions()) == 1


# What makes it unusable


def unusable(kind: str, folder: Path) -> Path:
    """Make a path where no ledger can be."""
    path = folder / "ledger.sqlite"
    match kind:
        case "folder":
            path.mkdir()
        case "below a file":
            path.write_text("a file")
            return path / "ledger.sqlite"
        case "not a database":
            path.write_bytes(b"anything but a database" * 100)
        case "another database":
            with sqlite3.connect(path) as other:
                other.execute("create table submission (other text)")
            other.close()
        case "cut":
            with Ledger(path) as ledger:
                for _ in range(200):
                    ledger.store.database.execute("pragma synchronous=off")
                    ledger.intend("me", "resize", {"texture_prompt": "x" * 500}, "d")
            path.write_bytes(path.read_bytes()[:5000])
        case _:
            path.parent.chmod(0o500)
            path = Path("/proc/version/ledger.sqlite") if os.geteuid() == 0 else path
    return path


@pytest.mark.parametrize("kind", ["folder", "below a file", "not a database", "another database", "cut", "read-only"])
def test_an_unusable_file_is_one_clear_error(kind: str, tmp_path: Path) -> None:
    """Where no ledger can be, the error is ours, names the file, and nothing is left open."""
    path = unusable(kind, tmp_path)

    def use() -> None:
        with Ledger(path) as ledger:
            ledger.submissions()
            ledger.intend("me", "resize", {}, "d")

    with pytest.raises(LedgerError) as caught:
        use()
    assert str(path.resolve()) in str(caught.value)
    tmp_path.chmod(0o700)
    del caught
    gc.collect()  # an unclosed database would be a warning, which is an error here


def test_a_step_that_fails_changes_nothing(ledger: Ledger) -> None:
    """A transaction is written whole or not at all, and the ledger can still be used."""

    def stopped() -> None:
        with ledger._transaction() as database:
            database.execute("insert into download (task_id, folder) values ('task-1', 'x')")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert ledger._rows("select * from download") == []
    ledger.intend("me", "resize", {}, "d")


class Interrupted:
    """A database at which Ctrl-C comes before or after one statement."""

    def __init__(self, database: sqlite3.Connection, statement: str, *, done: bool) -> None:
        self.database, self.statement, self.done = database, statement, done

    def execute(self, statement: str, *values: Any) -> object:
        """Execute it, unless Ctrl-C comes before."""
        hit = statement.startswith(self.statement)
        if hit:
            self.statement = "nothing else"
        if hit and not self.done:
            raise KeyboardInterrupt
        result = self.database.execute(statement, *values)
        if hit:
            raise KeyboardInterrupt
        return result

    def __getattr__(self, name: str) -> object:
        return getattr(self.database, name)


@pytest.mark.parametrize("done", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("statement", ["begin", "insert", "commit"])
def test_ctrl_c_at_an_intention(ledger: Ledger, statement: str, done: bool) -> None:
    """Ctrl-C at any statement of an intention leaves the file usable, for others too, and nothing that could be taken
    for a create under way: it was not sent.
    """
    before = set(ledger._holder.under_way)
    database = ledger.store.database
    ledger.store.database = Interrupted(database, statement, done=done)  # type: ignore[assignment]
    with pytest.raises(KeyboardInterrupt):
        ledger.intend("me", "resize", {}, "d")
    ledger.store.database = database
    assert ledger._holder.under_way == before
    assert states(ledger) == ([REFUSED] if (statement, done) == ("commit", True) else [])
    with Ledger(ledger.path) as other:
        other.store.database.execute("pragma busy_timeout = 100")
        other.created(other.intend("me", "resize", {}, "d"), "task-1")
    ledger.created(ledger.intend("me", "resize", {}, "d"), "task-2")


def test_a_second_ctrl_c(ledger: Ledger) -> None:
    """Ctrl-C while what the first one stopped is rolled back: the next step puts it right."""
    database = ledger.store.database
    ledger.store.database = Interrupted(database, "rollback", done=False)  # type: ignore[assignment]
    with pytest.raises(KeyboardInterrupt), ledger._transaction():
        raise KeyboardInterrupt
    ledger.store.database = database
    assert database.in_transaction
    ledger.intend("me", "resize", {}, "d")
    assert not database.in_transaction


def test_closed_is_closed(ledger: Ledger) -> None:
    """A closed ledger raises, and may be closed again."""
    number = ledger.intend("me", "resize", {}, "d")
    ledger.close()
    ledger.close()
    for use in (ledger.submissions, lambda: ledger.created(number, "x"), ledger.known_ids):
        with pytest.raises(LedgerError, match=r"closed database\.$"):
            use()


def test_an_error_can_be_pickled(tmp_path: Path) -> None:
    """The error comes out of a process pool as it is."""
    (tmp_path / "ledger").mkdir()
    with pytest.raises(LedgerError) as caught:
        Ledger(tmp_path / "ledger")
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
