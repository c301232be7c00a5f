"""Read and write the two containers of glTF 2.0, .glb and .gltf; everything after the JSON is copied byte for byte.

Refuses glTF 1.0, truncated files, and JSON too deep or too rich in values to be held in memory.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from ..errors import EngineError
from ..json_object import Json
from .gltf_schema import check_gltf
from .model import Progress, copy_range

Bytes = NDArray[np.uint8]

_HEADER = struct.Struct("<4sII")
_CHUNK = struct.Struct("<II")
_JSON_CHUNK, _BIN_CHUNK = 0x4E4F534A, 0x004E4942
# A parsed value takes about 60 bytes: this many keep a hostile file below half a gigabyte. Base64 data counts as one.
MOST_JSON_VALUES = 6_000_000
MOST_JSON_BYTES = 1 << 30
LARGEST_INTEGER = 1 << 53
LARGEST_GLB = (1 << 32) - 1


@frozen(kw_only=True)
class GltfContainer:
    """A parsed document, its place in the file, and the other bytes.

    ``rest``: where the bytes after the JSON chunk start and stop (empty for .gltf); ``binary``: the BIN chunk, mapped;
    ``notes``: what the user should know about the container.
    """

    source: Path
    document: Json
    is_glb: bool
    rest: tuple[int, int]
    binary: Bytes | None
    notes: tuple[str, ...] = ()

    def write(self, out: BinaryIO, progress: Progress) -> None:
        """Write the document as it now stands, and the rest as it was."""
        encoded = _dump(self.document)
        if not self.is_glb:
            out.write(encoded)
            return
        encoded += b" " * (-len(encoded) % 4)
        total = _HEADER.size + _CHUNK.size + len(encoded) + self.rest[1] - self.rest[0]
        if total > LARGEST_GLB:
            raise EngineError("The resized GLB would be larger than the 4 GiB its header can state.")
        out.write(_HEADER.pack(b"glTF", 2, total) + _CHUNK.pack(len(encoded), _JSON_CHUNK) + encoded)
        with self.source.open("rb") as source:
            copy_range(source, out, *self.rest, progress=progress)


def read_gltf(source: Path) -> GltfContainer:
    """Open a .gltf file."""
    if source.stat().st_size > MOST_JSON_BYTES:
        raise EngineError(f"The glTF JSON is larger than {MOST_JSON_BYTES} bytes.")
    document, notes = _parse(source.read_bytes())
    return GltfContainer(source=source, document=document, is_glb=False, rest=(0, 0), binary=None, notes=notes)


def read_glb(source: Path) -> GltfContainer:
    """Open a .glb file; its BIN chunk stays on disk."""
    size = source.stat().st_size
    start = _HEADER.size + _CHUNK.size
    with source.open("rb") as file:
        head = file.read(start)
        if len(head) < start:
            raise EngineError("The GLB file ends within its header.")
        _, version, total = _HEADER.unpack_from(head)
        length, kind = _CHUNK.unpack_from(head, _HEADER.size)
        if version != 2:
            raise EngineError(f"The GLB file has version {version}; only glTF 2.0 can be resized.")
        if kind != _JSON_CHUNK:
            raise EngineError("The first chunk of the GLB file is not JSON.")
        if total > size or start + length > total:
            raise EngineError(f"The GLB file is truncated: its header promises {max(total, start + length)} bytes.")
        if length > MOST_JSON_BYTES:
            raise EngineError(f"The glTF JSON is larger than {MOST_JSON_BYTES} bytes.")
        document, notes = _parse(file.read(length))
        stop = start + length
        stop += _uncounted_padding(file.read(3 + _CHUNK.size), -stop % 4)
    binary = _map_binary_chunk(source, stop, total)
    return GltfContainer(source=source, document=document, is_glb=True, rest=(stop, total), binary=binary, notes=notes)


def _uncounted_padding(following: bytes, padding: int) -> int:
    """Return how many bytes of padding a writer left out of the length of the JSON chunk."""
    kinds = [following[skipped + 4 : skipped + 8] for skipped in (0, padding)]
    return padding if kinds[0] != kinds[1] == _BIN_CHUNK.to_bytes(4, "little") else 0


def _map_binary_chunk(source: Path, start: int, stop: int) -> Bytes | None:
    if start + _CHUNK.size > stop:
        return None
    with source.open("rb") as file:
        file.seek(start)
        length, kind = _CHUNK.unpack(file.read(_CHUNK.size))
    if kind != _BIN_CHUNK or length == 0:
        return None
    first = start + _CHUNK.size
    if first + length > stop:
        raise EngineError("The GLB file is truncated: its BIN chunk runs past the end.")
    return np.memmap(source, np.uint8, "r", offset=first, shape=(length,))


def _parse(padded: bytes) -> tuple[Json, tuple[str, ...]]:
    encoded = padded.rstrip(b"\0\x1a")
    is_mended = b"\0" in padded[len(encoded) :]
    notes = ("The JSON of the file was padded with NUL bytes; glTF asks for spaces.",) if is_mended else ()
    values = sum(encoded.count(mark) for mark in (b",", b"[", b"{"))
    if values > MOST_JSON_VALUES:
        raise EngineError(f"The glTF JSON holds more than {MOST_JSON_VALUES} values.")
    try:
        document: Any = json.loads(encoded.decode("utf-8-sig"), parse_float=_number, parse_constant=_refuse_constant)
    except EngineError:
        raise
    except RecursionError:
        raise EngineError("The glTF JSON is nested too deeply.") from None
    except ValueError as error:  # JSONDecodeError, UnicodeDecodeError, integers of thousands of digits
        raise EngineError(f"The glTF JSON cannot be read: {error}.") from None
    asset = document.get("asset") if isinstance(document, dict) else None
    version = asset.get("version") if isinstance(asset, dict) else None
    if not isinstance(version, str) or version.partition(".")[0] != "2":
        raise EngineError(f"Not a glTF 2.0 document: asset.version is {version!r}.")
    check_gltf(document)
    checked: Json = document
    return checked, notes


def _number(written: str) -> float | int:
    """Read 3.0 and 3e0 as the integer that they are by JSON Schema: some writers have no other numbers."""
    value = float(written)
    return int(value) if 0 <= value <= LARGEST_INTEGER and value.is_integer() and written[0] != "-" else value


def _refuse_constant(name: str) -> NoReturn:
    raise EngineError(f"The glTF JSON holds {name}, which is not a JSON number.")


def _dump(document: Json) -> bytes:
    try:
        # ASCII with escapes: the same strings, and lone surrogates survive too
        return json.dumps(document, separators=(",", ":"), allow_nan=False).encode("ascii")
    except RecursionError:
        raise EngineError("The glTF JSON is nested too deeply.") from None
    except ValueError:
        raise EngineError("The glTF JSON holds a number beyond double precision.") from None
