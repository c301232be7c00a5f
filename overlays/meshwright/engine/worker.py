"""Run one engine job as a process: the job is a line of JSON on stdin, the result is JSON on stdout.

``{"kind", "inputs", "request", "folder", "memory"}`` becomes the content of ``tasks.Made``, ``{"files", "notes",
"values"}``, or ``{"error": {"message", "type", "code"}}``. Every exception becomes such an error; only a crash leaves
stdout empty. If stdin ends, the parent has ended, and the job ends too.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import threading
from pathlib import Path
from typing import Any, TextIO

from attrs import asdict

from .. import system
from .errors import EngineError
from .tasks import maker


def main() -> None:
    """Read a job, run it, and write its result."""
    out = _own_stdout()
    job = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_the_caller, daemon=True).start()
    os.umask(0o077)  # its files are private to the user
    try:
        _load(job)
        system.limit_memory(job.get("memory"))
        result = _do(job["kind"], [Path(p) for p in job["inputs"]], job["request"], Path(job["folder"]))
    except EngineError as error:
        result = {"error": {"message": str(error), "type": "invalid_input", "code": error.code}}
    except MemoryError:
        result = {
            "error": {
                "message": "the job needs more memory than its limit",
                "type": "invalid_input",
                "code": "image_too_complex",
            }
        }
    except Exception as error:
        result = {
            "error": {"message": f"the engine failed: {type(error).__name__}: {error}"[:300], "type": "server_error"}
        }
    with out:
        json.dump(result, out)


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


def _load(job: dict[str, Any]) -> None:
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


def _do(kind: str, inputs: list[Path], request: dict[str, Any], folder: Path) -> dict[str, Any]:
    folder.mkdir(parents=True, exist_ok=True)
    return asdict(maker(kind).make(inputs, request, folder))


if __name__ == "__main__":
    main()
