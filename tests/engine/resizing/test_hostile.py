"""Broken and hostile models: each is an EngineError with a sentence, in bounded time, memory and depth."""

from __future__ import annotations

import json
import struct
import tempfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.engine.fbx_samples import array, cube_records, cube_text, integer, long, text, write_fbx
from helpers.engine.model_samples import CUBE, CUBE_FACES, GltfBuilder, Json, cube_glb, pack_glb, save
from hypothesis import given
from hypothesis import strategies as st
from meshwright.engine.errors import EngineError
from meshwright.engine.resizing import fbx_tree, gltf_bounds, gltf_container, text_blocks
from meshwright.engine.resizing.resize import ResizeOptions, detect_format, resize

HEIGHT = ResizeOptions(resize_height=2)
STL = b"".ljust(80) + struct.pack("<I", 1) + struct.pack("<12fH", *range(12), 0)
SAMPLES = {
    "glb": cube_glb(rotation=[0.6, 0, 0, 0.8]),
    "gltf": json.dumps({"asset": {"version": "2.0"}, "nodes": [{"mesh": 0}], "meshes": [{"primitives": []}]}).encode(),
    "obj": b"o x\nv 0 0 0\nv 1 1 \\\n1 # c\nv 0 2 0 1 1 1\nf 1 2 -1\n",
    "fbx": write_fbx(cube_records()),
    "wide.fbx": write_fbx(cube_records(), 7700),
    "ascii.fbx": cube_text(7400).encode(),
    "stl": STL,
    "ascii.stl": b"solid a\nfacet normal 0 0 1\nvertex 0 0 0\nvertex 1 0 1e0\nvertex 0 1 -2.5\nendfacet\nendsolid\n",
}


def refusal(tmp_path: Path, content: bytes | str) -> str:
    """Resize what cannot be resized and give the reason; nothing may be left behind."""
    source = save(tmp_path, "in.model", content)
    with pytest.raises(EngineError) as refused:
        resize(source, tmp_path / "out", HEIGHT)
    assert not list((tmp_path / "out").glob("*"))
    return str(refused.value)


