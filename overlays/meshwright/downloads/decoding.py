"""Undo the Content-Encoding of a file that a host stores compressed, and notice when the compressed stream was cut.

Own code because httpx gives what it has of a gzip stream that ends early, and passes on what it has no decoder for.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from attrs import define, field

from ..errors import ConnectionFailed, DownloadFailed

BLOCK = 2**20
"""Bytes that come out at once, however far a few bytes expand."""
COMPRESSIONS = frozenset({"gzip", "x-gzip", "deflate", "br", "zstd", "compress", "x-compress", "dcb", "dcz"})
"""What changes the bytes; a store passes on any other text that an uploader put there (aws-chunked, utf-8)."""


def compression_of(header: str) -> str:
    """Return the one compression that a Content-Encoding names, or nothing; raises DownloadFailed for one that cannot
    be undone, and for several, of which a few bytes may fill the disk.
    """
    named = [each for each in (part.strip().lower() for part in header.split(",")) if each in COMPRESSIONS]
    if len(named) > 1:
        raise DownloadFailed("the file host compressed the file more than once")
    name = named[0].removeprefix("x-") if named else ""
    if name not in ("", "gzip", "deflate"):
        raise DownloadFailed(f"the file host sends the file compressed as {name}, though asked not to")
    return name


@define
class Decompressor:
    """Decompresses gzip or deflate block by block, in bounded memory."""

    name: str
    _inner: zlib._Decompress | None = field(init=False, default=None)  # pyright: ignore[reportPrivateUsage]

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Yield what the bytes decompress to; raises ConnectionFailed for damaged ones."""
        more = bool(data)
        while more:
            if self._inner is None or self._inner.eof:
                if self._inner is not None and not (data := data.lstrip(b"\0")):  # padding behind the last member
                    return
                self._inner = zlib.decompressobj(self._window(data))
            try:
                block = self._inner.decompress(data, BLOCK)
            except zlib.error as error:
                raise ConnectionFailed(f"the compressed file is damaged: {error}", sent=True) from error
            yield block
            data = self._inner.unused_data if self._inner.eof else self._inner.unconsumed_tail
            more = bool(data) or (len(block) == BLOCK and not self._inner.eof)

    def close(self) -> None:
        """Raise ConnectionFailed unless the compressed stream has come to its end."""
        if self._inner is None or not self._inner.eof:
            raise ConnectionFailed(f"the {self.name} stream ends early", sent=True)

    def _window(self, data: bytes) -> int:
        if self.name == "gzip":
            return 16 + zlib.MAX_WBITS
        return zlib.MAX_WBITS if data[0] & 0x0F == 8 else -zlib.MAX_WBITS  # with the header of zlib, or without
