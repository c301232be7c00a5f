"""Decode the Content-Encoding of a file that a host stores compressed, and detect a truncated stream.

httpx is not used for it, because it returns a truncated gzip stream without error, and unknown codings undecoded.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from attrs import define, field

from ..errors import ConnectionFailed, DownloadFailed

BLOCK = 2**20
"""Maximum size of a decompressed block in bytes, at any compression ratio."""
COMPRESSIONS = frozenset({"gzip", "x-gzip", "deflate", "br", "zstd", "compress", "x-compress", "dcb", "dcz"})
"""Codings that change the bytes; stores also pass on other values set by an uploader (aws-chunked, utf-8)."""


def compression_of(header: str) -> str:
    """Return the compression named by a Content-Encoding, or an empty string; raises DownloadFailed for an unsupported
    one, and for stacked ones (a decompression bomb).
    """
    named = [each for each in (part.strip().lower() for part in header.split(",")) if each in COMPRESSIONS]
    if len(named) > 1:
        raise DownloadFailed("the file host compressed the file more than once")
    name = named[0].removeprefix("x-") if named else ""
    if name not in ("", "gzip", "deflate"):
        raise DownloadFailed(f"the file host sends the file compressed as {name}, though asked not to")
    return name


class BrokenOff(ConnectionFailed):
    """A download broke off; it can be continued or repeated."""

    def __init__(self, message: str) -> None:
        super().__init__(message, sent=True)


@define
class Decompressor:
    """Decompresses gzip or deflate in blocks of limited size."""

    name: str
    _inner: zlib._Decompress | None = field(init=False, default=None)  # pyright: ignore[reportPrivateUsage]

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield the decompressed blocks; raises BrokenOff for damaged data."""
        more = bool(data)
        while more:
            if self._inner is None or self._inner.eof:
                if self._inner is not None and not (data := data.lstrip(b"\0")):  # padding after the last member
                    return
                self._inner = zlib.decompressobj(self._window(data))
            try:
                block = self._inner.decompress(data, BLOCK)
            except zlib.error as error:
                raise BrokenOff(f"the compressed file is damaged: {error}") from error
            yield block
            data = self._inner.unused_data if self._inner.eof else self._inner.unconsumed_tail
            more = bool(data) or (len(block) == BLOCK and not self._inner.eof)

    def close(self) -> None:
        """Raise BrokenOff unless the compressed stream is complete."""
        if self._inner is None or not self._inner.eof:
            raise BrokenOff(f"the {self.name} stream ends early")

    def _window(self, data: bytes) -> int:
        if self.name == "gzip":
            return 16 + zlib.MAX_WBITS
        return zlib.MAX_WBITS if data[0] & 0x0F == 8 else -zlib.MAX_WBITS  # with or without the zlib header