def cube_with(**parts: Any) -> bytes:
    """Make a GLB of the cube in which some top-level parts are replaced."""
    builder = GltfBuilder()
    builder.add_mesh(CUBE, CUBE_FACES)
    builder.glb([{"mesh": 0}])
    return pack_glb(builder.document | parts, builder.binary)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"nodes": [{"mesh": "0"}]}, r"nodes\[0\].mesh must be an index into the 1 meshes, not '0'"),
        ({"nodes": [{"mesh": 7}]}, "must be an index into the 1 meshes, not 7"),
        ({"nodes": [{"mesh": True}]}, "must be an index"),
        ({"nodes": [{"children": [0]}]}, "node 0 is below itself"),
        ({"nodes": [{"children": [1]}, {"children": [1], "mesh": 0}]}, "not a tree"),
        ({"nodes": [{"children": 1}]}, "must be a list of indices into nodes"),
        ({"nodes": [{"matrix": [1, 2]}]}, "must be 16 finite numbers"),
        ({"nodes": [{"scale": [1, None, 1], "mesh": 0}]}, "must be 3 finite numbers"),
        ({"nodes": [{"scale": [0, 0, 0], "mesh": 0}]}, "no height"),
        ({"nodes": {}}, "nodes must be a list"),
        ({"nodes": []}, "indices into the 0 nodes"),
        ({"scenes": [{"nodes": []}]}, "no geometry"),
        ({"scenes": [{}] * 257}, "at most 256 items"),
        ({"scene": 1}, "must be an index into the 1 scenes"),
        ({"meshes": [{"primitives": [{}]}]}, "an object with 'attributes'"),
        ({"accessors": [{"componentType": 5126, "type": "VEC9", "count": 1}] * 2}, "must be one of SCALAR"),
        ({"accessors": [{"componentType": 5126, "type": "VEC2", "count": 1}] * 2}, "2 components instead of 3"),
        ({"accessors": [{"componentType": 5126, "type": "VEC3", "count": 1 << 40}] * 2}, "holds no data"),
        ({"accessors": [{"componentType": 5126, "type": "VEC3", "count": -1}] * 2}, "an integer from 0"),
        ({"bufferViews": [{"buffer": 0, "byteLength": 9, "byteOffset": 1 << 50}] * 2}, "runs out of its buffer"),
        ({"buffers": [{"byteLength": 9, "uri": "data:;base64,A"}]}, "not valid base64"),
        ({"asset": {"version": "1.0"}}, "asset.version is '1.0'"),
        ({"asset": []}, "Not a glTF 2.0 document"),
        ({"skins": [{"joints": []}], "nodes": [{"mesh": 0, "skin": 0}]}, "no joints"),
        ({"skins": [{"joints": [1]}], "nodes": [{"mesh": 0, "skin": 0}, {}]}, "outside the scene"),
        ({"materials": [{"extensions": {"KHR_materials_volume": {"attenuationDistance": "far"}}}]}, "a finite number"),
    ],
)
def test_gltf_of_wrong_shape_is_refused_by_place_and_rule(tmp_path: Path, parts: Json, message: str) -> None:
    """Types, indices, counts and graphs are checked before anything is read."""
    with pytest.raises(EngineError, match=message):
        resize(save(tmp_path, "a.glb", cube_with(**parts)), tmp_path, HEIGHT)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'"x":' + b"[" * 100_000 + b"]" * 100_000, "nested too deeply"),
        (b'"x":' + b'{"a":' * 5000 + b"1" + b"}" * 5000, "nested too deeply"),
        (b'"x":NaN', "holds NaN"),
        (b'"x":' + b"1" * 5000, "cannot be read"),
        (b'"x":\xff', "cannot be read"),
        (b'"x":', "cannot be read"),
    ],
)
def test_hostile_json_is_refused(tmp_path: Path, body: bytes, message: str) -> None:
    """Depth, numbers and encodings beyond JSON are refused."""
    with pytest.raises(EngineError, match=message):
        resize(save(tmp_path, "a.gltf", b'{"asset":{"version":"2.0"},' + body + b"}"), tmp_path, HEIGHT)


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        (4, 1, "version 1"),
        (8, 1 << 30, "truncated"),
        (12, 1 << 20, "truncated"),
        (16, 7, "is not JSON"),
    ],
)
def test_glb_headers_that_lie_are_refused(tmp_path: Path, place: int, value: int, message: str) -> None:
    """Version, total length, chunk length and chunk kind must fit the file."""
    content = bytearray(cube_glb())
    struct.pack_into("<I", content, place, value)
    assert message in refusal(tmp_path, bytes(content))


def test_a_binary_chunk_past_the_end_is_refused(tmp_path: Path) -> None:
    """The BIN chunk may not claim more than the file holds."""
    content = bytearray(cube_glb())
    start = 20 + struct.unpack_from("<I", content, 12)[0]
    struct.pack_into("<I", content, start, 1 << 20)
    assert "BIN chunk runs past the end" in refusal(tmp_path, bytes(content))


def test_an_infinite_number_anywhere_is_refused_before_it_is_written(tmp_path: Path) -> None:
    """A number that overflows to infinity cannot be written back as JSON."""
    content = cube_with(extras=123456789).replace(b"123456789", b"1e9999   ")
    assert "double precision" in refusal(tmp_path, content)


def test_json_of_too_many_values_is_refused_unparsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The number of values is counted before they are made."""
    monkeypatch.setattr(gltf_container, "MOST_JSON_VALUES", 20)
    assert "more than 20 values" in refusal(tmp_path, cube_glb())


def test_scenes_of_too_many_copies_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small file cannot ask for unlimited work through copies that are turned differently."""
    monkeypatch.setattr(gltf_bounds, "MOST_VISITS", 20)
    builder = GltfBuilder()
    builder.add_mesh(CUBE)
    turns = np.random.default_rng(1).normal(size=(200, 4))
    turns /= np.linalg.norm(turns, axis=1)[:, None]
    nodes = [{"mesh": 0, "rotation": turn.tolist(), "scale": [n, n, n]} for n, turn in enumerate(turns, 1)]
    content = builder.glb(nodes, [{"nodes": list(range(200))}])
    assert "more than 20 vertices" in refusal(tmp_path, content)


