"""Sample requests for every walk and every fuzzer: small, complete, and usable without a network."""

from __future__ import annotations

import base64
import io
import json
import struct
import zlib
from collections.abc import Mapping
from functools import cache

from ..spec import shapes
from ..spec.reading import Json, body_schema, load_kinds, load_spec, operation
from ..spec.shapes import Shape, shape_of
from ..spec.validators import Validator, Validators

SIZE = 64
EPOCH = 1_790_000_000.0
"""The start time of the emulator's clock, so that every run gives the same ids."""


def png(size: int, below: int = 0) -> bytes:
    """A dark square on white, and rows ``below`` it, PNG."""
    rows = (
        b"".join(
            b"\0" + bytes(40 if min(x, y, size - 1 - x, size - 1 - y) > size // 4 else 255 for x in range(size))
            for y in range(size)
        )
        + bytes(1 + size) * below
    )

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", size, size + below, 8, 0, 0, 0, 0)
    compressed = zlib.compress(rows, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", compressed) + chunk(b"IEND", b"")


TRIANGLE = struct.pack("<9f", 0, 0, 0, 1, 0, 0, 0, 1, 0)
"""The points of one triangle."""


BOXES = (
    (-0.13, 1.46, -0.1, 0.13, 1.7, 0.1),  # the head
    (-0.2, 0.8, -0.1, 0.2, 1.4, 0.1),
    (-0.07, 1.38, -0.06, 0.07, 1.48, 0.06),  # the neck
    (-0.7, 1.27, -0.06, -0.18, 1.38, 0.06),
    (0.18, 1.27, -0.06, 0.7, 1.38, 0.06),
    (-0.19, 0.0, -0.08, -0.04, 0.82, 0.1),
    (0.04, 0.0, -0.08, 0.19, 0.82, 0.1),
)
"""The lowest and the highest corner of each box of a figure that spreads its arms and faces +Z, in metres."""
SIDES = ((0, 2, 3, 1), (4, 5, 7, 6), (0, 1, 5, 4), (2, 6, 7, 3), (0, 4, 6, 2), (1, 3, 7, 5))
"""The corners of each side of a box, seen from outside; the bits of a corner are 1 where x, y or z is the highest."""


def _figure() -> bytes:
    """Return the points of the triangles of the figure."""
    corners = [
        (box[3 * (corner & 1)], box[1 + 3 * (corner >> 1 & 1)], box[2 + 3 * (corner >> 2)])
        for box in BOXES
        for side in SIDES
        for corner in (*side[:3], side[0], *side[2:])
    ]
    return b"".join(struct.pack("<3f", *corner) for corner in corners)


FIGURE = _figure()


def gltf(points: int = 3, content: bytes = TRIANGLE, **buffer: str) -> bytes:
    """One triangle, or other triangles as ``content``, glTF; its buffer is at the ``uri``, or after the text. It may
    lie about its number of points.
    """
    places = [*struct.iter_unpack("<3f", content)]
    document: Json = {
        "asset": {"version": "2.0"},
        "scenes": [{"nodes": [0]}],
        "scene": 0,
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}],
        "accessors": [
            {
                "bufferView": 0,
                "componentType": 5126,
                "count": points,
                "type": "VEC3",
                "min": [min(axis) for axis in zip(*places, strict=True)],
                "max": [max(axis) for axis in zip(*places, strict=True)],
            }
        ],
        "bufferViews": [{"buffer": 0, "byteLength": len(content)}],
        "buffers": [{"byteLength": len(content), **buffer}],
    }
    return json.dumps(document, separators=(",", ":")).encode()


def glb(points: int = 3, content: bytes = TRIANGLE) -> bytes:
    """One triangle, or other triangles as ``content``, binary glTF; it may lie about its number of points."""
    text = gltf(points, content)
    text += b" " * (-len(text) % 4)
    parts = (struct.pack("<II", len(text), 0x4E4F534A), text, struct.pack("<II", len(content), 0x004E4942), content)
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


PICTURE = _uri(png(SIZE), "image/png")
MODEL = _uri(glb(len(FIGURE) // 12, FIGURE), "application/octet-stream")
"""A standing figure, which every kind of task takes."""
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
        body.setdefault(name, PICTURE if name in shape.references() else value)
    return body


def _validator(kind: str) -> Validator:
    spec = load_spec("meshy")
    return Validators(spec).of(body_schema(operation(spec, f"{kind.replace('-', '_')}.create")) or {})


CREATES: Mapping[str, Json] = _creates()
"""One create for each kind of task."""
