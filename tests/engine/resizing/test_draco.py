"""Sizes of glTF files that Draco packed: the same as unpacked, with quantised, skinned and morphed meshes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.engine.model_samples import CUBE, CUBE_FACES, TURN_Z_45, GltfBuilder, resized_glb
from meshwright.engine.errors import EngineError

DracoPy = pytest.importorskip("DracoPy")
DRACO = "KHR_draco_mesh_compression"
SPIKE = np.array([[0.5, 3, 0.5]])
UNUSED = np.vstack([CUBE, SPIKE])
"""A cube, and a vertex high above it that no face names."""
WIDTHS = {1: "SCALAR", 3: "VEC3", 4: "VEC4"}
SIGNED, UNSIGNED, BYTE, FLOAT = 5122, 5123, 5121, 5126


def packed(attributes: dict[str, tuple[Any, int, bool]], faces: Any = CUBE_FACES) -> GltfBuilder:
    """Make a mesh whose attributes are in a Draco block: values, component type, normalized."""
    builder = GltfBuilder()
    values = {name: np.asarray(given) for name, (given, *_) in attributes.items()}
    points = values["POSITION"]
    others = dict(enumerate(given for name, given in values.items() if name != "POSITION"))
    data = DracoPy.encode(
        points if points.dtype.kind == "i" else points.astype(np.float32),
        np.asarray(faces, np.uint32),
        quantization_bits=20,
        preserve_order=True,
        generic_attributes=others or None,
    )
    ids = {name: n for n, name in enumerate(name for name in attributes if name != "POSITION")}
    ids["POSITION"] = len(others)
    block = builder.add(np.frombuffer(data, np.uint8), "SCALAR", "u1", BYTE)
    builder.document["accessors"].clear()  # only its view is needed
    primitive: Any = {"attributes": {}, "extensions": {DRACO: {"bufferView": block, "attributes": ids}}}
    for name, (_, component, normalized) in attributes.items():
        primitive["attributes"][name] = len(builder.document["accessors"])
        accessor = {"componentType": component, "count": len(points), "type": WIDTHS[values[name].shape[1]]}
        if name == "POSITION":
            used = points[np.unique(faces)]
            accessor |= {"min": used.min(axis=0).tolist(), "max": used.max(axis=0).tolist()}
        builder.document["accessors"].append(accessor | ({"normalized": True} if normalized else {}))
    builder.document["meshes"] = [{"primitives": [primitive]}]
    return builder


@pytest.mark.parametrize(
    ("component", "normalized", "largest"),
    [(FLOAT, False, 1), (SIGNED, True, 32767), (SIGNED, False, 1), (5120, True, 127), (5120, False, 1)],
)
@pytest.mark.parametrize("with_decoder", [True, False])
def test_quantised_positions_count_as_the_accessor_says(
    tmp_path: Path,
    component: int,
    normalized: bool,
    largest: float,
    with_decoder: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Normalised integers stand for -1..1 and others for themselves, with and without a decoder."""
    if not with_decoder:
        monkeypatch.setitem(sys.modules, "DracoPy", None)
    points = CUBE * (100 if component != FLOAT else 1)
    stored = points.astype(np.int32) if component != FLOAT else points
    builder = packed({"POSITION": (stored, component, normalized)})
    height = points.max() / largest
    assert resized_glb(tmp_path, builder.glb([{"mesh": 0}]))[0] == pytest.approx(2 / height, rel=1e-5)


