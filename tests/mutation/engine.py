"""Try a test setup on one mutant, in a process of its own: a forked child imports the package again, with one module
from another source.

Nothing is written to the tree, so that others can work in it. Files that a child leaves behind are removed.
"""

from __future__ import annotations

import hashlib
import importlib.machinery
import importlib.util
import json
import os
import select
import shutil
import signal
import sys
import tempfile
import time
import types
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from attrs import frozen
from helpers.places import ROOT

PACKAGE = ROOT / "overlays" / "meshwright"
LONGEST = 500
"""Characters that are kept of a finding."""
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
"""Where children keep their files, if there is a file system in memory: walks make thousands of small ones, and a busy
disk doubled their time."""


@frozen(kw_only=True)
class Mutant:
    """One change of one module."""

    id: str
    kind: str
    module: str
    source: str

    @property
    def side(self) -> str:
        """Whose mutant it is, which determines what tests it: a service, a client of ours, or the batch."""
        flighthub = "flighthub" in self.module
        if self.module.startswith("emulator."):
            return "flighthub" if flighthub else "meshy"
        if self.module.startswith("fleet.") or self.module == "meshy.batch":
            return "batch"
        return "flighthub client" if flighthub else "client"

    @property
    def digest(self) -> str:
        """Names the changed source: another digest, another mutant."""
        return hashlib.sha256(self.source.encode()).hexdigest()[:12]


Setup = Callable[[Mutant], str]
"""Returns what was found first, or nothing."""


@frozen
class Verdict:
    """The result of a try."""

    mutant: Mutant
    finding: str
    """What noticed it; empty for a survivor."""
    seconds: float


class StaleMutant(Exception):
    """A mutant does not fit the source any more."""


def source_of(module: str) -> str:
    """Return the source of a module of the package, named from its root."""
    return (PACKAGE / Path(*module.split("."))).with_suffix(".py").read_text("utf-8")


def replaced(module: str, old: str, new: str) -> str:
    """Return a module's source with one place changed; raises StaleMutant unless there is exactly one."""
    source = source_of(module)
    if source.count(old) != 1:
        raise StaleMutant(f"{module}: {source.count(old)} places read {old!r}")
    return source.replace(old, new)


class _Changed(importlib.machinery.SourceFileLoader):
    """Finds and loads one module from another source."""

    def __init__(self, mutant: Mutant) -> None:
        path = str((PACKAGE / Path(*mutant.module.split("."))).with_suffix(".py"))
        importlib.machinery.SourceFileLoader.__init__(self, f"meshwright.{mutant.module}", path)
        self.mutant = mutant

    def find_spec(self, name: str, path: object = None, target: object = None) -> importlib.machinery.ModuleSpec | None:
        return importlib.util.spec_from_file_location(name, self.path, loader=self) if name == self.name else None

    def get_code(self, name: str) -> types.CodeType | None:
        return compile(self.mutant.source, self.path, "exec")


@frozen
class _Child:
    mutant: Mutant
    pid: int
    folder: str
    """Its temporary files."""
    begun: float


def run(mutants: Sequence[Mutant], setup: Setup, *, limit: float, jobs: int = 1) -> Iterator[Verdict]:
    """Yield a verdict for each mutant, as they come.

    One that takes more than ``limit`` seconds is ended, and noticed: it hangs.
    """
    waiting = list(reversed(mutants))
    under_way: dict[int, _Child] = {}
    try:
        while waiting or under_way:
            while waiting and len(under_way) < jobs:
                pipe, child = _started(waiting.pop(), setup)
                under_way[pipe] = child
            ready, _, _ = select.select(list(under_way), [], [], 1.0)
            late = [pipe for pipe, child in under_way.items() if time.monotonic() - child.begun > limit]
            for pipe in {*ready, *late}:
                child = under_way.pop(pipe)
                seconds = time.monotonic() - child.begun
                yield Verdict(child.mutant, _said(pipe, child, pipe in ready), seconds)
    finally:
        for pipe, child in under_way.items():
            _said(pipe, child, False)


def _started(mutant: Mutant, setup: Setup) -> tuple[int, _Child]:
    reader, writer = os.pipe()
    folder = tempfile.mkdtemp(prefix="mutant-", dir=MEMORY)
    Path(folder).chmod(0o711)  # the tests start a database as another user
    begun = time.monotonic()
    pid = os.fork()
    if pid:
        os.close(writer)
        return reader, _Child(mutant, pid, folder, begun)
    try:
        os.close(reader)
        os.setsid()
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        os.environ["TMPDIR"] = tempfile.tempdir = folder
        said = _tried(mutant, setup)
    except BaseException as error:
        said = f"{type(error).__name__}: {error}"
    os.write(writer, json.dumps(said[:LONGEST]).encode())
    os._exit(0)


def _tried(mutant: Mutant, setup: Setup) -> str:
    for name in [
        name for name in sys.modules if name.partition(".")[0] == "meshwright" or name == "helpers.contract.prepared"
    ]:
        del sys.modules[name]
    sys.meta_path.insert(0, _Changed(mutant))
    return setup(mutant)


def _said(pipe: int, child: _Child, in_time: bool) -> str:
    """Return the output of a child; empty if it crashed or was too late."""
    text = os.read(pipe, 65536) if in_time else b""
    os.close(pipe)
    os.killpg(child.pid, signal.SIGKILL)
    os.waitpid(child.pid, 0)
    for file in Path(child.folder).glob("*/data/postmaster.pid"):  # a database has a process group of its own
        with suppress(OSError, ValueError):
            os.kill(int(file.read_text().split()[0]), signal.SIGKILL)
    shutil.rmtree(child.folder, ignore_errors=True)
    return str(json.loads(text)) if text else "hangs" if not in_time else "crashes"
