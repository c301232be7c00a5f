"""Detect the five formats by their content; refuse everything else. File names are ignored."""

from __future__ import annotations

import mmap
import re
from pathlib import Path
from typing import Literal

from ..errors import EngineError
from .stl_count import count_binary_facets

ModelFormat = Literal["glb", "gltf", "obj", "fbx", "stl"]

FBX_MAGIC = b"Kaydara FBX Binary  \x00\x1a"
_HEAD = 1 << 16
_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_UNMARKED = {"utf-16-le": re.compile(rb"(?:[\t-~]\0){8}"), "utf-16-be": re.compile(rb"(?:\0[\t-~]){8}")}
# Beyond these shares a file is binary. Some exporters leave a NUL in a comment, at each line's end or the file's end.
_MOST_NULS, _MOST_CONTROLS = 0.2, 0.05
_CONTROLS = bytes(set(range(1, 32)) - set(b"\t\n\v\f\r\x1a\x1b"))
_NUL_TO_BLANK = bytes.maketrans(b"\0\x1a", b"  ")
_OBJ_VERTEX = re.compile(rb"(?:\A|[\r\n])[ \t]*+v[ \t]++[-+.\d]")
_STL_ASCII = re.compile(rb"solid(?s:.)*?(?:facet|end[ \t]*+solid)", re.IGNORECASE)
_STL_FACET = re.compile(rb"(?:\A|[\r\n])[ \t]*+facet[ \t]++normal\s", re.IGNORECASE)
_FBX_ASCII = re.compile(rb"\A\s*+;\s*+FBX\s+\d|(?:\A|[\r\n])[ \t]*+FBXHeaderExtension\s*+:")


def detect_format(source: Path) -> ModelFormat:
    """Return the format of a model file by its bytes; EngineError when it is none of the five."""
    size = source.stat().st_size
    if size == 0:
        raise EngineError("The model file is empty.")
    with source.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"glTF"):
        return "glb"
    if head.startswith(FBX_MAGIC):
        return "fbx"
    if count_binary_facets(source) is not None:
        return "stl"
    text = _as_text(head)
    if text is not None:
        start = text.lstrip()
        if start.startswith(b"{") and _contains(source, b'"asset"'):
            return "gltf"
        if _STL_ASCII.match(start) or _STL_FACET.search(text):
            return "stl"
        if _FBX_ASCII.search(text):
            return "fbx"
        if _OBJ_VERTEX.search(text) or _matches(source, _OBJ_VERTEX):
            return "obj"
    raise EngineError("By its content the file is not GLB, glTF 2.0, OBJ, FBX or STL.", code="invalid_input")


def text_encoding(head: bytes) -> str:
    """Return the encoding that a byte order mark or the NUL bytes of its first letters show, else UTF-8."""
    marked = next((name for mark, name in _BYTE_ORDER_MARKS.items() if head.startswith(mark)), None)
    if marked is not None:
        return marked
    unmarked = next((name for name, letters in _UNMARKED.items() if letters.match(head)), None)
    return unmarked or "utf-8"


def _as_text(head: bytes) -> bytes | None:
    """Return the beginning of a text file as UTF-8; None for binary content."""
    encoding = text_encoding(head)
    if encoding.startswith("utf-16"):
        return head[: len(head) // 2 * 2].decode(encoding, "replace").encode()
    without_padding = re.sub(rb"\0++", b"\0", head)
    size = len(without_padding)
    controls = size - len(without_padding.translate(None, _CONTROLS))
    if without_padding.count(b"\0") > 1 + _MOST_NULS * size or controls > _MOST_CONTROLS * size:
        return None
    return without_padding.translate(_NUL_TO_BLANK).removeprefix(b"\xef\xbb\xbf")


def _contains(source: Path, needle: bytes) -> bool:
    with source.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(needle) >= 0


def _matches(source: Path, pattern: re.Pattern[bytes]) -> bool:
    with source.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return pattern.search(content) is not None
