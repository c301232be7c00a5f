"""Tell the five formats apart by their content; refuses everything else. File names are never believed."""

from __future__ import annotations

import mmap
import re
import struct
from pathlib import Path
from typing import Literal

from meshwright.engine.errors import EngineError

ModelFormat = Literal["glb", "gltf", "obj", "fbx", "stl"]

FBX_MAGIC = b"Kaydara FBX Binary  \x00\x1a"
STL_HEADER, STL_FACET = 84, 50
# What some exporters append to a binary STL; more than this is another format whose bytes happen to fit.
STL_LONGEST_TAIL = 512
_HEAD = 1 << 16
_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_OBJ_VERTEX = re.compile(rb"(?:\A|[\r\n])[ \t]*+v[ \t]++[-+.\d]")
_FBX_ASCII = re.compile(rb"\A\s*+;\s*+FBX\s+\d|(?:\A|[\r\n])[ \t]*+FBXHeaderExtension\s*+:")


def detect_format(source: Path) -> ModelFormat:
    """Tell the format of a model file by its bytes; EngineError when it is none of the five."""
    size = source.stat().st_size
    if size == 0:
        raise EngineError("The model file is empty.")
    with source.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"glTF"):
        return "glb"
    if head.startswith(FBX_MAGIC):
        return "fbx"
    if count_binary_facets(head, size) is not None:
        return "stl"
    text = _as_text(head)
    if text is not None:
        start = text.lstrip()
        if start.startswith(b"{") and _contains(source, b'"asset"'):
            return "gltf"
        if start[:5].lower() == b"solid" and re.search(rb"facet|endsolid", start, re.IGNORECASE):
            return "stl"
        if _FBX_ASCII.search(text):
            return "fbx"
        if _OBJ_VERTEX.search(text) or _matches(source, _OBJ_VERTEX):
            return "obj"
    raise EngineError("The file is none of GLB, glTF 2.0, OBJ, FBX and STL by its content.", code="invalid_input")


def count_binary_facets(head: bytes, size: int) -> int | None:
    """Give the facet count of a binary STL, None when the size contradicts the header.

    The size rule comes first because many binary files begin with the word that marks the ASCII kind.
    """
    if len(head) < STL_HEADER:
        return None
    (facets,) = struct.unpack_from("<I", head, STL_HEADER - 4)
    tail = size - (STL_HEADER + STL_FACET * facets)
    if tail == 0 or (facets > 0 and 0 < tail <= STL_LONGEST_TAIL):
        return int(facets)
    return None


def text_encoding(head: bytes) -> str:
    """Tell the encoding a byte order mark announces, else UTF-8."""
    return next((name for mark, name in _BYTE_ORDER_MARKS.items() if head.startswith(mark)), "utf-8")


def _as_text(head: bytes) -> bytes | None:
    """Give the beginning of a text file as UTF-8; None for binary content."""
    encoding = text_encoding(head)
    if encoding == "utf-16":
        return head[: len(head) // 2 * 2].decode(encoding, "replace").encode()
    return None if b"\x00" in head else head.removeprefix(b"\xef\xbb\xbf")


def _contains(source: Path, needle: bytes) -> bool:
    with source.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(needle) >= 0


def _matches(source: Path, pattern: re.Pattern[bytes]) -> bool:
    with source.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return pattern.search(content) is not None
