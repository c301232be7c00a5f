"""Write GLB with trimesh: valid for Khronos' validator, the same bytes each time, with textures in the slots of glTF.

glTF has only triangles, so quads are cut. A vertex is written once for each of its texture coordinates.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import trimesh
from PIL import Image

from ..mesh import Model

_trimesh: Final[Any] = trimesh  # declares types for a part of itself only
_PLAIN: Final = [200, 200, 204, 255]


def write_glb(model: Model, path: Path) -> None:
    """Write a model as binary glTF 2.0."""
    mesh, atlas = model.mesh, model.atlas
    triangles, normals = mesh.triangles(), mesh.normals()
    if atlas is None:
        material = _trimesh.visual.material.PBRMaterial(
            name="material", baseColorFactor=_PLAIN, metallicFactor=0.0, roughnessFactor=0.8
        )
        visual = _trimesh.visual.TextureVisuals(uv=None, material=material)
        vertices = mesh.vertices
    else:
        pairs = triangles * len(atlas.uv) + mesh.cut(atlas.polygons)
        used, corners = np.unique(pairs, return_inverse=True)
        triangles = corners.reshape(-1, 3)
        vertices, normals = mesh.vertices[used // len(atlas.uv)], normals[used // len(atlas.uv)]
        visual = _trimesh.visual.TextureVisuals(uv=atlas.uv[used % len(atlas.uv)], material=_material(model))
    shape = _trimesh.Trimesh(vertices, triangles, vertex_normals=normals, visual=visual, process=False, validate=False)
    scene = _trimesh.Scene({"model": shape})
    path.write_bytes(_trimesh.exchange.gltf.export_glb(scene, include_normals=True))


def _material(model: Model) -> Any:
    images = {kind: Image.open(file) for kind, file in model.textures.items()}
    if "roughness" not in images:
        return _trimesh.visual.material.PBRMaterial(
            name="material", baseColorTexture=images["base_color"], metallicFactor=0.0, roughnessFactor=0.8
        )
    # glTF packs both into one texture: roughness in green, metal in blue.
    blank = Image.new("L", images["roughness"].size)
    return _trimesh.visual.material.PBRMaterial(
        name="material",
        baseColorTexture=images["base_color"],
        metallicRoughnessTexture=Image.merge("RGB", [blank, images["roughness"], images["metallic"]]),
        normalTexture=images["normal"],
        metallicFactor=1.0,
        roughnessFactor=1.0,
    )
