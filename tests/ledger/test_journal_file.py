"""Which files are taken for a ledger: ours of every layout; any other is refused and not changed by a byte."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from meshwright import Ledger, LedgerError
from meshwright.ledger import layout
from meshwright.ledger.journal import CREATED, ENDED, UNKNOWN

FIRST_LAYOUT = """create table submission ( number integer primary key, account text not null, kind text not null,
parameters text not null, digest text not null, state text not null, intended real not null, settled real, process
integer not null, task_id text, status text ); create index submission_by_task on submission (task_id); create table
download ( number integer primary key, task_id text not null, folder text not null, formats text, done integer not null
default 0, unique (task_id, folder) );"""
ROW = "insert into submission (account, kind, parameters, digest, state, intended, process, task_id) values "


def database(path: Path, script: str, *, wal: bool = False) -> None:
    """Make a database as another program would; with ``wal`` its content is in the write-ahead log only."""
    if not wal:
        with closing(sqlite3.connect(path)) as made:
            made.executescript(script)
        return
    with closing(sqlite3.connect(path)) as made:
        made.executescript(f"pragma journal_mode=wal; {script}")
        for name in (path.name, f"{path.name}-wal"):
            shutil.copy(path.with_name(name), path.with_name(f"kept {name}"))
    for name in (path.name, f"{path.name}-wal"):
        path.with_name(f"kept {name}").rename(path.with_name(name))


def torn(path: Path, script: str) -> None:
    """Make a database whose first page is whole in its log only, as a crash of the machine while it is written back."""
    database(path, f"pragma journal_mode=wal; {script}")
    with closing(sqlite3.connect(path)) as made:
        made.executescript("create table later (text); drop table later")
        whole, log = path.read_bytes(), path.with_name(f"{path.name}-wal").read_bytes()
    path.write_bytes(whole[:100] + bytes(4096 - 100) + whole[4096:])
    path.with_name(f"{path.name}-wal").write_bytes(log)


def contents(folder: Path) -> dict[str, bytes]:
    """Return what every file of a folder holds, but for the index of a write-ahead log, which holds nothing."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith("-shm")}


