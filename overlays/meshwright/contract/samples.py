"""Sample requests for every walk and every fuzzer: small, complete, and usable without a network."""

from __future__ import annotations

import base64
import io
import json
import struct
import zlib
from collections.abc import Mapping
from functools import cache

from jsonschema_rs import Draft202012Validator as Validator

from ..spec import shapes
from ..spec.reading import Json, body_schema, load_kinds, load_spec, operation
from ..spec.shapes import Shape, shape_of

SIZE = 64
EPOCH = 1_790_000_000.0
"""The start time of the emulator's clock, so that every run gives the same ids."""


def _png(size: int) -> bytes:
    """A dark square on white, PNG."""
    rows = b"".join(
        b"\0" + bytes(40 if min(x, y, size - 1 - x, size - 1 - y) > size // 4 else 255 for x in range(size))
        for y in range(size)
    )

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0)
    compressed = zlib.compress(rows, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", compressed) + chunk(b"IEND", b"")


TRIANGLE = struct.pack("<9f", 0, 0, 0, 1, 0, 0, 0, 1, 0)
"""The points of one triangle."""


def gltf(**buffer: str) -> bytes:
    """One triangle, glTF; its buffer is at the ``uri``, or after the text."""
    document: Json = {
        "asset": {"version": "2.0"},
        "scenes": [{"nodes": [0]}],
        "scene": 0,
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3", "min": [0, 0, 0], "max": [1, 1, 0]}
        ],
        "bufferViews": [{"buffer": 0, "byteLength": len(TRIANGLE)}],
        "buffers": [{"byteLength": len(TRIANGLE), **buffer}],
    }
    return json.dumps(document, separators=(",", ":")).encode()


def _glb() -> bytes:
    """One triangle, binary glTF."""
    text = gltf()
    text += b" " * (-len(text) % 4)
    parts = (struct.pack("<II", len(text), 0x4E4F534A), text, struct.pack("<II", len(TRIANGLE), 0x004E4942), TRIANGLE)
    body = b"".join(parts)
    return struct.pack("<III", 0x46546C67, 2, 12 + len(body)) + body


@cache
def photo(number: int) -> bytes:
    """A small JPEG, another one for each number."""
    from PIL import Image  # of the extra `emulator`; a visit of a live service does not need it

    out = io.BytesIO()
    Image.new("RGB", (SIZE, SIZE), (number % 256, number // 256 % 256, 160)).save(out, "JPEG")
    return out.getvalue()


@cache
def _uri(content: bytes, media_type: str) -> str:
    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


PICTURE = _uri(_png(SIZE), "image/png")
MODEL = _uri(_glb(), "application/octet-stream")
GOOD_SOURCES = frozenset({PICTURE, MODEL})

QUICK: Json = {"target_polycount": 300, "should_texture": False, "target_formats": ["glb"]}
"""Parameters for which the engine's work is short."""


@cache
def _creates() -> dict[str, Json]:
    return {kind: _create(shape_of("meshy", kind), _validator(kind)) for kind in load_kinds("meshy")}


def _create(shape: Shape, good: Validator) -> Json:
    """Return a small valid create: its files, and the fewest members of the spec's example that it needs."""
    body: Json = {name: value for name, value in QUICK.items() if name in shape.taken}
    for name, types in shape.sources().items():
        source = MODEL if shapes.MODEL in types else PICTURE
        body[name] = [source] if shape.taken[name].get("type") == "array" else source
    for name, value in shape.body.items():
        if good.is_valid(body):
            break
        body.setdefault(name, value)
    return body


def _validator(kind: str) -> Validator:
    spec = load_spec("meshy")
    schema = body_schema(operation(spec, f"{kind.replace('-', '_')}.create")) or {}
    return Validator({**schema, "components": spec["components"]})


CREATES: Mapping[str, Json] = _creates()
"""One create for each kind of task."""
