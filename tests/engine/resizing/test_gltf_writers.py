"""glTF files of writers that pad or number in their own way: read as what they mean, written by the book."""

from __future__ import annotations

import base64
import json
import re
import struct
from pathlib import Path
from typing import Any

import pytest
from helpers.engine.model_samples import CUBE, CUBE_FACES, GltfBuilder, cube_glb, pack_glb, save, unpack_glb
from meshwright.engine.errors import EngineError
from meshwright.engine.resizing.resize import ResizeOptions, resize

HEIGHT = ResizeOptions(resize_height=2)


def cube_gltf(**parts: Any) -> str:
    """Make a .gltf of the unit cube with its buffer inside."""
    builder = GltfBuilder()
    builder.add_mesh(CUBE, CUBE_FACES)
    builder.glb([{"mesh": 0, "children": [1]}, {"translation": [0.5, 0, 0]}], scene=0)
    data = "data:;base64," + base64.b64encode(builder.binary).decode()
    return json.dumps(builder.document | {"buffers": [{"byteLength": len(builder.binary), "uri": data}], **parts})


@pytest.mark.parametrize("spelling", ["{}.0", "{}e0", "{:.9e}", "{}0e-1"])
def test_integers_written_as_floats_are_integers(tmp_path: Path, spelling: str) -> None:
    """3.0, 3e0 and 30e-1 are the integer 3 by JSON Schema, anywhere; the result holds plain integers."""
    content = re.sub(r"(?<=[:\[, ])[1-9]\d*(?=[,\]} ])", lambda digits: spelling.format(int(digits[0])), cube_gltf())
    assert spelling.format(5126) in content
    result = resize(save(tmp_path, "a.gltf", content), tmp_path / "out", HEIGHT)
    assert result.scale == pytest.approx(2)
    after = json.loads(result.path.read_text())
    assert [type(accessor["componentType"]) for accessor in after["accessors"]] == [int, int]
    assert after["nodes"][1] == {"translation": [0.5, 0, 0]}


@pytest.mark.parametrize("count", [3.5, 1e300, -8.0, "8", True])
def test_what_is_no_integer_is_refused(tmp_path: Path, count: Any) -> None:
    """A fraction, a negative, an immense number, a string and a flag are none."""
    accessor = {"componentType": 5126, "type": "VEC3", "count": count}
    with pytest.raises(EngineError, match=r"accessors\[0\].count must be an integer"):
        resize(save(tmp_path, "a.gltf", cube_gltf(accessors=[accessor] * 2)), tmp_path, HEIGHT)


def test_numbers_that_are_no_integers_keep_their_value(tmp_path: Path) -> None:
    """Negative zero, fractions, large and negative numbers are written as they were read."""
    values = [-0.0, 0.1, -3.0, 1e22, 1.5e-7, 2**53 + 2, 12345678901234567890]
    result = resize(save(tmp_path, "a.gltf", cube_gltf(extras=values)), tmp_path / "out", HEIGHT)
    assert list(map(str, json.loads(result.path.read_text())["extras"])) == list(map(str, values))


def repacked(content: bytes, padding: bytes, *, counted: bool = True) -> bytes:
    """Pad the JSON chunk of a GLB with other bytes, counted in its length or not."""
    document, rest = unpack_glb(content)
    text = json.dumps(document).encode()
    text += b" " * (-(len(text) + len(padding)) % 4)
    chunk = struct.pack("<II", len(text) + len(padding) * counted, 0x4E4F534A) + text + padding
    return struct.pack("<4sII", b"glTF", 2, 12 + len(chunk) + len(rest)) + chunk + rest


@pytest.mark.parametrize("padding", [b"\0", b"\0\0\0", b"\0" * 4000, b" \0"])
@pytest.mark.parametrize("name", ["a.glb", "a.gltf"])
def test_json_padded_with_nul_bytes_is_read_and_noted(tmp_path: Path, name: str, padding: bytes) -> None:
    """Some writers pad with NUL where glTF asks for spaces; the result has spaces."""
    content = repacked(cube_glb(), padding) if name == "a.glb" else cube_gltf().encode() + padding
    result = resize(save(tmp_path, name, content), tmp_path / "out", HEIGHT)
    assert result.scale == pytest.approx(2)
    assert any("padded with NUL bytes" in note for note in result.notes)
    again = resize(result.path, tmp_path / "again", HEIGHT)
    assert (again.scale, again.notes) == (pytest.approx(1), ())


def test_padding_that_the_chunk_length_leaves_out_is_skipped(tmp_path: Path) -> None:
    """The BIN chunk is found where it is aligned."""
    content = repacked(cube_glb(), b"   ", counted=False)
    result = resize(save(tmp_path, "a.glb", content), tmp_path / "out", HEIGHT)
    assert (result.scale, result.notes) == (pytest.approx(2), ())
    assert resize(result.path, tmp_path / "again", HEIGHT).scale == pytest.approx(1)


def test_a_nul_byte_within_the_json_is_refused(tmp_path: Path) -> None:
    """Only padding is forgiven."""
    content = pack_glb({"asset": {"version": "2.0"}, "x": 1234}).replace(b"1234", b"12\0 ")
    with pytest.raises(EngineError, match="cannot be read"):
        resize(save(tmp_path, "a.glb", content), tmp_path, HEIGHT)
