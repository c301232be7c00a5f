"""Write glTF as one file of text: the JSON of the GLB, with its binary data inside as a data URI."""

from __future__ import annotations

import base64
import json
import struct
from pathlib import Path
from typing import Final

from ..mesh import Model
from .glb import write_glb

_HEADER: Final = 12
_CHUNK: Final = 8  # bytes before the data of a chunk


def write_gltf(model: Model, path: Path) -> None:
    """Write a model as glTF 2.0 that needs no other file."""
    write_glb(model, path)
    content = path.read_bytes()
    (length,) = struct.unpack_from("<I", content, _HEADER)
    start = _HEADER + _CHUNK
    document = json.loads(content[start : start + length])
    (size,) = struct.unpack_from("<I", content, start + length)
    binary = content[start + length + _CHUNK :][:size]
    uri = f"data:application/octet-stream;base64,{base64.b64encode(binary).decode()}"
    document["buffers"] = [{"byteLength": document["buffers"][0]["byteLength"], "uri": uri}]
    path.write_text(json.dumps(document, separators=(",", ":")), encoding="utf-8", newline="\n")
