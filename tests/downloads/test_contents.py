"""Formats of files by their bytes, and whether a file is whole: each format, cut at every byte."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from meshwright.downloads.contents import archive_suffix, cut_short, is_text, may_be, picture_suffix

PNG_END = b"\0\0\0\0IEND\xaeB`\x82"


def glb(size: int, version: int = 2) -> bytes:
    """Write a GLB that names its own length."""
    return b"glTF" + struct.pack("<II", version, size) + bytes(size - 12)


def fbx(version: int, layout: str) -> bytes:
    """Write a binary FBX of two nodes and the empty one that ends them."""
    content = b"Kaydara FBX Binary  \0\x1a\0" + struct.pack("<I", version)
    for length in (30, 40):
        content += struct.pack(layout, len(content) + length).ljust(length, b"n")
    return content + struct.pack(layout, 0)


def zipped(comment: bytes = b"") -> bytes:
    """Write an archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a", b"content")
        archive.comment = comment
    return packed.getvalue()


def reason(content: bytes, *, announced: bool) -> str:
    return cut_short(io.BytesIO(content), len(content), announced=announced)


NAMING_THEIR_LENGTH = {
    "GLB": (glb(40), 4),
    "GLB of version 1": (glb(40, version=1), 4),
    "the smallest GLB": (glb(12), 4),
    "ZIP": (zipped(), 4),
    "FBX": (fbx(7400, "<I"), 23),
    "FBX before 7.5": (fbx(7499, "<I"), 23),
    "FBX from 7.5 on": (fbx(7500, "<Q"), 23),
}
MARKING_THEIR_END = {
    "PNG": (b"\x89PNG\r\n\x1a\n" + bytes(20) + PNG_END, 8),
    "JPEG": (b"\xff\xd8\xff" + b"x" * 20 + b"\xff\xd9", 3),
    "GIF": (b"GIF89a" + b"x" * 20 + b";", 6),
    "WebP": (b"RIFF" + struct.pack("<I", 24) + b"WEBP" + b"x" * 20, 12),
    "BMP": (b"BM" + struct.pack("<I", 40) + bytes(34), 10),
    "SVG": (b"<svg viewBox='0'></svg>", 5),
    "XML": (b"<?xml version='1.0'?><a>text</a>", 5),
    "glTF": (b'{"asset": [0]}', 1),
}


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize("name", NAMING_THEIR_LENGTH)
def test_a_format_that_names_its_length(name: str, announced: bool) -> None:
    """Every cut is noticed, though the transfer looks whole; more bytes than named are not the client's matter."""
    content, start = NAMING_THEIR_LENGTH[name]
    assert reason(content, announced=announced) == ""
    assert reason(content + bytes(9), announced=announced) == ""
    assert [end for end in range(start, len(content)) if not reason(content[:end], announced=announced)] == []


@pytest.mark.parametrize("name", MARKING_THEIR_END)
def test_a_format_that_marks_its_end(name: str) -> None:
    """If the transfer announced no length, a file without its end is incomplete; white space may follow the end."""
    content, start = MARKING_THEIR_END[name]
    assert reason(content, announced=False) == ""
    assert reason(content + b"\0 \t\r\n", announced=False) == ""
    for end in range(start, len(content)):
        inner = content[end - 1 :][:1] in b">}"  # of a text, each end of an inner element may be the last
        assert bool(reason(content[:end], announced=False)) is not inner
        assert reason(content[:end], announced=True) == ""


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (glb(40)[:11], "a GLB file is longer than 11 bytes"),
        (glb(40)[:39], "got 39 of the 40 bytes that the GLB names"),
        (zipped()[:-23], "the directory at the end of the archive is missing"),
        (fbx(7400, "<I")[:-1], "the FBX file ends inside a node"),
        (MARKING_THEIR_END["WebP"][0][:-1], "got 31 of the 32 bytes that the WebP picture names"),
        (MARKING_THEIR_END["BMP"][0][:-1], "got 39 of the 40 bytes that the BMP picture names"),
        (MARKING_THEIR_END["PNG"][0][:-1], "the PNG picture has no end"),
    ],
    ids=["GLB, the head", "GLB", "ZIP", "FBX", "WebP", "BMP", "PNG"],
)
def test_why_it_is_incomplete(content: bytes, text: str) -> None:
    """The reason names the format, and the bytes where the format does."""
    assert reason(content, announced=False) == text


