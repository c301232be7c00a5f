"""The bad inputs of every day, each through the job that the emulator starts: a model, or a reason in a sentence."""

from __future__ import annotations

import io
import struct
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers.engine.fbx_samples import cube_records, write_fbx
from helpers.engine.model_samples import CUBE, CUBE_FACES, TURN_Z_45, GltfBuilder, cube_glb, pack_glb
from helpers.engine.pictures import draw
from helpers.processes import run_job
from meshwright.engine.errors import EngineError
from meshwright.engine.modelling import silhouette
from meshwright.engine.worker import _do
from PIL import Image

SMALL = {"target_polycount": 200, "should_texture": False, "target_formats": ["glb"]}


def png(image: Image.Image, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", **options)
    return out.getvalue()


def jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()


def sixteen_bit() -> Image.Image:
    return Image.fromarray(np.asarray(draw("duck", side=128).convert("L")).astype(np.uint16) * 257)


def claiming(width: int, height: int) -> bytes:
    """Make a PNG of some bytes whose header claims a size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(10**6)))
        + chunk(b"IEND", b"")
    )


PICTURES: dict[str, tuple[Callable[[], bytes], str | None]] = {
    "not an image": (lambda: b"<html>404 not found</html>", "not a picture"),
    "1x1": (lambda: png(Image.new("RGB", (1, 1), "teal")), None),
    "30,000 px wide": (lambda: png(draw("car", side=512).resize((30_000, 400))), None),
    "CMYK": (lambda: jpeg(draw("mug", side=256).convert("CMYK")), None),
    "16-bit": (lambda: png(sixteen_bit()), None),
    "animated": (lambda: png(draw("mug"), save_all=True, append_images=[draw("apple")]), None),
    "all one colour": (lambda: png(Image.new("RGB", (300, 200), "white")), None),
    "truncated": (lambda: jpeg(draw("duck"))[:4000], "damaged"),
    "transparent": (lambda: png(Image.new("RGBA", (64, 64))), "fully transparent"),
    "HEIC": (lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(99), "a HEIC .* Export it as JPEG"),
    "AVIF": (lambda: b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf" + bytes(99), "an AVIF. Export it as JPEG"),
    "PSD": (lambda: b"8BPS\0\1" + bytes(99), "a Photoshop document. Export it as JPEG"),
    "a kilobyte of gigabytes": (lambda: claiming(60_000, 60_000), "too large|pixels"),
}


def flat(points: np.ndarray) -> bytes:
    builder = GltfBuilder()
    builder.add_mesh(points, CUBE_FACES)
    return builder.glb([{"mesh": 0}])


def circle() -> bytes:
    builder = GltfBuilder()
    builder.add_mesh(CUBE, CUBE_FACES)
    return builder.glb([{"mesh": 0, "children": [1]}, {"children": [0]}], [{"nodes": [0]}])


def compressed(extension: str, **node: Any) -> bytes:
    """Make a cube whose positions cannot be read, only their declared bounds."""
    builder = GltfBuilder()
    mesh = builder.add_mesh(CUBE, CUBE_FACES)
    primitive = builder.document["meshes"][mesh]["primitives"][0]
    if extension == "KHR_draco_mesh_compression":
        view = builder.document["accessors"][0].pop("bufferView")
        primitive["extensions"] = {extension: {"bufferView": view, "attributes": {"POSITION": 0}}}
    else:
        coding = {"buffer": 0, "byteLength": 9, "byteStride": 12, "count": 8, "mode": "ATTRIBUTES", "filter": "NEW"}
        builder.document["bufferViews"][0]["extensions"] = {extension: coding}
    return builder.glb([{"mesh": mesh, **node}], extensionsUsed=[extension], extensionsRequired=[extension])


def fbx_bomb() -> bytes:
    """Make an FBX of a kilobyte whose vertices would unpack to two gigabytes."""
    packed = zlib.compress(bytes(1000))
    value = b"d" + struct.pack("<III", 1 << 28, 1, len(packed)) + packed
    records = cube_records()
    records[3][2][0][2][0] = ("Vertices", [value], [])
    return write_fbx(records)


def big_endian() -> bytes:
    content = write_fbx(cube_records())
    return content[:22] + b"\x01" + content[23:]


DRACO, MESHOPT = "KHR_draco_mesh_compression", "EXT_meshopt_compression"
MODELS: dict[str, tuple[Callable[[], bytes], str | None]] = {
    "no bytes": (lambda: b"", "is empty"),
    "no geometry": (lambda: pack_glb({"asset": {"version": "2.0"}, "scenes": [{"nodes": []}]}), "no geometry"),
    "flat": (lambda: flat(CUBE * [1, 0, 1]), "no height"),
    "NaN": (lambda: flat(np.full((8, 3), np.nan)), "NaN|no geometry"),
    "cyclic": (circle, "not a tree"),
    "Draco, upright": (lambda: compressed(DRACO), None),
    "Draco, turned": (lambda: compressed(DRACO, rotation=TURN_Z_45), "Installing DracoPy"),
    "meshopt, upright": (lambda: compressed(MESHOPT), None),
    "meshopt, unknown and turned": (lambda: compressed(MESHOPT, rotation=TURN_Z_45), "compressed or missing"),
    "big-endian": (big_endian, "Big-endian"),
    "a kilobyte of gigabytes": (fbx_bomb, "claims 2147483648 bytes"),
    "truncated": (lambda: cube_glb()[:-9], "truncated"),
}


def outcome(kind: str, content: bytes, request: dict[str, Any], folder: Path) -> dict[str, Any]:
    (folder / "input").write_bytes(content)
    return _do(kind, [folder / "input"], request, folder / "out")


@pytest.mark.parametrize("name", PICTURES)
def test_pictures(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A GLB is made of what can be seen; what cannot be is refused with a sentence."""
    monkeypatch.setattr(silhouette, "_SIDE", 96)  # a coarse shape will do here
    make, reason = PICTURES[name]
    if reason is None:
        result = outcome("image-to-3d", make(), SMALL, tmp_path)
        assert (tmp_path / "out" / result["files"]["model_urls"]["glb"]).read_bytes().startswith(b"glTF")
    else:
        with pytest.raises(EngineError, match=reason):
            outcome("image-to-3d", make(), SMALL, tmp_path)


@pytest.mark.parametrize("name", MODELS)
def test_models(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What can be measured is resized, DracoPy or not; what cannot be is refused with a sentence."""
    monkeypatch.setitem(sys.modules, "DracoPy", None)
    make, reason = MODELS[name]
    if reason is None:
        result = outcome("resize", make(), {"resize_height": 2.0}, tmp_path)
        assert (tmp_path / "out" / result["files"]["model_urls"]["glb"]).read_bytes().startswith(b"glTF")
    else:
        with pytest.raises(EngineError, match=reason):
            outcome("resize", make(), {"resize_height": 2.0}, tmp_path)


@pytest.mark.parametrize(
    ("kind", "content", "request_"),
    [("image-to-3d", claiming(60_000, 60_000), SMALL), ("resize", fbx_bomb(), {"resize_height": 2.0})],
    ids=["picture", "model"],
)
def test_bombs_stay_within_limits(kind: str, content: bytes, request_: dict[str, Any], tmp_path: Path) -> None:
    """In a process that may take 800 MB and 30 seconds, a kilobyte that claims gigabytes is a reason, not an end."""
    (tmp_path / "input").write_bytes(content)
    job = {"kind": kind, "inputs": [str(tmp_path / "input")], "request": request_, "folder": str(tmp_path / "out")}
    result = run_job({**job, "memory": 800 * 2**20}, 30.0)
    assert result["error"]["type"] == "invalid_input", result
    assert len(content) < 5_000
