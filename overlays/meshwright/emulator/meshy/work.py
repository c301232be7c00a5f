"""Engine jobs, a few at once. The engine is deterministic, so a job that was done before is not done again: its files
are linked.
"""

from __future__ import annotations

import asyncio
import atexit
import hashlib
import json
import os
import shutil
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from attrs import asdict, define, field

from ...engine.worker import EFFECTIVE
from ..folders import private_file, remove, temporary_folder
from ..processes import run_job
from ..settings import Settings
from .tasks import Outcome

Json = dict[str, Any]
RECORD = "outcome.json"
REMEMBERED = 32
"""Jobs whose files are kept for the next task that asks the same."""


@define(eq=False)
class Workshop:
    """Runs engine jobs, a few at once."""

    settings: Settings
    _benches: asyncio.Semaphore = field(init=False)
    _turns: WeakValueDictionary[str, asyncio.Lock] = field(init=False, factory=WeakValueDictionary[str, asyncio.Lock])
    """Of the jobs under way: one that is asked for twice at once is done once."""

    def __attrs_post_init__(self) -> None:
        self._benches = asyncio.Semaphore(self.settings.workers)

    async def make(self, kind: str, inputs: list[Path], request: Json, folder: Path) -> Outcome:
        """Do one job, or find it done; whatever happens to its process becomes an outcome."""
        request = {name: value for name, value in request.items() if name in EFFECTIVE}
        done = shelf() / await asyncio.to_thread(_name_of, kind, inputs, request)
        async with self._turns.setdefault(done.name, asyncio.Lock()):
            if (outcome := await asyncio.to_thread(_taken, done, folder)) is not None:
                return outcome
            async with self._benches:
                outcome = await self._run(kind, inputs, request, folder)
            if outcome.error is None:
                await asyncio.to_thread(_shelved, outcome, folder, done)
        return outcome

    async def _run(self, kind: str, inputs: list[Path], request: Json, folder: Path) -> Outcome:
        job = {
            "kind": kind,
            "inputs": [str(path) for path in inputs],
            "request": request,
            "folder": str(folder),
            "memory": self.settings.job_memory,
        }
        result = await run_job(job, self.settings.job_seconds)
        return Outcome(**result)


@cache
def shelf() -> Path:
    """Return the folder of the jobs that this process has done; it goes when the process ends."""
    folder = temporary_folder("shelf")
    atexit.register(remove, folder)
    return folder


def _name_of(kind: str, inputs: list[Path], request: Json) -> str:
    """Name a job by everything that decides its result."""
    digest = hashlib.sha256(json.dumps([kind, request], sort_keys=True).encode())
    for path in inputs:
        with path.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()


def _taken(done: Path, folder: Path) -> Outcome | None:
    """Link the files of a job that was done before."""
    try:
        outcome = Outcome(**json.loads((done / RECORD).read_text()))
        done.touch()
    except FileNotFoundError:  # never done, or cleared away
        return None
    try:
        for name in outcome.files():
            _link(done / name, folder / name)
    except FileNotFoundError:  # being cleared away; what is linked already must not be written to
        for name in outcome.files():
            (folder / name).unlink(missing_ok=True)
        return None
    return outcome


def _shelved(outcome: Outcome, folder: Path, done: Path) -> None:
    """Keep the files of a job, all or none: several emulators of a process share the shelf."""
    new = Path(tempfile.mkdtemp(dir=done.parent, prefix="new-"))
    for name in outcome.files():
        _link(folder / name, new / name)
    (new / RECORD).write_text(json.dumps(asdict(outcome)))
    try:
        new.rename(done)
    except OSError:  # another emulator was faster
        shutil.rmtree(new, ignore_errors=True)
    _clear_away(done.parent)


def _clear_away(shelf: Path) -> None:
    """Remove the jobs that were not asked for the longest."""
    ages: list[tuple[float, Path]] = []
    for path in shelf.iterdir():
        with suppress(FileNotFoundError):  # another emulator was faster
            ages.append((path.stat().st_mtime, path))
    for _, path in sorted(ages)[:-REMEMBERED]:
        shutil.rmtree(path, ignore_errors=True)


def _link(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:  # another file system, or one without links
        shutil.copyfile(source, private_file(target))
