"""Write binary PLY: coloured points, coloured meshes, and splats in the layout that 3D Gaussian viewers read.

This is our own code because trimesh's writer supports only its own properties, and splats need others.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ..mesh import Floats, Ints, Pixels

_NAMES: Final = {"f4": "float", "u1": "uchar"}
_BAND_0: Final = 0.28209479177387814  # the constant spherical harmonic
_OPACITY: Final = 2.2  # before the sigmoid: 0.9
_SPLAT: Final = (
    *("x", "y", "z", "nx", "ny", "nz"),
    *("f_dc_0", "f_dc_1", "f_dc_2", "opacity"),
    *("scale_0", "scale_1", "scale_2", "rot_0", "rot_1", "rot_2", "rot_3"),
)


def write_points(path: Path, points: Floats, colours: Pixels, comment: str, triangles: Ints | None = None) -> None:
    """Write points (n, 3) with colours (n, 3), and triangles (m, 3) of them if given."""
    record = [(axis, "<f4") for axis in "xyz"] + [(name, "u1") for name in ("red", "green", "blue")]
    vertices = np.zeros(len(points), record)
    for index, (name, _) in enumerate(record):
        vertices[name] = points[:, index] if index < 3 else colours[:, index - 3]
    _write(path, vertices, comment, triangles)


def write_splats(path: Path, points: Floats, colours: Pixels, radius: float, comment: str) -> None:
    """Write points as round splats of one radius in metres: the degree-0 layout of 3D Gaussian splatting."""
    splats = np.zeros(len(points), [(name, "<f4") for name in _SPLAT])
    for index, axis in enumerate("xyz"):
        splats[axis] = points[:, index]
        splats[f"f_dc_{index}"] = (colours[:, index] / 255 - 0.5) / _BAND_0
        splats[f"scale_{index}"] = np.log(radius)
    splats["opacity"], splats["rot_0"] = _OPACITY, 1.0
    _write(path, splats, comment)


def _write(path: Path, vertices: NDArray[Any], comment: str, triangles: Ints | None = None) -> None:
    fields = [(name, _NAMES[vertices.dtype[name].str[1:]]) for name in vertices.dtype.names or ()]
    header = [
        *("ply", "format binary_little_endian 1.0", f"comment {comment}", f"element vertex {len(vertices)}"),
        *(f"property {kind} {name}" for name, kind in fields),
    ]
    if triangles is not None:
        header += [f"element face {len(triangles)}", "property list uchar int vertex_indices"]
    with path.open("wb") as file:
        file.write("\n".join([*header, "end_header\n"]).encode("ascii"))
        file.write(vertices.tobytes())
        if triangles is not None:
            faces = np.zeros(len(triangles), [("count", "u1"), ("corners", "<i4", 3)])
            faces["count"], faces["corners"] = 3, triangles
            file.write(faces.tobytes())
