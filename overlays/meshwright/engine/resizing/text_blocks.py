"""Stream a text model in blocks of whole lines, however large the file: UTF-8 or UTF-16, any of the three line ends.

NUL bytes and Ctrl-Z, which exporters leave at the end of a file, in comments and as padding, become blanks. Refuses
lines beyond any use. A line continued by a backslash is never cut in two.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from ..errors import EngineError
from .formats import text_encoding
from .model import Progress

BLOCK = 4 << 20
LONGEST_LINE = 16 << 20


def line_blocks(source: Path, progress: Progress) -> Iterator[bytes]:
    """Return the text as UTF-8 in blocks that end with a line; a lone CR becomes LF, CR LF stays."""
    size = source.stat().st_size
    tail = b""
    done = 0
    with source.open("rb") as file:
        head = file.read(BLOCK)
        encoding = text_encoding(head)
        decoder = None if encoding == "utf-8" else codecs.getincrementaldecoder(encoding)("replace")
        carriage_only = b"\r" in head and b"\n" not in head
        block = head
        while block:
            done += len(block)
            text = block if decoder is None else decoder.decode(block, final=done >= size).encode()
            text = text.replace(b"\0", b" ").replace(b"\x1a", b" ")
            text = tail + (text.replace(b"\r", b"\n") if carriage_only else text)
            cut = _last_line_end(text)
            if len(text) - cut > LONGEST_LINE:
                raise EngineError(f"The model file holds a line of more than {LONGEST_LINE} bytes.")
            if cut:
                yield text[:cut]
            tail = text[cut:]
            progress(min(1.0, done / size))
            block = file.read(BLOCK)
    if tail:
        yield tail


def _last_line_end(text: bytes) -> int:
    """Find where the last complete line ends, 0 when there is none."""
    cut = text.rfind(b"\n") + 1
    while cut and text.endswith((b"\\\n", b"\\\r\n"), 0, cut):
        cut = text.rfind(b"\n", 0, cut - 1) + 1
    return cut
