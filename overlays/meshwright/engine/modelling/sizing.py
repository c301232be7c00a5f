"""Scale a mesh to a size in metres and move its origin, by the parameters that remesh still takes."""

from __future__ import annotations

import numpy as np

from ..errors import EngineError
from ..json_object import Json
from ..mesh import Mesh
from ..resizing.options import AUTO_SIZE_HEIGHT


def sized(mesh: Mesh, request: Json, notes: list[str]) -> Mesh:
    """Return the mesh as resize_height, resize_longest_side, auto_size and origin_at ask; 0 asks for nothing."""
    height, longest = request.get("resize_height") or 0, request.get("resize_longest_side") or 0
    if request.get("auto_size"):
        height = AUTO_SIZE_HEIGHT
        notes.append(f"auto_size is emulated: the height is always {AUTO_SIZE_HEIGHT:g} m, nothing was estimated.")
    if not height and not longest and "origin_at" not in request:
        return mesh
    low, high = mesh.vertices.min(0), mesh.vertices.max(0)
    side = float((high - low)[1] if height else (high - low).max())
    if (height or longest) and side < 1e-6 * float((high - low).max()):
        raise EngineError("The model has no height that could be scaled.")
    scale = (height or longest) / side if height or longest else 1.0
    origin = (low + high) / 2
    if request.get("origin_at", "bottom") == "bottom":
        origin[1] = low[1]
    return mesh.placed(scale, np.asarray(-origin * scale))
