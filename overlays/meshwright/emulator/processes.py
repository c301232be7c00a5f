"""Engine jobs in processes of their own: a hostile picture can end its own process and nothing else.

One process a job, bounded in time and memory; the engine's numerics are imported there and never in the server. A
process ends with the emulator, however that ends: its stdin stays open until then.
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
"""Measured: one linear solve went from 10.5 s to 0.37 s."""
COMMAND = ("-P", "-m", "meshwright.engine.worker")
"""-P: a file of the folder that the emulator was started in must not stand in for a module."""


async def run_job(job: Json, seconds: float) -> Json:
    """Do one job of ``engine.worker``; whatever happens to its process becomes a result, at worst an ``error``."""
    path = os.pathsep.join(part for part in sys.path if part)
    environment = {**os.environ, **ONE_THREAD, "PYTHONPATH": path}
    if folder := job.get("folder"):
        environment["TMPDIR"] = folder  # so that a process that is killed leaves its files where they are removed
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
    return _failure(f"the engine broke down: {last[0][:300]}", "server_error", None)


async def _conversation(process: Process, job: Json) -> tuple[bytes, bytes]:
    """Hand over the job and read all that is said, leaving stdin open: its end would tell that the emulator is gone."""
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
