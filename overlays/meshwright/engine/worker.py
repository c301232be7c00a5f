"""One engine job as a process: the job as a line of JSON on stdin, its result as JSON on stdout.

``{"kind", "inputs", "request", "folder", "memory"}`` becomes what ``tasks.Made`` holds, ``{"files", "notes",
"values"}``, or ``{"error": {"message", "type", "code"}}``. Every exception becomes such a sentence;
only a crash leaves stdout empty. The end of stdin is the end of whoever asked, and so of the job.
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
    """Read a job, do it, say what came of it."""
    out = _own_stdout()
    job = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_the_caller, daemon=True).start()
    os.umask(0o077)  # what it writes is for the user alone
    try:
        _load(job)
        system.limit_memory(job.get("memory"))
        result = _do(job["kind"], [Path(p) for p in job["inputs"]], job["request"], Path(job["folder"]))
    except EngineError as error:
        result = {"error": {"message": str(error), "type": "invalid_input", "code": error.code}}
    except MemoryError:
        result = {
            "error": {
                "message": "the job needs more memory than it may have",
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
    """Keep stdout for the result; whatever a library prints goes to stderr."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return out


def _end_with_the_caller() -> None:
    """Wait for the end of stdin. By the descriptor: a thread inside ``sys.stdin`` would block the end of Python."""
    while os.read(0, 1024):
        pass
    os._exit(1)


def _load(job: dict[str, Any]) -> None:
    """Import what the job needs and let OpenBLAS take its buffers, while memory is still unlimited.

    OpenBLAS takes a buffer of 32 MB when it first computes, keeps it, and asks again without end if it gets none
    (measured with scipy 1.15 and 1.17, which carries an OpenBLAS of its own beside that of numpy).
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
