"""Detect the format of a downloaded file from its bytes, never from its name, and whether it is complete.

A format that contains its own length (GLB, ZIP, binary FBX) is always checked against it. The ends of pictures and of
text formats are only checked if the transfer announced no length, because programs do not write them strictly.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from typing import IO

from attrs import frozen

from ..file_formats import HEAD, format_of

_SIGNED = frozenset({".glb", ".usdz", ".3mf"})
"""Model formats that always begin with their signature."""
_NO_MARKUP = frozenset({".fbx", ".obj", ".mtl", ".stl", ".zip"})
"""Formats that may begin in many ways, but never like XML (a file host's error) or a JSON object. A file of an unknown
format may begin like either; only a web page is refused in its place."""
_PAGES = (b"<!doctype html", b"<html")
_TAIL = 2**16


def picture_suffix(head: bytes, suffix: str) -> str:
    """Return the suffix that fits a picture: its own if it is a common one for the format, else the usual one.

    Empty if the format is unknown.
    """
    found = format_of(head)
    fitting = found.suffixes if found and found.picture else ()
    return suffix if suffix in fitting else next(iter(fitting), "")


def archive_suffix(head: bytes, suffix: str) -> str | None:
    """Return the suffix of a ZIP archive that came in place of an OBJ, as of Creative Lab; None for any other file."""
    found = format_of(head) if suffix == ".obj" else None
    return ".zip" if found is not None and ".zip" in found.suffixes else None


def may_be(suffix: str, head: bytes) -> bool:
    """Return whether a file that begins like this may have the format of its suffix."""
    if suffix in _SIGNED:
        return (found := format_of(head)) is not None and suffix in found.suffixes
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    other = text.startswith((b"<", b'{"') if suffix in _NO_MARKUP else _PAGES)
    return not other and (head != b"" or suffix == ".mtl")  # a model without materials


def is_text(head: bytes) -> bool:
    """Return whether a file begins like a web page, XML or JSON, as errors sent in place of a file do."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"", b"<", b"{", b"[")


@frozen
class Arrived:
    """A file that has arrived: its first bytes, its last bytes, and its size."""

    file: IO[bytes]
    head: bytes
    tail: bytes
    size: int


def cut_short(file: IO[bytes], size: int, *, announced: bool) -> str:
    """Return why a file is incomplete; empty if it may be complete.

    ``announced``: whether the transfer had its own length or end mark, and reached it.
    """
    file.seek(0)
    head = file.read(HEAD)
    file.seek(max(0, size - _TAIL))
    arrived = Arrived(file, head, file.read(_TAIL), size)
    found = format_of(head)
    suffix = found.suffixes[0] if found and found.suffixes else _text_suffix(head)
    check = _LENGTHS.get(suffix) or (None if announced else _ENDS.get(suffix))
    return check(arrived) if check else ""


def _text_suffix(head: bytes) -> str:
    return ".xml" if head.startswith(b"<?xml") else ".json" if head.startswith(b"{") else ""


Check = Callable[[Arrived], str]


def _glb(arrived: Arrived) -> str:
    if arrived.size < 12:
        return f"a GLB file is longer than {arrived.size} bytes"
    version, length = struct.unpack_from("<II", arrived.head, 4)
    known = version in (1, 2)
    return f"got {arrived.size} of the {length} bytes that the GLB names" if known and length > arrived.size else ""


def _zip(arrived: Arrived) -> str:
    return "" if zipfile.is_zipfile(arrived.file) else "the directory at the end of the archive is missing"


def _fbx(arrived: Arrived) -> str:
    """Follow the top-level nodes: each states where it ends, and an empty one is the last."""
    wide = len(arrived.head) >= 27 and struct.unpack_from("<I", arrived.head, 23)[0] >= 7500
    layout = struct.Struct("<Q" if wide else "<I")
    place = 27
    while place + layout.size <= arrived.size:
        arrived.file.seek(place)
        (end,) = layout.unpack(arrived.file.read(layout.size))
        if end == 0:
            return ""
        if not place < end <= arrived.size:
            break
        place = end
    return "the FBX file ends inside a node"


def _ends_with(ending: bytes, within: int, what: str) -> Check:
    def check(arrived: Arrived) -> str:
        return "" if ending in arrived.tail.rstrip(b"\0 \t\r\n")[-within:] else f"the {what} has no end"

    return check


def _names_length(place: int, more: int, what: str) -> Check:
    def check(arrived: Arrived) -> str:
        named = struct.unpack_from("<I", arrived.head, place)[0] + more  # the signature is longer than the place
        return f"got {arrived.size} of the {named} bytes that the {what} names" if named > arrived.size else ""

    return check


_LENGTHS: dict[str, Check] = {".glb": _glb, ".zip": _zip, ".fbx": _fbx}
_ENDS: dict[str, Check] = {
    ".png": _ends_with(b"IEND\xaeB`\x82", _TAIL, "PNG picture"),
    ".jpg": _ends_with(b"\xff\xd9", HEAD, "JPEG picture"),
    ".gif": _ends_with(b";", 1, "GIF picture"),
    ".webp": _names_length(4, 8, "WebP picture"),
    ".bmp": _names_length(2, 0, "BMP picture"),
    ".svg": _ends_with(b">", 1, "SVG drawing"),
    ".xml": _ends_with(b">", 1, "XML file"),
    ".json": _ends_with(b"}", 1, "JSON file"),
}
