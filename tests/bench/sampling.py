"""Sample where a process spends its CPU time, as folded stacks: the system's profiling timer, standard library only.

``python -m bench.sampling FILE module:function OPTIONS`` does what ``bench.measuring`` does, and writes to the file a
line for each stack and how often it was seen. Samples come by CPU time, not by the clock, so that neither waiting nor
other work on the machine counts; libraries of this kind sample by the clock, or need the right to trace a process.
"""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType

from .measuring import called

EVERY = 0.001
"""Seconds of CPU time between two samples; the system makes them multiples of its own tick."""


@contextmanager
def sampled() -> Iterator[Counter[tuple[CodeType, ...]]]:
    """Fill in how often each stack was seen, the outermost function first: that of the main thread, or those of all
    other threads while there are any, also of those that wait.
    """
    seen: Counter[tuple[CodeType, ...]] = Counter()

    main = threading.get_ident()

    def note(_: int, frame: FrameType | None) -> None:
        others = [other for thread, other in sys._current_frames().items() if thread != main]
        for top in others or [frame]:
            seen[_stack(top)] += 1

    before = signal.signal(signal.SIGPROF, note)
    signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
    try:
        yield seen
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _stack(frame: FrameType | None) -> tuple[CodeType, ...]:
    stack: list[CodeType] = []
    while frame is not None:
        stack.append(frame.f_code)
        frame = frame.f_back
    return tuple(reversed(stack))


def named(code: CodeType) -> str:
    """Name a function and its package or module."""
    path = Path(code.co_filename.strip("<>").replace("frozen ", ""))
    parts = path.with_suffix("").parts
    for root in ("site-packages", "overlays", "generated", "tests"):
        if root in parts:
            parts = parts[parts.index(root) + 1 :]
            break
    else:
        parts = parts[-1:]
    return f"{'.'.join(parts).removesuffix('.__init__')}:{code.co_qualname}"


def main() -> None:
    """Run as a command."""
    file, address, options = sys.argv[1:]
    with sampled() as seen:
        called(address, json.loads(options))
    lines = (f"{';'.join(map(named, stack))} {count}\n" for stack, count in seen.items())
    Path(file).write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    main()
