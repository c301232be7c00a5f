"""One engine job as a process: the job as a line of JSON on stdin, its result as JSON on stdout.

``{"kind", "inputs", "request", "folder", "memory"}`` becomes ``{"models", "thumbnail", "textures", ...}`` with file
names relative to the folder, or ``{"error": {"message", "type", "code"}}``. Every exception becomes such a sentence;
only a crash leaves stdout empty. The end of stdin is the end of whoever asked, and so of the job.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import sys
import threading
from pathlib import Path
from typing import Any, TextIO

from .errors import EngineError

TEXTURE_PIXELS = {"2k": 2048, "4k": 4096, "8k": 8192}
DEFAULT_FORMATS = ("glb", "fbx", "obj", "usdz", "stl")
"""All but 3mf, which is made only when asked for."""
IMAGE_OPTIONS = (
    "topology",
    "target_polycount",
    "decimation_mode",
    "should_remesh",
    "symmetry_mode",
    "should_texture",
    "enable_pbr",
    "save_pre_remeshed_model",
    "auto_size",
    "origin_at",
    "alpha_thumbnail",
    "multi_view_thumbnails",
)
RESIZE_OPTIONS = ("resize_height", "resize_longest_side", "auto_size", "origin_at")
EFFECTIVE = frozenset({*IMAGE_OPTIONS, *RESIZE_OPTIONS, "hd_texture", "texture_resolution", "target_formats"})
"""Parameters of Meshy's that change what is made; the others are accepted without effect."""


def main() -> None:
    """Read a job, do it, say what came of it."""
    out = _own_stdout()
    job = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_the_caller, daemon=True).start()
    os.umask(0o077)  # what it writes is for the user alone
    try:
        _load(job)
        _limit_memory(job.get("memory"))
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

    module = {"resize": "resize", "open-model": "survey"}.get(job["kind"], "image_to_3d")
    importlib.import_module(f"meshwright.engine.{module}")
    if job["request"].get("method") == "photogrammetry" and importlib.util.find_spec("pycolmap"):
        importlib.import_module("pycolmap")

    matrix = np.eye(2)
    np.linalg.solve(matrix, matrix)
    if "scipy" in sys.modules:
        importlib.import_module("scipy.linalg.lapack").dgesv(matrix, matrix)


def _limit_memory(limit: int | None) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if limit:
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _do(kind: str, inputs: list[Path], request: dict[str, Any], folder: Path) -> dict[str, Any]:
    folder.mkdir(parents=True, exist_ok=True)
    match kind:
        case "resize":
            return _resize(inputs[0], request, folder)
        case "open-model":
            return _open_model(inputs, request, folder)
        case _:
            return _image_to_3d(inputs, request, folder)


def _image_to_3d(inputs: list[Path], request: dict[str, Any], folder: Path) -> dict[str, Any]:
    from .modelling.image_to_3d import ImageTo3DOptions, image_to_3d

    resolution = "4k" if request.get("hd_texture") else request.get("texture_resolution", "2k")
    options = ImageTo3DOptions(
        **{name: request[name] for name in IMAGE_OPTIONS if name in request},
        texture_resolution=TEXTURE_PIXELS.get(resolution, 2048),
        target_formats=tuple(request.get("target_formats", DEFAULT_FORMATS)),
    )
    result = image_to_3d(inputs, folder, options)
    return {
        "models": _names(result.models),
        "thumbnail": result.thumbnail.name,
        "alpha_thumbnail": result.alpha_thumbnail.name if result.alpha_thumbnail else "",
        "thumbnails": _names(result.thumbnails),
        "textures": _names(result.textures),
        "notes": list(result.notes),
    }


def _resize(source: Path, request: dict[str, Any], folder: Path) -> dict[str, Any]:
    from .resizing.resize import ResizeOptions, resize

    result = resize(
        source, folder, ResizeOptions(**{name: request[name] for name in RESIZE_OPTIONS if name in request})
    )
    return {"models": {result.format: result.path.name}, "notes": list(result.notes)}


def _open_model(inputs: list[Path], request: dict[str, Any], folder: Path) -> dict[str, Any]:
    from .survey import pack, survey

    made = survey(inputs, folder, request["kind"], request["parameters"], method=request["method"])
    return {"zip": pack(made, folder / "result.zip").name, "notes": list(made.notes)}


def _names(files: dict[str, Path]) -> dict[str, str]:
    return {key: path.name for key, path in files.items()}


if __name__ == "__main__":
    main()
