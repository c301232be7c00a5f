"""Run engine jobs as a process: each job is a line of JSON on stdin, its result a line of JSON on stdout.

``{"kind", "inputs", "request", "folder", "memory"}`` becomes the content of ``tasks.Made``, ``{"files", "notes",
"values"}``, or ``{"error": {"message", "type", "code"}}``. Every exception becomes such an error; only a crash leaves
stdout empty. If stdin ends, the parent has ended, and the job ends too.

A job runs in a fork of this process, so that importing numpy and the like, a second of CPU, is done once: for the jobs
that follow they are in memory. If the fork crashes, this process ends with the same status. Where the system cannot
fork, the process ends after one job.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from attrs import asdict

from .. import system
from .errors import EngineError
from .json_object import Json
from .tasks import maker


def main() -> None:
    """Read jobs, run each, and write its result."""
    out = _own_stdout()
    system.limit_memory(None)  # no core dumps
    while line := sys.stdin.buffer.readline():
        job = json.loads(line)
        if not system.FORKS:
            out.write(_run(job))
            return out.close()
        with suppress(Exception):  # the fork reports it
            _load(job)
        out.write(system.in_a_fork(lambda: _run(job)) + "\n")  # noqa: B023  called before the next job
        out.flush()
    return None


def _run(job: Json) -> str:
    """Return the result of a job as JSON; end if the caller does."""
    threading.Thread(target=_end_with_the_caller, daemon=True).start()
    os.umask(0o077)  # its files are private to the user
    if folder := job.get("folder"):
        os.environ["TMPDIR"], tempfile.tempdir = folder, None  # a killed job's files are removed with the folder
    return json.dumps(result_of(job, _prepare))


def result_of(job: Json, prepare: Callable[[Json], None] = lambda _: None) -> Json:
    """Return the result of a job, or its error; ``prepare`` is called first, with the job."""
    try:
        prepare(job)
        return _do(job["kind"], [Path(p) for p in job["inputs"]], job["request"], Path(job["folder"]))
    except EngineError as error:
        return {"error": {"message": str(error), "type": "invalid_input", "code": error.code}}
    except MemoryError:
        return {
            "error": {
                "message": "the job needs more memory than its limit",
                "type": "invalid_input",
                "code": "image_too_complex",
            }
        }
    except Exception as error:
        return {
            "error": {"message": f"the engine failed: {type(error).__name__}: {error}"[:300], "type": "server_error"}
        }


def _prepare(job: Json) -> None:
    """Import what the job needs, then limit the memory of this process."""
    _load(job)
    system.limit_memory(job.get("memory"))


def _own_stdout() -> TextIO:
    """Reserve stdout for the result, and redirect what libraries print to stderr."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return out


def _end_with_the_caller() -> None:
    """Wait for the end of stdin. Uses the descriptor, because a thread inside ``sys.stdin`` would block
    Python's exit.
    """
    while os.read(0, 1024):
        pass
    os._exit(1)


def _load(job: Json) -> None:
    """Import the modules of the job and make OpenBLAS allocate its buffers, while memory is still unlimited.

    OpenBLAS allocates a buffer of 32 MB for its first computation, keeps it, and retries forever if the allocation
    fails (measured with scipy 1.15 and 1.17, which has its own OpenBLAS besides that of numpy).
    """
    import numpy as np

    maker(job["kind"]).load(job["request"])
    matrix = np.eye(2)
    np.linalg.solve(matrix, matrix)
    if "scipy" in sys.modules:
        importlib.import_module("scipy.linalg.lapack").dgesv(matrix, matrix)


def _do(kind: str, inputs: list[Path], request: Json, folder: Path) -> Json:
    folder.mkdir(parents=True, exist_ok=True)
    return asdict(maker(kind).make(inputs, request, folder))


if __name__ == "__main__":
    main()
