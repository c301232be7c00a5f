"""Run the engine jobs of the emulated services, a few at once. The engine is deterministic, so a repeated job is not
run again: its cached files are linked.
"""

from __future__ import annotations

import asyncio
import atexit
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, cast
from weakref import WeakValueDictionary

from attrs import asdict, define, field, frozen

from ..engine.tasks import maker
from ..spec.reading import Json
from .folders import private_file, remove, temporary_folder
from .processes import Workers
from .settings import Settings

RECORD = "outcome.json"
REMEMBERED = 32
"""The most jobs whose files are kept in the cache."""


@frozen(kw_only=True)
class Outcome:
    """The result of an engine job, or its error."""

    files: Json = field(factory=dict[str, Any])
    """Members of the answer that are files, by their names in the folder of the job; "" where none was made."""
    values: Json = field(factory=dict[str, Any])
    """Other members of the answer."""
    notes: list[str] = field(factory=list[str])
    error: Json | None = None
    """Message, type and code."""

    def names(self) -> set[str]:
        """Return the names of all files."""
        return set(texts_in(self.files)) - {""}


def texts_in(node: Any) -> Iterator[str]:
    """Yield the strings in a JSON value."""
    if isinstance(node, str):
        yield node
    for member in _members(node):
        yield from texts_in(member)


def with_texts(node: Any, change: Callable[[str], str]) -> Any:
    """Return a JSON value with each of its strings mapped; empty strings stay."""
    if isinstance(node, dict):
        return {name: with_texts(member, change) for name, member in cast("Json", node).items()}
    if isinstance(node, list):
        return [with_texts(member, change) for member in _members(node)]
    return change(node) if isinstance(node, str) and node else node


def _members(node: Any) -> Iterable[Any]:
    if isinstance(node, dict):
        return cast("Json", node).values()
    return cast("list[object]", node) if isinstance(node, list) else ()


def check_makers(kinds: Iterable[str]) -> None:
    """Raise ValueError for a kind without an engine module."""
    for kind in kinds:
        try:
            maker(kind)
        except LookupError as error:
            raise ValueError(str(error)) from None


@define(eq=False)
class JobRunner:
    """Runs engine jobs, a few at once."""

    settings: Settings
    _workers: Workers = field(init=False, factory=Workers)
    _slots: asyncio.Semaphore = field(init=False)
    _turns: WeakValueDictionary[str, asyncio.Lock] = field(init=False, factory=WeakValueDictionary[str, asyncio.Lock])
    """Locks of the running jobs: a job that is requested twice at once runs once."""

    def __attrs_post_init__(self) -> None:
        self._slots = asyncio.Semaphore(self.settings.workers)

    async def make(
        self, kind: str, inputs: list[Path], request: Json, folder: Path, seconds: float | None = None
    ) -> Outcome:
        """Run one job in at most ``seconds`` (by default those of the settings), or take it from the cache; a failure
        is returned, not raised.
        """
        request = {name: value for name, value in request.items() if name in maker(kind).EFFECTIVE}
        done = result_cache() / await asyncio.to_thread(_name_of, kind, inputs, request)
        async with self._turns.setdefault(done.name, asyncio.Lock()):
            if (outcome := await asyncio.to_thread(_load, done, folder)) is not None:
                return outcome
            async with self._slots:
                outcome = await self._run(kind, inputs, request, folder, seconds or self.settings.job_seconds)
            if outcome.error is None:
                await asyncio.to_thread(_store, outcome, folder, done)
        return outcome

    async def _run(self, kind: str, inputs: list[Path], request: Json, folder: Path, seconds: float) -> Outcome:
        job = {
            "kind": kind,
            "inputs": [str(path) for path in inputs],
            "request": request,
            "folder": str(folder),
            "memory": self.settings.job_memory,
        }
        return Outcome(**await self._workers.run(job, seconds))

    async def close(self) -> None:
        """End the processes that wait for a job."""
        await self._workers.close()


@cache
def result_cache() -> Path:
    """Return the folder of this process's cache of jobs; it is removed when the process ends."""
    folder = temporary_folder("results")
    atexit.register(remove, folder)
    return folder


def _name_of(kind: str, inputs: list[Path], request: Json) -> str:
    """Return the cache key of a job: a hash of everything that its result depends on."""
    digest = hashlib.sha256(json.dumps([kind, request], sort_keys=True).encode())
    for path in inputs:
        with path.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    return digest.hexdigest()


def _load(done: Path, folder: Path) -> Outcome | None:
    """Link the files of a cached job."""
    try:
        outcome = Outcome(**json.loads((done / RECORD).read_text()))
        done.touch()
    except FileNotFoundError:  # not in the cache, or removed
        return None
    folder.mkdir(parents=True, exist_ok=True)
    try:
        for name in outcome.names():
            _link(done / name, folder / name)
    except FileNotFoundError:  # it is being removed; files that are already linked must not be written to
        for name in outcome.names():
            (folder / name).unlink(missing_ok=True)
        return None
    return outcome


def _store(outcome: Outcome, folder: Path, done: Path) -> None:
    """Cache the files of a job, all or none: the emulators of a process share the cache."""
    new = Path(tempfile.mkdtemp(dir=done.parent, prefix="new-"))
    for name in outcome.names():
        _link(folder / name, new / name)
    (new / RECORD).write_text(json.dumps(asdict(outcome)))
    try:
        new.rename(done)
    except OSError:  # another emulator was faster
        shutil.rmtree(new, ignore_errors=True)
    _evict(done.parent)


def _evict(cache: Path) -> None:
    """Remove the least recently used jobs from the cache."""
    ages: list[tuple[float, Path]] = []
    for path in cache.iterdir():
        with suppress(FileNotFoundError):  # another emulator was faster
            ages.append((path.stat().st_mtime, path))
    for _, path in sorted(ages)[:-REMEMBERED]:
        shutil.rmtree(path, ignore_errors=True)


def _link(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:  # another file system, or a file system without links
        shutil.copyfile(source, private_file(target))
