"""Each format holds the model that was written, and the same bytes each time."""

from __future__ import annotations

import json
import re
import struct
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
import trimesh
from meshwright.engine.mesh import Atlas, Mesh, Model
from meshwright.engine.modelling.pbr import pbr_maps
from meshwright.engine.writers import FORMATS, write
from meshwright.engine.writers.fbx_nodes import Node, encode
from PIL import Image

_trimesh: Any = trimesh
_BOX = np.array([[x, y, z] for x in (-0.5, 0.5) for y in (0.0, 2.0) for z in (-0.25, 0.25)])
_QUADS = np.array([[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]])


def _model(folder: Path, *, quads: bool = True, maps: bool = True) -> Model:
    """Return a box 1 wide, 2 high and 0.5 deep, painted."""
    box = Mesh(_BOX, _QUADS)
    mesh = box if quads else Mesh(_BOX, box.triangles())
    colours = np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)
    uv = np.array([[0.0, 0], [1, 0], [1, 1], [0, 1]])
    corners = np.tile(np.arange(4), (6, 1))
    atlas = Atlas(uv, corners if quads else box.cut(corners), colours)
    textures = {"base_color": colours} | (pbr_maps(colours) if maps else {})
    files = {}
    for kind, pixels in textures.items():
        files[kind] = folder / f"{kind}.png"
        Image.fromarray(pixels).save(files[kind])
    return Model(mesh, atlas, files)


def _glb_json(path: Path) -> dict[str, Any]:
    data = path.read_bytes()
    length = struct.unpack_from("<I", data, 12)[0]
    return dict(json.loads(data[20 : 20 + length]))


@pytest.mark.parametrize("quads", [True, False])
@pytest.mark.parametrize("kind", ["glb", "obj", "stl"])
def test_an_independent_reader_sees_the_box(tmp_path: Path, kind: str, quads: bool) -> None:
    """Size, closedness and winding survive; STL stands on Z."""
    path = write(_model(tmp_path, quads=quads), tmp_path, [kind])[kind]
    shape = _trimesh.load(path, force="mesh", process=True, merge_tex=True, merge_norm=True)
    assert len(shape.faces) == 12
    assert shape.is_watertight
    assert shape.volume == pytest.approx(1.0)
    assert np.allclose(shape.extents, [1, 0.5, 2] if kind == "stl" else [1, 2, 0.5])


def test_glb_wires_the_maps_as_gltf_wants(tmp_path: Path) -> None:
    """Base colour, metallic-roughness (green and blue of one texture) and normal, each an embedded PNG."""
    path = write(_model(tmp_path), tmp_path, ["glb"])["glb"]
    document = _glb_json(path)
    material = document["materials"][0]
    metallic_roughness = material["pbrMetallicRoughness"]
    assert {"baseColorTexture", "metallicRoughnessTexture"} <= set(metallic_roughness)
    assert "normalTexture" in material
    assert all(image["mimeType"] == "image/png" for image in document["images"])
    loaded = _trimesh.load(path, force="mesh").visual.material.metallicRoughnessTexture
    assert np.array_equal(np.asarray(loaded)[..., 1], np.asarray(Image.open(tmp_path / "roughness.png")))
    assert np.array_equal(np.asarray(loaded)[..., 2], np.asarray(Image.open(tmp_path / "metallic.png")))


def test_the_texture_is_not_upside_down_in_glb(tmp_path: Path) -> None:
    """A vertex keeps its texture coordinate with v turned: glTF counts v downwards."""
    model = _model(tmp_path, maps=False)
    assert model.atlas is not None
    path = write(model, tmp_path, ["glb"])["glb"]
    document, data = _glb_json(path), path.read_bytes()
    attributes = document["meshes"][0]["primitives"][0]["attributes"]
    start = 28 + struct.unpack_from("<I", data, 12)[0]
    found = {}
    for name, width in (("POSITION", 3), ("TEXCOORD_0", 2)):
        accessor = document["accessors"][attributes[name]]
        offset = start + document["bufferViews"][accessor["bufferView"]]["byteOffset"]
        found[name] = np.frombuffer(data, np.float32, accessor["count"] * width, offset).reshape(-1, width)
    written = {(*map(float, p), *map(float, t)) for p, t in zip(found["POSITION"], found["TEXCOORD_0"], strict=True)}
    uv = model.atlas.uv[model.atlas.polygons.ravel()] * [1, -1] + [0, 1]
    corners = model.mesh.vertices[model.mesh.polygons.ravel()]
    assert written == {(*map(float, p), *map(float, t)) for p, t in zip(corners, uv, strict=True)}