FOREIGN: dict[str, Callable[[Path], object]] = {
    "text": lambda path: path.write_text("my notes\n" * 100),
    "a few bytes": lambda path: path.write_text("x"),
    "JSON": lambda path: path.write_text('{"ledger": []}'),
    "a picture": lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(5000)),
    "zeros": lambda path: path.write_bytes(bytes(5000)),
    "a head of SQLite": lambda path: path.write_bytes(b"SQLite format 3\0"),
    "a database": lambda path: database(path, "create table notes (text); insert into notes values ('mine')"),
    "a database in its log": lambda path: database(path, "create table notes (text)", wal=True),
    "a table of that name": lambda path: database(path, "create table submission (other text)"),
    "a database with a version": lambda path: database(path, f"{FIRST_LAYOUT} pragma user_version = 7"),
    "a database with a mark": lambda path: database(path, "pragma application_id = 99"),
    "a marked one with our tables": lambda path: database(path, f"{FIRST_LAYOUT} pragma application_id = 99"),
    "only downloads": lambda path: database(path, "create table download (task_id, folder, done)"),
    "tables of both names": lambda path: database(path, "create table submission (a); create table download (a)"),
    "a torn database": lambda path: torn(path, "create table notes (text)"),
    "a view": lambda path: database(path, "create view submission as select 1 as number"),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_file_that_is_not_ours(tmp_path: Path, kind: str) -> None:
    """It is refused with its name and what to do; no byte of it changes and nothing is left beside it."""
    path = tmp_path / "other"
    FOREIGN[kind](path)
    before, changed = contents(tmp_path), path.stat().st_mtime_ns
    for _ in range(2):
        with pytest.raises(LedgerError, match=r"It was not changed\. Name another file") as caught:
            Ledger(path)
        assert str(path) in str(caught.value)
    assert (contents(tmp_path), path.stat().st_mtime_ns) == (before, changed)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_a_pipe_and_a_device() -> None:
    """Neither is opened, which would wait for ever: both are refused at once."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        os.mkfifo(Path(folder, "pipe"))
        for path in (Path(folder, "pipe"), Path(os.devnull)):
            with pytest.raises(LedgerError, match="is not a file"):
                Ledger(path)


@pytest.mark.parametrize("name", ["a b", "100%25", "what?mode=ro", "#1", "ü", "a'b"])
def test_any_name(tmp_path: Path, name: str) -> None:
    """A ledger may have any name, also one that means something in an address."""
    for _ in range(2):
        with Ledger(tmp_path / name) as ledger:
            ledger.intend("me", "resize", {}, "d")
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_newer_layout(tmp_path: Path) -> None:
    """A file of a newer version is refused, with the advice to update, and is not changed."""
    path = tmp_path / "ledger"
    Ledger(path).close()
    with closing(sqlite3.connect(path)) as newer:
        newer.execute(f"pragma user_version = {layout.LAYOUT + 1}")
    before = contents(tmp_path)
    with pytest.raises(LedgerError, match=r"layout 4; this version knows 3\): update meshwright"):
        Ledger(path)
    assert contents(tmp_path) == before


def test_ours_is_marked(tmp_path: Path) -> None:
    """The header names the program and the layout, so that `file` and others can recognise it."""
    Ledger(tmp_path / "ledger").close()
    head = (tmp_path / "ledger").read_bytes()[:100]
    assert (head[68:72], int.from_bytes(head[60:64], "big")) == (b"Mesh", layout.LAYOUT)


@pytest.mark.parametrize("wal", [False, True], ids=["closed", "killed"])
def test_the_first_layout_is_brought_up_to_date(tmp_path: Path, wal: bool) -> None:
    """A ledger of an earlier version works on with all it holds, and the earlier version can still write to it."""
    row = f"{ROW} ('me', 'resize', '{{}}', 'd', 'created', 1.0, 1, 'task-1');"
    database(tmp_path / "ledger", FIRST_LAYOUT + row, wal=wal)
    with Ledger(tmp_path / "ledger") as ledger:
        assert [entry.task_id for entry in ledger.submissions("me", CREATED)] == ["task-1"]
        ledger.ended("task-1", "SUCCEEDED")
        ledger.unknown(ledger.intend("me", "resize", {}, "d", ahead=2.0))
        with closing(sqlite3.connect(tmp_path / "ledger")) as earlier, earlier:
            earlier.execute(f"{ROW} ('me', 'resize', '{{}}', 'd', 'unknown', 3.0, 1, null)")
    with Ledger(tmp_path / "ledger") as ledger:
        assert [entry.ahead for entry in ledger.submissions("me", UNKNOWN)] == [2.0, None]
        assert len(ledger.submissions("me", ENDED)) == 1


SMALLEST = "pragma page_size = 512; create table a (b); drop table a; vacuum"


@pytest.mark.parametrize(
    "make",
    [Path.touch, lambda path: database(path, ""), lambda path: database(path, SMALLEST)],
    ids=["no bytes", "no database", "no tables"],
)
def test_an_empty_file_becomes_a_ledger(tmp_path: Path, make: Callable[[Path], object]) -> None:
    """A file without content, for instance from mktemp, is as good as none."""
    make(tmp_path / "ledger")
    with Ledger(tmp_path / "ledger") as ledger:
        assert ledger.intend("me", "resize", {}, "d") == 1


KILLED = """
import os, signal, sys
from meshwright import Ledger
ledger = Ledger(sys.argv[1])
ledger.sending(ledger.intend("me", "resize", {}, "d"))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_killed_right_after_it_was_made(tmp_path: Path) -> None:
    """A new ledger whose first process was killed, so that all of it is in the log, is recognised."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path / "ledger")], env=environment, check=False)
    with Ledger(tmp_path / "ledger") as ledger:
        assert [entry.number for entry in ledger.lost("me")] == [1]


def test_a_file_that_is_torn(tmp_path: Path) -> None:
    """A ledger that a crash left half written is read with its log, which has the rest."""
    row = f"{ROW} ('me', 'resize', '{{}}', 'd', 'created', 1.0, 1, 'task-1');"
    torn(tmp_path / "ledger", FIRST_LAYOUT + row)
    with Ledger(tmp_path / "ledger") as ledger:
        assert [entry.task_id for entry in ledger.submissions("me", CREATED)] == ["task-1"]


DAMAGE: dict[str, tuple[str, str]] = {
    "parameters cut": ("submission", "parameters = '{\"a\":'"),
    "parameters a list": ("submission", "parameters = '[]'"),
    "parameters bytes": ("submission", "parameters = x'ff00'"),
    "parameters deep": ("submission", "parameters = '" + "[" * 100_000 + "'"),
    "kind a number": ("submission", "kind = x'00'"),
    "a time that is text": ("submission", "intended = 'yesterday'"),
    "a time without end": ("submission", "intended = 9e999"),
    "a time before time": ("submission", "intended = -1e300"),
    "a number as id": ("submission", "task_id = x'01'"),
    "created without an id": ("submission", "task_id = null"),
    "an empty id": ("submission", "task_id = ''"),
    "a state that is bytes": ("submission", "state = x'01'"),
    "settled without end": ("submission", "settled = 9e999"),
    "settled text": ("submission", "settled = 'x'"),
    "formats cut": ("download", "formats = '[\"glb\"'"),
    "formats a number": ("download", "formats = '5'"),
    "formats of numbers": ("download", "formats = '[5]'"),
    "formats of lists": ("download", "formats = '[[]]'"),
    "formats null": ("download", "formats = 'null'"),
    "no folder": ("download", "folder = ''"),
    "folder bytes": ("download", "folder = x'ff'"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_row(tmp_path: Path, damage: str) -> None:
    """A row that cannot be read is an error that names file, table and row, and what to do; buying goes on."""
    table, change = DAMAGE[damage]
    with Ledger(tmp_path / "ledger") as ledger:
        ledger.created(ledger.intend("me", "resize", {}, "d"), "task-1")
        ledger.download_wanted("task-1", tmp_path, frozenset({"glb"}))
        ledger.store.database.execute(f"update {table} set {change}")
        with pytest.raises(
            LedgerError, match=rf"damaged in row 1 of {table}; nothing was changed. Correct or"
        ) as caught:
            ledger.submissions("me") and ledger.downloads("me")
        assert str(tmp_path / "ledger") in str(caught.value)
        assert ledger.submissions("another") == []
        ledger.created(ledger.intend("another", "resize", {}, "d"), "task-2")


def test_the_first_and_the_last_moment(tmp_path: Path) -> None:
    """Every clock from 1970 to the year 9999 can be read."""
    with Ledger(tmp_path / "ledger") as ledger:
        for moment in (0.0, 253402300799.0):
            ledger.now = lambda moment=moment: moment  # type: ignore[misc]
            ledger.intend("me", "resize", {}, "d")
        assert [entry.intended for entry in ledger.submissions("me")] == [0.0, 253402300799.0]
        ledger.now = lambda: 253402300800.0
        ledger.intend("me", "resize", {}, "d")
        with pytest.raises(LedgerError, match="damaged in row 3 of submission"):
            ledger.submissions("me")


def test_a_text_that_is_not_utf_8(tmp_path: Path) -> None:
    """Bytes that are not text in a text column are an error of ours too."""
    with Ledger(tmp_path / "ledger") as ledger:
        ledger.intend("me", "resize", {}, "d")
        ledger.store.database.execute("update submission set kind = cast(x'ff' as text)")
        with pytest.raises(LedgerError):
            ledger.submissions("me")


def test_a_file_that_is_damaged_inside(tmp_path: Path) -> None:
    """Pages that were overwritten are named as damage, with what to do."""
    path = tmp_path / "ledger"
    with Ledger(path) as ledger:
        ledger.store.database.execute("pragma synchronous=off")
        for _ in range(100):
            ledger.intend("me", "resize", {"texture_prompt": "x" * 500}, "d")
    content = bytearray(path.read_bytes())
    content[8192:] = b"\xff" * (len(content) - 8192)
    path.write_bytes(bytes(content))

    def use() -> Any:
        with Ledger(path) as ledger:
            return ledger.submissions()

    with pytest.raises(LedgerError, match="Restore it from a copy, or move it away"):
        use()
