"""Write binary FBX 7.4 with the textures inside, a model for each part; quads stay quads.

This is our own code because no library on PyPI writes FBX, except Blender's module, which is under the GPL and takes
374 MB. FBX has no slots for metallic and roughness; they are written as reflection and shininess, where Blender and
others read them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np

from ..mesh import Model, Part
from .fbx_document import Document, Object
from .fbx_nodes import Node

_SLOTS: Final = {
    "base_color": "DiffuseColor",
    "metallic": "ReflectionFactor",
    "normal": "NormalMap",
    "roughness": "ShininessExponent",
}


def write_fbx(model: Model, path: Path) -> None:
    """Write a model with its textures inside."""
    document = Document()
    material = add_material(document, model.textures)
    for part in model.objects():
        add_part(document, part, material)
    document.write(path)


def add_part(document: Document, part: Part, material: Object) -> tuple[Object, Object]:
    """Append a part below the root; return its model and its geometry."""
    geometry = _add_geometry(document, part)
    model = add_model(document, part.name, "Mesh")
    model.add("Shading", True)
    model.add("Culling", "CullingOff")
    document.connect(model)
    document.connect(geometry, model)
    document.connect(material, model)
    return model, geometry


def add_model(document: Document, name: str, subclass: str, place: tuple[float, ...] = (0.0, 0.0, 0.0)) -> Object:
    """Append a node of the scene, with its place below its parent."""
    model = document.add("Model", name, subclass)
    model.add("Version", 232)
    model.table(
        ("InheritType", "enum", "", "", 1),
        ("DefaultAttributeIndex", "int", "Integer", "", 0),
        ("Lcl Translation", "Lcl Translation", "", "A", *place),
        ("Lcl Rotation", "Lcl Rotation", "", "A", 0.0, 0.0, 0.0),
        ("Lcl Scaling", "Lcl Scaling", "", "A", 1.0, 1.0, 1.0),
    )
    return model


def _add_geometry(document: Document, part: Part) -> Object:
    mesh, atlas = part.mesh, part.atlas
    geometry = document.add("Geometry", part.name, "Mesh")
    corners = mesh.polygons.astype(np.int32)
    corners[:, -1] = ~corners[:, -1]  # marks the last corner of a polygon
    geometry.add("Vertices", mesh.vertices.ravel())
    geometry.add("PolygonVertexIndex", corners.ravel())
    geometry.add("GeometryVersion", 124)
    layers = ["LayerElementNormal", "LayerElementMaterial"]
    normals = _add_layer(geometry, "LayerElementNormal", "", "ByPolygonVertex", "Direct")
    normals.add("Normals", mesh.normals()[mesh.polygons.ravel()].ravel())
    if atlas is not None:
        layers.append("LayerElementUV")
        coordinates = _add_layer(geometry, "LayerElementUV", "UVMap", "ByPolygonVertex", "IndexToDirect")
        coordinates.add("UV", atlas.uv.ravel())
        coordinates.add("UVIndex", atlas.polygons.astype(np.int32).ravel())
    materials = _add_layer(geometry, "LayerElementMaterial", "", "AllSame", "IndexToDirect")
    materials.add("Materials", np.zeros(1, np.int32))
    layer = geometry.add("Layer", 0)
    layer.add("Version", 100)
    for name in layers:
        element = layer.add("LayerElement")
        element.add("Type", name)
        element.add("TypedIndex", 0)
    return geometry


def _add_layer(geometry: Object, kind: str, name: str, mapping: str, reference: str) -> Node:
    node = geometry.add(kind, 0)
    node.add("Version", 101)
    node.add("Name", name)
    node.add("MappingInformationType", mapping)
    node.add("ReferenceInformationType", reference)
    return node


def add_material(document: Document, textures: Mapping[str, Path]) -> Object:
    """Append a material with its textures, whose files are keyed as those of a model."""
    material = document.add("Material", "material", "")
    material.add("Version", 102)
    material.add("ShadingModel", "Phong")
    material.add("MultiLayer", 0)
    grey = 1.0 if textures else 0.58
    material.table(
        ("DiffuseColor", "Color", "", "A", grey, grey, grey),
        ("AmbientColor", "Color", "", "A", 0.0, 0.0, 0.0),
        ("SpecularColor", "Color", "", "A", 1.0, 1.0, 1.0),
        ("SpecularFactor", "Number", "", "A", 0.1),
        ("ShininessExponent", "Number", "", "A", 4.0),
        ("ReflectionFactor", "Number", "", "A", 0.0),
    )
    for kind, file in textures.items():
        texture = _add_texture(document, file)
        document.connect(texture, material, _SLOTS[kind])
    return material


def _add_texture(document: Document, file: Path) -> Object:
    texture, video = document.add("Texture", file.stem, ""), document.add("Video", file.stem, "Clip")
    texture.add("Type", "TextureVideoClip")
    texture.add("Version", 202)
    texture.add("TextureName", texture.name)
    texture.table(("UVSet", "KString", "", "", "UVMap"), ("UseMaterial", "bool", "", "", 1))
    texture.add("Media", video.name)
    texture.add("FileName", file.name)
    texture.add("RelativeFilename", file.name)

    video.add("Type", "Clip")
    video.table(("Path", "KString", "XRefUrl", "", file.name))
    video.add("UseMipMap", 0)
    video.add("Filename", file.name)
    video.add("RelativeFilename", file.name)
    video.add("Content", file.read_bytes())
    document.connect(video, texture)
    return texture
