"""Processes of the engine, and waiting for what another process does."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path
from typing import Any

import pytest
from meshwright.emulator.processes import Workers


def run_job(job: dict[str, Any], seconds: float) -> Any:
    """Run one job of the engine in a new process."""

    async def run() -> Any:
        workers = Workers()
        try:
            return await workers.run(job, seconds)
        finally:
            await workers.close()

    return asyncio.run(run())


def workers(of: int | None = None) -> set[str]:
    """Find the engine's processes that belong to this one, or to another: workers, and forks that run their jobs."""
    owner = os.getpid() if of is None else of
    if not Path("/proc").is_dir():
        pytest.skip("needs /proc")
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            stat, command = path.read_text(), (path.parent / "cmdline").read_bytes()
        except OSError:
            continue
        state, parent = stat.rpartition(")")[2].split()[:2]
        if b"meshwright.engine.worker" in command and state != "Z":
            parents[int(path.parent.name)] = int(parent)
    return {str(pid) for pid, parent in parents.items() if owner in (parent, parents.get(parent))}


def wait_for(condition: Any, seconds: float = 300.0) -> None:
    """Wait until something holds; fail when it does not in time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)