def test_a_turned_quantised_mesh_is_measured_exactly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under a turned node the vertices count; without a decoder the file is refused with the way out."""
    builder = packed({"POSITION": ((CUBE * 32767).astype(np.int32), SIGNED, True)})
    content = builder.glb([{"mesh": 0, "rotation": TURN_Z_45}])
    assert resized_glb(tmp_path, content)[0] == pytest.approx(2**0.5, rel=1e-4)
    monkeypatch.setitem(sys.modules, "DracoPy", None)
    with pytest.raises(EngineError, match=r"pip install 'meshwright\[draco\]'"):
        resized_glb(tmp_path, content)


def test_vertices_that_no_face_names_do_not_count(tmp_path: Path) -> None:
    """As in files that are not packed."""
    builder = packed({"POSITION": (UNUSED, FLOAT, False)})
    assert resized_glb(tmp_path, builder.glb([{"mesh": 0}]))[0] == pytest.approx(2, rel=1e-4)


@pytest.mark.parametrize("stored", ["float", "bytes", "shorts"])
def test_a_skin_packed_by_draco_is_measured_in_its_rest_pose(
    tmp_path: Path, stored: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Joints and weights are unpacked too, also where weights are normalised integers."""
    joints = np.zeros((8, 4), np.uint8)
    joints[CUBE[:, 1] > 0.5, 0] = 1
    whole, component = {"float": (1, FLOAT), "bytes": (255, BYTE), "shorts": (65535, UNSIGNED)}[stored]
    weights = np.zeros((8, 4), {"float": np.float32, "bytes": np.uint8, "shorts": np.uint16}[stored])
    weights[:, 0] = whole
    builder = packed(
        {
            "JOINTS_0": (joints, BYTE, False),
            "WEIGHTS_0": (weights, component, stored != "float"),
            "POSITION": (CUBE, FLOAT, False),
        }
    )
    nodes = [{"mesh": 0, "skin": 0}, {"children": [2]}, {"translation": [0, 3, 0]}]
    content = builder.glb(nodes, [{"nodes": [0, 1]}], skins=[{"joints": [1, 2]}])
    assert resized_glb(tmp_path, content)[0] == pytest.approx(2 / 4, rel=1e-4)
    monkeypatch.setitem(sys.modules, "DracoPy", None)
    with pytest.raises(EngineError, match=r"skinned mesh is compressed.*meshwright\[draco\]"):
        resized_glb(tmp_path, content)


def test_morph_targets_beside_a_packed_base_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Draco packs the base alone; a target that is switched on is added, or the file is refused."""
    builder = packed({"POSITION": (CUBE, FLOAT, False)})
    target = builder.add(np.where(CUBE[:, 1:2] > 0.5, [[0.0, 4.0, 0.0]], 0.0), "VEC3")
    mesh = builder.document["meshes"][0]
    mesh["primitives"][0]["targets"] = [{"POSITION": target}]
    content = builder.glb([{"mesh": 0}])
    assert resized_glb(tmp_path, content)[0] == pytest.approx(2, rel=1e-4)
    mesh["weights"] = [0.5]
    content = builder.glb([{"mesh": 0}])
    assert resized_glb(tmp_path, content)[0] == pytest.approx(2 / 3, rel=1e-4)
    monkeypatch.setitem(sys.modules, "DracoPy", None)
    with pytest.raises(EngineError, match=r"morph targets are switched on.*meshwright\[draco\]"):
        resized_glb(tmp_path, content)


@pytest.mark.parametrize("data", [None, b"DRACO" + b"\xff" * 40, b"x" * 40], ids=["cut", "garbage", "no Draco"])
def test_a_damaged_block_is_refused(tmp_path: Path, data: bytes | None) -> None:
    """The error quotes the decoder's message."""
    builder = packed({"POSITION": (CUBE, FLOAT, False)})
    view = builder.document["bufferViews"][0]
    builder.binary = data or builder.binary[:30]
    view["byteLength"] = len(builder.binary)
    with pytest.raises(EngineError, match="Draco block of the glTF file cannot be decoded"):
        resized_glb(tmp_path, builder.glb([{"mesh": 0}]))


def test_a_block_without_the_attribute_it_names_is_refused(tmp_path: Path) -> None:
    """The ids of the extension must be in the block."""
    builder = packed({"POSITION": (CUBE, FLOAT, False)})
    builder.document["meshes"][0]["primitives"][0]["extensions"][DRACO]["attributes"]["POSITION"] = 7
    with pytest.raises(EngineError, match="does not hold the attribute 7"):
        resized_glb(tmp_path, builder.glb([{"mesh": 0}]))


def test_missing_or_wrong_declared_bounds_do_not_matter_with_a_decoder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The decoded vertices count; without a decoder and without bounds the file is refused."""
    builder = packed({"POSITION": (CUBE, FLOAT, False)})
    accessor = builder.document["accessors"][0]
    accessor["max"] = [9, 9, 9]
    assert resized_glb(tmp_path, builder.glb([{"mesh": 0}]))[0] == pytest.approx(2, rel=1e-4)
    del accessor["min"], accessor["max"]
    content = builder.glb([{"mesh": 0}])
    assert resized_glb(tmp_path, content)[0] == pytest.approx(2, rel=1e-4)
    monkeypatch.setitem(sys.modules, "DracoPy", None)
    with pytest.raises(EngineError, match="no min and max are declared"):
        resized_glb(tmp_path, content)