def test_a_version_to_come() -> None:
    """The length is not looked for in a GLB of another version, whose header may differ."""
    for version in (0, 3):
        assert reason(glb(40, version=version)[:30], announced=True) == ""


def test_nodes_that_lead_back() -> None:
    """An FBX whose node ends where it begins, or before, is incomplete, and is not read for ever."""
    for place in (0, 26, 27):
        content = fbx(7400, "<I")[:27] + struct.pack("<I", place) + bytes(50)
        assert reason(content, announced=True) == ("" if place == 0 else "the FBX file ends inside a node")


def test_how_much_may_follow_the_end() -> None:
    """The directory of an archive is found before the longest comment, the end of a JPEG before a kilobyte."""
    assert reason(zipped(b"c" * 65535), announced=True) == ""
    jpeg = MARKING_THEIR_END["JPEG"][0]
    assert reason(jpeg + b"x" * 1022, announced=False) == ""
    assert reason(jpeg + b"x" * 1023, announced=False) == "the JPEG picture has no end"
    for name in ("GIF", "SVG", "XML", "glTF"):
        assert reason(MARKING_THEIR_END[name][0] + b"x", announced=False).endswith("has no end")


@pytest.mark.parametrize(
    ("suffix", "head", "good"),
    [
        (".glb", b"glTF\2\0\0\0", True),
        (".glb", b"", False),
        (".glb", b"PK\x03\x04", False),
        (".glb", b"\x89PNG\r\n\x1a\n", False),
        (".usdz", b"PK\x03\x04", True),
        (".usdz", b"unknown", False),
        (".obj", b"v 0 0 0", True),
        (".obj", b"", False),
        (".mtl", b"", True),
        (".obj", b"<Error>", False),
        (".obj", b'\xef\xbb\xbf {"message": 1}', False),
        (".gltf", b'{"asset": 1}', True),
        (".dae", b"<COLLADA>", True),
        (".dae", b"\r\n<HTML>", False),
        (".gltf", b"<!DOCTYPE html>", False),
    ],
)
def test_what_a_file_may_begin_with(suffix: str, head: bytes, good: bool) -> None:
    """A format with a signature needs it; the others only exclude what file hosts send as an error."""
    assert may_be(suffix, head) is good


@pytest.mark.parametrize(
    ("head", "suffix", "fitting"),
    [
        (b"\xff\xd8\xff", ".jpeg", ".jpeg"),
        (b"\xff\xd8\xff", ".png", ".jpg"),
        (b"\x89PNG\r\n\x1a\n", ".png", ".png"),
        (b"glTF", ".glb", ""),
        (b"unknown", ".png", ""),
    ],
)
def test_the_suffix_of_a_picture(head: bytes, suffix: str, fitting: str) -> None:
    """A picture keeps a suffix that is common for its format, and gets the usual one in place of another."""
    assert picture_suffix(head, suffix) == fitting


@pytest.mark.parametrize(
    ("head", "suffix", "found"),
    [(b"PK\x03\x04", ".obj", ".zip"), (b"PK\x03\x04", ".usdz", None), (b"glTF", ".obj", None), (b"v 0", ".obj", None)],
)
def test_an_archive_in_place_of_an_obj(head: bytes, suffix: str, found: str | None) -> None:
    """Only there is an archive renamed."""
    assert archive_suffix(head, suffix) == found


def test_what_is_a_text() -> None:
    """Markup and JSON, and nothing at all, are what errors are made of."""
    assert all(map(is_text, (b"", b" \r\n", b"<a>", b"\xef\xbb\xbf{}", b"[1]")))
    assert not any(map(is_text, (b"\x89PNG", b"abc", b"\xff\xd8\xff<")))