def test_sparse_rows_must_rise_within_their_accessor(tmp_path: Path) -> None:
    """Sparse indices that repeat or lie outside are refused."""
    builder = GltfBuilder()
    builder.add_mesh(CUBE)
    places = builder.add([7, 7], "SCALAR", "<u2", 5123)
    values = builder.add([[0, 0, 0]] * 2, "VEC3")
    sparse = {"count": 2, "indices": {"bufferView": places, "componentType": 5123}, "values": {"bufferView": values}}
    builder.document["accessors"][0]["sparse"] = sparse
    assert "do not rise" in refusal(tmp_path, builder.glb([{"mesh": 0}]))


def bomb(claimed: int, held: int) -> bytes:
    """Make a zlib array value that claims more than it holds."""
    data = zlib.compress(bytes(held))
    return b"d" + struct.pack("<III", claimed, 1, len(data)) + data


def fbx_with_vertices(value: bytes) -> bytes:
    """Make an FBX cube whose vertices are another value."""
    records = cube_records()
    records[3][2][0][2][0] = ("Vertices", [value], [])
    return write_fbx(records)


def circle() -> bytes:
    """Make two models that are each other's parents, one of them with a mesh."""
    other = ("Model", [long(11), text("b\0\x01Model"), text("Null")], [])
    records = cube_records(more=[other], links=[(11, 10)])
    records[4][2][0] = ("C", [text("OO"), long(10), long(11)], [])
    return write_fbx(records)


def nested(depth: int) -> bytes:
    """Make a binary FBX whose records are nested."""
    record: Any = ("a", [], [])
    for _ in range(depth):
        record = ("a", [], [record])
    return write_fbx([record])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (fbx_with_vertices(bomb(1 << 28, 1000)), "claims 2147483648 bytes"),
        (fbx_with_vertices(bomb(1 << 20, 1000)), "less than it claims"),
        (fbx_with_vertices(b"d" + struct.pack("<III", 24, 1, 9) + b"not zlib!"), "cannot be unpacked"),
        (fbx_with_vertices(b"d" + struct.pack("<III", 1 << 30, 0, 0)), "runs out of its record"),
        (fbx_with_vertices(b"?abc"), "unknown type"),
        (fbx_with_vertices(array(np.full(24, np.nan))), "no geometry"),
        (fbx_with_vertices(array([])), "no geometry"),
        (fbx_with_vertices(array([0, 0, 0, 1, 0, 0])), "no height"),
        (circle(), "has a cycle"),
        (nested(100), "more than 64 deep"),
        (write_fbx(cube_records(), 5800), "FBX 5.8 cannot be read"),
        (write_fbx([("Objects", [integer(1)], [])]), "no geometry"),
        (write_fbx([]), "no Objects"),
        (write_fbx(cube_records())[:22] + b"\x01" + write_fbx(cube_records())[23:], "Big-endian"),
        (write_fbx(cube_records())[:25], "ends within its header"),
        (write_fbx(cube_records())[:700], "does not fit"),
        (cube_text(7400) + "a: {", "brace is left open"),
        (cube_text(7400) + "}", "a brace too many"),
        ("; FBX 7.4.0\n{", "without a key"),
        ("; FBX 7.4.0\nObjects: {\n}\n", "does not state its version"),
        ("; FBX 7.4.0\n" + "a: {" * 100, "more than 64 deep"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 40 else "",
)
def test_broken_and_hostile_fbx_is_refused(tmp_path: Path, content: Any, message: str) -> None:
    """Sizes, offsets, depth, circles and versions are checked."""
    with pytest.raises(EngineError, match=message):
        resize(save(tmp_path, "a.fbx", content), tmp_path, HEIGHT)


