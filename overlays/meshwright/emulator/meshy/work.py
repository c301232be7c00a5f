"""Engine jobs in processes of their own: a hostile picture can end its own process and nothing else.

One process a job, bounded in time and memory, killed with the task; the engine's numerics are imported there and never
in the server. The engine is deterministic, so a job that was done before is not done again: its files are linked.
"""

from __future__ import annotations

import asyncio
import atexit
import hashlib
import json
import os
import shutil
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from attrs import define, field

from ..settings import Settings
from .tasks import Outcome

Json = dict[str, Any]
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""Measured: one linear solve went from 10.5 s to 0.37 s."""
REMEMBERED = 32
"""Jobs whose files are kept for the next task that asks the same."""


@define(eq=False)
class Workshop:
    """Runs engine jobs, a few at once."""

    settings: Settings
    _benches: asyncio.Semaphore = field(init=False)
    _turns: dict[str, asyncio.Lock] = field(init=False, factory=dict[str, asyncio.Lock])

    def __attrs_post_init__(self) -> None:
        self._benches = asyncio.Semaphore(self.settings.workers)

    async def make(self, kind: str, inputs: list[Path], request: Json, folder: Path) -> Outcome:
        """Do one job, or find it done; whatever happens to its process becomes an outcome."""
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
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "meshwright.engine.worker"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, **ONE_THREAD, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        )
        try:
            said, trouble = await asyncio.wait_for(
                process.communicate(json.dumps(job).encode()), self.settings.job_seconds
            )
        except TimeoutError:
            return failure(f"the job took longer than {self.settings.job_seconds:g} s", "timeout", "timeout")
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        try:
            result: Json = json.loads(said)
        except ValueError:
            last = trouble.decode("utf-8", "replace").strip().splitlines()[-1:] or [f"status {process.returncode}"]
            return failure(f"the engine broke down: {last[0][:300]}", "server_error", None)
        return Outcome(**result)


def failure(message: str, kind: str, code: str | None) -> Outcome:
    """Return the outcome of a job that made nothing."""
    error = {"message": message, "type": kind}
    return Outcome(error={**error, "code": code} if code else error)


@cache
def shelf() -> Path:
    """Return the folder of the jobs that this process has done; it goes when the process ends."""
    folder = Path(tempfile.mkdtemp(prefix="meshwright-shelf-"))
    atexit.register(shutil.rmtree, folder, True)
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
        outcome = Outcome(**json.loads((done / "outcome.json").read_text()))
        for name in outcome.files():
            _link(done / name, folder / name)
    except FileNotFoundError:  # never done, or just cleared away
        return None
    done.touch()
    return outcome


def _shelved(outcome: Outcome, folder: Path, done: Path) -> None:
    """Keep the files of a job, and clear away the one that was not asked for the longest."""
    done.mkdir(exist_ok=True)
    for name in outcome.files():
        _link(folder / name, done / name)
    members = {name: getattr(outcome, name) for name in ("models", "thumbnail", "alpha_thumbnail", "thumbnails")}
    (done / "outcome.json").write_text(json.dumps({**members, "textures": outcome.textures, "notes": outcome.notes}))
    for old in sorted(done.parent.iterdir(), key=lambda path: path.stat().st_mtime)[:-REMEMBERED]:
        shutil.rmtree(old, ignore_errors=True)


def _link(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:  # another file system, or one without links
        shutil.copyfile(source, target)
