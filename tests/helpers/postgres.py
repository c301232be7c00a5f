"""A PostgreSQL server of the tests' own on loopback, from the programs that the system has (Debian: ``postgresql``).

It never runs as root: tests of root start it as another user. Where there is none, the tests that need it are skipped.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from attrs import define, field

USERS = ("postgres", "daemon")
"""Users who may run the server when the tests run as root."""
SETTINGS = {"fsync": "off", "listen_addresses": "127.0.0.1", "max_connections": "60", "unix_socket_directories": ""}
MISSING = "PostgreSQL is not installed (Debian: apt-get install postgresql)"


def programs() -> Path | None:
    """Return the folder of ``initdb`` and ``pg_ctl``: of the newest version, or on PATH."""
    newest = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    first = newest[-1] if newest else shutil.which("initdb")
    return Path(first).parent if first else None


@define
class Postgres:
    """A running server."""

    bin: Path
    folder: Path
    port: int
    user: str | None
    """Who runs it; None for the user of the tests."""
    _names: Iterator[int] = field(factory=count)

    def run(self, program: str, *arguments: str) -> None:
        """Run one of its programs."""
        as_user: dict[str, Any] = {}
        if self.user is not None:
            as_user = {"user": self.user, "extra_groups": []}
        environment = {**os.environ, "LC_ALL": "C", "HOME": str(self.folder)}
        with (self.folder / "log").open("ab") as log:
            command = [str(self.bin / program), "-D", str(self.folder / "data"), *arguments]
            subprocess.run(command, check=True, stdout=log, stderr=log, env=environment, cwd=self.folder, **as_user)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = {**SETTINGS, "port": str(self.port)}
        options = " ".join(f"-c {name}={value or repr(value)}" for name, value in settings.items())
        self.run("pg_ctl", "-w", "-o", options, "start")

    def stop(self) -> None:
        """Stop it; open connections break."""
        self.run("pg_ctl", "-w", "-m", "immediate", "stop")

    def database(self) -> str:
        """Create an empty database and return its address."""
        name = f"test_{os.getpid()}_{next(self._names)}"
        self._say(f"create database {name}")
        return self.address(name)

    def refuse(self, address: str) -> None:
        """Break all connections to a database, and accept no other."""
        self._say(f"alter database {address.rpartition('/')[2]} allow_connections false")
        self._say(
            f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{address.rpartition('/')[2]}'"
        )

    def accept(self, address: str) -> None:
        """Accept connections to a database again."""
        self._say(f"alter database {address.rpartition('/')[2]} allow_connections true")

    def _say(self, statement: str) -> None:
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[arg-type]  # our own text

    def address(self, name: str) -> str:
        """Return the address of a database."""
        return f"postgresql://meshwright@127.0.0.1:{self.port}/{name}"


def free_port() -> int:
    """Return a port that is free now."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def begun(folder: Path) -> Postgres:
    """Make a server in a folder and start it; skip the test where that cannot be had."""
    bin = programs()
    if bin is None:
        pytest.skip(MISSING)
    user = None
    if os.geteuid() == 0:
        import pwd  # not on Windows

        known = {entry.pw_name for entry in pwd.getpwall()}
        user = next((name for name in USERS if name in known), None)
        if user is None:
            pytest.skip("PostgreSQL does not run as root, and there is no other user")
        shutil.chown(folder, user)
    server = Postgres(bin, folder, free_port(), user)
    server.run("initdb", "--auth=trust", "--encoding=UTF8", "--username=meshwright", "--no-sync")
    server.start()
    return server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Run a server for the tests of a process."""
    with tempfile.TemporaryDirectory(prefix="meshwright-pg-") as folder:  # pytest's own folders are closed to others
        server = begun(Path(folder))
        yield server
        server.stop()
