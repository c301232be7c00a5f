"""Files that a host stores compressed: decompressed in small blocks, however they arrive, and whole or not at all."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st
from meshwright.downloads.decoding import BrokenOff, Decompressor, compression_of
from meshwright.errors import DownloadFailed

MOST, LARGEST = 1000, 2**20
CONTENT = b"the content of a file, the content of a file"
PACKED = {
    "gzip": gzip.compress(CONTENT),
    "deflate": zlib.compress(CONTENT),
    "deflate of a small window": zlib.compress(CONTENT, wbits=9),
    "deflate without a header": zlib.compress(CONTENT, wbits=-15),
}


def decompressed(name: str, chunks: Iterable[bytes]) -> bytes:
    """Decompress a whole stream."""
    decompressor = Decompressor(name)
    blocks = [block for chunk in chunks for block in islice(decompressor.feed(chunk), MOST)]
    decompressor.close()
    assert max(map(len, blocks), default=0) <= LARGEST
    assert len(blocks) < MOST, "a loop that never ends"
    return b"".join(blocks)


def cut(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("", ""),
        ("identity", ""),
        ("aws-chunked, utf-8", ""),
        (" GZIP ", "gzip"),
        ("x-gzip", "gzip"),
        ("aws-chunked,gzip", "gzip"),
        ("deflate", "deflate"),
    ],
)
def test_supported_encodings(header: str, name: str) -> None:
    """Values of Content-Encoding that do not change the bytes are ignored."""
    assert compression_of(header) == name


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("br", "compressed as br"),
        ("x-compress", "compressed as compress"),
        ("gzip, br", "more than once"),
        ("gzip,gzip", "more than once"),
    ],
)
def test_unsupported_encodings(header: str, text: str) -> None:
    """Other compressions are refused by name, and stacked ones as a decompression bomb."""
    with pytest.raises(DownloadFailed, match=text):
        compression_of(header)


@pytest.mark.parametrize("name", PACKED)
def test_every_cut_is_noticed(name: str) -> None:
    """A stream that ends before its last byte is never taken for whole."""
    packed, coding = PACKED[name], name.split(" ")[0]
    for size in (1, len(packed)):
        assert decompressed(coding, cut(packed, size)) == CONTENT
    for end in range(len(packed)):
        with pytest.raises(BrokenOff, match=f"the {coding} stream ends early"):
            decompressed(coding, [packed[:end]])


def test_damage_is_noticed() -> None:
    """A stream with a false checksum, and what is not a stream at all, break off."""
    for damaged in (PACKED["gzip"][:-8] + bytes(8), PACKED["deflate"], b"glTF"):
        with pytest.raises(BrokenOff, match="the compressed file is damaged"):
            decompressed("gzip", [damaged])


@pytest.mark.parametrize("size", [LARGEST - 1, LARGEST, LARGEST + 1, 2 * LARGEST, 20 * LARGEST])
def test_a_bomb_arrives_in_blocks(size: int) -> None:
    """However well a file is compressed, its blocks have a limited size, and none is lost."""
    packed = gzip.compress(bytes(size))
    assert len(decompressed("gzip", [packed])) == size
    assert len(decompressed("gzip", [packed[:-9], packed[-9:]])) == size


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=4), st.integers(1, 60), st.integers(0, 70))
def test_members_in_any_pieces(members: list[bytes], size: int, padding: int) -> None:
    """A stream may have several members and padding behind them, and arrive in pieces of any size."""
    packed = b"".join(map(gzip.compress, members)) + bytes(padding)
    assert decompressed("gzip", cut(packed, size)) == b"".join(members)
