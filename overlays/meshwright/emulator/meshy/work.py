"""Engine jobs in processes of their own: a hostile picture can end its own process and nothing else.

One process a job, bounded in time and memory, killed with the task; the engine's numerics are imported there and
never in the server.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from attrs import define, field

from ..settings import Settings
from .tasks import Outcome

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
"""Measured: one linear solve went from 10.5 s to 0.37 s."""


@define
class Workshop:
    """Runs engine jobs, a few at once."""

    settings: Settings
    _benches: asyncio.Semaphore = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._benches = asyncio.Semaphore(self.settings.workers)

    async def make(self, kind: str, inputs: list[Path], request: dict[str, Any], folder: Path) -> Outcome:
        """Do one job; whatever happens to its process becomes an outcome."""
        job = {
            "kind": kind,
            "inputs": [str(path) for path in inputs],
            "request": request,
            "folder": str(folder),
            "memory": self.settings.job_memory,
        }
        async with self._benches:
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
            result: dict[str, Any] = json.loads(said)
        except ValueError:
            last = trouble.decode("utf-8", "replace").strip().splitlines()[-1:] or [f"exit status {process.returncode}"]
            return failure(f"the engine broke down: {last[0][:300]}", "server_error", None)
        if "error" in result:
            return Outcome(error=result["error"])
        return Outcome(**result)


def failure(message: str, kind: str, code: str | None) -> Outcome:
    """Return the outcome of a job that made nothing."""
    error = {"message": message, "type": kind}
    return Outcome(error={**error, "code": code} if code else error)
