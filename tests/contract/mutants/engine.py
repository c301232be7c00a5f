"""Run a test setup against one mutant, in a process of its own: a forked child imports the package anew, one module
with another source.

Nothing is written to the tree, so that others can work in it meanwhile.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import select
import signal
import sys
import time
import types
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from attrs import frozen

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "overlays" / "meshwright"
SECONDS = 60.0
"""For one mutant and setup; a mutant that hangs is killed by the clock, and counts."""
Setup = Callable[[], str]
"""Returns what was found first, or nothing."""


@frozen(kw_only=True)
class Mutant:
    """One change of one module."""

    id: str
    kind: str
    module: str
    source: str


@frozen
class Verdict:
    """What came of it."""

    mutant: Mutant
    finding: str
    """What killed it; empty for a survivor."""
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


class _Changed(importlib.abc.MetaPathFinder, importlib.machinery.SourceFileLoader):
    """Finds and loads one module from another source."""

    def __init__(self, mutant: Mutant) -> None:
        path = str((PACKAGE / Path(*mutant.module.split("."))).with_suffix(".py"))
        importlib.machinery.SourceFileLoader.__init__(self, f"meshwright.{mutant.module}", path)
        self.mutant = mutant

    def find_spec(self, name: str, path: object = None, target: object = None) -> importlib.machinery.ModuleSpec | None:
        return importlib.util.spec_from_file_location(name, self.path, loader=self) if name == self.name else None

    def get_code(self, name: str) -> types.CodeType | None:
        return compile(self.mutant.source, self.path, "exec")


def run(mutants: Sequence[Mutant], setup: Setup, jobs: int = 2) -> Iterator[Verdict]:
    """Yield a verdict for each mutant, as they come."""
    waiting = list(reversed(mutants))
    under_way: dict[int, tuple[Mutant, int, float]] = {}
    while waiting or under_way:
        while waiting and len(under_way) < jobs:
            mutant = waiting.pop()
            pid, pipe = _started(mutant, setup)
            under_way[pipe] = (mutant, pid, time.monotonic())
        ready, _, _ = select.select(list(under_way), [], [], 1.0)
        late = [pipe for pipe, (_, _, begun) in under_way.items() if time.monotonic() - begun > SECONDS]
        for pipe in {*ready, *late}:
            mutant, pid, begun = under_way.pop(pipe)
            yield Verdict(mutant, _said(pipe, pid, pipe in ready), time.monotonic() - begun)


def _started(mutant: Mutant, setup: Setup) -> tuple[int, int]:
    reader, writer = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writer)
        return pid, reader
    os.close(reader)
    os.setsid()
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    try:
        said = _tried(mutant, setup)
    except BaseException as error:
        said = f"{type(error).__name__}: {error}"
    os.write(writer, json.dumps(said[:500]).encode())
    os._exit(0)


def _tried(mutant: Mutant, setup: Setup) -> str:
    for name in [name for name in sys.modules if name.partition(".")[0] == "meshwright" or name == "contract.prepared"]:
        del sys.modules[name]
    sys.meta_path.insert(0, _Changed(mutant))
    return setup()


def _said(pipe: int, pid: int, in_time: bool) -> str:
    """Return what a child said; one that says nothing crashed, or was too late."""
    text = os.read(pipe, 65536) if in_time else b""
    os.close(pipe)
    os.killpg(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return str(json.loads(text)) if text else "hangs" if not in_time else "crashes"


def killed(verdicts: Iterable[Verdict]) -> int:
    """Count the mutants that were noticed."""
    return sum(bool(verdict.finding) for verdict in verdicts)
