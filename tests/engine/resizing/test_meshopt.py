from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.engine.model_samples import GltfBuilder, Json, pack_glb, save
from hypothesis import given
from hypothesis import strategies as st
from meshwright.engine.errors import EngineError
from meshwright.engine.resizing.gltf_meshopt import decode_attributes
from meshwright.engine.resizing.resize import ResizeOptions, resize

EXTENSION = "EXT_meshopt_compression"


def encode(vertices: Any) -> bytes:
    """Pack vertices (count, stride) of bytes, choosing the shortest of the four group codings as the reference does."""
    count, stride = vertices.shape
    size = min(256, 8192 // stride // 16 * 16)
    last = vertices[0]
    packed = b"\xa0"
    for start in range(0, count, size):
        block = vertices[start : start + size]
        steps = np.diff(np.vstack([last, block]).astype(np.int64), axis=0).astype(np.int8).astype(np.int64)
        for column in ((steps << 1) ^ (steps >> 7)).astype(np.uint8).T:
            padded = np.append(column, np.zeros(-len(column) % 16, np.uint8)).reshape(-1, 16)
            groups = [min(codings(group.tolist()), key=lambda coding: len(coding[1])) for group in padded]
            widths = [width for width, _ in groups] + [0] * (-len(groups) % 4)
            packed += bytes(
                a | b << 2 | c << 4 | d << 6 for a, b, c, d in zip(*[iter(widths)] * 4, strict=True)
            ) + b"".join(data for _, data in groups)
        last = block[-1]
    return packed + bytes(max(0, 32 - stride)) + vertices[0].tobytes()


def codings(group: list[int]) -> list[tuple[int, bytes]]:
    """List the ways to write 16 values: nothing for zeros, 2 or 4 bits with escapes, whole bytes."""
    found = [(0, b"")] if not any(group) else []
    return [*found, (1, pack(group, 2)), (2, pack(group, 4)), (3, bytes(group))]


def pack(group: list[int], bits: int) -> bytes:
    """Write 16 values of a few bits, the first in the highest; the largest stands for a byte that follows."""
    escape = (1 << bits) - 1
    number = 0
    for value in group:
        number = number << bits | min(value, escape)
    return number.to_bytes(2 * bits, "big") + bytes(value for value in group if value >= escape)


def view_of(vertices: Any, **more: Any) -> Json:
    """Describe packed vertices."""
    return {"count": len(vertices), "byteStride": vertices.shape[1], "mode": "ATTRIBUTES", **more}


@given(st.integers(1, 700), st.sampled_from([4, 8, 12, 64]), st.sampled_from([0, 2, 6, 255]), st.integers(0, 99))
def test_what_was_packed_is_unpacked(count: int, stride: int, spread: int, seed: int) -> None:
    """All group codings, several blocks and any stride come back byte for byte."""
    random = np.random.default_rng(seed)
    vertices = np.cumsum(random.integers(-spread, spread + 1, (count, stride)), axis=0).astype(np.uint8)
    decoded = decode_attributes(encode(vertices), view_of(vertices))
    assert decoded is not None
    assert decoded.tobytes() == vertices.tobytes()


def test_exponents_become_floats() -> None:
    """The exponential filter holds 24 bits of mantissa below 8 of exponent."""
    words = np.array([[3, -5 & 0xFFFFFF | (2 << 24)], [1 | (-4 & 0xFF) << 24, 0]], "<u4")
    vertices = words.view(np.uint8)
    decoded = decode_attributes(encode(vertices), view_of(vertices, filter="EXPONENTIAL"))
    assert decoded is not None
    assert decoded.view("<f4").tolist() == [3, -20, 1 / 16, 0]


@pytest.mark.parametrize("change", [{"mode": "TRIANGLES"}, {"filter": "OCTAHEDRAL"}])
def test_other_codings_are_left_alone(change: Json) -> None:
    """An unknown coding gives None, not garbage."""
    vertices = np.zeros((3, 4), np.uint8)
    assert decode_attributes(encode(vertices), view_of(vertices, **change)) is None
    assert decode_attributes(b"\xa1" + encode(vertices)[1:], view_of(vertices)) is None


@pytest.mark.parametrize(
    ("change", "message"),
    [({"count": 1 << 40}, "claims"), ({"count": 100_000}, "ends too early"), ({"byteStride": 6}, "malformed")],
)
def test_packed_views_that_lie_are_refused(change: Json, message: str) -> None:
    """A view may not claim more than it holds, nor odd strides."""
    vertices = np.arange(80, dtype=np.uint8).reshape(20, 4)
    with pytest.raises(EngineError, match=message):
        decode_attributes(encode(vertices), view_of(vertices, **change))


@given(st.binary(max_size=300), st.integers(0, 600), st.sampled_from([4, 12]))
def test_garbage_is_unpacked_or_refused_but_never_breaks(data: bytes, count: int, stride: int) -> None:
    """Any bytes give as many as were claimed, nothing, or the engine's own error."""
    view = {"count": count, "byteStride": stride, "mode": "ATTRIBUTES"}
    size = count * stride
    try:
        decoded = decode_attributes(b"\xa0" + data, view)
        size = -1 if decoded is None else len(decoded)
    except EngineError:
        pass
    assert size == count * stride


def test_a_turned_packed_mesh_gets_its_exact_height() -> None:
    """Packed positions are measured like plain ones, where declared bounds would not do."""
    builder = GltfBuilder()
    diamond = np.array([[0.5, 0, 0], [0, 0.5, 0], [-0.5, 0, 0], [0, -0.5, 0]], "<f4")
    packed = encode(diamond.view(np.uint8))
    builder.add_mesh(diamond)
    start = len(builder.binary)
    builder.binary += packed
    extension = view_of(diamond.view(np.uint8), buffer=0, byteOffset=start, byteLength=len(packed))
    builder.document["bufferViews"][0] |= {"buffer": 1, "byteOffset": 0, "extensions": {EXTENSION: extension}}
    turn = [0, 0, float(np.sin(np.pi / 8)), float(np.cos(np.pi / 8))]
    with tempfile.TemporaryDirectory() as name:
        builder.glb([{"mesh": 0, "rotation": turn}])
        builder.document["buffers"].append({"byteLength": 48})
        content = pack_glb(builder.document, builder.binary)
        result = resize(save(Path(name), "a.glb", content), Path(name), ResizeOptions(resize_height=1))
        assert result.before.size[1] == pytest.approx(0.5**0.5)
        assert not result.notes
