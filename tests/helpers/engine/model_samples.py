"""Small models made in memory for the resize tests, and a reader of GLB that is not the engine's."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
from helpers.places import ROOT
from meshwright.engine.resizing.resize import ResizeOptions, resize
from numpy.typing import NDArray

Json = dict[str, Any]
Points = NDArray[np.float64]

CORPUS = ROOT.parent / "shared" / "corpus"

CUBE = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)], np.float64)
"""The eight corners of the unit cube."""
CUBE_FACES = np.array(
    [[0, 1, 3], [0, 3, 2], [4, 6, 7], [4, 7, 5], [0, 4, 5], [0, 5, 1], [2, 3, 7], [2, 7, 6], [0, 2, 6], [0, 6, 4],
     [1, 5, 7], [1, 7, 3]]
)  # fmt: skip


def pack_glb(document: Json, binary: bytes = b"", extra: bytes = b"") -> bytes:
    """Write a GLB by the book: header, JSON chunk, BIN chunk, further chunks."""
    text = json.dumps(document).encode()
    text += b" " * (-len(text) % 4)
    binary += b"\0" * (-len(binary) % 4)
    chunks = struct.pack("<II", len(text), 0x4E4F534A) + text
    if binary:
        chunks += struct.pack("<II", len(binary), 0x004E4942) + binary
    chunks += extra
    return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks


def unpack_glb(content: bytes) -> tuple[Json, bytes]:
    """Read the JSON of a GLB and all bytes after it."""
    (length,) = struct.unpack_from("<I", content, 12)
    return json.loads(content[20 : 20 + length]), content[20 + length :]


TURN_Z_45 = [0, 0, float(np.sin(np.pi / 8)), float(np.cos(np.pi / 8))]
"""A quaternion for an eighth of a turn."""


class GltfBuilder:
    """Collect accessors into one binary buffer."""

    def __init__(self) -> None:
        self.binary = b""
        self.document: Json = {"asset": {"version": "2.0"}, "accessors": [], "bufferViews": []}

    def add(self, values: Any, kind: str, stored: str = "<f4", component: int = 5126, **more: Any) -> int:
        """Append an accessor and give its index."""
        data = np.asarray(values, stored)
        self.binary += b"\0" * (-len(self.binary) % 4)
        view = {"buffer": 0, "byteOffset": len(self.binary), "byteLength": data.nbytes}
        self.document["bufferViews"].append(view)
        self.binary += data.tobytes()
        accessor = {"bufferView": len(self.document["bufferViews"]) - 1, "componentType": component, "type": kind}
        self.document["accessors"].append({**accessor, "count": len(data), **more})
        return len(self.document["accessors"]) - 1

    def add_mesh(self, points: Any, faces: Any = None, **more: Any) -> int:
        """Append a mesh of one primitive and give its index."""
        points = np.asarray(points)
        bounds = {"min": points.min(axis=0).tolist(), "max": points.max(axis=0).tolist()} if len(points) else {}
        primitive: Json = {"attributes": {"POSITION": self.add(points, "VEC3", **bounds)}, **more}
        if faces is not None:
            primitive["indices"] = self.add(np.ravel(faces), "SCALAR", "<u4", 5125)
        meshes = self.document.setdefault("meshes", [])
        meshes.append({"primitives": [primitive]})
        return len(meshes) - 1

    def glb(self, nodes: list[Json], scenes: list[Json] | None = None, **more: Any) -> bytes:
        """Close the file; by default one scene shows node 0."""
        self.document |= {"nodes": nodes, "scenes": [{"nodes": [0]}] if scenes is None else scenes, **more}
        self.document["buffers"] = [{"byteLength": len(self.binary)}]
        return pack_glb(self.document, self.binary)


def cube_glb(**node: Any) -> bytes:
    """Make a GLB that shows the unit cube through one node."""
    builder = GltfBuilder()
    mesh = builder.add_mesh(CUBE, CUBE_FACES)
    return builder.glb([{"mesh": mesh, **node}])


def save(folder: Path, name: str, content: bytes | str) -> Path:
    """Write a sample file."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def resized_glb(tmp_path: Path, content: bytes, **options: Any) -> tuple[float, Json]:
    """Resize a GLB and give its scale and its new JSON."""
    result = resize(
        save(tmp_path, "in.glb", content), tmp_path / "out", ResizeOptions(**(options or {"resize_height": 2}))
    )
    return result.scale, unpack_glb(result.path.read_bytes())[0]
