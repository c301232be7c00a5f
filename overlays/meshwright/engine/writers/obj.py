"""Write Wavefront OBJ with its MTL; quads stay quads.

This is our own code because trimesh cuts quads into triangles when it loads them, and its MTL has no maps for
physically based rendering.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from ..mesh import Model
from .text import rows

_MTL_MAPS: Final = {"base_color": "map_Kd", "roughness": "map_Pr", "metallic": "map_Pm", "normal": "norm"}


def write_obj(model: Model, path: Path) -> None:
    """Write ``path``, and the MTL of the same name next to it; textures are named, not copied."""
    mesh, atlas = model.mesh, model.atlas
    corner = mesh.polygons + 1
    lines = [
        f"mtllib {path.with_suffix('.mtl').name}",
        "o model",
        rows("v %.6f %.6f %.6f", mesh.vertices),
    ]
    if atlas is None:
        faces = rows("f " + " ".join(["%d//%d"] * corner.shape[1]), np.repeat(corner, 2, axis=1))
    else:
        lines.append(rows("vt %.6f %.6f", atlas.uv))
        triplets = np.stack([corner, atlas.polygons + 1, corner], -1).reshape(len(corner), -1)
        faces = rows("f " + " ".join(["%d/%d/%d"] * corner.shape[1]), triplets)
    lines += [rows("vn %.4f %.4f %.4f", mesh.normals()), "usemtl material", "s 1", faces, ""]
    path.write_text("\n".join(lines), encoding="ascii", newline="\n")
    path.with_suffix(".mtl").write_text(_material(model), encoding="utf-8", newline="\n")


def _material(model: Model) -> str:
    colour = "1 1 1" if model.textures else "0.58 0.58 0.6"
    lines = ["newmtl material", f"Kd {colour}", "Ks 0 0 0", "d 1", "illum 2"]
    lines += [f"{_MTL_MAPS[kind]} {file.name}" for kind, file in model.textures.items()]
    return "\n".join([*lines, ""])
