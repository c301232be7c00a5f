"""Read a model file as one mesh: only its shape, with all transforms applied, Y up, in metres.

GLB, glTF, OBJ and STL, by trimesh. FBX is refused, because none of the required libraries reads it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import trimesh

from .errors import EngineError
from .mesh import Mesh
from .resizing.formats import detect_format

_trimesh: Final[Any] = trimesh  # declares types for a part of itself only
MOST_FACES: Final = 4_000_000
"""The most triangles that are read; they take a tenth of a gigabyte."""


def load_mesh(path: Path) -> Mesh:
    """Return the triangles of all shapes of a model; raises EngineError for a file without triangles."""
    kind = detect_format(path)
    if kind == "fbx":
        raise EngineError("The emulator cannot remesh an FBX file; use a GLB, glTF, OBJ or STL file.")
    try:
        loaded = _trimesh.load(path, file_type=kind, force="mesh", process=False)
        vertices, faces = np.asarray(loaded.vertices, np.float64), np.asarray(loaded.faces, np.int64)
    except MemoryError:
        raise
    except Exception as error:
        raise EngineError(f"The {kind.upper()} file cannot be read: {type(error).__name__}: {error}"[:300]) from error
    if not len(faces) or not np.isfinite(vertices).all():
        raise EngineError("The model has no faces; points and lines cannot be remeshed.")
    if len(faces) > MOST_FACES:
        raise EngineError(f"The model has {len(faces)} faces; at most {MOST_FACES} can be remeshed.")
    loaded = _trimesh.Trimesh(vertices, faces, process=False)
    loaded.merge_vertices(
        merge_tex=True, merge_norm=True
    )  # merge vertices at the same position, or decimation tears the seams
    return Mesh(np.asarray(loaded.vertices, np.float64), np.asarray(loaded.faces, np.int64))
