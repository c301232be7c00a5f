"""Run engine jobs in separate processes: a hostile picture can crash only its own process.

Each job has a process of its own, bounded in time and memory; numpy and the like are never imported in the server. They
are imported once by a worker, which forks for each job (``engine.worker``) and is kept for the next. Where a system
cannot fork, a worker ends after its job. A worker ends when the emulator does, even if that is killed, because its
stdin is closed then.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from typing import IO, cast

from attrs import define, field

from .. import system
from ..spec.reading import Json

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""One thread per job. Measured: one linear solve went from 10.5 s to 0.37 s."""
COMMAND = ("-P", "-m", "meshwright.engine.worker")
"""-P: a file in the folder that the emulator was started in must not shadow a module."""
LONGEST = 2**26
"""The most bytes of a result."""


@define(eq=False)
class Worker:
    """A process that runs one job after another."""

    _process: Process
    _errors: IO[bytes]
    """Its stderr: a file, which never blocks a job as a full pipe would."""

    @classmethod
    async def start(cls) -> Worker:
        """Start a worker. Raise OSError."""
        path = os.pathsep.join(part for part in sys.path if part)
        errors = tempfile.TemporaryFile("a+b")  # noqa: SIM115  closed by end()
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                *COMMAND,
                stdin=PIPE,
                stdout=PIPE,
                stderr=errors,
                limit=LONGEST,
                env={**os.environ, **ONE_THREAD, "PYTHONPATH": path},
                process_group=system.OWN_GROUP,
            )
        except BaseException:
            errors.close()
            raise
        return cls(process, errors)

    async def run(self, job: Json) -> Json | None:
        """Return the result of a job, or None if the process ended without one."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._errors.truncate(0)
        self._process.stdin.write(json.dumps(job).encode() + b"\n")
        said = await self._process.stdout.readline()
        with suppress(ValueError):
            result = json.loads(said)
            if isinstance(result, dict):
                return cast("Json", result)
        self._process.stdin.close()
        await self._process.wait()
        return None

    @property
    def lives(self) -> bool:
        """Whether the process can take a job."""
        return self._process.returncode is None

    @property
    def failure(self) -> str:
        """The last line of stderr, or the status of the process, which has ended."""
        self._errors.seek(0)
        lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1][:300] if lines else f"status {self._process.returncode}"

    async def end(self) -> None:
        """End the process and the job that it runs."""
        if self.lives:
            system.kill_group(self._process.pid)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        await self._process.stdout.read()  # until the job has ended too
        await self._process.wait()
        self._errors.close()


@define(eq=False)
class Workers:
    """The workers of one emulated service, of which each runs a job at a time."""

    _idle: list[Worker] = field(factory=list[Worker])

    async def run(self, job: Json, seconds: float) -> Json:
        """Run one job of ``engine.worker``; a crash of its process is returned as an ``error``."""
        try:
            worker = await self._take()
        except OSError as error:
            return _failure(f"the engine could not be started: {error}", "server_error", None)
        result = None
        try:
            result = await asyncio.wait_for(worker.run(job), seconds)
            return result or _failure(f"the engine crashed: {worker.failure}", "server_error", None)
        except TimeoutError:
            return _failure(f"the job took longer than {seconds:g} s", "timeout", "timeout")
        finally:
            if result and system.FORKS:
                self._idle.append(worker)
            else:
                await worker.end()

    async def _take(self) -> Worker:
        while self._idle:
            worker = self._idle.pop()
            if worker.lives:
                return worker
            await worker.end()
        return await Worker.start()

    async def close(self) -> None:
        """End the workers that wait for a job; a job that is cancelled ends its own."""
        while self._idle:
            await self._idle.pop().end()


def _failure(message: str, kind: str, code: str | None) -> Json:
    error = {"message": message, "type": kind}
    return {"error": {**error, "code": code} if code else error}