@pytest.mark.parametrize("content", [write_fbx(cube_records()), cube_text(7400)])
def test_fbx_of_too_many_records_is_refused(tmp_path: Path, content: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Records are counted while they are found."""
    monkeypatch.setattr(fbx_tree, "MOST_NODES", 5)
    assert "more than 5 records" in refusal(tmp_path, content)


def test_endless_lines_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text file without line ends is not gathered in memory."""
    monkeypatch.setattr(text_blocks, "LONGEST_LINE", 1000)
    assert "a line of more than 1000 bytes" in refusal(tmp_path, "v 0 0 0\nv 1 1 1\nv " + "1" * 2000)


@pytest.mark.parametrize("content", [b"", b"\0" * 100, b"{}", b"{", b"PK\x03\x04" + bytes(500), b"glT", b"solid"])
def test_other_files_are_of_no_known_format(tmp_path: Path, content: bytes) -> None:
    """Nothing is guessed from a name."""
    with pytest.raises(EngineError, match=r"file is not GLB|is empty"):
        detect_format(save(tmp_path, "model.glb", content))


@pytest.mark.parametrize("name", SAMPLES)
def test_a_truncated_file_is_refused_or_resized_but_never_breaks(tmp_path: Path, name: str) -> None:
    """Every prefix of a model either is one or is refused with a sentence."""
    whole = SAMPLES[name]
    for length in range(0, len(whole), max(1, len(whole) // 60)):
        try_resize(tmp_path, whole[:length])


@given(st.sampled_from(sorted(SAMPLES)), st.randoms(use_true_random=False), st.integers(1, 6))
def test_damaged_files_are_refused_or_resized_but_never_break(name: str, random: Any, changes: int) -> None:
    """After a change of any bytes, the only error is the engine's own."""
    damaged = bytearray(SAMPLES[name])
    for _ in range(changes):
        place = random.randrange(len(damaged))
        damaged[place : place + random.choice([0, 1, 4])] = random.choice(
            [b"\0", b"\xff\xff\xff\xff", b"-1", b"9" * 9, b"{", b"}", b"[", b'"', b"nan", b"null", random.randbytes(3)]
        )
    with tempfile.TemporaryDirectory() as folder:
        try_resize(Path(folder), bytes(damaged))


def try_resize(folder: Path, content: bytes) -> None:
    """Resize; a refusal must be a sentence, and must leave no half-written file."""
    reason = "."
    try:
        resize(save(folder, "in.model", content), folder / "out", HEIGHT).path.unlink()
    except EngineError as refused:
        reason = str(refused)
    assert reason.endswith(".")
    assert not list((folder / "out").glob("*"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "Missing resize mode"),
        ({"resize_height": 1, "auto_size": True}, "Mutually exclusive parameters: resize_height and auto_size"),
        ({"resize_height": 0}, "above 0 metres"),
        ({"resize_longest_side": float("nan")}, "above 0 metres"),
        ({"auto_size": True, "origin_at": "top"}, "must be 'bottom' or 'center'"),
    ],
)
def test_options_hold_exactly_one_sane_mode(options: Any, message: str) -> None:
    """None, several, and lengths that are none are refused."""
    with pytest.raises(EngineError, match=message):
        ResizeOptions(**options)


def test_a_size_beyond_single_precision_is_refused(tmp_path: Path) -> None:
    """The result must be storable."""
    with pytest.raises(EngineError, match="single-precision"):
        resize(save(tmp_path, "a.glb", cube_glb()), tmp_path, ResizeOptions(resize_height=1e35))


def test_a_failed_write_leaves_the_old_result_alone(tmp_path: Path) -> None:
    """The result is replaced at once or not at all."""
    source = save(tmp_path, "a.glb", cube_glb())
    path = resize(source, tmp_path / "out", HEIGHT).path
    before = path.read_bytes()
    source.write_bytes(cube_with(extras=123456789).replace(b"123456789", b"1e9999   "))
    with pytest.raises(EngineError):
        resize(source, tmp_path / "out", HEIGHT)
    assert [entry.name for entry in path.parent.iterdir()] == ["model.glb"]
    assert path.read_bytes() == before
