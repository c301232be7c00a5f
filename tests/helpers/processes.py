"""Processes of the engine, and waiting for what another process does."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest


def workers(of: int | None = None) -> set[str]:
    """Find the engine's processes that belong to this one, or to another."""
    owner = os.getpid() if of is None else of
    if not Path("/proc").is_dir():
        pytest.skip("needs /proc")
    found: set[str] = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            stat, command = path.read_text(), (path.parent / "cmdline").read_bytes()
        except OSError:
            continue
        parent, state = int(stat.rpartition(")")[2].split()[1]), stat.rpartition(")")[2].split()[0]
        if parent == owner and b"meshwright.engine.worker" in command and state != "Z":
            found.add(path.parent.name)
    return found


def wait_for(condition: Any, seconds: float = 60.0) -> None:
    """Wait until something holds; fail when it does not in time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)
