"""Write GLB with trimesh: valid for Khronos' validator, the same bytes each time, with textures in the slots of glTF.

glTF has only triangles, so quads are cut. A vertex is written once for each of its texture coordinates.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, cast

import numpy as np
import trimesh
from PIL import Image

from ..mesh import Model, Part

_trimesh: Final[Any] = trimesh  # declares types for a part of itself only
_PLAIN: Final = [200, 200, 204, 255]


def write_glb(model: Model, path: Path, *, smooth: bool = True) -> None:
    """Write a model as binary glTF 2.0, a node for each of its parts; one that is not smooth has no normals, so that
    viewers shade each triangle flat.
    """
    material = _material(model)
    scene = _trimesh.Scene()
    for part in model.objects():
        scene.add_geometry(_shape(part, material), node_name=part.name, geom_name=part.name)
    path.write_bytes(_trimesh.exchange.gltf.export_glb(scene, include_normals=smooth))


def _shape(part: Part, material: Any) -> Any:
    mesh, atlas = part.mesh, part.atlas
    triangles, normals = mesh.triangles(), mesh.normals()
    if atlas is None:
        visual = _trimesh.visual.TextureVisuals(uv=None, material=material)
        vertices = mesh.vertices
    else:
        pairs = triangles * len(atlas.uv) + mesh.cut(atlas.polygons)
        used, corners = np.unique(pairs, return_inverse=True)
        triangles = corners.reshape(-1, 3)
        vertices, normals = mesh.vertices[used // len(atlas.uv)], normals[used // len(atlas.uv)]
        visual = _trimesh.visual.TextureVisuals(uv=atlas.uv[used % len(atlas.uv)], material=material)
    return _trimesh.Trimesh(vertices, triangles, vertex_normals=normals, visual=visual, process=False, validate=False)


def _material(model: Model) -> Any:
    images = {kind: _opened(file) for kind, file in model.textures.items()}
    if not images:
        return _trimesh.visual.material.PBRMaterial(
            name="material", baseColorFactor=_PLAIN, metallicFactor=0.0, roughnessFactor=0.8
        )
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


def _opened(file: Path) -> Image.Image:
    """Open a PNG file as a picture that trimesh copies as it is; compressing it again takes a third of a job's time."""
    picture: Any = Image.open(file)
    picture.save = lambda out, **_: out.write(file.read_bytes())
    return cast("Image.Image", picture)
