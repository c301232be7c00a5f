"""Write Wavefront OBJ with its MTL; quads stay quads.

This is our own code because trimesh cuts quads into triangles when it loads them, and its MTL has no maps for
physically based rendering.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from ..mesh import Model, Part
from .text import rows

_MTL_MAPS: Final = {"base_color": "map_Kd", "roughness": "map_Pr", "metallic": "map_Pm", "normal": "norm"}


def write_obj(model: Model, path: Path) -> None:
    """Write ``path``, and the MTL of the same name next to it; textures are named, not copied."""
    lines, points, coordinates = [f"mtllib {path.with_suffix('.mtl').name}"], 1, 1
    for part in model.objects():
        lines += _object(part, points, coordinates)
        points += len(part.mesh.vertices)
        coordinates += len(part.atlas.uv) if part.atlas else 0
    path.write_text("\n".join([*lines, ""]), encoding="utf-8", newline="\n")
    path.with_suffix(".mtl").write_text(_material(model), encoding="utf-8", newline="\n")


def _object(part: Part, first_point: int, first_coordinate: int) -> list[str]:
    """Return the lines of one object; indices count through the whole file."""
    mesh, atlas = part.mesh, part.atlas
    corner = mesh.polygons + first_point
    lines = [f"o {part.name}", rows("v %.6f %.6f %.6f", mesh.vertices)]
    if atlas is None:
        faces = rows("f " + " ".join(["%d//%d"] * corner.shape[1]), np.repeat(corner, 2, axis=1))
    else:
        lines.append(rows("vt %.6f %.6f", atlas.uv))
        triplets = np.stack([corner, atlas.polygons + first_coordinate, corner], -1).reshape(len(corner), -1)
        faces = rows("f " + " ".join(["%d/%d/%d"] * corner.shape[1]), triplets)
    return [*lines, rows("vn %.4f %.4f %.4f", mesh.normals()), "usemtl material", "s 1", faces]


def _material(model: Model) -> str:
    colour = "1 1 1" if model.textures else "0.58 0.58 0.6"
    lines = ["newmtl material", f"Kd {colour}", "Ks 0 0 0", "d 1", "illum 2"]
    lines += [f"{_MTL_MAPS[kind]} {file.name}" for kind, file in model.textures.items()]
    return "\n".join([*lines, ""])