def test_obj_keeps_quads_and_names_the_maps(tmp_path: Path) -> None:
    """Six faces of four corners, an MTL beside it, a line for each map."""
    files = write(_model(tmp_path), tmp_path, ["obj"])
    faces = [line for line in files["obj"].read_text().splitlines() if line.startswith("f ")]
    assert len(faces) == 6
    assert all(len(line.split()) == 5 for line in faces)
    material = files["mtl"].read_text()
    for line in ("map_Kd base_color.png", "map_Pr roughness.png", "map_Pm metallic.png", "norm normal.png"):
        assert line in material
    assert f"mtllib {files['mtl'].name}" in files["obj"].read_text()


def test_3mf_is_millimetres_on_the_plate(tmp_path: Path) -> None:
    """The package has its three parts, and the box stands at z = 0, 2,000 mm high."""
    path = write(_model(tmp_path), tmp_path, ["3mf"])["3mf"]
    with zipfile.ZipFile(path) as package:
        assert package.namelist() == ["[Content_Types].xml", "_rels/.rels", "3D/3dmodel.model"]
        root = ElementTree.fromstring(package.read("3D/3dmodel.model"))
    space = "{http://schemas.microsoft.com/3dmanufacturing/core/2015/02}"
    heights = [float(vertex.attrib["z"]) for vertex in root.iter(f"{space}vertex")]
    assert root.attrib["unit"] == "millimeter"
    assert (min(heights), max(heights)) == (0, 2000)
    assert len(list(root.iter(f"{space}triangle"))) == 12


def test_usdz_is_stored_and_aligned(tmp_path: Path) -> None:
    """Every member is uncompressed and its data starts at a multiple of 64 bytes; the layer comes first."""
    path = write(_model(tmp_path), tmp_path, ["usdz"])["usdz"]
    data = path.read_bytes()
    with zipfile.ZipFile(path) as package:
        assert package.namelist()[0] == "model.usda"
        assert len(package.namelist()) == 5
        for entry in package.infolist():
            name_length, extra_length = struct.unpack_from("<HH", data, entry.header_offset + 26)
            assert (entry.header_offset + 30 + name_length + extra_length) % 64 == 0
            assert entry.compress_type == zipfile.ZIP_STORED
        layer = package.read("model.usda").decode()
    assert "int[] faceVertexCounts = [4, 4, 4, 4, 4, 4]" in layer
    for name in re.findall(r"@(.*?)@", layer):
        assert name in package.namelist()
    assert layer.count("{") == layer.count("}")


def test_fbx_records_end_where_they_say(tmp_path: Path) -> None:
    """Walking the records of the file meets each name once and ends at the foot."""
    data = write(_model(tmp_path), tmp_path, ["fbx"])["fbx"].read_bytes()
    assert data.startswith(b"Kaydara FBX Binary  \x00\x1a\x00")
    names, position = [], 27
    while (end := struct.unpack_from("<I", data, position)[0]) != 0:
        length = data[position + 12]
        names.append(data[position + 13 : position + 13 + length].decode())
        position = end
    assert names[:2] == ["FBXHeaderExtension", "FileId"]
    assert {"GlobalSettings", "Definitions", "Objects", "Connections"} <= set(names)
    assert data.endswith(bytes.fromhex("f85a8c6adef5d97eece90ce3758f290b"))
    assert data.count((tmp_path / "normal.png").read_bytes()) == 1


def test_fbx_properties_have_their_types() -> None:
    """Truth values, numbers, texts and arrays are told apart; long arrays are packed."""
    data = encode([Node("N", (True, 7, 0.5, "text", b"raw", np.arange(3.0), np.zeros(1000, np.int32)))])
    body = data[27 + 13 + 1 :]
    assert body.startswith(
        b"C\x01" + b"I" + struct.pack("<i", 7) + b"D" + struct.pack("<d", 0.5) + b"S\x04\x00\x00\x00text"
    )
    assert len(data) < 500


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_model_gives_the_same_bytes(tmp_path: Path, kind: str) -> None:
    """No clock, no random number, no machine's name gets into a file; an untextured model can be written too."""
    model = _model(tmp_path)
    first = write(model, tmp_path, [kind])[kind].read_bytes()
    again = tmp_path / "again"
    again.mkdir()
    assert write(model, again, [kind])[kind].read_bytes() == first
    plain = write(Model(model.mesh), again, [kind], name="plain")[kind].read_bytes()
    assert 0 < len(plain) < len(first) or kind in ("stl", "3mf")
