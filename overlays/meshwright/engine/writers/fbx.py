"""Write binary FBX 7.4 with the textures inside; quads stay quads, Y is up, one unit is a metre.

This is our own code because no library on PyPI writes FBX, except Blender's module, which is under the GPL and takes
374 MB. FBX has no slots for metallic and roughness; they are written as reflection and shininess, where Blender and
others read them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import numpy as np

from ..mesh import Atlas, Mesh, Model
from .fbx_nodes import CREATION_TIME, FILE_ID, VERSION, Long, Node, Property, encode

_CREATOR: Final = "Meshwright"
_DOCUMENT, _GEOMETRY, _MODEL, _MATERIAL = (Long(number) for number in (1_000_000, 2_000_001, 2_000_002, 2_000_003))
_FIRST_TEXTURE, _FIRST_VIDEO = 3_000_001, 4_000_001
_SLOTS: Final = {
    "base_color": "DiffuseColor",
    "metallic": "ReflectionFactor",
    "normal": "NormalMap",
    "roughness": "ShininessExponent",
}
_KIND_OF_NAME: Final = "\x00\x01"  # parts an object's name from its class


def write_fbx(model: Model, path: Path) -> None:
    """Write a model with its textures inside."""
    objects = Node("Objects")
    connections = Node("Connections")
    _add_geometry(objects, model.mesh, model.atlas)
    _add_model(objects)
    _add_material(objects, textured=bool(model.textures))
    for child, parent in ((_MODEL, Long(0)), (_GEOMETRY, _MODEL), (_MATERIAL, _MODEL)):
        connections.add("C", "OO", child, parent)
    _add_textures(objects, connections, model.textures)
    nodes = [
        _header(),
        Node("FileId", (FILE_ID,)),
        Node("CreationTime", (CREATION_TIME,)),
        Node("Creator", (_CREATOR,)),
        _settings(),
        _documents(),
        Node("References"),
        _definitions(len(model.textures)),
        objects,
        connections,
        Node("Takes", (), [Node("Current", ("",))]),
    ]
    path.write_bytes(encode(nodes))


def _header() -> Node:
    node = Node("FBXHeaderExtension")
    node.add("FBXHeaderVersion", 1003)
    node.add("FBXVersion", VERSION)
    node.add("EncryptionType", 0)
    stamp = node.add("CreationTimeStamp")
    date = {"Version": 1000, "Year": 1970, "Month": 1, "Day": 1, "Hour": 10, "Minute": 0, "Second": 0, "Millisecond": 0}
    for name, value in date.items():
        stamp.add(name, value)
    node.add("Creator", _CREATOR)
    return node


def _settings() -> Node:
    node = Node("GlobalSettings")
    node.add("Version", 1000)
    axes = {"UpAxis": 1, "UpAxisSign": 1, "FrontAxis": 2, "FrontAxisSign": 1, "CoordAxis": 0, "CoordAxisSign": 1}
    rows: list[tuple[Property, ...]] = [(name, "int", "Integer", "", value) for name, value in axes.items()]
    rows.append(("UnitScaleFactor", "double", "Number", "", 100.0))  # the format counts in centimetres
    _add_table(node, rows)
    return node


def _documents() -> Node:
    node = Node("Documents")
    node.add("Count", 1)
    node.add("Document", _DOCUMENT, "", "Scene").add("RootNode", Long(0))
    return node


def _definitions(textures: int) -> Node:
    counts = {"GlobalSettings": 1, "Geometry": 1, "Model": 1, "Material": 1}
    if textures:
        counts |= {"Texture": textures, "Video": textures}
    node = Node("Definitions")
    node.add("Version", 100)
    node.add("Count", sum(counts.values()))
    for kind, count in counts.items():
        node.add("ObjectType", kind).add("Count", count)
    return node


def _add_table(node: Node, rows: list[tuple[Property, ...]]) -> None:
    table = node.add("Properties70")
    for row in rows:
        table.add("P", *row)


def _add_geometry(objects: Node, mesh: Mesh, atlas: Atlas | None) -> None:
    node = objects.add("Geometry", _GEOMETRY, f"model{_KIND_OF_NAME}Geometry", "Mesh")
    corners = mesh.polygons.astype(np.int32)
    corners[:, -1] = ~corners[:, -1]  # marks the last corner of a polygon
    node.add("Vertices", mesh.vertices.ravel())
    node.add("PolygonVertexIndex", corners.ravel())
    node.add("GeometryVersion", 124)
    layers = ["LayerElementNormal", "LayerElementMaterial"]
    normals = _add_layer(node, "LayerElementNormal", "", "ByPolygonVertex", "Direct")
    normals.add("Normals", mesh.normals()[mesh.polygons.ravel()].ravel())
    if atlas is not None:
        layers.append("LayerElementUV")
        coordinates = _add_layer(node, "LayerElementUV", "UVMap", "ByPolygonVertex", "IndexToDirect")
        coordinates.add("UV", atlas.uv.ravel())
        coordinates.add("UVIndex", atlas.polygons.astype(np.int32).ravel())
    materials = _add_layer(node, "LayerElementMaterial", "", "AllSame", "IndexToDirect")
    materials.add("Materials", np.zeros(1, np.int32))
    layer = node.add("Layer", 0)
    layer.add("Version", 100)
    for name in layers:
        element = layer.add("LayerElement")
        element.add("Type", name)
        element.add("TypedIndex", 0)


def _add_layer(geometry: Node, kind: str, name: str, mapping: str, reference: str) -> Node:
    node = geometry.add(kind, 0)
    node.add("Version", 101)
    node.add("Name", name)
    node.add("MappingInformationType", mapping)
    node.add("ReferenceInformationType", reference)
    return node


def _add_model(objects: Node) -> None:
    node = objects.add("Model", _MODEL, f"model{_KIND_OF_NAME}Model", "Mesh")
    node.add("Version", 232)
    _add_table(
        node,
        [
            ("InheritType", "enum", "", "", 1),
            ("DefaultAttributeIndex", "int", "Integer", "", 0),
            ("Lcl Translation", "Lcl Translation", "", "A", 0.0, 0.0, 0.0),
            ("Lcl Rotation", "Lcl Rotation", "", "A", 0.0, 0.0, 0.0),
            ("Lcl Scaling", "Lcl Scaling", "", "A", 1.0, 1.0, 1.0),
        ],
    )
    node.add("Shading", True)
    node.add("Culling", "CullingOff")


def _add_material(objects: Node, *, textured: bool) -> None:
    node = objects.add("Material", _MATERIAL, f"material{_KIND_OF_NAME}Material", "")
    node.add("Version", 102)
    node.add("ShadingModel", "Phong")
    node.add("MultiLayer", 0)
    grey = 1.0 if textured else 0.58
    _add_table(
        node,
        [
            ("DiffuseColor", "Color", "", "A", grey, grey, grey),
            ("AmbientColor", "Color", "", "A", 0.0, 0.0, 0.0),
            ("SpecularColor", "Color", "", "A", 1.0, 1.0, 1.0),
            ("SpecularFactor", "Number", "", "A", 0.1),
            ("ShininessExponent", "Number", "", "A", 4.0),
            ("ReflectionFactor", "Number", "", "A", 0.0),
        ],
    )


def _add_textures(objects: Node, connections: Node, textures: Mapping[str, Path]) -> None:
    for index, (kind, file) in enumerate(textures.items()):
        texture, video = Long(_FIRST_TEXTURE + index), Long(_FIRST_VIDEO + index)
        node = objects.add("Texture", texture, f"{file.stem}{_KIND_OF_NAME}Texture", "")
        node.add("Type", "TextureVideoClip")
        node.add("Version", 202)
        node.add("TextureName", f"{file.stem}{_KIND_OF_NAME}Texture")
        _add_table(node, [("UVSet", "KString", "", "", "UVMap"), ("UseMaterial", "bool", "", "", 1)])
        node.add("Media", f"{file.stem}{_KIND_OF_NAME}Video")
        node.add("FileName", file.name)
        node.add("RelativeFilename", file.name)

        clip = objects.add("Video", video, f"{file.stem}{_KIND_OF_NAME}Video", "Clip")
        clip.add("Type", "Clip")
        _add_table(clip, [("Path", "KString", "XRefUrl", "", file.name)])
        clip.add("UseMipMap", 0)
        clip.add("Filename", file.name)
        clip.add("RelativeFilename", file.name)
        clip.add("Content", file.read_bytes())
        connections.add("C", "OP", texture, _MATERIAL, _SLOTS[kind])
        connections.add("C", "OO", video, texture)
