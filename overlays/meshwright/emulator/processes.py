"""Run engine jobs in separate processes: a hostile picture can crash only its own process.

There is one process per job, bounded in time and memory; numpy and the like are imported there and never in the server.
A process ends when the emulator does, even if that is killed, because its stdin is closed then.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from typing import cast

from ..spec.reading import Json

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""One thread per job. Measured: one linear solve went from 10.5 s to 0.37 s."""
COMMAND = ("-P", "-m", "meshwright.engine.worker")
"""-P: a file in the folder that the emulator was started in must not shadow a module."""


async def run_job(job: Json, seconds: float) -> Json:
    """Run one job of ``engine.worker``; a crash of its process is returned as an ``error``."""
    path = os.pathsep.join(part for part in sys.path if part)
    environment = {**os.environ, **ONE_THREAD, "PYTHONPATH": path}
    if folder := job.get("folder"):
        environment["TMPDIR"] = folder  # so that the files of a killed process are removed with the folder
    try:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *COMMAND, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=environment
        )
    except OSError as error:
        return _failure(f"the engine could not be started: {error}", "server_error", None)
    try:
        said, trouble = await asyncio.wait_for(_conversation(process, job), seconds)
    except TimeoutError:
        return _failure(f"the job took longer than {seconds:g} s", "timeout", "timeout")
    finally:
        await _end(process)
    with suppress(ValueError):
        result = json.loads(said)
        if isinstance(result, dict):
            return cast("Json", result)
    last = trouble.decode("utf-8", "replace").strip().splitlines()[-1:] or [f"status {process.returncode}"]
    return _failure(f"the engine crashed: {last[0][:300]}", "server_error", None)


async def _conversation(process: Process, job: Json) -> tuple[bytes, bytes]:
    """Send the job and read all output. Leave stdin open: closing it would signal that the emulator has ended."""
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdin.write(json.dumps(job).encode() + b"\n")
    said, trouble = await asyncio.gather(process.stdout.read(), process.stderr.read())
    await process.wait()
    return said, trouble


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.kill()
        await process.wait()
    if process.stdin is not None:
        process.stdin.close()


def _failure(message: str, kind: str, code: str | None) -> Json:
    error = {"message": message, "type": kind}
    return {"error": {**error, "code": code} if code else error}
