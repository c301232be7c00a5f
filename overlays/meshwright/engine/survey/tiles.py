"""Wrap a GLB as 3D Tiles 1.0: one b3dm tile, and a tileset that places it on the globe. Follows OGC 18-053r2. A model
without a position gets a tileset without a transform.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any, Final

import numpy as np

from ..mesh import Floats
from .geodesy import Place

_HEAD: Final = 28
_TURNED: Final = np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]])  # readers turn glTF's Y up to their Z up


def write_tiles(glb: Path, folder: Path, vertices: Floats, place: Place | None, note: str) -> dict[str, Path]:
    """Write ``tile.b3dm`` and ``tileset.json`` for a GLB with these vertices (n, 3), Y up; return both by name."""
    folder.mkdir(parents=True, exist_ok=True)
    tile, tileset = folder / "tile.b3dm", folder / "tileset.json"
    tile.write_bytes(_b3dm(glb.read_bytes()))
    turned = vertices @ _TURNED.T
    low, high = turned.min(0), turned.max(0)
    middle, half = (low + high) / 2, np.maximum((high - low) / 2, 1e-3)
    root: dict[str, Any] = {
        "boundingVolume": {"box": [*middle.tolist(), *np.diag(half).ravel().tolist()]},
        "geometricError": 0,
        "refine": "REPLACE",
        "content": {"uri": tile.name},
    }
    if place is not None:
        root["transform"] = place.on_globe().T.ravel().tolist()
    description = {
        "asset": {"version": "1.0", "extras": {"note": note}},
        "geometricError": float(np.linalg.norm(half)),
        "root": root,
    }
    tileset.write_text(json.dumps(description, indent=1) + "\n", encoding="utf-8", newline="\n")
    return {tile.name: tile, tileset.name: tileset}


def _b3dm(glb: bytes) -> bytes:
    """Return a batched model without batches; the tables and the file are padded to multiples of 8 bytes."""
    table = json.dumps({"BATCH_LENGTH": 0}).encode()
    table += b" " * (-(_HEAD + len(table)) % 8)
    body = glb + bytes(-len(glb) % 8)
    length = _HEAD + len(table) + len(body)
    return struct.pack("<4s6I", b"b3dm", 1, length, len(table), 0, 0, 0) + table + body
