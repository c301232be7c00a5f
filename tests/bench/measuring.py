"""Measure in the process that does the work: CPU, wall time, memory. Needs nothing outside the standard library.

``python -m bench.measuring module:function '{"size": 1}'`` calls a function of ours with these options and prints what
it found as JSON, in seconds, bytes and counts. CPU time is the figure to trust where a machine is shared.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, TypeAlias

Sample: TypeAlias = dict[str, float]
"""The result of one run: ``cpu`` and ``wall`` in seconds, ``memory`` and ``peak`` in bytes, and counts."""
Work: TypeAlias = Callable[..., Sample]
"""The work of a contender, in a process of its own; its options are plain data."""


@contextmanager
def measured(per: float = 1.0) -> Iterator[Sample]:
    """Fill in ``cpu`` and ``wall`` of what happens inside, divided by ``per``, and the memory it needed beyond what was
    there: ``memory``; with that: ``peak``.
    """
    found: Sample = {}
    gc.collect()
    _forget_peak()
    before = _status("VmRSS")
    cpu, wall = process_time(), perf_counter()
    yield found
    found["cpu"], found["wall"] = (process_time() - cpu) / per, (perf_counter() - wall) / per
    found["peak"] = _status("VmHWM")
    found["memory"] = found["peak"] - before


@contextmanager
def measured_children() -> Iterator[Sample]:
    """Fill in ``cpu`` and ``wall`` of the processes that begin and end inside."""
    found: Sample = {}
    before, wall = _children(), perf_counter()
    yield found
    found["cpu"], found["wall"] = _children() - before, perf_counter() - wall


def percentile(values: list[float], share: float) -> float:
    """Return the value below which this share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _status(name: str) -> float:
    """Read a figure of this process in bytes. Not ru_maxrss, which a process inherits from the one that started it."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:  # not Linux
        return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024))
    return next((float(line.split()[1]) * 1024 for line in lines if line.startswith(name)), 0.0)


def _forget_peak() -> None:
    """Let the largest memory so far be what it is now."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:  # not Linux: the figure is too large then, never too small
        return


def address_of(work: Work) -> str:
    """Name a function for another process."""
    return f"{work.__module__}:{work.__qualname__}"


def called(address: str, options: Mapping[str, Any]) -> Sample:
    """Call a function by its address."""
    module, _, name = address.partition(":")
    work: Work = getattr(import_module(module), name)
    return work(**options)


if __name__ == "__main__":
    print(json.dumps(called(sys.argv[1], json.loads(sys.argv[2]))))
