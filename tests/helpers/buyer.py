"""A program that buys so many models, waits for them and fetches them; it may be killed at any point and started
again, and several may share a ledger. Run by ``test_kill`` as a process.

``KILL_AT=n`` kills it at its n-th step. A step is a point between two things that the outside can see: before and
after every commit of the ledger, every request, the last byte of a body, every block of a download, every renaming.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import AsyncGenerator, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from meshwright import Ledger, Meshy, SubmissionUnknown
from meshwright.core import transport
from meshwright.ledger import recovery
from meshwright.ledger.journal import CREATED, ENDED
from meshwright.tasks.submitting import AnnouncedBody

THREADS = 3
ANSWER_LOST = 3
"""The exit code when the answer to a create was lost; the next run settles it."""
KILL_AT = int(os.environ.get("KILL_AT", "0"))
_steps = 0
_lock = threading.Lock()


def step(phase: str) -> None:
    """Count a step, and end here if it is the one."""
    global _steps
    with _lock:
        _steps += 1
        if _steps == KILL_AT:
            os.write(1, phase.encode())
            os.kill(os.getpid(), signal.SIGKILL)


def instrument() -> None:
    """Put steps into the client."""
    transaction = Ledger._transaction

    @contextmanager
    def stepped(self: Ledger) -> Generator[Any]:
        step("before a transaction")
        with transaction(self) as database:
            yield database
            step("before a commit")
        step("after a commit")

    Ledger._transaction = stepped  # type: ignore[method-assign]
    opened = transport.BlockingTransport.open

    @asynccontextmanager
    async def stepped_open(self: Any, request: Any) -> AsyncGenerator[Any]:
        what = f"{request.method} {'file' if '/files/' in request.url else 'call'}"
        step(f"before {what}")
        async with opened(self, request) as stream:
            step(f"head of {what}")
            yield stream
        step(f"after {what}")

    transport.BlockingTransport.open = stepped_open  # type: ignore[method-assign]
    chunks = transport._BlockingStream.chunks

    async def stepped_chunks(self: Any) -> AsyncGenerator[bytes]:
        async for chunk in chunks(self):
            step("before a block")
            yield chunk
            step("after a block")

    transport._BlockingStream.chunks = stepped_chunks  # type: ignore[method-assign]
    pieces = AnnouncedBody.__iter__

    def stepped_pieces(self: AnnouncedBody) -> Iterator[bytes]:
        yield from pieces(self)
        step("body sent")

    AnnouncedBody.__iter__ = stepped_pieces  # type: ignore[method-assign]
    replace = Path.replace

    def stepped_replace(self: Path, target: Any) -> Path:
        step("before a renaming")
        done = replace(self, target)
        step("after a renaming")
        return done

    Path.replace = stepped_replace  # type: ignore[assignment,method-assign]


def main(url: str, key: str, ledger_path: str, out: str, count: int, name: str) -> None:
    """Go on where the last run ended, then buy what is missing of so many items of a name."""
    instrument()
    recovery.FRESH = 0.3  # the service is on this machine
    with Ledger(ledger_path) as ledger, Meshy(key, base_url=url, ledger=ledger, rate=None) as meshy:
        left = meshy.resume()
        while left.undecided:
            time.sleep(0.1)
            left = meshy.resume()
        assert not left.ambiguous, left.ambiguous
        for handle in left.tasks:
            handle.wait()
        for handle in [*left.tasks, *left.unfetched]:
            handle.download(Path(out, handle.id))
        for handle, wanted in left.downloads:
            handle.download(wanted.folder, formats=wanted.formats)
        bought = {submission.parameters["texture_prompt"] for submission in ledger.submissions(None, CREATED, ENDED)}

        def buy(prompt: str) -> None:
            task = meshy.image_to_3d.create(image_url=b"\x89PNG\r\n\x1a\n" + bytes(64), texture_prompt=prompt)
            task.wait()
            task.download(Path(out, task.id))

        missing = [prompt for prompt in (f"{name} {number}" for number in range(count)) if prompt not in bought]
        with ThreadPoolExecutor(THREADS) as pool:
            buying = [pool.submit(buy, prompt) for prompt in missing]
        errors = [error for error in (done.exception() for done in buying) if error is not None]
        if errors and all(isinstance(error, SubmissionUnknown) for error in errors):
            sys.exit(ANSWER_LOST)
        for error in errors:
            raise error


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5]), sys.argv[6])
